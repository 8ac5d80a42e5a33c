"""A simulated phone, for drills and demonstrations: it texts a simulated line and gets what the line sends back.

It goes through the same receiver, sender and vault as every text. Refuses a line that a real provider carries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safelight.infra.db import Book
from safelight.kernel.errors import Invalid, Missing
from safelight.kernel.ids import IdSource
from safelight.kernel.sealed import Sealed
from safelight.textline.core.incoming import Incoming
from safelight.textline.service.lines import Lines
from safelight.textline.service.receive import Receiver
from safelight.textline.store import phone as store
from safelight.textline.store.lines import Line, ProviderRow
from safelight.textline.vault import Vault


@dataclass(frozen=True, slots=True)
class Heard:
    """A text that came; `automatic` when a machine wrote it."""

    text: str
    automatic: bool


class Phones:
    """Makes simulated phones. Only for whoever holds the machine."""

    def __init__(self, book: Book, lines: Lines, receiver: Receiver, vault: Vault, ids: IdSource) -> None:
        self.book = book
        self.lines = lines
        self.receiver = receiver
        self.vault = vault
        self.ids = ids

    def at(self, address: str, number: Sealed) -> Phone:
        """A phone that texts the simulated line at `address`; the only simulated line when it is empty."""
        known = self.lines.known(fresh=True)
        simulated = [row for rows in known.providers.values() for row in rows if row.kind == "simulator"]
        found = [row for row in simulated if not address or known.by_id[row.line_id].address == address]
        if not found:
            raise Missing("textline.chat.no_line", "There is no simulated line here; add one: textline line add.")
        if len(found) > 1:
            raise Invalid("textline.chat.which", "There are several simulated lines; name one with --line.")
        return Phone(self, found[0], known.by_id[found[0].line_id], number)


class Phone:
    """One contact's phone."""

    def __init__(self, phones: Phones, provider: ProviderRow, line: Line, number: Sealed) -> None:
        self._phones = phones
        self._provider = provider
        self._line = line
        self._number = number
        self._mark = phones.vault.mark(line.id, number)
        self._seen: set[str] = set()
        self.arrived()

    def text(self, words: str) -> str | None:
        """Text the line; returns the conversation's id when the text is on disk, None while it waits to be threaded."""
        incoming = Incoming(self._phones.ids.mint("sim"), self._line.address, self._number, words)
        return self._phones.receiver.accept(self._provider, incoming).result().conversation_id

    def arrived(self) -> Sequence[str]:
        """The texts that came since the last look."""
        return [each.text for each in self.heard()]

    def heard(self) -> Sequence[Heard]:
        """As `arrived`, and which of them a machine wrote."""
        with self._phones.book.read() as connection:
            every = store.arrived(connection, self._line.id, self._mark)
        fresh = [each for each in every if each.sending_id not in self._seen]
        self._seen |= {each.sending_id for each in fresh}
        return [
            Heard(
                self._phones.vault.open_key(each.conversation_id, each.key).open_text(str(each.seq), each.box),
                each.automatic,
            )
            for each in fresh
        ]
