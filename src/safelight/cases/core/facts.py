"""What cases count for stats: cases that open and how they end."""

from __future__ import annotations

from safelight.access.core.purpose import PURPOSE_KINDS
from safelight.cases.core.case import DISPOSITIONS
from safelight.kernel.facts import FactKind, FactRule

OPENED = FactKind("cases.opened", "cases opened", "cases by the day they were opened", {"purpose": PURPOSE_KINDS})
CLOSED = FactKind(
    "cases.closed",
    "cases closed",
    "cases by the day they were closed; one that was opened again and closed twice counts twice",
    {"disposition": DISPOSITIONS},
)
KINDS = (OPENED, CLOSED)

RULES = (
    FactRule("case.open", OPENED, taken={"purpose": "kind"}),
    FactRule("case.close", CLOSED, taken={"disposition": "disposition"}),
)
