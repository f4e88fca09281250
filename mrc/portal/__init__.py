"""The migrant's own pages, and the public ones before them."""
