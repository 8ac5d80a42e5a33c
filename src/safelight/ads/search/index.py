"""The index: tantivy, embedded, one folder for the installation, every query bound to one tenant.

Chosen over SQLite FTS5 and LanceDB by CPU per mixed query at a million ads (2.4 ms against 627 and 37,
measured 2026-11). No stemming and no stop words: "in", "no" and "out" matter in ads. The store is the
truth: `caught_up` says up to which change the index has followed each tenant, and an index that is
damaged or of another layout is made anew. What is near (a picture's print, a place) is found in `seen.py` first.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from safelight.ads.core.query import SearchQuery
from safelight.ads.core.shown import Shown
from safelight.ads.search.related import Asking
from safelight.ads.search.seen import Seen, near_prints, near_spots, print_row, spot_row
from safelight.kernel.errors import Unavailable

LAYOUT = 3
"""Raised when the fields below change; the index is then made anew."""

WRITER_MEMORY = 50_000_000
"""Bytes that tantivy may gather before it writes a segment; its floor is 15 MB a thread."""

FACETS = ("city", "state", "site", "activity")
FACET_VALUES = 12
EXACT = (
    *("tenant", "key", "ad_id", "phone", "email", "handle", "name", "city", "state", "site", "activity"),
    *("image", "print", "spot"),
)
Sort = Literal["relevance", "newest", "oldest"]


@dataclass(frozen=True, slots=True)
class Facet:
    """How many of the found ads have each value of a field, most frequent first."""

    field: str
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of the found ads on this page, best first; how many there are in all; facets over all."""

    ad_ids: tuple[str, ...]
    total: int
    facets: tuple[Facet, ...]


class AdIndex:
    """One folder. Reading needs no lock; writing takes tantivy's own, one writer at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._index: Any = None
        self._prints = Seen(folder / "prints.bin", 32)
        self._spots = Seen(folder / "spots.bin", 8)

    def _open(self) -> Any:
        import tantivy

        with self._lock:
            if self._index is None:
                self._index = self._open_folder(tantivy)
            return self._index

    def _open_folder(self, tantivy: Any) -> Any:
        marker = self._folder / "layout.json"
        if not marker.exists() or json.loads(marker.read_text()) != {"layout": LAYOUT}:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(_schema(tantivy), path=str(self._folder))
        marker.write_text(json.dumps({"layout": LAYOUT}))
        return index

    def caught_up(self, tenant: str) -> int:
        """The last change of the tenant's ads that the index has followed."""
        self._open()
        try:
            return int(json.loads(self._progress(tenant).read_text())["change"])
        except (FileNotFoundError, ValueError, KeyError):
            return 0

    def _progress(self, tenant: str) -> Path:
        return self._folder / f"followed-{tenant}.json"

    def follow(self, tenant: str, shown: Iterable[Shown]) -> int:
        """Take in changed ads, in order of change. Running twice over the same ads changes nothing."""
        import tantivy

        index = self._open()
        count, change = 0, self.caught_up(tenant)
        try:
            writer = index.writer(WRITER_MEMORY, 1)
        except ValueError as error:
            raise Unavailable("ads.search.busy", "Another process is writing the search index; try again.") from error
        prints: set[bytes] = set()
        spots: set[bytes] = set()
        for item in shown:
            key = f"{tenant}\x1f{item.ad.id}"
            writer.delete_documents_by_term("key", key)
            writer.add_document(_document(tantivy, tenant, key, item))
            prints.update(print_row(print_) for print_ in _prints(item))
            spots.update(_spots(item))
            count, change = count + 1, item.change
        self._prints.add(prints)
        self._spots.add(spots)
        writer.commit()
        writer.wait_merging_threads()
        draft = self._progress(tenant).with_suffix(".draft")
        draft.write_text(json.dumps({"change": change}))
        draft.replace(self._progress(tenant))
        index.reload()
        return count

    def search(self, tenant: str, query: SearchQuery, limit: int, offset: int, sort: Sort = "relevance") -> Found:
        """Ads of one tenant that fit the whole query; by time, undated ads come last."""
        import tantivy

        index = self._open()
        index.reload()
        searcher = index.searcher()
        parts = [*_parts(tantivy, index.schema, tenant, query), *self._near_parts(tantivy, index.schema, query)]
        wanted = tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])
        order: dict[str, Any] = {}
        if sort != "relevance":
            way = tantivy.Order.Desc if sort == "newest" else tantivy.Order.Asc
            order = {"order_by_field": "posted", "order": way}
        result = searcher.search(wanted, limit=max(limit, 1), offset=offset, count=True, **order)
        ad_ids = tuple(searcher.doc(address)["ad_id"][0] for _, address in result.hits)
        return Found(ad_ids, int(result.count), _facets(searcher, wanted))

    def matching(self, tenant: str, query: SearchQuery, since_change: int = 0, most: int = 0) -> tuple[str, ...] | None:
        """Every ad of one tenant that fits the query and changed after `since_change`, by id; None when `most` is set
        and more do."""
        import tantivy

        index = self._open()
        index.reload()
        searcher, schema = index.searcher(), index.schema
        parts = [*_parts(tantivy, schema, tenant, query), *self._near_parts(tantivy, schema, query)]
        if since_change:
            kind = tantivy.FieldType.Unsigned
            parts.append(tantivy.Query.range_query(schema, "change", kind, lower_bound=since_change + 1))
        wanted = tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])
        limit = most + 1 if most else max(searcher.num_docs, 1)
        result = searcher.search(wanted, limit=limit, count=False, order_by_field="change")
        if most and len(result.hits) > most:
            return None
        return tuple(sorted(searcher.doc(address)["ad_id"][0] for _, address in result.hits))

    def related(self, tenant: str, known: Sequence[Shown]) -> tuple[str, ...]:
        """Ads of one tenant that may be kin to some known ones: by contact, picture, rare words, name, or place and
        time. Candidates for `core.seek`, by id, a few thousand at most; the known ones are among them."""
        import tantivy

        index = self._open()
        index.reload()
        asking = Asking(tantivy, index, tenant, self._prints.rows())
        return tuple(sorted({ad_id for item in known for ad_id in asking.around(item)}))

    def _near_parts(self, tantivy: Any, schema: Any, query: SearchQuery) -> list[Any]:
        """Circles and fingerprints as the exact values that are near: any circle, any fingerprint."""
        parts = []
        if query.circles:
            rows = self._spots.rows()
            spots = sorted({spot for circle in query.circles for spot in near_spots(rows, circle)})
            parts.append(tantivy.Query.term_set_query(schema, "spot", spots))
        if images := query.fields.get("image"):
            rows = self._prints.rows()
            prints = sorted({found for image in images for found in near_prints(rows, image)})
            either = [("image", list(images)), ("print", prints)]
            should = [(tantivy.Occur.Should, tantivy.Query.term_set_query(schema, *each)) for each in either]
            parts.append(tantivy.Query.boolean_query(should))
        return parts


def _schema(tantivy: Any) -> Any:
    builder = tantivy.SchemaBuilder()
    for name in EXACT:
        builder.add_text_field(name, stored=name == "ad_id", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("text", stored=False, tokenizer_name="default", index_option="position")
    builder.add_date_field("posted", indexed=True, fast=True)
    builder.add_unsigned_field("change", indexed=True, fast=True)
    return builder.build()


def _document(tantivy: Any, tenant: str, key: str, item: Shown) -> Any:
    ad, extraction = item.ad, item.reading.extraction
    document = tantivy.Document()
    document.add_text("tenant", tenant)
    document.add_text("key", key)
    document.add_text("ad_id", ad.id)
    document.add_unsigned("change", item.change)
    if not item.quarantined:
        document.add_text("text", f"{ad.title}\n{ad.body}")
        for name, values in _identifiers(item).items():
            for value in values:
                document.add_text(name, value)
        for image in ad.images:
            document.add_text("image", image.sha256 or "")
    for print_ in _prints(item):
        document.add_text("print", print_)
    for spot in _spots(item):
        document.add_text("spot", spot.hex())
    for place in extraction.locations:
        document.add_text("city", (place.city or "").lower())
        document.add_text("state", (place.state or "").lower())
    document.add_text("site", ad.site.lower())
    document.add_text("activity", item.activity or "unclear")
    if ad.posted_at is not None:
        document.add_date("posted", ad.posted_at.replace(tzinfo=None))
    return document


def _prints(item: Shown) -> list[str]:
    """PDQ prints by which an ad may be found; none of a quarantined ad."""
    return [] if item.quarantined else [image.pdq for image in item.ad.images if image.pdq]


def _spots(item: Shown) -> list[bytes]:
    places = item.reading.extraction.locations
    return [spot_row(each.lat, each.lon) for each in places if each.lat is not None and each.lon is not None]


def _identifiers(item: Shown) -> dict[str, tuple[str, ...]]:
    extraction = item.reading.extraction
    return {
        "phone": tuple(sorted({form for phone in extraction.phones for form in phone_forms(phone)})),
        "email": tuple(email.lower() for email in extraction.emails),
        "handle": tuple(sorted({handle.name.lower() for handle in extraction.handles})),
        "name": tuple(name.lower() for name in extraction.names),
    }


def phone_forms(phone: str) -> tuple[str, ...]:
    """How a number may be asked for: as E.164, its digits, and its last ten and seven digits."""
    digits = phone.lstrip("+")
    return tuple(dict.fromkeys((phone, digits, digits[-10:], digits[-7:])))


def asked_forms(phone: str) -> tuple[str, ...]:
    """The forms under which a number as asked for may stand in the index: as typed, and without its country code."""
    digits = phone.lstrip("+")
    return tuple(dict.fromkeys((phone, digits, *([digits[-10:]] if len(digits) > 10 else []))))


def _parts(tantivy: Any, schema: Any, tenant: str, query: SearchQuery) -> list[Any]:
    """What all must hold, the tenant first."""
    parts = [tantivy.Query.term_query(schema, "tenant", tenant)]
    for words in (*((word,) for word in query.words), *(phrase.split() for phrase in query.phrases)):
        parts.append(_text_query(tantivy, schema, words))
    for name, values in sorted(query.fields.items()):
        if name == "image":
            continue
        wanted = [form for value in values for form in asked_forms(value)] if name == "phone" else list(values)
        parts.append(tantivy.Query.term_set_query(schema, "ad_id" if name == "id" else name, wanted))
    if query.since or query.until:
        parts.append(_time_query(tantivy, schema, query.since, query.until))
    return parts


def _text_query(tantivy: Any, schema: Any, words: Iterable[str]) -> Any:
    """All tokens in this order, cut as the index cuts text: a word such as "two-hour" is a phrase of two."""
    cutter = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase()).build()
    tokens = [token for word in words for token in cutter.analyze(word)]
    if not tokens:
        return tantivy.Query.empty_query()
    if len(tokens) == 1:
        return tantivy.Query.term_query(schema, "text", tokens[0])
    return tantivy.Query.phrase_query(schema, "text", tokens)


def _time_query(tantivy: Any, schema: Any, since: datetime | None, until: datetime | None) -> Any:
    bounds = {
        "lower_bound": since.replace(tzinfo=None) if since else None,
        "upper_bound": until.replace(tzinfo=None) if until else None,
    }
    return tantivy.Query.range_query(schema, "posted", tantivy.FieldType.Date, **bounds, include_upper=until is None)


def _facets(searcher: Any, wanted: Any) -> tuple[Facet, ...]:
    asked = {name: {"terms": {"field": name, "size": FACET_VALUES + 1}} for name in FACETS}
    answer = json.loads(json.dumps(searcher.aggregate(wanted, asked)))
    facets = []
    for name in FACETS:
        buckets = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in answer[name]["buckets"]]
        values = sorted(((key, count) for key, count in buckets if key), key=lambda pair: (-pair[1], pair[0]))
        facets.append(Facet(name, tuple(values[:FACET_VALUES])))
    return tuple(facets)
