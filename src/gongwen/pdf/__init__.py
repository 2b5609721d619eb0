"""Printing finished Word files: fonts, setting, PDF objects."""
