"""Cuts a field of an ad at the spans that were read in it, so that a page can mark them.

A span is a half-open range of code points with a kind. Overlaps are settled by rank: a reason wins over
what was merely read, then the earlier and longer one. The parts always join to the exact original.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """`kind` is a field name of an extraction, or `reason`; `label` is shown when pointed at."""

    start: int
    end: int
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text; `kind` is empty where nothing was read."""

    text: str
    kind: str = ""
    label: str = ""


def cut(text: str, spans: Iterable[Span]) -> tuple[Part, ...]:
    """`text` as parts. Spans outside the text are clipped or left out."""
    parts: list[Part] = []
    at = 0
    for span in _settled(spans, len(text)):
        if span.start > at:
            parts.append(Part(text[at : span.start]))
        parts.append(Part(text[span.start : span.end], span.kind, span.label))
        at = span.end
    if at < len(text):
        parts.append(Part(text[at:]))
    return tuple(parts)


def _settled(spans: Iterable[Span], length: int) -> Sequence[Span]:
    """Spans that don't overlap, in order of place."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.kind != "reason", each.start, -each.end, each.kind)):
        start, end = max(0, span.start), min(length, span.end)
        if start < end and all(end <= other.start or start >= other.end for other in kept):
            kept.append(Span(start, end, span.kind, span.label))
    return sorted(kept, key=lambda span: span.start)


AROUND = 60
"""Code points of context on either side of a quoted span: about a line of the page."""


def quoted(text: str, start: int, end: int, label: str) -> tuple[Part, ...]:
    """The span in its surroundings, cut at spaces where there are any, with dots where text was left out."""
    if not 0 <= start < end <= len(text):
        return (Part(text[:AROUND]),)
    left, right = max(0, start - AROUND), min(len(text), end + AROUND)
    if left > 0:
        left = _next_space(text, left, start)
    if right < len(text):
        found = text.rfind(" ", end, right)
        right = found if found > 0 else right
    before = ("… " if left > 0 else "") + text[left:start].lstrip()
    after = text[end:right].rstrip() + (" …" if right < len(text) else "")
    return tuple(part for part in (Part(before), Part(text[start:end], "reason", label), Part(after)) if part.text)


def _next_space(text: str, left: int, start: int) -> int:
    found = text.find(" ", left, start)
    return found + 1 if found >= 0 else left
