"""What part of the past the dashboard shows, as the browser asks for it."""

from __future__ import annotations

from dataclasses import dataclass, fields

#: Days that can be chosen. One day is shown by hour.
PERIODS = (1, 7, 30, 90)
#: Of the figures of the first look.
USUAL = 30
#: PostgreSQL's integer: no id is larger.
LARGEST = 2**31 - 1


@dataclass(frozen=True)
class Filters:
    """A period, and ids of what else was chosen; 0 is everything."""

    days: int = USUAL
    company: int = 0
    server: int = 0
    cause: int = 0

    @classmethod
    def of(cls, values: object) -> Filters:
        """Filters from what a browser sent.

        :raises ValueError: for anything that cannot be chosen
        """
        names = {field.name for field in fields(cls)}
        if not isinstance(values, dict) or not names.issuperset(values):
            raise ValueError("unknown filter")
        if any(type(value) is not int or not 0 <= value <= LARGEST for value in values.values()):
            raise ValueError("no number")
        filters = cls(**values)
        if filters.days not in PERIODS:
            raise ValueError("no such period")
        return filters
