"""What is true of messages between the centre and the migrant."""

from enum import StrEnum


class Direction(StrEnum):
    """Who wrote."""

    FROM_MIGRANT = "from_migrant"
    FROM_CENTRE = "from_centre"
