"""Packed mentions: what was read in an ad, in a tenth of the memory, made into `Mention`s again when somebody looks.

Of a million ads a few thousand are ever quoted, while the mentions of all would fill the memory of a machine. A packed
row is six numbers; what they number stands in one table. Promises to equal the tuple it was made of.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Any, overload

from safelight.ads.core.mention import CryptoAddress, Handle, Location, Mention, Price

_COLUMNS = 7
_SHORT = 0xFFFF
"""Largest number of a row of two bytes a number; longer texts take four."""


_KINDS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Handle, ("service", "name")),
    (Price, ("amount", "currency", "unit")),
    (Location, ("city", "state", "county_fips", "lat", "lon", "confidence")),
    (CryptoAddress, ("chain", "address")),
)
"""Values of several parts: the number of the kind and the parts stand for one in a table."""

_NUMBERED = {kind: (at, parts) for at, (kind, parts) in enumerate(_KINDS)}


class PackedMentions(Sequence[Mention]):
    """`table` holds fields, values (plain ones as they are), sources and rules; `rows` their numbers, start, end and
    mark, one by one."""

    __slots__ = ("rows", "table")

    def __init__(self, table: tuple[object, ...], rows: array[int]) -> None:
        self.table = table
        self.rows = rows

    def __reduce__(self) -> tuple[type[PackedMentions], tuple[tuple[object, ...], array[int]]]:
        return PackedMentions, (self.table, self.rows)

    def __len__(self) -> int:
        return len(self.rows) // _COLUMNS

    def __iter__(self) -> Iterator[Mention]:
        return (self._at(start) for start in range(0, len(self.rows), _COLUMNS))

    @overload
    def __getitem__(self, at: int) -> Mention: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Mention, ...]: ...
    def __getitem__(self, at: int | slice) -> Mention | tuple[Mention, ...]:
        return tuple(self)[at]

    def __eq__(self, other: object) -> bool:
        return tuple(self) == (tuple(other) if isinstance(other, PackedMentions) else other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def _at(self, start: int) -> Mention:
        field, value, first, last, source, rule, obscured = self.rows[start : start + _COLUMNS]
        table = self.table
        return Mention(table[field], _whole(table[value]), first, last, table[source], table[rule], bool(obscured))  # type: ignore[arg-type]


def packed(mentions: Sequence[Mention]) -> PackedMentions:
    """The same mentions, packed."""
    numbers: dict[object, int] = {}
    rows: list[int] = []
    number = numbers.setdefault
    for one in mentions:
        field, value = number(one.field, len(numbers)), number(_plain(one.value), len(numbers))
        source, rule = number(one.source, len(numbers)), number(one.rule, len(numbers))
        rows += (field, value, one.start, one.end, source, rule, one.obscured)
    kind = "H" if max(rows, default=0) <= _SHORT else "I"
    return PackedMentions(tuple(numbers), array(kind, rows))


def _plain(value: object) -> object:
    known = _NUMBERED.get(type(value))
    return (known[0], *(getattr(value, part) for part in known[1])) if known else value


def _whole(value: Any) -> Any:
    return _KINDS[value[0]][0](*value[1:]) if isinstance(value, tuple) else value
