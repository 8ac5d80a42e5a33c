"""What the clock does in the network: watches lapse, silences end, requests escalate, sketches are forgotten."""

from __future__ import annotations

from safelight.access.core.audit import Subject
from safelight.access.service import Access
from safelight.content.core.observation import WORKFLOW
from safelight.content.service.checks import SKETCHES_KEPT
from safelight.content.service.handshakes import Handshakes
from safelight.content.service.network import Network
from safelight.content.service.silent import SilentChecks
from safelight.content.store import lookups, observations
from safelight.kernel.clock import Clock
from safelight.kernel.ids import TenantId
from safelight.kernel.workflow import Move


class Clockwork:
    """One round of everything that time decides. Safe to run again after a crash."""

    def __init__(
        self, network: Network, access: Access, silent: SilentChecks, handshakes: Handshakes, clock: Clock
    ) -> None:
        self._network = network
        self._access = access
        self._silent = silent
        self._handshakes = handshakes
        self._clock = clock

    def run(self) -> dict[str, int]:
        """How many of each moved."""
        return {
            "lapsed": self._lapse(),
            "silences": self._silent.end_silences(),
            "handshakes": self._handshakes.run_timers(),
            "forgotten": self._forget(),
        }

    def _lapse(self) -> int:
        now = self._clock.now()
        with self._network.book.read() as connection:
            over = observations.past_their_time(connection, now)
        for kept in over:
            move = WORKFLOW.move(kept.status, "lapse")
            assert isinstance(move, Move)
            subject = Subject("observation", kept.id)
            intent = self._access.event_intent(TenantId(kept.tenant_id), move.audit, subject)
            with self._network.book.write() as connection:
                observations.lapse(connection, kept, now, intent)
        self._access.settle()
        return len(over)

    def _forget(self) -> int:
        with self._network.book.write() as connection:
            return lookups.forget_sketches(connection, self._clock.now() - SKETCHES_KEPT)
