"""A report to NCMEC's CyberTipline, as XML: written from plain fields, and checked against the documented shape.

Two documents: `report` and, for each file, `fileDetails`. The shape is written down once, as `Element`s; the writer and
the check both work from it. Promises: elements in the documented order; every problem is named by its path. Refuses:
unknown fields, because a misspelt field would be a fact left out. Nothing here sends anything.

Source: NCMEC's public ISP web-service documentation and published samples (read 2026-11). The live schema was not at
hand: check against it before a first real report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

INCIDENT_TYPES = (
    "Child Pornography (possession, manufacture, and distribution)",
    "Child Sex Trafficking",
    "Child Sex Tourism",
    "Child Sexual Molestation",
    "Misleading Domain Name",
    "Misleading Words or Digital Images on the Internet",
    "Online Enticement of Children for Sexual Acts",
    "Unsolicited Obscene Material Sent to a Child",
)
"""The service's closed list of incident types, in its own words."""

ANNOTATIONS = ("sextortion", "csamSolicitation", "minorToMinorInteraction", "spam", "sadisticOnlineExploitation")
FILE_ANNOTATIONS = (
    *("animeDrawingVirtualHentai", "potentialMeme", "viral", "possibleSelfProduction"),
    *("physicalHarm", "violenceGore", "bestiality", "liveStreaming", "infant", "generativeAi"),
)
CLASSES = ("A1", "A2", "B1", "B2")
"""Industry classification: age (A before, B in puberty) and grade (1 gravest)."""

WHEN = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})"
TEXT = r"[^\x00-\x08\x0b\x0c\x0e-\x1f]{1,20000}"
FLAG = "true|false"
MANY = 10_000


@dataclass(frozen=True, slots=True)
class Element:
    """`holds`: a pattern of its text, or its elements in order. It stands `least` to `most` times."""

    name: str
    holds: str | tuple[Element, ...] = TEXT
    least: int = 0
    most: int = 1
    attributes: Mapping[str, str] | None = None


def _words(values: Sequence[str]) -> str:
    return "|".join(re.escape(value) for value in values)


def _flags(name: str, names: Sequence[str]) -> Element:
    return Element(name, tuple(Element(each, "") for each in names))


CAPTURE = Element(
    "ipCaptureEvent",
    (
        Element("ipAddress", r"[0-9a-fA-F:.]{3,45}", 1),
        Element("eventName", "Login|Registration|Purchase|Upload|Other|Unknown"),
        Element("dateTime", WHEN),
        Element("possibleProxy", FLAG),
        Element("port", r"\d{1,5}"),
    ),
    most=MANY,
)
PERSON = (
    Element("firstName"),
    Element("lastName"),
    Element("phone", most=MANY),
    Element("email", r"[^@\s]{1,200}@[^@\s]{1,200}", most=MANY, attributes={"verified": FLAG, "type": ".{1,20}"}),
    Element("age", r"\d{1,3}"),
    Element("dateOfBirth", r"\d{4}-\d{2}-\d{2}"),
)
USER = (
    Element("espIdentifier"),
    Element("espService"),
    Element("screenName", most=MANY),
    Element("displayName", most=MANY),
    Element("profileUrl", r"https?://\S{1,2000}", most=MANY),
    CAPTURE,
    Element("additionalInfo"),
)
INTERNET = Element(
    "internetDetails",
    (
        Element("webPageIncident", (Element("url", r"https?://\S{1,2000}", most=MANY), Element("additionalInfo"))),
        Element("emailIncident", (Element("emailAddress", r"\S+@\S+", most=MANY), Element("content"))),
        Element("chatImIncident", (Element("chatClient"), Element("chatRoomName"), Element("content"))),
        Element("onlineGamingIncident", (Element("gameName"), Element("console"), Element("content"))),
        Element("cellPhoneIncident", (Element("phoneNumber"), Element("additionalInfo"))),
        Element("peer2peerIncident", (Element("client"), Element("ipCaptureEvent", CAPTURE.holds, most=MANY))),
        Element("nonInternetIncident", (Element("locationName"), Element("incidentAddress"))),
    ),
    most=MANY,
)
REPORT = Element(
    "report",
    (
        Element("batchedReport", FLAG),
        Element(
            "incidentSummary",
            (
                Element("incidentType", _words(INCIDENT_TYPES), 1),
                Element("platform"),
                Element("escalateToHighPriority"),
                _flags("reportAnnotations", ANNOTATIONS),
                Element("incidentDateTime", WHEN, 1),
                Element("incidentDateTimeDescription"),
            ),
            1,
        ),
        INTERNET,
        Element(
            "lawEnforcement", (Element("agencyName", least=1), Element("caseNumber"), Element("officerContact", PERSON))
        ),
        Element(
            "reporter",
            (
                Element("reportingPerson", PERSON, 1),
                Element("contactPerson", PERSON),
                Element("companyTemplate"),
                Element("termsOfService"),
                Element("legalURL", r"https?://\S{1,2000}"),
            ),
            1,
        ),
        Element("personOrUserReported", (Element("personOrUserReportedPerson", PERSON), *USER)),
        Element("intendedRecipient", (Element("intendedRecipientPerson", PERSON), *USER), most=MANY),
        Element("victim", (Element("victimPerson", PERSON), *USER), most=MANY),
        Element("additionalInfo"),
    ),
)
FILE_DETAILS = Element(
    "fileDetails",
    (
        Element("reportId", r"[0-9A-Za-z-]{1,64}", 1),
        Element("fileId", r"[0-9A-Za-z-]{1,64}", 1),
        Element("originalFileName"),
        Element("locationOfFile", r"https?://\S{1,2000}"),
        Element("viewedByEsp", FLAG),
        Element("exifViewedByEsp", FLAG),
        Element("publiclyAvailable", FLAG),
        Element("fileRelevance", "Reported|Supplemental Reported"),
        _flags("fileAnnotations", FILE_ANNOTATIONS),
        Element("industryClassification", _words(CLASSES)),
        Element("originalFileHash", r"[0-9A-Fa-f]{16,512}", most=MANY, attributes={"hashType": "[A-Za-z0-9-]{1,16}"}),
        CAPTURE,
        Element("additionalInfo", most=MANY),
    ),
)
DOCUMENTS: Mapping[str, Element] = {one.name: one for one in (REPORT, FILE_DETAILS)}


@dataclass(frozen=True, slots=True)
class Node:
    """An element of a document that was read."""

    name: str
    text: str
    attributes: Mapping[str, str]
    children: tuple[Node, ...]


def problems(node: Node, shape: Element | None = None, path: str = "") -> Iterator[str]:
    """What is not as documented, each by its path; nothing when all is."""
    shape = shape or DOCUMENTS.get(node.name)
    here = f"{path}/{node.name}"
    if shape is None:
        yield f"{here}: a document is one of {', '.join(DOCUMENTS)}"
        return
    for name, value in node.attributes.items():
        pattern = (shape.attributes or {}).get(name)
        if ":" not in name and (pattern is None or not re.fullmatch(pattern, value)):
            yield f"{here}: the attribute {name} is unknown or not as documented"
    if isinstance(shape.holds, str):
        if node.children:
            yield f"{here}: holds elements, but is a text"
        elif not re.fullmatch(shape.holds, node.text.strip()):
            yield f"{here}: {'is empty' if not node.text.strip() else 'is not as documented'}"
        return
    yield from _child_problems(node, shape.holds, here)


def _child_problems(node: Node, shapes: tuple[Element, ...], here: str) -> Iterator[str]:
    places = {shape.name: number for number, shape in enumerate(shapes)}
    last = -1
    for child in node.children:
        place = places.get(child.name)
        if place is None:
            yield f"{here}: does not know {child.name}"
            continue
        if place < last:
            yield f"{here}: {child.name} stands behind {shapes[last].name}, and belongs before it"
        last = max(last, place)
        yield from problems(child, shapes[place], here)
    for shape in shapes:
        count = sum(child.name == shape.name for child in node.children)
        if count < shape.least:
            yield f"{here}: {shape.name} is missing"
        if count > shape.most:
            yield f"{here}: {shape.name} stands {count} times, at most {shape.most} may"


# --- writing ------------------------------------------------------------------------------------


def make(shape: Element, fields: object) -> Node:
    """The document's node from plain fields: objects for elements, lists for repeated ones, `@name` for attributes, and
    a list of names for annotations. Raises ValueError naming an unknown field."""
    attributes: dict[str, str] = {}
    if isinstance(shape.holds, str):
        if isinstance(fields, Mapping):
            attributes = {str(name)[1:]: str(value) for name, value in fields.items() if str(name).startswith("@")}
            fields = fields.get("text", "")
        text = str(fields).lower() if isinstance(fields, bool) else str(fields)
        return Node(shape.name, text, attributes, ())
    if isinstance(fields, list | tuple) and all(not child.holds for child in shape.holds):
        fields = dict.fromkeys(map(str, fields), "")
    if not isinstance(fields, Mapping):
        raise ValueError(f"{shape.name} is an object")
    unknown = sorted(set(map(str, fields)) - {child.name for child in shape.holds})
    if unknown:
        raise ValueError(f"{shape.name} does not know {', '.join(unknown)}")
    children = [
        make(child, each)
        for child in shape.holds
        if child.name in fields
        for each in _each(fields[child.name], repeated=child.most > 1)
    ]
    return Node(shape.name, "", attributes, tuple(children))


def _each(value: object, repeated: bool) -> Sequence[object]:
    return value if repeated and isinstance(value, list | tuple) else [value]


def write(node: Node) -> str:
    """The document as XML."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(_lines(node, 0))


def _lines(node: Node, depth: int) -> Iterator[str]:
    pad = "  " * depth
    head = node.name + "".join(f" {name}={quoteattr(value)}" for name, value in node.attributes.items())
    if node.children:
        yield f"{pad}<{head}>\n"
        for child in node.children:
            yield from _lines(child, depth + 1)
        yield f"{pad}</{node.name}>\n"
    else:
        yield f"{pad}<{head}/>\n" if not node.text else f"{pad}<{head}>{escape(node.text)}</{node.name}>\n"
