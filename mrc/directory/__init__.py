"""Partner organisations: what they take, where, and in which languages."""
