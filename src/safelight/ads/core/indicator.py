"""Indicators: observable, published signs of exploitation risk in an ad. Never proof.

Only what the one study with true outcomes found predictive counts as validated (Lugo-Graulich et
al., NIJ/JIRN 2022-24, 1,263 ads): trust language, an obscured phone number, a stated ethnicity
(which one is never recorded; off by default) and youth language. Everything else is shown as "not
validated" and weighs nothing. An `IndicatorMention` quotes the ad by its exact span.
"""

from __future__ import annotations

from dataclasses import dataclass

VALIDATED = frozenset({"trust_language", "obscured_phone", "youth_language", "states_ethnicity"})
OFF_BY_DEFAULT = frozenset({"states_ethnicity"})


@dataclass(frozen=True, slots=True)
class IndicatorMention:
    """`indicator` is one of the names in the documentation; `start`, `end`, `source` as in Mention."""

    indicator: str
    start: int
    end: int
    source: str

    @property
    def validated(self) -> bool:
        return self.indicator in VALIDATED
