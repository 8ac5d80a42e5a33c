"""Laws of facts: nothing but closed words passes, and what is taken back cancels."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safelight.assembly.facts import KINDS, RULES
from safelight.kernel.facts import COUNTY, NOT_STATED, UNLISTED, FactRule, Happening, fact_of
from safelight.textline.core.facts import counted_at

AT = datetime(2026, 3, 5, 12, tzinfo=UTC)
ANYTHING = st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False))
DETAILS = sorted(
    {name for rule in RULES for name in (*rule.taken.values(), *rule.when, rule.counted, rule.dated) if name}
)


def happening(rule: FactRule, details: dict[str, object], state: str = "CA") -> Happening:
    return Happening(rule.action, AT, details, state, "audit:1")  # type: ignore[arg-type]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.action}-{rule.kind.name}")
@settings(max_examples=25)
@given(
    details=st.dictionaries(
        st.sampled_from([*DETAILS, "county_fips", "before_county_fips", "state", "before_state", "reason", "phone"]),
        ANYTHING,
    ),
    state=st.text(max_size=4),
)
def test_whatever_an_entry_holds_a_fact_has_closed_words_only(
    rule: FactRule, details: dict[str, object], state: str
) -> None:
    fact = fact_of(rule, happening(rule, {**details, **rule.when}, state))
    if fact is None:
        assert rule.counted or rule.dated, "only a rule that reads its count or its day may find nothing"
        return
    assert set(fact.attributes) == set(rule.kind.attributes)
    for name, word in fact.attributes.items():
        assert word in (*rule.kind.attributes[name], NOT_STATED, UNLISTED)
    assert fact.county == "" or COUNTY.fullmatch(fact.county)
    assert fact.state == "" or (len(fact.state) == 2 and fact.state.isascii() and fact.state.isupper())
    assert fact.source == "audit:1"
    assert rule.dated or fact.day == AT.date()


@given(st.lists(st.sampled_from(["watch", "dismiss", "accept", "reopen"]), max_size=20), st.data())
def test_steps_that_are_taken_back_cancel(verbs: list[str], data: st.DataObject) -> None:
    undone = data.draw(st.lists(st.sampled_from(verbs), max_size=len(verbs))) if verbs else []
    undone = list((Counter(undone) & Counter(verbs)).elements())
    rules = {rule.action: rule for rule in RULES}
    facts = [fact_of(rules[f"ads.lead.{verb}"], happening(rules[f"ads.lead.{verb}"], {})) for verb in verbs]
    undo = rules["ads.lead.undo"]
    facts += [fact_of(undo, happening(undo, {"undone": verb})) for verb in undone]
    total: Counter[str] = Counter()
    for fact in facts:
        assert fact is not None
        total[fact.attributes["disposition"]] += fact.count
    words = {"watch": "watched", "dismiss": "dismissed", "accept": "accepted", "reopen": "reopened"}
    assert +total == Counter(words[verb] for verb in (Counter(verbs) - Counter(undone)).elements())


MOVED = [rule for rule in RULES if rule.dated]


@given(st.lists(st.sampled_from([("", ""), ("06001", "CA"), ("32031", "NV")]), max_size=8))
def test_a_conversation_is_counted_once_wherever_it_is_moved(places: list[tuple[str, str]]) -> None:
    (opened,) = [rule for rule in RULES if rule.action == "textline.message.receive"]
    facts = [fact_of(opened, happening(opened, {"seq": 1}))]
    for before, after in itertools.pairwise([("", ""), *places]):
        kept = [json.dumps({"counties": [fips], "state": state}) if fips else None for fips, state in (before, after)]
        details = {**counted_at(kept[0], "before_"), **counted_at(kept[1])}
        details |= {"moved": before != after, "opened_on": "2026-03-05"}
        facts += [fact_of(rule, happening(rule, details)) for rule in MOVED]
    total: Counter[tuple[str, str]] = Counter()
    for fact in facts:
        if fact is not None:
            total[(fact.county, fact.state)] += fact.count
            assert fact.day == AT.date()
    fips, state = places[-1] if places else ("", "")
    assert {place: count for place, count in total.items() if count} == {(fips, state or "CA"): 1}


def test_every_kind_has_one_name_and_every_rule_a_declared_kind() -> None:
    names = [kind.name for kind in KINDS]
    nouns = [kind.noun for kind in KINDS]
    assert len(set(names)) == len(names)
    assert len(set(nouns)) == len(nouns)
    assert {rule.kind.name for rule in RULES} <= set(names)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.action}-{rule.kind.name}")
def test_a_rule_uses_words_that_its_kind_has(rule: FactRule) -> None:
    for name, word in rule.fixed.items():
        assert word in rule.kind.attributes[name]
    assert set(rule.fixed) | set(rule.taken) == set(rule.kind.attributes)


def test_every_rule_follows_an_event_that_somebody_writes() -> None:
    from docs import generate

    page = generate.audit_page()
    assert [rule.action for rule in RULES if f"`{rule.action}`" not in page] == []
