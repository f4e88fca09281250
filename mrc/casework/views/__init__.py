"""Pages about cases, all at the office door."""
