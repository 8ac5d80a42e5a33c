"""What a site's robots.txt lets us fetch, as RFC 9309 says: the group for our product token or else `*`, the longest
matching rule, Allow before Disallow of the same length, `*` and `$` in paths.

A file that can't be fetched (server error, no answer) forbids everything; one that isn't there (4xx) nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import re2

MAX_BYTES = 512 * 1024
"""RFC 9309 asks for at least 500 KiB."""

_MAX_RULES = 10_000
_DELAY = re.compile(r"\d{1,5}(\.\d{1,3})?")


@dataclass(frozen=True, slots=True)
class Rule:
    allow: bool
    path: str


@dataclass(frozen=True, slots=True)
class Robots:
    """`delay` is the Crawl-delay in seconds that the site asks for (not in the RFC, widely used), 0 if none."""

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0

    def allows(self, path: str) -> bool:
        """`path` with its query, percent-encoded. robots.txt itself may always be fetched."""
        matching = [(len(rule.path), rule.allow) for rule in self.rules if _matches(rule.path, path)]
        return max(matching, default=(0, True))[1] or path == "/robots.txt"


NOTHING = Robots((Rule(False, "/"),))
EVERYTHING = Robots()


def robots_for(status: int, body: bytes, product: str) -> Robots:
    """The rules that a fetched robots.txt sets for `product` (the user agent's first word)."""
    if 200 <= status < 300:
        return parse_robots(body[:MAX_BYTES].decode("utf-8", "replace"), product)
    return EVERYTHING if 400 <= status < 500 and status != 429 else NOTHING


def parse_robots(text: str, product: str) -> Robots:
    """The groups that name `product` (any case), all together; without one, the groups for `*`."""
    groups = list(_groups(text))
    wanted = product.lower()
    chosen = [group for agents, group in groups if wanted in agents] or [
        group for agents, group in groups if "*" in agents
    ]
    lines = [line for group in chosen for line in group][:_MAX_RULES]
    rules = tuple(Rule(name == "allow", value) for name, value in lines if name in ("allow", "disallow") and value)
    delays = [float(value) for name, value in lines if name == "crawl-delay" and _DELAY.fullmatch(value)]
    return Robots(rules, max(delays, default=0.0))


def _groups(text: str) -> Iterator[tuple[set[str], list[tuple[str, str]]]]:
    agents: set[str] = set()
    lines: list[tuple[str, str]] = []
    for raw in text.lstrip("\ufeff").splitlines():
        name, colon, value = raw.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon:
            continue
        if name == "user-agent":
            if lines:
                yield agents, lines
                agents, lines = set(), []
            agents.add(value.split("/")[0].strip().lower())
        elif agents and name in ("allow", "disallow", "crawl-delay"):
            lines.append((name, value))
    yield agents, lines


def _matches(pattern: str, path: str) -> bool:
    anchored = pattern.endswith("$")
    parts = pattern.removesuffix("$").split("*")
    if len(parts) == 1:
        return path == parts[0] if anchored else path.startswith(parts[0])
    expression = ".*".join(re2.escape(part) for part in parts)
    return re2.match(expression + ("$" if anchored else ""), path) is not None
