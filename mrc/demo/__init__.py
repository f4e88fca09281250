"""A generated world for demonstrations and measurements; no real person, no real firm."""
