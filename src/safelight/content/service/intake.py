"""Rows of fingerprints from a file, as submissions or as questions: what `content hash` writes, or a hash list.

A row may carry its claim: `category` as PROFILE:CODE, `facts` as an object, `series`, `identified`, `case_ref`. Paths
and every other field stay behind: they can name people. Promises: a bad row is named and costs itself only; what was
left behind is said once, by the names of the fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from safelight.content.core.listing import ListRow, RowId
from safelight.content.core.observation import Submission, submission_problem
from safelight.content.core.row_claim import CLAIMED, read_claim
from safelight.content.sources.rows import read_rows
from safelight.kernel.provenance import Rejected, Warned

Report = Callable[[Rejected | Warned], None]


@dataclass(slots=True)
class Intake:
    """One file being read. `left`: names of fields that were left behind."""

    stream: BinaryIO
    name: str
    report: Report
    refused: int = 0
    left: set[str] = field(default_factory=set)

    def rows(self) -> Iterator[tuple[RowId, Submission]]:
        """Each sound row with its id."""
        for number, row in enumerate(read_rows(self.stream, self.name), 1):
            made = row if isinstance(row, Rejected) else self._submission(row, number)
            if isinstance(made, Rejected):
                self.refused += 1
                self.report(made)
            elif not isinstance(row, Rejected):
                yield row.id, made
        if self.left:
            self.report(Warned(self.name, f"left behind, never submitted: {', '.join(sorted(self.left))}"))

    def _submission(self, row: ListRow, number: int) -> Submission | Rejected:
        self.left |= set(row.extra) - CLAIMED
        try:
            made = read_claim(row)
        except ValueError as error:
            return Rejected(f"{self.name}: row {number}", str(error))
        problem = submission_problem(made)
        return Rejected(f"{self.name}: row {number}", problem) if problem else made


def pdq_in(stream: BinaryIO, name: str) -> list[bytes]:
    """The pdq of a file, whatever else is in it."""
    rows = (row for row in read_rows(stream, name) if isinstance(row, ListRow))
    return [row.pdq.bits for row in rows if row.pdq is not None]
