"""From what the services answer to what the lead templates read. Pure.

Quoted text is cut into parts here, so that templates only escape and mark. Of a quarantined ad nothing
is quoted but the words the pipeline itself released (its stated age), never their surroundings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from safelight.ads.core.chance import chance_of
from safelight.ads.core.changes import Changed
from safelight.ads.core.lead import LEAD_WORKFLOW
from safelight.ads.core.mention import CryptoAddress, Handle, Location, Price, Value
from safelight.ads.core.reading import Reading
from safelight.ads.service.leads import Chain, LeadView, QueueRow
from safelight.web.lead_views import (
    AdCard,
    Event,
    Evidence,
    LeadPage,
    Pair,
    Reason,
    Row,
    Script,
    ScriptToken,
    SharedValue,
    Turn,
    WhyCard,
)
from safelight.web.show import shortened, words
from safelight.web.spans import Part, Span, cut, quoted
from safelight.web.timeline import Stay, timeline

Record = Mapping[str, Any]

QUOTES_SHOWN = 3
"""Quotations under a reason; the rest are counted."""

PAIRS_SHOWN = 100
SCRIPTS_SHOWN = 2
EXAMPLES_SHOWN = 3
CITIES_NAMED = 3
LONGEST_PICTURED = 300
"""Letters of what an ad's pictures say that its card shows."""

FIELD_WORDS = {"body": "Text", "url": "Address"}
"""Fields of an ad whose names mean something else elsewhere on these pages, or nothing to a newcomer."""

FACT_FIELDS = ("phone", "email", "handle", "name", "age", "price", "payment_handle", "crypto")


def queue_row(item: QueueRow, may_decide: bool) -> Row:
    record = item.record
    stays = stays_of(item.movement)
    return Row(
        rank=item.rank,
        lead_id=item.lead_id,
        reason=title(record),
        score=record["score"],
        control=record["control"],
        risk=record["risk"],
        low=record["interval"][0],
        high=record["interval"][1],
        activity=record["activity"],
        status=item.status,
        ads=len(record["ad_ids"]),
        cities=cities(stays),
        first=min((stay.first for stay in stays), default=None),
        last=max((stay.last for stay in stays), default=None),
        children_first=any(reason["indicator"] == "children_first" for reason in record["reasons"]),
        verbs=LEAD_WORKFLOW.verbs(item.status) if may_decide else (),
    )


def title(record: Record) -> str:
    """The two strongest reasons in words: what a person reads first."""
    ranked = sorted(
        record["reasons"], key=lambda reason: (reason["indicator"] != "children_first", -reason["contribution"])
    )
    return in_words([each["indicator"] for each in ranked[:2] if each["contribution"] or each is ranked[0]])


def in_words(indicators: Sequence[str]) -> str:
    """`One script, the names changed; youth language`."""
    first, *rest = [words(name) for name in indicators] or ["A lead without a reason"]
    return "; ".join([first, *(text[:1].lower() + text[1:] for text in rest)])


def stays_of(movement: Record | None) -> tuple[Stay, ...]:
    stops = movement["stops"] if movement is not None else []
    return tuple(
        Stay(
            f"{stop['city']}, {stop['state']}",
            date.fromisoformat(stop["from"]),
            date.fromisoformat(stop["to"]),
            stop["ads"],
        )
        for stop in stops
    )


def route(movement: Record | None, elsewhere: Sequence[str]) -> tuple[str, ...]:
    """What was judged of a group's route, in words."""
    if movement is None:
        return tuple(elsewhere)
    found = []
    if movement["circuit"]:
        cycle = " - ".join(place["city"] for place in movement.get("cycle", ()))
        named = f" ({cycle})" if cycle else ""
        found.append(
            f"The stops go round in one direction again and again{named}: chance of that in any other order "
            f"{max(movement['p'], 0.0001):.4f} or less. Touring is not control."
        )
    return (
        *found,
        *(f"Not possible for one person, or put up from elsewhere: {each}." for each in movement["impossible"]),
    )


def cities(stays: Sequence[Stay]) -> str:
    """`Fresno, Stockton, Reno and 2 more`, most ads first."""
    total: dict[str, int] = {}
    for stay in stays:
        total[stay.place] = total.get(stay.place, 0) + stay.ads
    ranked = sorted(total, key=lambda place: (-total[place], place))
    named = ", ".join(place.rpartition(", ")[0] for place in ranked[:CITIES_NAMED])
    more = len(ranked) - CITIES_NAMED
    return f"{named} and {more} more" if more > 0 else named


def lead_page(view: LeadView, may_decide: bool) -> LeadPage:
    record = view.lead.record
    stays = stays_of(view.movement)
    by_id: dict[str, Reading] = {item.ad.id: item.reading for item in view.ads if not item.quarantined}
    days = [item.ad.posted_at.date() for item in view.ads if item.ad.posted_at]
    days += [day for stay in stays for day in (stay.first, stay.last)]
    return LeadPage(
        id=view.lead.lead_id,
        title=title(record),
        activity=record["activity"],
        status=view.triage.status,
        case_id=view.triage.case_id or "",
        current=view.lead.current,
        score=record["score"],
        control=record["control"],
        risk=record["risk"],
        low=record["interval"][0],
        high=record["interval"][1],
        ads_total=view.ads_in_all,
        cities=cities(stays),
        first=min(days, default=None),
        last=max(days, default=None),
        reasons=tuple(reason(item, by_id) for item in record["reasons"]),
        shared=shared(view.links),
        links=tuple(pair(link) for link in view.links[:PAIRS_SHOWN]),
        links_total=len(view.links),
        scripts=scripts(view.templates),
        timeline=timeline(stays),
        route=route(view.movement, view.elsewhere),
        ads=tuple(ad_card(item.reading, item.quarantined, record["reasons"]) for item in view.ads),
        verbs=view.verbs if may_decide else (),
        history=tuple(
            Event(words(move.after.status), move.verb, move.at, move.by, move.reason, move.undone)
            for move in reversed(view.history)
        ),
        rank=view.rank,
        before=view.before,
        after=view.after,
        chance=chance.said() if (chance := chance_of(record)) else "",
        turns=tuple(turn(changed, view.lead.group_id) for changed in view.changes),
    )


def turn(changed: Changed, own: str) -> Turn:
    """What a change of groups means for the group `own`."""
    one = changed.change
    came, ads = one.after == own, f"{one.ads:,} {'ad' if one.ads == 1 else 'ads'}"
    said = {
        "merged": (f"Took in another group of {ads}", f"Went into another group, {ads} in all"),
        "parted": (f"{ads} of {one.of:,} of another group came here", f"{ads} of {one.of:,} went off"),
        "renamed": ("Goes by a new id since an earlier ad joined", "Goes on under another id: an earlier ad joined"),
    }[one.kind][0 if came else 1]
    because = "They had been tied by" if one.kind == "parted" else "Tied by"
    lead = changed.leads.get(one.before if came else one.after, "")
    return Turn(said, changed.at, lead, because, pair(one.link) if one.link else None)


def why_card(asked: Chain) -> WhyCard:
    """The steps between two ads in words, each from the ad before."""
    if asked.steps is None:
        return WhyCard(asked.a, asked.b)
    starts = (asked.a, *(ad for ad, _ in asked.steps))
    steps = [Pair(start, ad, pair(link).words) for start, (ad, link) in zip(starts, asked.steps, strict=False)]
    return WhyCard(asked.a, asked.b, tuple(steps))


def reason(record: Record, by_id: Mapping[str, Reading]) -> Reason:
    return Reason(
        kind=record["kind"],
        name=words(record["indicator"]),
        contribution=record["contribution"],
        unvalidated=record["kind"] == "risk" and not record["validated"] and record["indicator"] != "children_first",
        evidence=tuple(evidence(item, by_id.get(item["ad_id"])) for item in record["evidence"][:QUOTES_SHOWN]),
        more=max(0, len(record["evidence"]) - QUOTES_SHOWN),
    )


def evidence(item: Record, reading: Reading | None) -> Evidence:
    """The quotation in its surroundings; alone where the ad is quarantined or not on the page."""
    parts: tuple[Part, ...] = (Part(item["text"], "reason", "quoted"),)
    if reading is not None:
        parts = quoted(reading.ad.field(item["source"]), item["start"], item["end"], "quoted")
    return Evidence(item["ad_id"], FIELD_WORDS.get(item["source"]) or words(item["source"]), parts)


def shared(links: Iterable[Record]) -> tuple[SharedValue, ...]:
    """What the pairs share, each value once, those that carry most first."""
    found: dict[tuple[str, str], list[Record]] = {}
    for link in links:
        for item in link["evidence"]:
            found.setdefault((item["kind"], item["value"]), []).append(item)
    values = [
        SharedValue(kind, value, len(items), max(item["weight"] for item in items), items[0]["why"])
        for (kind, value), items in found.items()
    ]
    return tuple(sorted(values, key=lambda value: (-value.weight * value.pairs, value.kind, value.value)))


def pair(link: Record) -> Pair:
    by_kind: dict[str, list[Record]] = {}
    for item in link["evidence"]:
        by_kind.setdefault(item["kind"], []).append(item)
    return Pair(link["a"], link["b"], "; ".join(_of_kind(kind, items) for kind, items in by_kind.items()))


def _of_kind(kind: str, items: Sequence[Record]) -> str:
    """`Phone +15105550123 (0.98)`; of several the strongest, and how many more."""
    best = max(items, key=lambda item: item["weight"])
    more = f" and {len(items) - 1} more" if len(items) > 1 else ""
    return f"{words(kind)} {shortened(best['value'])}{more} ({best['weight']:.2f})"


def scripts(templates: Iterable[Record]) -> tuple[Script, ...]:
    """The templates that most ads follow."""
    ranked = sorted(templates, key=lambda template: (-template["size"], template["template_id"]))
    return tuple(
        Script(item["template_id"], item["size"], tuple(script_token(token) for token in item["tokens"]))
        for item in ranked[:SCRIPTS_SHOWN]
        if item["tokens"]
    )


def script_token(token: Record) -> ScriptToken:
    if "text" in token:
        return ScriptToken(token["text"], "")
    return ScriptToken(" / ".join(token["examples"][:EXAMPLES_SHOWN]) or "…", token["slot"])


def ad_card(reading: Reading, quarantined: bool, reasons: Iterable[Record]) -> AdCard:
    ad = reading.ad
    place = next((each for each in reading.extraction.locations if each.city), None)
    posted = ad.posted_at.date() if ad.posted_at else None
    where = ", ".join(part for part in (place.city, place.state) if part) if place else ""
    if quarantined:
        return AdCard(ad.id, posted, "", ad.site, "This ad is quarantined: its text and pictures are not shown.")
    spans = field_spans(reading, reasons)
    return AdCard(
        id=ad.id,
        posted=posted,
        place=where,
        site=ad.site,
        veiled="",
        title=cut(ad.title, spans.get("title", ())),
        body=cut(ad.body, spans.get("body", ())),
        pictures=len(ad.images),
        facts=facts(reading),
    )


def field_spans(reading: Reading, reasons: Iterable[Record]) -> dict[str, list[Span]]:
    """Spans to mark, by `title` and `body`: what was read, and what reasons quote."""
    found: dict[str, list[Span]] = {}
    for mention in reading.extraction.mentions:
        label = f"{words(mention.field)}: {plain(mention.value)}"
        source = "title" if mention.source == "title" else "body"
        if mention.source in ("title", "body", "text"):
            found.setdefault(source, []).append(Span(mention.start, mention.end, mention.field, label))
    for each in reasons:
        for item in each["evidence"]:
            whole = item["end"] - item["start"] >= len(reading.ad.field(item["source"]).strip())
            if item["ad_id"] == reading.ad.id and item["source"] in ("title", "body", "text") and not whole:
                source = "title" if item["source"] == "title" else "body"
                found.setdefault(source, []).append(
                    Span(item["start"], item["end"], "reason", words(each["indicator"]))
                )
    return found


def facts(reading: Reading) -> tuple[tuple[str, str], ...]:
    """What was read in an ad, a line a field."""
    lines: dict[str, list[str]] = {}
    for mention in reading.extraction.mentions:
        if mention.field in FACT_FIELDS and (text := plain(mention.value)) not in lines.setdefault(mention.field, []):
            lines[mention.field].append(text)
    said = tuple((words(field), ", ".join(lines[field])) for field in FACT_FIELDS if field in lines)
    pictured = " / ".join(reading.ad.pictured.splitlines())[:LONGEST_PICTURED]
    return (*said, ("In its pictures", pictured)) if pictured else said


def plain(value: Value) -> str:
    """A value in a few words."""
    match value:
        case Handle():
            return f"{value.name} ({value.service})"
        case Price():
            unit = f" per {value.unit.replace('_', ' ')}" if value.unit and value.unit != "other" else ""
            return f"{value.amount}{' ' + value.currency if value.currency else ''}{unit}"
        case Location():
            return ", ".join(part for part in (value.city, value.state) if part)
        case CryptoAddress():
            return f"{value.address} ({value.chain})"
        case _:
            return str(value)
