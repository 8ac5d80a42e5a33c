"""Facts of a home: read off the audit log once each, counted from the books, listed and exported for members.

The follower reads leaves in order and keeps their facts and its place in one transaction, so that a crash at any moment
loses nothing and doubles nothing. Promises: of an entry only action, day, tenant's state and closed words are kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from safelight.access.core.audit import AuditEntry, Subject, decode
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.infra.db import Book, one_writer
from safelight.infra.ledger import Leaf
from safelight.kernel.errors import Broken, Missing
from safelight.kernel.facts import Fact, FactKind, FactRule, Happening, fact_of
from safelight.stats.core.counted import Counted
from safelight.stats.render.fact_files import fact_dictionary, write_facts
from safelight.stats.store import facts as store

__all__ = ["Counted", "FactSum", "Facts", "entry_of", "fact_dictionary", "kind_named", "write_facts"]

ADVISORY_LOCK = 0x5AFE_0046
BATCH = 2_000
"""Leaves read in one transaction: about 50 ms of decoding."""

ReadLog = Callable[[int, int], Sequence[Leaf]]
"""Leaves behind a number, oldest first, at most so many."""

Beside = Callable[[Connection, AuditEntry, str], None]
"""Told each allowed entry of a tenant with the tenant's state, in the transaction that moves the follower on."""


@dataclass(frozen=True, slots=True)
class FactSum:
    """A kind with what the tenant has of it; `first` and `last` are None when it has none."""

    kind: FactKind
    count: int
    first: date | None
    last: date | None


class Facts:
    """The verbs. `rules` are those of every system; assembly gathers them."""

    def __init__(
        self,
        book: Book,
        access: Access,
        read_log: ReadLog,
        kinds: Sequence[FactKind],
        rules: Sequence[FactRule],
        beside: Beside = lambda *_: None,
    ) -> None:
        self._book = book
        self._access = access
        self._read_log = read_log
        self._beside = beside
        self._rules: dict[str, list[FactRule]] = defaultdict(list)
        for rule in rules:
            self._rules[rule.action].append(rule)
        self.kinds: Mapping[str, FactKind] = {kind.name: kind for kind in kinds}

    # --- keeping --------------------------------------------------------------------------------

    def catch_up(self) -> int:
        """Read the rest of the audit log; returns how many facts it held."""
        states: dict[str, str] = {each.id: state_of(each.jurisdiction) for each in self._access.tenants()}
        found, read = 0, BATCH
        while read == BATCH:
            with self._book.write() as connection:
                one_writer(connection, ADVISORY_LOCK)
                leaves = self._read_log(store.read_to(connection), BATCH)
                facts = [pair for leaf in leaves for pair in self._facts(connection, leaf, states)]
                if leaves:
                    store.add_facts(connection, facts, leaves[-1].seq)
            found, read = found + len(facts), len(leaves)
        return found

    def _facts(self, connection: Connection, leaf: Leaf, states: Mapping[str, str]) -> Iterable[tuple[str, Fact]]:
        entry = entry_of(leaf)
        if entry.tenant == "" or entry.outcome != "allowed":
            return
        state = states.get(entry.tenant, "")
        self._beside(connection, entry, state)
        one = Happening(entry.action, entry.at, entry.details, state, f"audit:{leaf.seq}")
        for rule in self._rules.get(entry.action, ()):
            fact = fact_of(rule, one)
            if fact is not None:
                yield entry.tenant, fact

    def take(self, tenant: str, counted: Mapping[str, Sequence[Fact]]) -> None:
        """Take over what a system counted in its own book: of each kind, these facts and no others."""
        with self._book.write() as connection:
            one_writer(connection, ADVISORY_LOCK)
            for kind, facts in counted.items():
                if kind not in self.kinds or any(fact.kind != kind for fact in facts):
                    raise Broken("stats.fact.kind", "A system handed over facts of a kind that is not declared.")
                store.replace_facts(connection, tenant, kind, facts)

    # --- members --------------------------------------------------------------------------------

    def sums(self, actor: Actor) -> list[FactSum]:
        """Every kind with what the own tenant has of it."""
        self.catch_up()
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "stats.facts", subject)
        with self._book.read() as connection:
            held = store.totals(connection, scope)
        self._access.commit_read(scope, subject, {"kinds": len(held)})
        nothing = (0, None, None)
        return [FactSum(kind, *held.get(name, nothing)) for name, kind in self.kinds.items()]

    def rows(self, actor: Actor, kind: str, first: date | None = None, last: date | None = None) -> list[Counted]:
        """The own tenant's facts of one kind, exact: for work inside the house, not for publishing."""
        kind_named(self.kinds.values(), kind)
        self.catch_up()
        subject = Subject("facts", kind)
        scope = self._access.permit(actor, "stats.facts", subject)
        with self._book.read() as connection:
            found = store.counted(connection, scope, kind, first, last)
        self._access.commit_read(scope, subject, {"rows": len(found)})
        return found


def state_of(jurisdiction: str) -> str:
    """The USPS code of a tenant whose jurisdiction is a state, or lies in one; empty for a whole country."""
    country, _, state = jurisdiction.partition("-")
    return state if country == "US" else ""


def kind_named(kinds: Iterable[FactKind], name: str) -> FactKind:
    """The kind of that name. Missing names those there are."""
    known = {kind.name: kind for kind in kinds}
    if name not in known:
        raise Missing("stats.fact.no_kind", f"There is no kind of fact {name!r}; there are {', '.join(known)}.")
    return known[name]


def entry_of(leaf: Leaf) -> AuditEntry:
    """The audit entry of a leaf. Broken when it is none: then the log was changed, and nothing is counted on."""
    try:
        return decode(leaf.entry)
    except (ValueError, KeyError, TypeError) as error:
        message = f"Entry {leaf.seq} of the audit log can't be read; run safelight check."
        raise Broken("stats.fact.entry", message) from error
