"""Reading the plan: schema, loading, people, references, links, statistics."""
