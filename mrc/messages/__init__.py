"""The conversation with the migrant."""
