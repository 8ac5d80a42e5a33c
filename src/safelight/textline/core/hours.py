"""Hours: when an agency or a desk answers, in its own time zone.

Written as `24/7` or `mon-fri 08:00-18:00; sat 09:00-13:00`; a span that ends before it starts runs past midnight.
Promises daylight saving by the zone's own rules. Refuses what it can't read, naming the part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from safelight.kernel.errors import Invalid

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_PART = re.compile(r"(?P<a>[a-z]{3})(?:-(?P<b>[a-z]{3}))? (?P<from>\d{1,2}:\d{2})-(?P<to>\d{1,2}:\d{2})")


@dataclass(frozen=True, slots=True)
class Hours:
    """`spans` are (weekday 0 to 6, first minute, minute after the last) of the local day; `always` needs none."""

    zone: str
    always: bool
    spans: tuple[tuple[int, int, int], ...] = ()

    def open_at(self, at: datetime) -> bool:
        """Whether somebody answers at `at` (aware)."""
        if self.always:
            return True
        local = at.astimezone(ZoneInfo(self.zone))
        minute = local.hour * 60 + local.minute
        return any(day == local.weekday() and start <= minute < end for day, start, end in self.spans)

    def opens_after(self, at: datetime) -> datetime | None:
        """The next moment somebody answers, to the minute and within eight days; `at` itself when open now; None when
        there are no hours at all."""
        if self.open_at(at):
            return at
        clock = at.replace(second=0, microsecond=0)
        for step in range(1, 8 * 24 * 60 + 1):
            moment = clock + timedelta(minutes=step)
            if self.open_at(moment):
                return moment
        return None


def read_hours(text: str, zone: str) -> Hours:
    """Hours from their written form. Raises Invalid, naming what can't be read."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid("textline.hours.zone", f"No time zone is called {zone!r}; write America/Chicago.") from error
    plain = " ".join(text.lower().split())
    if plain in ("24/7", "always"):
        return Hours(zone, True)
    spans = [span for part in plain.split(";") if part.strip() for span in _spans(part.strip())]
    if not spans:
        raise Invalid("textline.hours.empty", "Hours are 24/7 or like: mon-fri 08:00-18:00; sat 09:00-13:00.")
    return Hours(zone, False, tuple(sorted(spans)))


def _spans(part: str) -> list[tuple[int, int, int]]:
    found = _PART.fullmatch(part)
    named = [found["a"], found["b"] or found["a"]] if found else []
    if not found or not set(named) <= set(DAYS):
        raise Invalid("textline.hours.part", f"{part!r} are no hours; write like: mon-fri 08:00-18:00.")
    start, end = _minute(found["from"], part), _minute(found["to"], part)
    first, last = (DAYS.index(name) for name in named)
    days = [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    if start < end:
        return [(day, start, end) for day in days]
    return [span for day in days for span in ((day, start, 24 * 60), ((day + 1) % 7, 0, end))]


def _minute(clock: str, part: str) -> int:
    hour, minute = (int(number) for number in clock.split(":"))
    if hour > 24 or minute > 59 or hour * 60 + minute > 24 * 60:
        raise Invalid("textline.hours.clock", f"{clock} in {part!r} is no time of day.")
    return hour * 60 + minute
