"""What an outcome of the impact ledger may stand on, asked of the systems that hold it, as the member who enters it."""

from __future__ import annotations

from dataclasses import dataclass

from safelight.access.core.tenant import Actor
from safelight.ads.service.leads import Leads
from safelight.assembly.network import ContentNetwork
from safelight.cases.service import Cases
from safelight.kernel.errors import Missing
from safelight.kernel.ids import CaseId
from safelight.stats.core.outcome import Support
from safelight.stats.ports import Supported
from safelight.textline.service.inbox import Inbox


@dataclass(frozen=True, slots=True)
class OwnRecords:
    """Implements `stats.ports.Records`. Each look-up is permitted and written down by the system that answers."""

    cases: Cases
    leads: Leads
    content: ContentNetwork
    inbox: Inbox

    def find(self, actor: Actor, support: Support, reference: str) -> Supported | None:
        try:
            return self._found(actor, support, reference)
        except Missing:
            return None

    def _found(self, actor: Actor, support: Support, reference: str) -> Supported:
        if support == "case":
            self.cases.read(actor, CaseId(reference))
        elif support == "lead":
            self.leads.open(actor, reference)
        elif support == "observation":
            self.content.submissions.open(actor, reference)
        elif support == "referral":
            self.inbox.read(actor, reference)
            return Supported(f"referral {reference}")
        elif support == "notice":
            return Supported(f"pair {self.content.inbox.open(actor, reference).row.pair_id}")
        return Supported()
