"""What an ad is: one advertisement as published at a source at a moment.

`read_ad` turns a record (a decoded JSON object, a CSV row, a page's fields) into an `Ad`, or into a
`Rejected` that names the field. A bad or future date keeps the ad: the date becomes null and a
`Warned` says so. Unknown fields are kept under `extra`. Text is kept exactly as it came: spans
elsewhere index these strings in code points. Equal texts and digests are one string in memory: most ads are reposts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from sys import intern

from safelight.kernel.ids import AdId
from safelight.kernel.provenance import Rejected, Warned

MAX_TEXT = 2_000_000
"""Longest title, body or location in code points. Ads are about 1 kB (p95 1.2 kB in research data, 2026-11); 2 M is
room for a pasted book and still bounded."""

MAX_ID = 256
"""Longest id in code points: sites number their ads, and two ids must fit one index row of PostgreSQL (2,704 bytes)."""

MAX_SHORT = 4_096
"""Longest site or URL in code points (browsers cut URLs near 2 kB)."""

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No page was put up before the web: earlier dates are what programs write for none (years 1, 1899 and 1970)."""

FUTURE_SLACK = timedelta(days=1)
"""A post may be dated up to a day ahead: time zones differ by at most 26 hours, most sites by far less."""

KNOWN_FIELDS = frozenset({"id", "site", "url", "posted_at", "title", "body", "text", "location", "images", "extra"})

MAX_PICTURE_TEXT = 20_000
"""Longest text read in one picture, in code points: a page of print has 3,000."""

_LIMITS = {"id": MAX_ID, "site": MAX_SHORT, "url": MAX_SHORT}

_NOTHING = "{}"

_HEX64 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Image:
    """A picture named by an ad: SHA-256 and PDQ as 64 lower-case hex digits, where the holder keeps it, and the words
    that a program read in it."""

    sha256: str | None = None
    pdq: str | None = None
    path: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Ad:
    """Immutable. `posted_at` is aware UTC (midnight when only a date was given). `text_source` says what `body` is
    called in mentions: "body", or "text" when the record came as `{"id","text"}`."""

    id: AdId
    title: str = ""
    body: str = ""
    location: str = ""
    site: str = ""
    url: str = ""
    posted_at: datetime | None = None
    images: tuple[Image, ...] = ()
    extra: str = "{}"
    text_source: str = "body"

    def field(self, source: str) -> str:
        """The string that a mention's `source` names: title, body, text, location, url or pictures."""
        if source == "pictures":
            return self.pictured
        return {"title": self.title, "location": self.location, "url": self.url}.get(source, self.body)

    @property
    def pictured(self) -> str:
        """The words read in its pictures, one picture after the other."""
        return "\n".join(image.text for image in self.images if image.text)


_TYPE_ERROR = "{field} must be {wanted}, got {got}"


def posted_later(one: datetime | None, other: datetime | None) -> bool:
    """Whether `one` is known to be later than `other`. Of captures of one ad that which was posted last is current; of
    equals, and where one has no time, the last read."""
    return one is not None and other is not None and one > other


def read_ad(
    record: object, now: datetime, place: str, url_alone: bool = False
) -> tuple[Ad, tuple[Warned, ...]] | Rejected:
    """One record to one ad. `place` (`ads.jsonl:17`) goes into every refusal and warning. `url_alone`: an id and a
    URL will do, for who only wants to know what a URL says."""
    if not isinstance(record, Mapping):
        return Rejected(place, f"expected an object with id and title or body, got {_kind(record)}")
    texts = _texts(record, place, url_alone)
    if isinstance(texts, Rejected):
        return texts
    warnings: list[Warned] = []
    posted_at = _posted_at(record.get("posted_at"), now, place, warnings)
    images = _images(record.get("images"), place, warnings)
    ad = Ad(
        id=AdId(texts["id"]),
        title=intern(texts["title"]),
        body=intern(texts["body"] or texts["text"]),
        location=intern(texts["location"]),
        site=intern(texts["site"]),
        url=texts["url"],
        posted_at=posted_at,
        images=images,
        extra=_extra(record),
        text_source="text" if texts["text"] and not texts["body"] else "body",
    )
    return ad, tuple(warnings)


def _texts(record: Mapping[str, object], place: str, url_alone: bool) -> dict[str, str] | Rejected:
    found: dict[str, str] = {}
    for name in ("id", "title", "body", "text", "location", "site", "url"):
        value = record.get(name)
        if name == "id" and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is None:
            value = ""
        if not isinstance(value, str):
            return Rejected(place, _TYPE_ERROR.format(field=name, wanted="a string", got=_kind(value)))
        limit = _LIMITS.get(name, MAX_TEXT)
        if len(value) > limit:
            return Rejected(place, f"{name} has {len(value):,} characters; at most {limit:,} are read")
        if _has_surrogate(value):
            return Rejected(place, f"{name} holds half a surrogate pair, which is not text; re-export it as UTF-8")
        found[name] = value
    if not found["id"].strip():
        return Rejected(place, "id is missing; every ad needs a string id")
    if "\0" in found["id"]:
        return Rejected(place, "id holds a zero byte, which no index of ids can keep; write it without")
    if not any(found[name].strip() for name in ("title", "body", "text", *(("url",) if url_alone else ()))):
        return Rejected(place, "title and body are both missing or blank; an ad needs one of them")
    return found


def _has_surrogate(value: str) -> bool:
    if value.isascii():
        return False
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _posted_at(value: object, now: datetime, place: str, warnings: list[Warned]) -> datetime | None:
    if value is None or value == "":
        return None
    posted = _parse_time(value)
    if posted is None:
        warnings.append(Warned(place, f"posted_at {str(value)[:40]!r} is not an ISO 8601 date; kept without it"))
        return None
    if posted < EARLIEST:
        warnings.append(Warned(place, f"posted_at {str(value)[:40]!r} lies before the web; kept without it"))
        return None
    if posted > now + FUTURE_SLACK:
        warnings.append(Warned(place, f"posted_at {str(value)[:40]!r} lies in the future; kept without it"))
        return None
    return posted


def _parse_time(value: object) -> datetime | None:
    if isinstance(value, datetime):
        parsed = value
    else:
        try:
            parsed = datetime.fromisoformat(str(value).strip())
        except ValueError:
            return None
    try:
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except OverflowError:
        return None


def _images(value: object, place: str, warnings: list[Warned]) -> tuple[Image, ...]:
    if isinstance(value, str) and value.strip():
        try:
            value = json.loads(value)
        except ValueError:
            warnings.append(Warned(place, "images is a string that isn't JSON; the ad is kept without them"))
            return ()
    if value is None or value == "":
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str):
        warnings.append(Warned(place, f"images must be a list, got {_kind(value)}; the ad is kept without them"))
        return ()
    return tuple(image for item in value if (image := _image(item, place, warnings)) is not None)


def _image(item: object, place: str, warnings: list[Warned]) -> Image | None:
    if not isinstance(item, Mapping):
        warnings.append(Warned(place, f"an image must be an object, got {_kind(item)}; it is left out"))
        return None
    path, text = item.get("path"), item.get("text")
    return Image(
        sha256=_hex64(item.get("sha256"), "sha256", place, warnings),
        pdq=_hex64(item.get("pdq"), "pdq", place, warnings),
        path=path if isinstance(path, str) and not _has_surrogate(path) else None,
        text=text[:MAX_PICTURE_TEXT] if isinstance(text, str) and not _has_surrogate(text) else "",
    )


def _hex64(value: object, name: str, place: str, warnings: list[Warned]) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str) and _HEX64.fullmatch(value.lower()):
        return intern(value.lower())
    warnings.append(Warned(place, f"an image's {name} must be 64 hex digits; it is left out"))
    return None


def _extra(record: Mapping[str, object]) -> str:
    """Unknown fields, and what came under `extra`, as one canonical JSON object."""
    given = record.get("extra")
    extra: dict[str, object] = dict(given) if isinstance(given, Mapping) else {} if given is None else {"extra": given}
    extra.update({key: value for key, value in record.items() if key not in KNOWN_FIELDS})
    if not extra:
        return _NOTHING
    return json.dumps(extra, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str)


def _kind(value: object) -> str:
    names = {
        dict: "an object",
        list: "a list",
        str: "a string",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }
    return names.get(type(value), "null" if value is None else type(value).__name__)
