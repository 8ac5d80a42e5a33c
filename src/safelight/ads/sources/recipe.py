"""A page recipe: which pages of a site are ads or listings, and where on them an ad's fields stand.

Recipes are TOML, not code (docs: `recipes/example.toml`). Site and path patterns are google-re2: linear time, so
a recipe can't stall. Refuses a recipe with a missing or unknown key, naming it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

import re2

from safelight.kernel.errors import Invalid

AD_FIELDS = ("title", "body", "location", "posted_at", "images")
_LISTING_FIELDS = ("entry", "link", "follow", *AD_FIELDS)
_MAX_PATTERN = 500


@dataclass(frozen=True, slots=True)
class PageRule:
    """Pages whose path (with query) matches `path`; `paths` gives CSS paths per field, the first that hits wins."""

    path: str
    paths: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """One site: `host` matches its host names."""

    name: str
    host: str
    ad: PageRule | None
    listing: PageRule | None

    def record(self) -> dict[str, object]:
        """As TOML would give it, for the child process."""
        pages = {"ad": self.ad, "listing": self.listing}
        return {"name": self.name, "host": self.host} | {
            kind: {"path": rule.path, **{name: list(found) for name, found in rule.paths.items()}}
            for kind, rule in pages.items()
            if rule is not None
        }


class Recipes:
    """All recipes at hand; the first that knows a page wins."""

    def __init__(self, recipes: Sequence[Recipe] = ()) -> None:
        self.all = tuple(recipes)
        self._compiled = [(recipe, _pattern(recipe.host, recipe.name), _rules(recipe)) for recipe in self.all]

    def find(self, url: str) -> tuple[Recipe, str] | None:
        """The recipe for `url` and the kind of page it is: "ad", "listing", or "other" on a known site."""
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError:
            return None
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        for recipe, pattern, rules in self._compiled:
            if pattern.search(host):
                return recipe, next((kind for kind, rule in rules if rule.search(path)), "other")
        return None

    def records(self) -> list[dict[str, object]]:
        return [recipe.record() for recipe in self.all]


def _rules(recipe: Recipe) -> list[tuple[str, re2._Regexp]]:
    pages = (("ad", recipe.ad), ("listing", recipe.listing))
    return [(kind, _pattern(rule.path, recipe.name)) for kind, rule in pages if rule is not None]


def _pattern(pattern: str, name: str) -> re2._Regexp:
    options = re2.Options()
    options.log_errors = False
    try:
        if len(pattern) > _MAX_PATTERN:
            raise ValueError(f"longer than {_MAX_PATTERN} characters")
        return re2.compile(pattern, options)
    except (re2.error, ValueError) as error:
        raise Invalid("ads.recipe.pattern", f"recipe {name}: pattern {pattern[:60]!r}: {error}") from None


def read_recipe(record: Mapping[str, object], name: str) -> Recipe:
    """One recipe from decoded TOML; `name` is used where it names none."""
    _known(record, ("name", "host", "ad", "listing"), name)
    host = record.get("host")
    if not isinstance(host, str) or not host:
        raise Invalid("ads.recipe.host", f"recipe {name}: host must be a pattern for the site's host names")
    ad = _rule(record.get("ad"), AD_FIELDS, f"{name}, [ad]")
    listing = _rule(record.get("listing"), _LISTING_FIELDS, f"{name}, [listing]")
    if ad is None and listing is None:
        raise Invalid("ads.recipe.empty", f"recipe {name}: it needs a table [ad] or [listing]")
    return Recipe(str(record.get("name", name)), host, ad, listing)


def _rule(table: object, fields: tuple[str, ...], name: str) -> PageRule | None:
    if table is None:
        return None
    if not isinstance(table, Mapping):
        raise Invalid("ads.recipe.table", f"recipe {name}: must be a table")
    _known(table, ("path", *fields), name)
    path = table.get("path")
    if not isinstance(path, str):
        raise Invalid("ads.recipe.path", f"recipe {name}: path must be a pattern")
    return PageRule(path, {field: _paths(table[field], f"{name}.{field}") for field in fields if field in table})


def _paths(value: object, name: str) -> tuple[str, ...]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(item, str) and item for item in listed):
        raise Invalid("ads.recipe.css", f"recipe {name}: must be a CSS path or a list of them")
    return tuple(listed)


def _known(table: Mapping[str, object], keys: Iterable[str], name: str) -> None:
    unknown = sorted(set(table) - set(keys))
    if unknown:
        raise Invalid("ads.recipe.key", f"recipe {name}: unknown key {unknown[0]!r}")


def _texts_in(folder: Path) -> list[tuple[str, str]]:
    """(name, TOML) of the recipes in a folder that somebody named; one without any is a mistake."""
    if not folder.is_dir():
        raise Invalid("ads.recipe.folder", f"{folder} is no folder of recipes.")
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise Invalid("ads.recipe.none", f"{folder} holds no recipe: no file there ends in .toml.")
    return [(path.stem, _text(path)) for path in paths]


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise Invalid("ads.recipe.unread", f"recipe {path}: can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Invalid("ads.recipe.encoding", f"recipe {path}: not UTF-8; save it as UTF-8.") from None


def load_recipes(folders: Sequence[Path] = ()) -> Recipes:
    """The recipes of `folders` (`*.toml`, by name), then those that come with Safelight."""
    texts = [text for folder in folders for text in _texts_in(folder)]
    built_in = resources.files("safelight.ads.sources") / "recipes"
    texts += sorted(
        (entry.name.removesuffix(".toml"), entry.read_text("utf-8"))
        for entry in built_in.iterdir()
        if entry.name.endswith(".toml")
    )
    return Recipes([_parse(name, text) for name, text in texts])


def _parse(name: str, text: str) -> Recipe:
    try:
        return read_recipe(tomllib.loads(text), name)
    except tomllib.TOMLDecodeError as error:
        raise Invalid("ads.recipe.toml", f"recipe {name}: not TOML: {error}") from None
