"""Document types: each module turns the plan into a Document."""
