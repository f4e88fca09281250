"""What people do with a working-time diary. Rooms above import this package alone."""

from mrc.employment.service.diary import (
    DaysRefused,
    Diary,
    Month,
    Week,
    days_of,
    get_diary,
    get_week,
    keep_days,
    save_week,
    span_of,
)
from mrc.employment.service.tables import add_table, read_table, template

__all__ = [
    "DaysRefused",
    "Diary",
    "Month",
    "Week",
    "add_table",
    "days_of",
    "get_diary",
    "get_week",
    "keep_days",
    "read_table",
    "save_week",
    "span_of",
    "template",
]
