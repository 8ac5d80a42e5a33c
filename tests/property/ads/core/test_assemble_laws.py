"""Laws of assembling: order-free, idempotent, a true partition that its links explain, quotes that are exact."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lib.reading import TOWNS, own_words, reading

from safelight.ads.core.outcome import Outcome, assemble
from safelight.ads.core.reading import Reading
from safelight.near import twin

CALM = settings(deadline=None, max_examples=60)
SCRIPTS = [own_words(voice, 25) for voice in range(3)]


@st.composite
def worlds(draw: st.DrawFn) -> list[Reading]:
    count = draw(st.integers(0, 14))
    found = []
    for at in range(count):
        name = draw(st.sampled_from(["Anna", "Bella", "Coco"]))
        age = draw(st.sampled_from([17, 19, 24, 31]))
        text = draw(st.sampled_from([*SCRIPTS, "short", "Ünïcode 中文 💎 text. " + SCRIPTS[0]]))
        body = f"{name}, age {age}. {text}"
        found.append(
            reading(
                f"ad-{at}",
                body,
                title=draw(st.sampled_from(["", "a title", "💎 with a gem"])),
                town=draw(st.sampled_from([None, *list(TOWNS)[:4]])),
                day=draw(st.one_of(st.none(), st.integers(0, 400))),
                phones=draw(st.sets(st.sampled_from(["+1", "+2", "+3"]), max_size=2)),
                handles=draw(st.sets(st.just(("kik", "one")), max_size=1)),
                payment=draw(st.sets(st.just("$one"), max_size=1)),
                names=[name],
                pictures=draw(st.sets(st.integers(0, 3), max_size=2)),
                indicators=draw(st.sets(st.sampled_from([("trust_language", name), ("other", f"age {age}")]))),
            )
        )
    return found


def records(outcome: Outcome) -> list[object]:
    rows = (outcome.groups, outcome.templates, outcome.links, outcome.movements, outcome.leads, outcome.quarantine)
    return [[item.record() for item in items] for items in (*rows, outcome.shared)]


@CALM
@given(worlds(), st.randoms(use_true_random=False))
def test_order_does_not_matter(world: list[Reading], random: object) -> None:
    shuffled = [*world]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert records(assemble(shuffled)) == records(assemble(world))


@CALM
@given(worlds())
def test_groups_are_a_partition_and_links_explain_it(world: list[Reading]) -> None:
    outcome = assemble(world)
    assert [row.ad_id for row in outcome.groups] == sorted(r.ad.id for r in world)
    ids = [row.ad_id for row in outcome.groups]
    at = {ad_id: n for n, ad_id in enumerate(ids)}
    label = twin.components(len(ids), [(at[link.a], at[link.b]) for link in outcome.links])
    group = {row.ad_id: row.group_id for row in outcome.groups}
    by_label = {(label[n], group[ad]) for n, ad in enumerate(ids)}
    assert len(by_label) == len(set(label)) == len(set(group.values()))
    assert all(link.a != link.b and link.evidence for link in outcome.links)


@CALM
@given(worlds())
def test_ids_are_those_of_the_earliest_ad_and_later_ads_keep_them(world: list[Reading]) -> None:
    before = {row.ad_id: row.group_id for row in assemble(world).groups}
    late = reading("zz-late", own_words(77), day=9_000)
    after = {row.ad_id: row.group_id for row in assemble([*world, late]).groups}
    assert {ad: group for ad, group in after.items() if ad != "zz-late"} == before


@CALM
@given(worlds())
def test_every_quote_is_exact_and_every_number_in_range(world: list[Reading]) -> None:
    ads = {r.ad.id: r.ad for r in world}
    for lead in assemble(world).leads:
        assert lead.reasons
        low, high = lead.score.interval
        assert 0 <= low <= lead.score.score <= high <= 1
        for reason in lead.reasons:
            assert reason.evidence
            assert reason.contribution >= 0
            for quote in reason.evidence:
                assert ads[quote.ad_id].field(quote.source)[quote.start : quote.end] == quote.text
                assert quote.text


@CALM
@given(worlds())
def test_a_stated_age_under_18_is_always_quarantined_and_a_lead(world: list[Reading]) -> None:
    outcome = assemble(world)
    young = {r.ad.id for r in world if min(r.extraction.ages) < 18}
    assert {item.ad_id for item in outcome.quarantine} == young
    led = {ad for lead in outcome.leads if lead.children_first for ad in lead.ad_ids}
    assert young <= led
    first = [lead.children_first for lead in outcome.leads]
    assert first == sorted(first, reverse=True)
