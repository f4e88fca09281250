"""The directory's pages: looking up, keeping entries and their services right, and the public page of contacts."""

from mrc.directory.views import entries, services

__all__ = ["entries", "services"]
