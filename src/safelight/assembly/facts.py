"""Which facts there are: the kinds and rules of every system, gathered for stats."""

from __future__ import annotations

from safelight.ads.core import facts as ads
from safelight.cases.core import facts as cases
from safelight.content.core import facts as content
from safelight.kernel.facts import FactKind, FactRule
from safelight.textline.core import facts as textline

KINDS: tuple[FactKind, ...] = (*ads.KINDS, *content.KINDS, *textline.KINDS, *cases.KINDS)
RULES: tuple[FactRule, ...] = (*ads.RULES, *content.RULES, *textline.RULES, *cases.RULES)
