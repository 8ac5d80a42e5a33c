"""Reads an ad off a page that no recipe knows: stated markup first (JSON-LD, microdata, meta), then shape.

The body is the block with most running text of its own, links not counted. `confidence` (at most 0.9) adds up
what speaks for the reading; a page that is mostly repeated blocks with links is a listing and no ad.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from safelight.ads.sources.address import canonical, resolve
from safelight.ads.sources.dates import iso_date
from safelight.ads.sources.page import BLOCKS, first, select, text_of

Found = dict[str, object]

_CHROME = "nav, footer, aside, form, body > header, [role=navigation], [role=banner], [role=contentinfo], [hidden]"
_LABELLED = re.compile(
    r"^(?:location|city|area|place|where|region|neighbou?rhood)\s*:\s*([^\s\u00b7|\u2022][^\n\u00b7|\u2022]{0,118})",
    re.I | re.M,
)
_POSTED = re.compile(r"\b(?:posted|published|listed|updated|date)(?: on| at)?\s*:?\s*(.{6,60})", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->")
_SEPARATED = re.compile(r"\s+[|\u2013\u2014\u00b7\u00bb-]\s+")
_MIN_ENTRIES = 5
_LISTED_SHARE = 0.5
_MIN_TEXT = 2
_MAX_SCRIPTS = 20


def own_address(tree: LexborHTMLParser, text: str) -> str | None:
    """The address that a saved page gives for itself."""
    saved = _SAVED_FROM.search(text[:4096])
    stated = [
        saved[1] if saved else "",
        first(tree, "link[rel=canonical]@href"),
        first(tree, "meta[property='og:url']@content"),
    ]
    return next((address for one in stated if one and (address := canonical(one))), None)


def read(tree: LexborHTMLParser, base: str) -> Found:
    """The ad as a record with its confidence, or why there is none."""
    root = tree.body
    if root is None:
        return {"bad": "the page has no text"}
    stated = _stated(tree)
    outside = {name: first(tree, *paths) for name, paths in _META_PATHS.items()}
    for element in root.css(_CHROME):
        element.decompose()
    if not stated.get("body") and _is_listing(root):
        return {"none": "listing page, no ad"}
    main = next(iter(root.css("article") if len(root.css("article")) == 1 else root.css("main, [role=main]")), root)
    title = stated.get("title") or first(main, "h1") or first(root, "h1") or outside["title"] or _name(tree)
    body = stated.get("body") or first(main, "[itemprop=description]", "[itemprop=articleBody]") or _body(main, title)
    if len(title) + len(body) < _MIN_TEXT:
        return {"bad": "the page has no text"}
    posted = stated.get("posted_at") or iso_date(outside["posted_at"]) or _posted(main)
    place = stated.get("location") or outside["location"] or _place(main)
    record: Found = {"title": title, "body": body, "location": place[:500], "recipe": "generic"}
    if posted:
        record["posted_at"] = posted
    images = dict.fromkeys(address for _, src in select(main, "img@src") if src and (address := resolve(base, src)))
    if images:
        record["images"] = [{"path": address} for address in list(images)[:40]]
    signs = {"stated": bool(stated.get("body")), "main": main is not root, "posted": bool(posted), "place": bool(place)}
    return {"record": record, "confidence": _confidence(signs, len(body), bool(title))}


_META_PATHS = {
    "title": ("meta[property='og:title']@content",),
    "posted_at": (
        "[itemprop=datePosted]@content", "[itemprop=datePosted]@datetime", "[itemprop=datePublished]@content",
        "[itemprop=datePublished]@datetime", "meta[property='article:published_time']@content", "time@datetime",
    ),
    "location": (
        "[itemprop=addressLocality]@content", "[itemprop=addressLocality]", "meta[name='geo.placename']@content",
    ),
}  # fmt: skip


def _confidence(signs: dict[str, bool], length: int, titled: bool) -> float:
    weights = {"stated": 0.3, "main": 0.15, "posted": 0.1, "place": 0.1}
    total = 0.2 + sum(weight for sign, weight in weights.items() if signs[sign])
    return round(min(0.9, total + (0.1 if length >= 40 else 0.0) + (0.05 if titled else 0.0)), 2)


def _name(tree: LexborHTMLParser) -> str:
    """The title element without the site's name: its first part."""
    return _SEPARATED.split(first(tree, "title"))[0].strip()


def _stated(tree: LexborHTMLParser) -> dict[str, str]:
    """What the page's JSON-LD says about the first thing that has a description."""
    for script in tree.css("script[type='application/ld+json']")[:_MAX_SCRIPTS]:
        try:
            value = json.loads(script.text() or "")
        except (ValueError, RecursionError):
            continue
        for thing in _things(value):
            body = thing.get("description") or thing.get("articleBody")
            if isinstance(body, str) and body.strip():
                return _thing(thing, body)
    return {}


def _things(value: object) -> Iterator[dict[str, object]]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            graph = item.get("@graph")
            yield from (inner for inner in graph if isinstance(inner, dict)) if isinstance(graph, list) else ()
            if item.get("@type") not in ("WebSite", "Organization", "BreadcrumbList", "WebPage", "ItemList"):
                yield item


def _thing(thing: dict[str, object], body: str) -> dict[str, str]:
    found = {"body": body.strip()}
    names = {"title": ("name", "headline", "title"), "posted_at": ("datePosted", "datePublished", "availabilityStarts")}
    for field, keys in names.items():
        value = next((thing[key] for key in keys if isinstance(thing.get(key), str)), None)
        if isinstance(value, str) and value.strip():
            found[field] = (iso_date(value) or "") if field == "posted_at" else value.strip()
    found["location"] = _address(thing)
    return found


def _address(thing: dict[str, object]) -> str:
    for key in ("address", "location", "areaServed", "jobLocation", "availableAtOrFrom", "contentLocation"):
        place = thing.get(key)
        place = place[0] if isinstance(place, list) and place else place
        if isinstance(place, dict):
            inner = place.get("address")
            place = inner if isinstance(inner, dict) else inner or place
        if isinstance(place, str) and place.strip():
            return place.strip()
        if isinstance(place, dict):
            parts = [place.get(part) for part in ("addressLocality", "addressRegion")]
            shown = ", ".join(part.strip() for part in parts if isinstance(part, str) and part.strip())
            if shown or isinstance(place.get("name"), str):
                return shown or str(place["name"]).strip()
    return ""


def _is_listing(root: LexborNode) -> bool:
    """Whether most of the page's text stands in repeated blocks that each link somewhere else."""
    sizes: Counter[tuple[int, str | None, str]] = Counter()
    counts: Counter[tuple[int, str | None, str]] = Counter()
    targets: dict[tuple[int, str | None, str], set[str]] = {}
    for link in root.css("a[href]")[:5000]:
        block, parent = link, link.parent
        while parent is not None and parent.tag in ("a", "h1", "h2", "h3", "h4", "p", "span", "b", "strong", "td"):
            block, parent = parent, parent.parent
        if parent is None or block.mem_id == root.mem_id:
            continue
        for element, above in ((block, parent), (parent, parent.parent)):
            if above is None or element.mem_id == root.mem_id:
                continue
            key = (above.mem_id, element.tag, element.attributes.get("class") or "")
            seen = targets.setdefault(key, set())
            if (href := link.attributes.get("href") or "") not in seen:
                seen.add(href)
                counts[key] += 1
                sizes[key] += len(text_of(element))
    whole = len(text_of(root)) or 1
    return any(count >= _MIN_ENTRIES and sizes[key] > _LISTED_SHARE * whole for key, count in counts.items())


def _body(main: LexborNode, title: str) -> str:
    """The text of the block with most running text of its own; the whole when no block stands out."""
    scores: Counter[int] = Counter()
    nodes: dict[int, LexborNode] = {}
    for element in [main, *main.css("p, div, section, td, article, li, pre, blockquote, dd, span")]:
        own = _own_text(element)
        target = element.parent if element.tag in ("p", "li", "pre", "blockquote", "dd", "span") else element
        if own and target is not None:
            scores[target.mem_id] += own
            nodes[target.mem_id] = target
    best = max(scores, key=lambda key: scores[key], default=None)
    text = text_of(nodes[best]) if best is not None else text_of(main)
    return text.removeprefix(title).lstrip("\n ") if title and text != title else text


def _own_text(element: LexborNode) -> int:
    """Characters of running text directly in the element, inline children included, links and blocks not."""
    total, inner = 0, element.child
    while inner is not None:
        if inner.is_text_node:
            total += len((inner.text_content or "").strip())
        elif inner.tag not in BLOCKS and inner.tag not in ("a", "span", "button", "time", "label"):
            total += len(text_of(inner)) if inner.is_element_node else 0
        inner = inner.next
    return total


def _posted(main: LexborNode) -> str:
    found = _POSTED.search(text_of(main))
    return (iso_date(found[1]) or "") if found else ""


def _place(main: LexborNode) -> str:
    """A short text that the page marks or labels as a place."""
    marked = "address, [itemprop=address], [class*=location], [id*=location], [class*=city], [class*=place]"
    for _, text in select(main, marked):
        if text and len(text) <= 120:
            return re.sub(r"^[A-Za-z]+\s*:\s*", "", text.replace("\n", ", "))
    for label in main.css("dt, th, strong, b, label"):
        follower = label.next
        while follower is not None and not follower.is_element_node:
            follower = follower.next
        if re.fullmatch(r"(location|city|area|place|where|region)\s*:?", text_of(label), re.I) and follower is not None:
            return text_of(follower)[:120]
    found = _LABELLED.search(text_of(main))
    return found[1].strip() if found else ""
