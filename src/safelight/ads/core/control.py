"""Control: how strongly several people's ads are run by one hand. Structural only, 0 to 1.

Each sign is a share (of personas or moves) times a weight times (n - 1) / n for n personas, because two people
may well do together what five rarely do. Signs combine as independent hints, and people who speak of one another take
from all of them: control = (1 - product of (1 - sign)) * (1 - NAMED_TOGETHER * share). Sharing a phone or a flat is
what friends do, so a shared contact alone stays far below the line; one script with names swapped, pictures that
serve several names, people who come and go, lines passed around or changed again and again, ads of several put up in
one sitting and moving together are what one hand does. The rules stand in `sign_*.py`; the weights are fitted on
declared synthetic worlds (benchmarks/control_weights.py, docs/evaluation.md); no outcome study supports them. What
control means as a probability: `chance.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from safelight.ads.core import sign_lines, sign_pictures, sign_texts, sign_times
from safelight.ads.core.sign import WEIGHT, Company, Sign

CONTROL_VERSION = "2026.12.3"
"""What changes a sign, a weight or how names are told changes it, and a home then judges its ads anew."""

NAMED_TOGETHER = 0.88
"""What ads that name several people take from control, by their share: friends speak of one another. Fitted with the
weights."""

RULES: tuple[Callable[[Company], Sign | None], ...] = (
    sign_texts.shared_script,
    sign_pictures.shared_pictures,
    sign_lines.passed_lines,
    sign_lines.changing_lines,
    sign_lines.address_for_all,
    sign_lines.shared_payment,
    sign_lines.shared_contact,
    sign_times.joint_movement,
    sign_times.come_and_go,
    sign_times.one_sitting,
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """Part of each sign that shows, by indicator, and the share of ads that name several people together."""

    parts: Mapping[str, float]
    together: float

    @property
    def control(self) -> float:
        return self.by(WEIGHT, NAMED_TOGETHER)

    def by(self, weight: Mapping[str, float], named_together: float, unseen: float = 0.0) -> float:
        """Control by other weights; `unseen`: chance of one hand where no sign shows."""
        missed = math.prod(1.0 - weight[indicator] * part for indicator, part in self.parts.items())
        return (1.0 - (1.0 - unseen) * missed) * (1.0 - named_together * self.together)


NOTHING_SEEN = Weighed(MappingProxyType({}), 0.0)


def signs(company: Company) -> tuple[Sign, ...]:
    """Every sign that shows, strongest first. None with fewer than two people, nor when nothing may be quoted."""
    if len(company.people) < 2:
        return ()
    found = [sign for rule in RULES if (sign := rule(company)) and sign.hits > 0 and sign.quotes]
    return tuple(sorted(found, key=lambda sign: (-sign.strength, sign.indicator)))


def weighed(company: Company, shown: Sequence[Sign]) -> Weighed:
    ads = {at for persona in company.people for at in persona.ads}
    together = sum(len(company.world.names[at]) > 1 for at in ads) / max(1, len(ads))
    return Weighed(MappingProxyType({sign.indicator: sign.part for sign in shown}), together)
