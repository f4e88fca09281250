"""Wage claims: what is claimed, offered, awarded and received."""
