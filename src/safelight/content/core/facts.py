"""What content counts for stats: what was handed in, what met, who asked for contact, and who was identified."""

from __future__ import annotations

from safelight.content.core.observation import REASONS
from safelight.content.core.opinion import OPINIONS
from safelight.kernel.facts import FactKind, FactRule

HANDED_IN = FactKind(
    "content.submitted",
    "submissions",
    "observations handed in to the network for the first time",
    {"form": ("submission", "watch")},
)
MET = FactKind(
    "content.met",
    "notices",
    "pairs of observations of two bodies that met when one was handed in; each side gets a notice",
    {"form": ("submission", "watch")},
)
STEPS = ("asked", "accepted", "declined", "referred", "withdrawn", "escalated", "reminded", "expired", "closed")
HANDSHAKES = FactKind("content.handshake", "handshakes", "steps of requests for contact", {"step": STEPS})
IDENTIFIED = FactKind(
    "content.identified",
    "identifications",
    "times a body said that the person shown is identified; two bodies may say so of one person",
    {},
)
RETRACTED = FactKind("content.retracted", "retractions", "observations taken back", {"why": tuple(REASONS)})
JUDGED = FactKind("content.opinion", "opinions", "opinions on a claim", {"opinion": tuple(OPINIONS)})
KINDS = (HANDED_IN, MET, HANDSHAKES, IDENTIFIED, RETRACTED, JUDGED)

_STEPS = {
    **{"ask": "asked", "accept": "accepted", "decline": "declined", "refer": "referred", "withdraw": "withdrawn"},
    **{"escalate": "escalated", "remind": "reminded", "expire": "expired", "close": "closed"},
}

RULES = (
    *(FactRule(f"content.{form}", HANDED_IN, taken={"form": "form"}) for form in ("submit", "watch")),
    *(FactRule(f"content.{form}", MET, taken={"form": "form"}, counted="met") for form in ("submit", "watch")),
    *(FactRule(f"content.handshake.{verb}", HANDSHAKES, {"step": step}) for verb, step in _STEPS.items()),
    FactRule("content.identify", IDENTIFIED),
    FactRule("content.retract", RETRACTED, taken={"why": "why"}),
    FactRule("content.opinion", JUDGED, taken={"opinion": "opinion"}),
)
