"""Parquet to ads, in batches: the columns are an ad's fields, `images` a JSON string or a list of structs.

Promises: a missing column or a wrong type is named once and the file refused; a damaged row group costs that
row group; a value that isn't text costs its row. The capture is the row as canonical JSON.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from safelight.ads.sources.sourced import Item, quoted, sourced
from safelight.ads.sources.streams import MAX_LINE
from safelight.kernel.provenance import Rejected

MEDIA_TYPE = "application/json"
BATCH = 256
"""Rows turned into Python objects at a time."""

_NO_VALUE = (ValueError, OverflowError, LookupError)
"""What a value that Python can't hold raises: a year beyond 9999, a part of a microsecond, an unknown time zone."""

_SHORT = ("id", "site", "url", "location", "title", "body", "text")


def read_parquet(path: str, name: str, now: datetime) -> Iterator[Item]:
    """The ads of one file. Places are `name:row`, counted from 1."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        yield Rejected(name, f"not a Parquet file that can be read: {quoted(str(error))}")
        return
    with file:
        refusal = _columns(file.schema_arrow, name)
        if refusal is not None:
            yield refusal
            return
        start = 1
        for group in range(file.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            yield from _read_group(file, group, range(start, start + rows), name, now)
            start += rows


def _columns(schema: Any, name: str) -> Rejected | None:
    """Why the columns can't be ads, or None."""
    import pyarrow as pa

    names = list(schema.names)
    if "id" not in names or not {"title", "body", "text"} & set(names):
        shown = quoted(", ".join(names), 120)
        return Rejected(name, f"the file needs a column id and one of title, body, text; it has: {shown}")
    for field in schema:
        if names.count(field.name) > 1:
            return Rejected(name, f"the file has the column {quoted(field.name, 40)!r} twice")
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        if field.name in _SHORT and not _textual(kind, integer=field.name == "id"):
            return Rejected(name, f"column {field.name} must hold text, it holds {quoted(str(field.type), 40)}")
    return None


def _textual(kind: Any, integer: bool) -> bool:
    import pyarrow as pa

    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    is_bytes = pa.types.is_binary(kind) or pa.types.is_large_binary(kind)
    return is_text or is_bytes or pa.types.is_null(kind) or (integer and pa.types.is_integer(kind))


def _read_group(file: Any, group: int, rows: range, name: str, now: datetime) -> Iterator[Item]:
    import pyarrow as pa

    row = rows.start
    try:
        for batch in file.iter_batches(batch_size=BATCH, row_groups=[group], use_threads=False):
            for record in _records(_in_microseconds(batch)):
                place = f"{name}:{row}"
                yield from [Rejected(place, record)] if isinstance(record, str) else _read_row(record, place, now)
                row += 1
    except (pa.ArrowException, OSError, ValueError) as error:
        yield Rejected(f"{name}:{row}", f"rows {row} to {rows.stop - 1} can't be read: {quoted(str(error))}")


def _in_microseconds(batch: Any) -> Any:
    """The batch with its times cut to microseconds: Python's hold no nanoseconds, which pandas writes."""
    import pyarrow as pa

    for at, column in enumerate(batch.schema):
        if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
            cut = batch.column(at).cast(pa.timestamp("us", column.type.tz), safe=False)
            batch = batch.set_column(at, column.name, cut)
    return batch


def _records(batch: Any) -> Iterator[dict[str, object] | str]:
    """Each row as a record, or the reason why it can't be one."""
    if batch.nbytes <= MAX_LINE:
        try:
            yield from batch.to_pylist()
            return
        except _NO_VALUE:
            pass
    for at in range(batch.num_rows):
        yield _record(batch.slice(at, 1))


def _record(row: Any) -> dict[str, object] | str:
    if row.nbytes > MAX_LINE:
        return f"the row has {row.nbytes:,} bytes; at most {MAX_LINE:,} are read"
    found: dict[str, object] = {}
    for name, column in zip(row.schema.names, row.columns, strict=True):
        try:
            found[name] = column[0].as_py()
        except UnicodeDecodeError as error:
            return f"column {quoted(name, 40)} isn't UTF-8: byte 0x{error.object[error.start]:02X}"
        except _NO_VALUE:
            found[name] = f"unreadable {row.schema.field(name).type}"
    return found


def _read_row(record: dict[str, object], place: str, now: datetime) -> Iterator[Item]:
    plain = {key: _plain(value) for key, value in record.items() if value is not None}
    try:
        capture = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    except UnicodeEncodeError:
        yield Rejected(place, "a value holds half a surrogate pair, which is not text")
        return
    yield from sourced(plain, now=now, capture=capture, media_type=MEDIA_TYPE, place=place)


def _plain(value: object) -> object:
    """`value` as JSON can hold it: times in ISO 8601, bytes as text where they are UTF-8, no NaN (null instead)."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return _text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value if isinstance(value, str | int | bool) or value is None else str(value)


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.hex()
