"""The fonts of this machine: found by name, read, cut down to what a PDF uses, and free ones fetched where none are."""
