"""Word files: frames and templates, and the writer that pours a Document into a frame."""
