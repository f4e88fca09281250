"""Evidence files, sealed outside the web root."""
