"""Dates as pages write them, to ISO 8601: ISO itself, HTTP dates, and days with an English month name.

Refuses the ambiguous (03/04/2026) by returning None: a date that may be wrong by months is worse than none.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = "(" + "|".join(_MONTHS) + r")[a-z]*\.?"
_ISO = re.compile(r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_MONTH_FIRST = re.compile(_NAMED + r"\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b", re.IGNORECASE)
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+" + _NAMED + r",?\s+(\d{4})\b", re.IGNORECASE)


def iso_date(text: str) -> str | None:
    """The first date in `text`, or None. A time is kept when ISO 8601 or the HTTP form gives one."""
    text = text.strip()[:200]
    found = _ISO.search(text)
    if found:
        return _checked(found[0])
    if re.search(r"\d\d:\d\d:\d\d", text):
        try:
            return parsedate_to_datetime(text).isoformat()
        except (ValueError, TypeError):
            pass
    return _named(text)


def _checked(text: str) -> str | None:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return None
    return text


def _named(text: str) -> str | None:
    month_first, day_first = _MONTH_FIRST.search(text), _DAY_FIRST.search(text)
    if month_first:
        month, day, year = month_first.groups()
    elif day_first:
        day, month, year = day_first.groups()
    else:
        return None
    try:
        return date(int(year), _MONTHS.index(month[:3].lower()) + 1, int(day)).isoformat()
    except ValueError:
        return None
