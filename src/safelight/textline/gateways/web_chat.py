"""The chat page's provider: takes every text at once, because the page reads the book. Nothing is carried anywhere.

A text counts as delivered when the page that shows it was fetched, and not before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from safelight.kernel.sealed import Sealed
from safelight.textline.core.incoming import Incoming
from safelight.textline.core.sending import Accepted, Answer


class WebChat:
    """Names each text after the sending, so nothing is ever in doubt."""

    keeps_list = True

    def send(self, to: Sealed, text: str, reference: str) -> Answer:  # noqa: ARG002 - the page fetches it
        return Accepted(reference)

    def find_sent(self, to: Sealed, text: str, since: datetime, apart_from: frozenset[str]) -> Sequence[str] | None:  # noqa: ARG002
        return ()

    def received(self, since: datetime) -> Sequence[Incoming] | None:  # noqa: ARG002
        return ()

    def close(self) -> None:
        """Nothing is open."""
