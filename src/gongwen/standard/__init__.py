"""GB/T 9704-2012 in numbers and words: page geometry, sizes, style names, numbering words, dates."""
