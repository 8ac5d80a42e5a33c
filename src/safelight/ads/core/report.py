"""A report about ads that children-first rule holds: what a person may send to the body that the law names.

It carries facts and where they come from: which ads, where they were published, digests of the original bytes and of
the pictures, identifiers one can reach somebody by, the stated age with its span. Never a picture, never the path of
one, and no running text: that travels in a sealed member of the package. Built here, checked by `report_problems`,
never sent by anything in this house: the workflow ends with a person's note that it was sent, and where to.
Order and field names follow what a hotline's form asks (18 U.S.C. 2258A(b) lists the contents).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from safelight.ads.core.known import KnownImages
from safelight.ads.core.quarantine import KNOWN_IMAGE, stated_ages
from safelight.ads.core.reading import Reading
from safelight.ads.core.selector import contacts_of
from safelight.kernel.clock import iso
from safelight.kernel.workflow import Move, Workflow

FORMAT = "safelight-child-report/1"

REPORT_WORKFLOW = Workflow(
    name="report",
    start="prepared",
    moves=(
        Move("prepared", "download", "downloaded", "ads.report.download"),
        Move("downloaded", "download", "downloaded", "ads.report.download"),
        Move("downloaded", "note_sent", "sent", "ads.report.note_sent"),
        Move("prepared", "withdraw", "withdrawn", "ads.report.withdraw"),
        Move("downloaded", "withdraw", "withdrawn", "ads.report.withdraw"),
    ),
)
"""Safelight sends nothing: "sent" is what a person says that a person did."""

LIMITS = (
    "Prepared by software for a person to check and send. Nothing here was sent by itself.",
    "A stated age is what an ad says, not who somebody is. No picture is enclosed, and none was looked at.",
    "The text of the ads is in texts.sealed; its passphrase was shown once to whoever downloaded the package.",
)


@dataclass(frozen=True, slots=True)
class Held:
    """A capture of an ad: digest of the original bytes, kind, when it was taken in, and what it was read from."""

    sha256: str
    media_type: str
    captured_at: datetime
    read_from: str


@dataclass(frozen=True, slots=True)
class Preparer:
    """Who prepares it, for which case and why."""

    agency: str
    member: str
    case_id: str
    purpose: str
    reason: str


@dataclass(frozen=True, slots=True)
class Subject:
    """`held` are the quarantined readings of one lead with their captures; `linked` other ads of the same group."""

    lead_id: str
    group_id: str
    held: tuple[tuple[Reading, tuple[Held, ...]], ...]
    linked: tuple[Reading, ...]


def build_report(subject: Subject, by: Preparer, known: KnownImages, at: datetime, tool: str) -> dict[str, object]:
    """The whole report as one JSON object. Refuses (ValueError) a lead without a quarantined ad: there is nothing to
    report."""
    if not subject.held:
        raise ValueError("no ad of this lead is quarantined")
    return {
        "format": FORMAT,
        "prepared_at": iso(at),
        "prepared_by": {"agency": by.agency, "member": by.member},
        "case": {"id": by.case_id, "kind": by.purpose, "reason": by.reason},
        "tool": tool,
        "lead": {"id": subject.lead_id, "group": subject.group_id},
        "ads": [_ad(reading, captures, known) for reading, captures in subject.held],
        "linked_ads": [_linked(reading) for reading in subject.linked],
        "limits": list(LIMITS),
    }


def _ad(reading: Reading, captures: Sequence[Held], known: KnownImages) -> dict[str, object]:
    return {
        **_linked(reading),
        "why": _why(reading, known),
        "places": [
            {"city": place.city, "state": place.state, "confidence": place.confidence}
            for place in reading.extraction.locations
        ],
        "pictures": [
            {"sha256": image.sha256, "pdq": image.pdq} for image in reading.ad.images if image.sha256 or image.pdq
        ],
        "captures": [
            {
                "sha256": one.sha256,
                "media_type": one.media_type,
                "captured_at": iso(one.captured_at),
                "read_from": one.read_from,
            }
            for one in captures
        ],
    }


def _linked(reading: Reading) -> dict[str, object]:
    posted = reading.ad.posted_at
    contacts = sorted(set(contacts_of(reading)))
    return {
        "ad_id": reading.ad.id,
        "site": reading.ad.site,
        "url": reading.ad.url,
        "posted_at": iso(posted) if posted else None,
        "selectors": [{"kind": one.kind, "value": one.value} for one in contacts],
    }


def _why(reading: Reading, known: KnownImages) -> list[dict[str, object]]:
    """The stated ages with their spans, and the digest of a known picture."""
    why: list[dict[str, object]] = [
        {
            "rule": "stated_age",
            "age": mention.value,
            "source": mention.source,
            "start": mention.start,
            "end": mention.end,
            "text": reading.ad.field(mention.source)[mention.start : mention.end],
        }
        for mention in stated_ages(reading)
    ]
    picture = known.match(reading.ad.images)
    if picture is not None:
        why.append({"rule": "known_image", "digest": picture, "text": KNOWN_IMAGE})
    return why


# --- the checker: what a report must look like, as a table ---------------------------------------

_HEX = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
LONGEST_QUOTE = 64
"""Characters of an ad that a report may quote: a stated age in words has at most about 30."""

Check = Callable[[object], bool]


def _text(value: object) -> bool:
    return isinstance(value, str)


def _words(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _hex(value: object) -> bool:
    return isinstance(value, str) and _HEX.fullmatch(value) is not None


def _or_null(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _time(value: object) -> bool:
    return isinstance(value, str) and _TIME.fullmatch(value) is not None


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _among(*names: str) -> Check:
    return lambda value: value in names


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_Shape = Mapping[str, object]

_SELECTOR: _Shape = {
    "kind": _among("phone", "email", "handle", "payment_handle", "crypto"),
    "value": _words,
}
_LINKED: _Shape = {
    "ad_id": _words,
    "site": _text,
    "url": _text,
    "posted_at": _or_null(_time),
    "selectors": [_SELECTOR],
}
_AGE: _Shape = {
    "rule": _among("stated_age"),
    "age": _whole,
    "source": _among("title", "body", "text"),
    "start": _whole,
    "end": _whole,
    "text": _words,
}
_PICTURE_KNOWN: _Shape = {"rule": _among("known_image"), "digest": _hex, "text": _among(KNOWN_IMAGE)}
_AD: _Shape = {
    **_LINKED,
    "why": [(_AGE, _PICTURE_KNOWN)],
    "places": [{"city": _or_null(_text), "state": _or_null(_text), "confidence": _number}],
    "pictures": [{"sha256": _or_null(_hex), "pdq": _or_null(_hex)}],
    "captures": [{"sha256": _hex, "media_type": _words, "captured_at": _time, "read_from": _text}],
}
SHAPE: _Shape = {
    "format": _among(FORMAT),
    "prepared_at": _time,
    "prepared_by": {"agency": _words, "member": _words},
    "case": {"id": _words, "kind": _among("exploited_minor", "missing_person"), "reason": _words},
    "tool": _words,
    "lead": {"id": _words, "group": _words},
    "ads": [_AD],
    "linked_ads": [_LINKED],
    "limits": [_words],
}
"""Field to check, object, list of one shape, or (in a list) a choice of shapes. Nothing else may stand in a report, so
a picture, its path or running text can't slip in."""


def report_problems(report: object) -> list[str]:
    """What is wrong with a report, each with its place; an empty list means it may be handed to a person."""
    found = list(_problems(report, SHAPE, "report"))
    if found or not isinstance(report, Mapping):
        return found
    if not report["ads"]:
        found.append("report.ads: a report names at least one ad")
    for at, ad in enumerate(report["ads"]):
        place = f"report.ads[{at}]"
        if not ad["why"]:
            found.append(f"{place}.why: an ad is reported for a reason")
        if not ad["captures"]:
            found.append(f"{place}.captures: provenance is missing")
        for reason in ad["why"]:
            if reason["rule"] == "stated_age" and (reason["age"] >= 18 or len(reason["text"]) > LONGEST_QUOTE):
                found.append(f"{place}.why: only a stated age under 18, and no more than its words, is quoted")
    return found


def _problems(value: object, shape: object, place: str) -> Iterator[str]:
    if callable(shape):
        if not shape(value):
            yield f"{place}: {str(value)[:40]!r} can't stand here"
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{place}: expected a list"
            return
        for at, item in enumerate(value):
            yield from _problems(item, shape[0], f"{place}[{at}]")
    elif isinstance(shape, tuple):
        if all(any(True for _ in _problems(value, choice, place)) for choice in shape):
            yield f"{place}: fits none of the shapes that may stand here"
    elif isinstance(shape, Mapping):
        yield from _object_problems(value, shape, place)


def _object_problems(value: object, shape: _Shape, place: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{place}: expected an object"
        return
    yield from (f"{place}.{name}: is missing" for name in shape if name not in value)
    yield from (f"{place}.{name}: nothing may stand here" for name in value if name not in shape)
    for name, inner in shape.items():
        if name in value:
            yield from _problems(value[name], inner, f"{place}.{name}")
