"""The caseload, and its exports."""
