"""What the line needs of somebody it doesn't control: a provider that carries texts; and what that one tells it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Protocol

from safelight.kernel.sealed import Sealed
from safelight.textline.core.incoming import Incoming
from safelight.textline.core.sending import Answer
from safelight.textline.core.short_message import ShortMessage


class Provider(Protocol):
    """Carries texts. Never raises: what goes wrong is an answer."""

    @property
    def keeps_list(self) -> bool:
        """Whether it can be asked what it took and what arrived; otherwise a text in doubt goes to a person."""
        ...

    def send(self, to: Sealed, text: str, reference: str) -> Answer:
        """Hand over one text. `reference` is ours, for providers that keep it."""
        ...

    def find_sent(self, to: Sealed, text: str, since: datetime, apart_from: frozenset[str]) -> Sequence[str] | None:
        """Names of texts like this one that the provider took since then, without those we know already; None when it
        can't say."""
        ...

    def received(self, since: datetime) -> Sequence[Incoming] | None:
        """Texts that arrived at the provider since then; None when it can't say."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class Ear(Protocol):
    """Hears what a provider says on a connection that it keeps open. A future says that what came is on disk; when it
    fails, the provider is to keep it."""

    def bound(self) -> None:
        """A new connection begins: what the last one brought may come again."""
        ...

    def short_message(self, message: ShortMessage) -> Future[object]:
        """A text, or a part of one."""
        ...

    def receipt(self, external_id: str, word: str, code: str) -> Future[object]:
        """What became of a text that the provider took."""
        ...

    def heard(self, until: datetime) -> None:
        """The provider has heard that everything which came before then is on disk."""
        ...
