"""Reads an outside table: CSV (any usual delimiter and encoding), Parquet, XLSX.

Rows that a CSV reader can't split are refused with their line; the rest goes through. Cells stay text: what a column
means is decided by the verb that uses it. XLSX needs `python-calamine` (extra `xlsx`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from safelight.kernel.errors import Invalid, Missing, Unavailable
from safelight.kernel.provenance import Rejected
from safelight.stats.core.table import MISSING, Column, Table, missing_reason

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 16 << 20
"""Bytes a CSV block; a row must fit into one."""

DELIMITERS = (",", ";", "\t", "|")


def read_table(path: Path, verbatim: bool = False) -> Table:
    """The table in a file, by its ending. Raises Missing, Invalid, or Unavailable when an extra is not installed.

    `verbatim` keeps words such as `NA` as values: only an empty cell is missing. Code books say the rest themselves.
    """
    if not path.is_file():
        raise Missing("stats.table.missing", f"There is no file {path}.")
    ending = path.suffix.lower()
    if ending in (".parquet", ".pq"):
        return _parquet(path, verbatim)
    if ending in (".xlsx", ".xls", ".ods", ".xlsb"):
        return _sheet(path, verbatim)
    return _csv(path, verbatim)


def _encoding(head: bytes) -> str:
    """The encoding of a file's first bytes: by its mark, else UTF-8, else Windows-1252."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if head.startswith(mark):
            return name
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return "utf-8" if error.start >= len(head) - 3 else "cp1252"
    return "utf-8"


def _header(path: Path, encoding: str) -> tuple[list[str], str]:
    import csv

    with path.open(encoding=encoding, errors="replace", newline="") as lines:
        first = lines.readline().lstrip("\ufeff")
        if not first.strip():
            raise Invalid("stats.table.empty", f"{path.name} is empty; its first line must name the columns.")
        delimiter = max(DELIMITERS, key=first.count)
        lines.seek(0)
        names = next(csv.reader(lines, delimiter=delimiter))
    names = [name.lstrip("\ufeff").strip() for name in names]
    return _distinct(names, path.name), delimiter


def _distinct(names: list[str], place: str) -> list[str]:
    """Names of columns; a nameless one is called by its number, a name that stands twice is refused."""
    named = [name or f"column {number + 1}" for number, name in enumerate(names)]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise Invalid("stats.table.names", f"{place}:1: the column name {twice[0]!r} stands twice; rename one.")
    return named


def _csv(path: Path, verbatim: bool) -> Table:
    import pyarrow as pa
    from pyarrow import csv

    with path.open("rb") as raw:
        encoding = _encoding(raw.read(1 << 16))
    names, delimiter = _header(path, encoding)
    refused: list[Rejected] = []

    def refuse(row: Any) -> str:
        line = "?" if row.number is None else str(row.number)
        reason = f"{row.actual_columns} cells where {row.expected_columns} belong; check delimiters and quotes"
        refused.append(Rejected(f"{path.name}:{line}", reason))
        return "skip"

    def read(encoding: str, refuse: Callable[[Any], str] | None) -> Any:
        # A thread of Arrow's that lets go of a Python function while the process ends kills it: with one, no threads.
        return csv.read_csv(
            path,
            read_options=csv.ReadOptions(
                column_names=names, skip_rows=1, block_size=BLOCK, encoding=encoding, use_threads=refuse is None
            ),
            parse_options=csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=refuse),
            convert_options=csv.ConvertOptions(
                column_types={name: pa.string() for name in names},
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        )

    def read_all(encoding: str) -> Any:
        """In threads; once more, row by row, when a row has too many or too few cells."""
        try:
            return read(encoding, None)
        except pa.ArrowInvalid as error:
            if "Expected" not in str(error):
                raise
            refused.clear()
            return read(encoding, refuse)

    with _invalid(path, pa):
        try:
            table = read_all(encoding)
        except pa.ArrowInvalid as error:
            if "UTF8" not in str(error):
                raise
            table = read_all("cp1252" if encoding == "utf-8" else encoding)
    return _coded(path.name, table, tuple(refused), verbatim)


@contextmanager
def _invalid(path: Path, pa: Any) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeDecodeError, OSError) as error:
        text = str(error).splitlines()[0][:200]
        raise Invalid("stats.table.unread", f"{path.name} can't be read as a table: {text}") from error


def _parquet(path: Path, verbatim: bool) -> Table:
    import pyarrow as pa
    from pyarrow import parquet

    with _invalid(path, pa):
        table = parquet.read_table(path)
    _distinct(list(table.column_names), path.name)
    texts = [_as_text(column) for column in table.columns]
    return _coded(path.name, pa.table(texts, names=table.column_names), (), verbatim)


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa
    from pyarrow import compute

    kind = column.type
    if pa.types.is_dictionary(kind):
        column = compute.cast(column, kind.value_type)
        kind = column.type
    if pa.types.is_timestamp(kind):
        column = compute.strftime(column, format="%Y-%m-%d")
    try:
        return compute.fill_null(compute.cast(column, pa.string()), "")
    except pa.ArrowNotImplementedError as error:
        raise Invalid("stats.table.nested", f"A column of type {kind} can't be read; flatten it first.") from error


def _sheet(path: Path, verbatim: bool) -> Table:
    """The first sheet of a workbook; its first row names the columns."""
    import pyarrow as pa

    try:
        from python_calamine import CalamineError, load_workbook
    except ImportError as error:
        raise Unavailable(
            "stats.table.no_xlsx", "Reading spreadsheets needs the extra xlsx: pip install 'safelight[xlsx]'."
        ) from error
    try:
        rows = load_workbook(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=True)
    except CalamineError as error:
        raise Invalid("stats.table.unread", f"{path.name} can't be read as a workbook: {error}") from error
    if not rows:
        raise Invalid("stats.table.empty", f"{path.name} is empty; its first row must name the columns.")
    names = _distinct([_cell(cell) for cell in rows[0]], path.name)
    columns = [
        pa.chunked_array([[_cell(row[number]) for row in rows[1:]]], pa.string()) for number in range(len(names))
    ]
    return _coded(path.name, pa.table(columns, names=names), (), verbatim)


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _coded(name: str, table: Any, refused: tuple[Rejected, ...], verbatim: bool) -> Table:
    """Each column as its distinct texts and one code a row."""
    if table.num_rows == 0 and not refused:
        raise Invalid("stats.table.no_rows", f"{name} has a header and no rows.")
    columns = tuple(_column(label, table.column(label), verbatim) for label in table.column_names)
    return Table(name, columns, _lines(table.num_rows, refused), refused)


def _lines(rows: int, refused: tuple[Rejected, ...]) -> Any:
    """The line of each row, counting refused lines in between. A quoted line break makes later lines come early."""
    lines = np.arange(2, rows + len(refused) + 2, dtype=np.int64)
    gone = [int(number) for row in refused if (number := row.place.rpartition(":")[2]).isdigit()]
    return lines[~np.isin(lines, gone)][:rows]


def _column(name: str, chunks: Any, verbatim: bool) -> Column:
    coded = chunks.dictionary_encode().combine_chunks()
    if hasattr(coded, "chunks"):
        coded = coded.unify_dictionaries().chunk(0) if coded.num_chunks else coded
    raw = [text or "" for text in coded.dictionary.to_pylist()]
    merged: dict[str, int] = {}
    into = np.empty(len(raw) + 1, np.int32)
    for code, text in enumerate(raw):
        value = text.strip()
        missing = not value if verbatim else missing_reason(value, numeric=False) is not None
        into[code] = MISSING if missing else merged.setdefault(value, len(merged))
    into[len(raw)] = MISSING
    indices = coded.indices.fill_null(len(raw)).to_numpy(zero_copy_only=False)
    return Column(name, tuple(merged), into[indices])
