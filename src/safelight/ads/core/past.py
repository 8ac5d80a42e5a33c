"""The past: what was decided when all ads were last looked at together, for who judges a part of them.

A part of the ads can't tell that a phone serves half the country, that a picture is everybody's, or which wording a
text belongs to; `Past` says so. What a part can tell, because all ads that share the thing are in it, the caller leaves
out here, and it is decided anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from safelight.ads.core.selector import Selector


@dataclass(frozen=True, slots=True)
class Settled:
    """`generic` selectors tie nobody, `hubs` are those of them that too many ads share; `values`: log odds that a match
    of a picture or template speaks for one hand."""

    generic: frozenset[Selector] = frozenset()
    hubs: frozenset[Selector] = frozenset()
    values: Mapping[Selector, float] = field(default_factory=dict)

    def says_nothing(self, selector: Selector) -> bool:
        """Whether one more ad with the selector changes nothing: who has it has it in common with anybody."""
        return selector in self.generic or self.values.get(selector, 1.0) <= 0

    def without(self, selectors: frozenset[Selector]) -> Settled:
        """The same for all but `selectors`, which are to be decided anew."""
        kept = {one: value for one, value in self.values.items() if one not in selectors}
        return Settled(self.generic - selectors, self.hubs - selectors, kept)

    def and_then(self, later: Settled) -> Settled:
        """What stands when `later` was decided after this."""
        kept = {one: value for one, value in self.values.items() if one not in later.generic}
        return Settled(self.generic | later.generic, self.hubs | later.hubs, kept | dict(later.values))


@dataclass(frozen=True, slots=True)
class Past:
    """`templates`: ad id to template id, of those that have one. `families`: picture print to the print that stands for
    its family."""

    settled: Settled
    templates: Mapping[str, str]
    families: Mapping[str, str]
