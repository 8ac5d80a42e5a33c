"""A hash list of JSON lines, as `content hash` writes it, read as entries of a hash set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from safelight.content.core.carried import Carried
from safelight.content.core.row_claim import CLAIMED, read_claim
from safelight.content.sources.rows import read_rows
from safelight.kernel.provenance import Rejected, Warned


@dataclass(slots=True)
class JsonlFile:
    """One file being read. `left` counts fields left behind."""

    stream: BinaryIO
    name: str
    left: dict[str, int] = field(default_factory=dict)

    def entries(self) -> Iterator[Carried | Rejected | Warned]:
        """Every row that can be taken, and a refusal for each that can't."""
        for number, row in enumerate(read_rows(self.stream, self.name), 1):
            if isinstance(row, Rejected):
                yield row
                continue
            for name in row.extra.keys() - CLAIMED:
                self.left[name] = self.left.get(name, 0) + 1
            try:
                yield Carried(str(row.id)[:128], read_claim(row))
            except ValueError as error:
                yield Rejected(f"{self.name}: row {number}", str(error))
