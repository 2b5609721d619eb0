"""The blocks of a document (what it says, no look) and their numbering."""
