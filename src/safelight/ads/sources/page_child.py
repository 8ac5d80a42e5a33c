"""What the limited child answers: the pages of a WARC, the ad on one page, or the links of one.

Questions and replies are `infra.frames` messages. Each WARC record is announced by its place before it is read, so
that the parent knows which one broke the child. Nothing here trusts a byte; what goes back is plain JSON.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from safelight.ads.sources.http_message import MAX_PAGE, MessageFault, charset_of, read_answer
from safelight.ads.sources.page import decode
from safelight.ads.sources.recipe import Recipes, read_recipe
from safelight.ads.sources.recipe_page import Found, links, read_page
from safelight.ads.sources.warc import Damage, Place, Record, read_warc
from safelight.infra.frames import Message

PAGE_TYPES = ("text/html", "application/xhtml+xml")


def serve(question: Message, file: BinaryIO | None) -> Iterator[Message]:
    """Answers one question; `ask` says which: warc, page or links."""
    given = question.header
    recipes = Recipes([read_recipe(record, "given") for record in given["recipes"]])  # type: ignore[attr-defined]
    if given["ask"] == "warc" and file is not None:
        yield from _warc(file, int(str(given["start"])), int(str(given["beyond"])), bool(given["search"]), recipes)
    elif given["ask"] == "page":
        for found in _page(question.body, str(given.get("charset", "")), str(given["url"]), recipes):
            yield Message(found)
    elif given["ask"] == "links":
        text, _ = decode(question.body, str(given.get("charset", "")))
        yield Message({"links": links(text, str(given["url"]), recipes)})


def _page(raw: bytes, charset: str, url: str, recipes: Recipes) -> Iterator[Found]:
    text, warning = decode(raw, charset)
    if warning:
        yield {"warning": warning}
    yield from read_page(text, url, hashlib.sha256(raw).hexdigest(), recipes)


def _warc(file: BinaryIO, start: int, beyond: int, search: bool, recipes: Recipes) -> Iterator[Message]:
    passed: Counter[str] = Counter()
    for found in read_warc(file, start, beyond, search):
        if isinstance(found, Place):
            yield Message({"begin": [found.offset, found.inner]})
        elif isinstance(found, Damage):
            yield Message({"at": found.place.shown(), "bad": found.reason})
        else:
            yield from _record(found, recipes, passed)
    if passed:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(passed.items()))
        yield Message({"at": "", "warning": f"records that hold no page are passed over: {kinds}"})


def _record(record: Record, recipes: Recipes, passed: Counter[str]) -> Iterator[Message]:
    at = {"at": record.place.shown()}
    kind = record.headers.get("warc-type", "").lower()
    if kind not in ("response", "resource"):
        if kind not in ("warcinfo", "request", "metadata"):
            passed[kind[:20] if kind.isalpha() else "of no known type"] += 1
        return
    if record.block is None:
        yield Message(at | {"bad": f"the record has {record.size:,} bytes and is passed over unread"})
        return
    page = _payload(record, record.block, passed)
    if isinstance(page, str):
        yield Message(at | {"bad": page})
    elif page is not None:
        if record.digest_fits is False:
            yield Message(at | {"warning": "the record's bytes don't fit its stored digest"})
        yield from _findings(record, page, recipes)


def _findings(record: Record, page: tuple[bytes, bytes, str, str], recipes: Recipes) -> Iterator[Message]:
    stored, body, charset, media_type = page
    at: Found = {"at": record.place.shown()}
    url = record.headers.get("warc-target-uri", "").strip("<>")
    for found in _page(body, charset, url, recipes):
        if "record" in found:
            date = record.headers.get("warc-date", "")[:40]
            captured = {"captured_at": date} if date else {}
            found["record"] = captured | dict(found["record"])  # type: ignore[call-overload]
            yield Message(at | found | {"media_type": media_type}, stored)
        else:
            yield Message(at | found)


def _payload(record: Record, block: bytes, passed: Counter[str]) -> tuple[bytes, bytes, str, str] | str | None:
    """The stored and the unpacked page, its charset and media type; why there is none; or None for no page at all."""
    declared = record.headers.get("content-type", "")
    media_type = declared.partition(";")[0].strip().lower()
    if media_type != "application/http":
        if media_type not in PAGE_TYPES:
            passed[media_type[:60] or "of no media type"] += 1
            return None
        return (block, block, charset_of(declared), media_type) if len(block) <= MAX_PAGE else _too_long(block)
    try:
        answer = read_answer(block)
    except MessageFault as fault:
        return str(fault)
    if answer.status != 200 or answer.media_type not in PAGE_TYPES:
        passed[f"status {answer.status}" if answer.status != 200 else answer.media_type[:60] or "of no media type"] += 1
        return None
    packing = answer.headers.get("content-encoding", "").lower()
    shown = answer.media_type + (f"; content-encoding={packing[:20]}" if packing not in ("", "identity") else "")
    return answer.stored, answer.body, answer.charset, shown


def _too_long(page: bytes) -> str:
    return f"the page has {len(page):,} bytes; at most {MAX_PAGE:,} are read"
