"""Names of people and of firms: in Latin letters, cut into what survives spelling, compared, and found by tokens.

A library of every room that keeps names. It knows no room.
"""
