"""Facts added up: what a question, a chart or a file starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Counted:
    """Facts of one kind that agree in day, place and attributes, added up."""

    day: date
    state: str
    county: str
    attributes: Mapping[str, str]
    count: int
