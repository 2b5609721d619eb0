"""Our typesetter against LibreOffice: documents of many kinds, both PDFs read back, lines compared one by one."""
