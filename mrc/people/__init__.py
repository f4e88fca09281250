"""The migrant: identity, languages, safe contact, consent, matching, erasure."""
