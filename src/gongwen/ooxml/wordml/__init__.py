"""WordprocessingML as Word would show it: effective formatting, blocks and pieces, what is not understood by name."""
