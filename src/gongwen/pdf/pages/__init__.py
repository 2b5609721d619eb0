"""Pages of other files, taken into ours: PDFs and pictures as chunks of objects that a volume is bound of."""
