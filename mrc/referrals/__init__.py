"""Routing a case to a union, a consulate or a legal clinic, with consent, and hearing back."""
