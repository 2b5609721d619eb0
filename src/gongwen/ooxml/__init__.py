"""Safe reading and deterministic writing of the zip packages that docx and xlsx are."""
