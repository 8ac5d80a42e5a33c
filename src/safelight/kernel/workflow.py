"""A workflow is a table, not a nest of ifs.

A `Workflow` lists its moves: from a status, by a verb, to a status. Everything else is read off the
table: what is allowed now, the refusal when it is not, and the diagram in the documentation (so
that it can't drift). A refusal is a value; the service turns it into a Conflict.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Move:
    """`verb` takes a thing from `source` to `target`; `audit` is the action's name in the audit log."""

    source: str
    verb: str
    target: str
    audit: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a move can't be made now; `reason` is safe to show."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Workflow:
    """`name` of the noun, the status a new one has, and the moves. A (source, verb) pair stands once."""

    name: str
    start: str
    moves: tuple[Move, ...]

    def __post_init__(self) -> None:
        pairs = [(move.source, move.verb) for move in self.moves]
        if len(set(pairs)) != len(pairs):
            raise ValueError(f"workflow {self.name}: two moves share a status and a verb")

    @property
    def statuses(self) -> tuple[str, ...]:
        """Every status, the start first, then in the order of the table."""
        seen = {self.start: None}
        for move in self.moves:
            seen.setdefault(move.source, None)
            seen.setdefault(move.target, None)
        return tuple(seen)

    def verbs(self, status: str) -> tuple[str, ...]:
        """What may be done to a thing in `status`."""
        return tuple(move.verb for move in self.moves if move.source == status)

    def move(self, status: str, verb: str) -> Move | Refusal:
        """The move that `verb` makes from `status`, or why there is none."""
        for move in self.moves:
            if (move.source, move.verb) == (status, verb):
                return move
        allowed = ", ".join(self.verbs(status)) or "nothing"
        return Refusal(
            f"{self.name}.cannot_{verb}", f"A {self.name} that is {status} can't {verb}; it allows {allowed}."
        )

    def mermaid(self) -> str:
        """The state diagram, as the documentation shows it."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start}"]
        lines += [f"    {move.source} --> {move.target}: {move.verb}" for move in self.moves]
        return "\n".join(lines) + "\n"
