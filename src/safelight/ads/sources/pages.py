"""Saved pages and WARC files to ads, parsed in a limited child process (`infra.sandbox`).

Promises: a page that breaks, stalls or exhausts the parser is one refusal with its place; the child is replaced and
reading goes on with the next record or file. What the child says is checked like any other record.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import BinaryIO

from safelight.ads.sources.http_message import MAX_PAGE
from safelight.ads.sources.recipe import Recipes
from safelight.ads.sources.sourced import Item, quoted, sourced
from safelight.infra.frames import Message
from safelight.infra.sandbox import ChildFailure, Limits, Sandbox
from safelight.kernel.provenance import Rejected, Warned

TARGET = "safelight.ads.sources.page_child:serve"
MAX_FAILURES = 50
"""Children lost on one WARC after which the rest of it is given up: each costs up to its limits in time."""

PAGES_PER_CHILD = 256
"""Saved pages after which the child is replaced, so that none that a page may have harmed lives long."""

CPU_PER_MEGABYTE = 6
"""Processor seconds allowed per packed megabyte of WARC; measured need is below 1 (2026-11, one slow core)."""


@dataclass(slots=True)
class PageReader:
    """Reads pages with one child at a time; a WARC gets a child of its own. Use as a context manager."""

    recipes: Recipes
    now: datetime
    limits: Limits = field(default_factory=Limits)
    _pages: Sandbox | None = None
    _read: int = 0

    def __enter__(self) -> PageReader:
        return self

    def __exit__(self, *unused: object) -> None:
        if self._pages is not None:
            self._pages.close()
            self._pages = None

    def page(self, reader: BinaryIO, name: str) -> Iterator[Item]:
        """The ad on one saved page."""
        raw = reader.read(MAX_PAGE + 1)
        if len(raw) > MAX_PAGE:
            yield Rejected(name, f"the page has more than {MAX_PAGE:,} bytes, the most that is read")
            return
        for reply in self._child().ask({"ask": "page", "url": "", "recipes": self.recipes.records()}, raw):
            if isinstance(reply, ChildFailure):
                yield Rejected(name, f"the page can't be read: {reply.reason}")
            else:
                yield from self._item(Message({"media_type": "text/html"} | dict(reply.header), raw), name)

    def links(self, raw: bytes, url: str, charset: str) -> tuple[str, ...] | ChildFailure:
        """The links that a crawler follows from the page at `url`."""
        found: tuple[str, ...] = ()
        question = {"ask": "links", "url": url, "charset": charset, "recipes": self.recipes.records()}
        for reply in self._child().ask(question, raw):
            if isinstance(reply, ChildFailure):
                return reply
            given = reply.header.get("links")
            found = tuple(link for link in given if isinstance(link, str)) if isinstance(given, list) else ()
        return found

    def _child(self) -> Sandbox:
        if self._pages is None or self._read >= PAGES_PER_CHILD:
            if self._pages is not None:
                self._pages.close()
            limits = replace(self.limits, cpu_total=self.limits.cpu_per_reply * PAGES_PER_CHILD)
            self._pages, self._read = Sandbox(TARGET, limits), 0
        self._read += 1
        return self._pages

    def warc(self, file: BinaryIO, size: int, name: str) -> Iterator[Item]:
        """The ads of one WARC of `size` bytes."""
        total = self.limits.cpu_total + CPU_PER_MEGABYTE * (size // 1_000_000)
        limits = replace(self.limits, cpu_total=total)
        at, failures = _Position(), 0
        if not size:
            yield Rejected(name, "the file is empty or can't be searched; a WARC must be a regular file")
        with Sandbox(TARGET, limits) as child:
            while at.start < size:
                failure = yield from self._warc_part(child, file, at, name)
                if failure is None:
                    return
                failures += 1
                place = f"{name}:{at.shown()}"
                yield Rejected(place, f"the record can't be read: {failure.reason}")
                if failures >= MAX_FAILURES:
                    yield Rejected(place, f"the rest is given up after {failures} records that broke the parser")
                    return
                at.step_over()

    def _warc_part(
        self, child: Sandbox, file: BinaryIO, at: _Position, name: str
    ) -> Generator[Item, None, ChildFailure | None]:
        """Items up to the end (None) or up to a record that broke the child (the failure)."""
        question = {
            "ask": "warc",
            "start": at.start,
            "beyond": at.beyond,
            "search": at.search,
            "recipes": self.recipes.records(),
        }
        for reply in child.ask(question, file=file.fileno()):
            if isinstance(reply, ChildFailure):
                return reply
            begun = reply.header.get("begin")
            if isinstance(begun, list) and len(begun) == 2 and all(isinstance(number, int) for number in begun):
                at.begun = (begun[0], begun[1])
                continue
            where = str(reply.header.get("at", ""))[:60]
            yield from self._item(reply, f"{name}:{quoted(where)}" if where else name)
        return None

    def _item(self, reply: Message, place: str) -> Iterator[Item]:
        found: Mapping[str, object] = reply.header
        entry = found.get("entry")
        place += f"#{entry}" if isinstance(entry, int) else ""
        if "bad" in found:
            yield Rejected(place, _said(found["bad"]))
        elif "none" in found or "warning" in found:
            yield Warned(place, _said(found.get("none", found.get("warning"))))
        elif "record" in found:
            confidence = found.get("confidence")
            yield from sourced(
                found["record"],
                now=self.now,
                capture=reply.body,
                media_type=_said(found.get("media_type")),
                place=place,
                confidence=min(1.0, max(0.0, float(confidence))) if isinstance(confidence, int | float) else 0.0,
            )


@dataclass(slots=True)
class _Position:
    """Where reading starts, and the record that was begun last."""

    start: int = 0
    beyond: int = -1
    search: bool = False
    begun: tuple[int, int] | None = None

    def shown(self) -> str:
        offset, inner = self.begun or (self.start, 0)
        return f"offset {offset}" + (f"+{inner}" if inner else "")

    def step_over(self) -> None:
        """Past the record that broke the child. One that breaks it again while being passed over costs its member."""
        last = (self.start, self.beyond)
        offset, inner = self.begun or (self.start, 0)
        self.search = (offset, inner) <= last
        self.start, self.beyond = (self.start + 1, -1) if self.search else (offset, inner)
        self.begun = None


def _said(words: object) -> str:
    """What the child says, as one printable line."""
    return "".join(mark if mark.isprintable() else " " for mark in str(words)[:300])
