"""What ads asks of things it doesn't control.

`Engine` runs one kernel over many batches: in this process, in a pool of processes or on a cluster. One verb;
whatever runs it, results come in the order of the batches and are the same. `AlertWays` tells somebody outside the
console that an alert is waiting, and never of what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Kernel = Callable[[Sequence[Item]], Result]
"""What is done to one batch. It must be importable by another process: a module-level callable or a frozen dataclass.
What goes in and comes out travels between processes, so the less of it the better."""

Progress = Callable[[int], None]
"""Told after each batch how many items are done."""


class Engine(Protocol):
    """Adapters: `engines/native.py` (always there) and `engines/ray.py` (needs the `cluster` extra)."""

    @property
    def name(self) -> str: ...

    def map(
        self, kernel: Kernel[Item, Result], batches: Iterable[Sequence[Item]], progress: Progress | None = None
    ) -> Iterator[Result]:
        """`kernel` of every batch, in order, a few batches at a time. An error in the kernel is raised here."""
        ...


class AlertWays(Protocol):
    """The ways out of the installation that an agency has. They carry an alert's id and nothing of what it says."""

    def has_webhook(self, tenant: str) -> bool:
        """Whether the agency has set a webhook."""
        ...

    def post(self, tenant: str, alert_id: str) -> None:
        """By the agency's signed webhook, if it still has one. Raises Unavailable when it could not be done now."""
        ...

    def mail(self, address: str, alert_id: str) -> None:
        """By mail to one address."""
        ...
