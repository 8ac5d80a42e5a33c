"""Hash sets as CSV: INTERPOL's ICSE export, hash lists with a header, and bare lists of one digest a line.

Promises: memory stays within one line; a bad line is named and costs itself only; columns that are no hash and no claim
are left behind and counted. A bare line's length says which digest it is.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from safelight.content.core.carried import Carried, claim, digest, flag, named_hash, series_of, unique
from safelight.content.core.fingerprint import DIGITS, EXACT_KINDS, PDQ, PHOTODNA, Fingerprint, fingerprint
from safelight.content.core.observation import Submission
from safelight.content.sources.rows import DELIMITERS, MAX_LINE
from safelight.kernel.errors import Invalid
from safelight.kernel.provenance import Rejected, Warned

HASHES = (*EXACT_KINDS, PDQ, PHOTODNA)
CLAIMS = frozenset({"id", "category", "series", "series name", "identified", "victim identified", "pdq_quality"})
ICSE_READ = frozenset({"image id", "is distributed", "offender identified", "baseline", "media type"})
"""Columns of an INTERPOL ICSE export (samples, 2026-11)."""

FACTS_OF = {"is distributed": "distributed", "offender identified": "offender_identified", "baseline": "baseline"}
BY_LENGTH = {DIGITS[kind]: kind for kind in EXACT_KINDS}


@dataclass(slots=True)
class CsvFile:
    """One file being read. `left` counts cells left behind, by column."""

    stream: BinaryIO
    name: str
    left: dict[str, int] = field(default_factory=dict)
    line: int = 0

    def entries(self) -> Iterator[Carried | Rejected | Warned]:
        """Every row that can be taken, and a refusal for each that can't."""
        names: list[str] | None = None
        delimiter = ","
        for text in self._lines():
            if isinstance(text, Rejected):
                yield text
            elif names is None:
                delimiter = _delimiter(text)
                cells = _cells(text, delimiter)
                names = [cell.strip().lower() for cell in cells] if any(map(_is_hash_column, cells)) else []
                if not names:
                    yield self._bare(text)
            elif names:
                yield from self._row(names, _cells(text, delimiter))
            else:
                yield self._bare(text)

    @property
    def place(self) -> str:
        return f"{self.name}:{self.line}"

    def _lines(self) -> Iterator[str | Rejected]:
        while raw := self.stream.readline(MAX_LINE + 1):
            self.line += 1
            if len(raw) > MAX_LINE and not raw.endswith(b"\n"):
                while (rest := self.stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                    pass
                yield Rejected(self.place, f"the line has more than {MAX_LINE:,} bytes")
                continue
            text = raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
            if text.strip():
                yield text

    def _bare(self, text: str) -> Carried | Rejected:
        value = text.strip().strip('"')
        kind = BY_LENGTH.get(len(value))
        try:
            made = digest(kind, value) if kind else None
        except Invalid as refused:
            return Rejected(self.place, refused.message)
        if made is None:
            return Rejected(self.place, "neither a header with a hash column nor an MD5, SHA-1 or SHA-256")
        return Carried(str(self.line), Submission((made,)))

    def _row(self, names: list[str], cells: list[str]) -> Iterator[Carried | Rejected | Warned]:
        if len(cells) != len(names):
            yield Rejected(self.place, f"the row has {len(cells)} cells, the header {len(names)}")
            return
        row = dict(zip(names, cells, strict=True))
        warnings: list[str] = []
        try:
            given = self._submission(row, warnings)
        except Invalid as refused:
            yield Rejected(self.place, refused.message)
            return
        for name, cell in row.items():
            if cell.strip() and name not in CLAIMS | ICSE_READ and not _is_hash_column(name):
                self.left[name[:64]] = self.left.get(name[:64], 0) + 1
        yield from (Warned(self.place, one) for one in warnings)
        yield Carried((row.get("image id") or row.get("id") or str(self.line))[:64], given, tuple(warnings))

    def _submission(self, row: Mapping[str, str], warnings: list[str]) -> Submission:
        prints = _prints(row, warnings)
        if not prints:
            raise Invalid("content.csv.empty", "the row has no hash")
        profile, _, code = row.get("category", "").rpartition(":")
        profile, code = claim(code, profile, profile or "list")
        series, problem = series_of(row.get("series name") or row.get("series"))
        if problem is not None:
            warnings.append(problem)
        said = {fact: flag(row.get(name)) for name, fact in FACTS_OF.items()}
        facts = {fact: "yes" if yes else "no" for fact, yes in said.items() if yes is not None}
        identified = flag(row.get("victim identified") or row.get("identified")) is True
        return Submission(prints, "", profile, code, facts, series, identified)


def _prints(row: Mapping[str, str], warnings: list[str]) -> tuple[Fingerprint, ...]:
    found = [digest(kind, row[kind].strip()) for kind in EXACT_KINDS if kind in row]
    prints = [one for one in found if one is not None]
    if row.get(PDQ, "").strip():
        quality = row.get("pdq_quality", "").strip()
        if quality and not quality.isdecimal():
            raise Invalid("content.csv.quality", "pdq_quality is not a whole number")
        prints.append(fingerprint(PDQ, row[PDQ], int(quality) if quality else None))
    if row.get(PHOTODNA, "").strip():
        try:
            prints.append(named_hash(PHOTODNA, row[PHOTODNA]))
        except Invalid as refused:
            warnings.append(f"PhotoDNA was left out: {refused.message}")
    return unique(prints)


def _is_hash_column(name: str) -> bool:
    return name.strip().lower() in HASHES


def _delimiter(header: str) -> str:
    return max(DELIMITERS, key=lambda mark: (header.count(mark), mark == ","))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return []
