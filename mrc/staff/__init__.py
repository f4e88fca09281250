"""Users, roles, centres, and signing in."""
