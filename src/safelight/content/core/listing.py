"""A row of a hash list, or of the questions put to one: an id and at least one fingerprint.

Promises: one bad fingerprint refuses the row, by name, because a row matched by half would look like "no match".
Fields that mean nothing here are kept under `extra`. A row without an id but with a path is known by its path.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from safelight.content.core.fingerprint import EXACT_KINDS, PDQ, VPDQ, Fingerprint, fingerprint, video
from safelight.content.core.frames import listed
from safelight.kernel.errors import Invalid

RowId = str | int

LONGEST_ID = 4_096
"""Characters of an id; a path may be one, and paths have at most 4,096 bytes (Linux PATH_MAX)."""

KINDS = (*EXACT_KINDS, PDQ, VPDQ)
FIELDS = frozenset({"id", "path", *KINDS, "pdq_quality", "vpdq_quality", "pipeline", "error"})


@dataclass(frozen=True, slots=True)
class ListRow:
    """`id` as it was given; `fingerprints` in the order md5, sha1, sha256, pdq, vpdq."""

    id: RowId
    fingerprints: tuple[Fingerprint, ...]
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def pdq(self) -> Fingerprint | None:
        return next((each for each in self.fingerprints if each.kind == PDQ), None)

    @property
    def video(self) -> Fingerprint | None:
        return next((each for each in self.fingerprints if each.kind == VPDQ), None)

    @property
    def exact(self) -> tuple[Fingerprint, ...]:
        return tuple(each for each in self.fingerprints if each.kind in EXACT_KINDS)


def read_row(record: object) -> ListRow:
    """The row in a JSON object or CSV record. Raises Invalid naming the field."""
    if not isinstance(record, Mapping):
        raise Invalid("content.row.shape", "expected an object with id and pdq (or vpdq, md5, sha1, sha256)")
    given = {name: record[name] for name in KINDS if record.get(name) not in (None, "", [])}
    if not given:
        raise Invalid("content.row.empty", "the row has no pdq, vpdq, md5, sha1 or sha256")
    found = tuple(_read(name, value, record) for name, value in given.items())
    extra = {str(name): value for name, value in record.items() if name not in FIELDS}
    return ListRow(_row_id(record), found, extra)


def _read(name: str, value: object, record: Mapping[str, object]) -> Fingerprint:
    said = record.get("pipeline")
    pipeline = str(said) if said else None
    if name == VPDQ and isinstance(value, list | Mapping):
        return video(listed(value), pipeline)
    if not isinstance(value, str):
        raise Invalid("content.row.type", f"{name} is not a text")
    if name == PDQ:
        return fingerprint(name, value, _quality(record.get("pdq_quality")), pipeline)
    return fingerprint(name, value, pipeline=pipeline if name == VPDQ else None)


def _quality(value: object) -> int | None:
    if value is None or value == "":
        return None
    try:
        return int(str(value))
    except ValueError:
        raise Invalid("content.row.quality", "pdq_quality is not a whole number") from None


def _row_id(record: Mapping[str, object]) -> RowId:
    value = record.get("id")
    if value is None or value == "":
        value = record.get("path")
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise Invalid("content.row.id", "the row has no id (a text or a whole number)")
    if isinstance(value, str) and len(value) > LONGEST_ID:
        raise Invalid("content.row.id", f"the id has more than {LONGEST_ID:,} characters")
    return value


def id_order(value: RowId) -> tuple[int, int, str]:
    """Sort key of ids: whole numbers first, by size, then texts by code point."""
    return (0, value, "") if isinstance(value, int) else (1, 0, value)
