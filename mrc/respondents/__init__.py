"""Employers and recruiters, and the patterns between cases against them."""
