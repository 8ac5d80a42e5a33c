"""A box as the store keeps it: sealed bytes, and the number of the domain key they were sealed under."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wrapped:
    """Opens with the domain key of that number alone."""

    domain_key: int
    box: bytes
