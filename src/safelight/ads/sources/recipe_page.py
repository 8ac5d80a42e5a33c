"""Applies recipes to a page, in the limited child process: fields of an ad, entries of a listing, links to follow.

What comes out is plain JSON: `{"record", "confidence"}` for an ad, `{"none"}` for a page that holds none, and `{"bad"}`
for one that should hold an ad and doesn't. A page without a recipe goes through `generic_page`.
"""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from safelight.ads.sources import generic_page
from safelight.ads.sources.address import ad_id, canonical, resolve, site_of
from safelight.ads.sources.dates import iso_date
from safelight.ads.sources.page import first, parse, select
from safelight.ads.sources.recipe import PageRule, Recipe, Recipes
from safelight.kernel.ids import derive

Found = dict[str, object]
MAX_IMAGES = 40
MAX_LINKS = 2_000

NO_AD = "listing page, no ad"


def read_page(text: str, url: str, digest: str, recipes: Recipes) -> Iterator[Found]:
    """Every finding on one page. `url` may be "" for a saved file: then the page's own canonical link is taken, and
    failing that its id is derived from the `digest` of its bytes."""
    tree = parse(text)
    address = canonical(url) or generic_page.own_address(tree, text)
    match = recipes.find(address) if address else None
    identity = _identity(address, digest)
    if match is None:
        found = generic_page.read(tree, address or url)
        if "record" in found:
            found["record"] = identity | dict(found["record"])  # type: ignore[call-overload]
        yield found
        return
    recipe, kind = match
    if kind == "ad" and recipe.ad:
        yield _ad(tree, recipe.ad, recipe, address or "", identity)
    elif kind == "listing" and recipe.listing:
        yield from _listing(tree, recipe.listing, recipe, address or "")
    else:
        yield {"none": f"recipe {recipe.name} knows the site and no ad on this page"}


def _identity(address: str | None, digest: str) -> Found:
    if address:
        return {"id": ad_id(address), "site": site_of(address), "url": address}
    return {"id": derive("ad", "page", digest)}


def _ad(tree: LexborHTMLParser, rule: PageRule, recipe: Recipe, base: str, identity: Found) -> Found:
    record = _fields(tree, rule, base)
    if not record.get("title") and not record.get("body"):
        return {"bad": f"recipe {recipe.name} finds neither title nor body; the site may have changed"}
    return {"record": identity | record | {"recipe": recipe.name}, "confidence": 1.0}


def _listing(tree: LexborHTMLParser, rule: PageRule, recipe: Recipe, base: str) -> Iterator[Found]:
    """The entries that hold an ad's address and text of their own."""
    entries = [element for path in rule.paths.get("entry", ()) for element, _ in select(tree, path)]
    yielded = False
    for number, entry in enumerate(entries, 1):
        address = resolve(base, first(entry, *rule.paths.get("link", ())))
        record = _fields(entry, rule, base)
        if address and record.get("body"):
            yielded = True
            named = record | {"recipe": recipe.name, "listed_on": base}
            yield {"record": _identity(address, "") | named, "confidence": 1.0, "entry": number}
    if not yielded:
        yield {"none": NO_AD}


def _fields(node: LexborHTMLParser | LexborNode, rule: PageRule, base: str) -> Found:
    found: Found = {name: first(node, *rule.paths.get(name, ())) for name in ("title", "body", "location")}
    posted = first(node, *rule.paths.get("posted_at", ()))
    if posted:
        found["posted_at"] = iso_date(posted) or posted
    paths = [value for path in rule.paths.get("images", ()) for _, value in select(node, path) if value]
    resolved = [address for path in paths if (address := resolve(base, path))]
    if resolved:
        found["images"] = [{"path": address} for address in dict.fromkeys(resolved[:MAX_IMAGES])]
    return found


def links(text: str, url: str, recipes: Recipes) -> list[str]:
    """Where a crawler goes on from the page at `url`: the recipe's entries and next pages, or every link of a site
    without a recipe. Canonical, in the order of the page, each once."""
    tree = parse(text)
    match = recipes.find(url)
    paths: list[str] = ["a@href"]
    if match is not None:
        recipe, kind = match
        paths = []
        if kind == "listing" and recipe.listing:
            rule = recipe.listing.paths
            inner = [f"{entry} {link}" for entry in rule.get("entry", ()) for link in rule.get("link", ())]
            paths = [*inner, *rule.get("follow", ())]
    found = [resolve(url, value) for path in paths for _, value in select(tree, path) if value]
    return list(dict.fromkeys(address for address in found if address))[:MAX_LINKS]
