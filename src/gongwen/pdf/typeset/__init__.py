"""Setting a Word file in pages: lines, paragraphs, tables, headers, floats."""
