"""A report of several answers: a page that stands alone, or PDF typeset by Typst. The same answers, the same bytes.

Each answer stands with what was asked, its chart, its numbers and its warnings; at the end, the method and the digest
of every answer's numbers, so that two reports can be compared.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from safelight.kernel.errors import Unavailable
from safelight.stats.core.chart import Spec
from safelight.stats.render.chart_page import Row, page, table
from safelight.stats.render.pictures import picture

METHOD = (
    "Counts are of what the systems of one tenant recorded; they are not prevalence. Counts below 5, and what would "
    "give them away through a total, are hidden; a hidden count is not zero. Rates are per 100,000 people over the "
    "whole period with the exact 95 % interval of a Poisson count (Garwood, 1936). A plain count is a full count and "
    "has no interval."
)

ROWS_SHOWN = 60
"""Rows of a table in a report; all are in the open data."""


@dataclass(frozen=True, slots=True)
class Section:
    """One answer of a report."""

    title: str
    counts: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    spec: Spec | None

    @property
    def digest(self) -> str:
        """The SHA-256 of the numbers, in the order shown."""
        return hashlib.sha256(json.dumps(list(self.rows), sort_keys=True).encode()).hexdigest()


def report_page(title: str, sections: Sequence[Section]) -> bytes:
    """The report as one page; charts are drawn into it, nothing is loaded."""
    parts = [f"<h1>{escape(title)}</h1>"]
    for section in sections:
        parts.append(f"<section><h2>{escape(section.title)}</h2><p class='soft'>{escape(section.counts)}</p>")
        parts += [f"<p class='warn'>{escape(note)}</p>" for note in section.notes]
        if section.spec is not None:
            drawing = picture(section.spec, [], ".svg").decode()
            label = escape(str(section.spec["description"]), quote=True)
            parts.append(f'<figure role="img" aria-label="{label}">{drawing}</figure>')
        parts.append(f"{table(section.rows[:ROWS_SHOWN])}{_more(section)}</section>")
    digests = [{"answer": section.title, "SHA-256 of its numbers": section.digest} for section in sections]
    parts.append(f"<section><h2>Method</h2><p>{escape(METHOD)}</p>{table(digests)}</section>")
    return page(title, "<main>" + "\n".join(parts) + "</main>").encode()


def report_pdf(title: str, sections: Sequence[Section]) -> bytes:
    """The report as PDF. Unavailable when Typst isn't installed."""
    try:
        import typst
    except ImportError:
        message = "A report as PDF needs the extra charts: pip install 'safelight[charts]'"
        raise Unavailable("stats.report.extra", message) from None
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for number, section in enumerate(sections):
            if section.spec is not None:
                (folder / f"{number}.svg").write_bytes(picture(section.spec, [], ".svg"))
        (folder / "report.typ").write_text(_typeset(title, sections), encoding="utf-8")
        return bytes(typst.compile(str(folder / "report.typ"), root=str(folder)))


def _typeset(title: str, sections: Sequence[Section]) -> str:
    parts = [
        '#set page(paper: "a4", margin: 2cm, numbering: "1 / 1")',
        f"#set document(title: {_text(title)}, date: none)",
        "#set text(size: 10pt)",
        "#set table(stroke: (x, y) => (bottom: 0.4pt + luma(200)), inset: 4pt)",
        f"#text(size: 18pt, weight: 700)[#{_text(title)}]",
    ]
    for number, section in enumerate(sections):
        parts.append(f"#heading(level: 2)[#{_text(section.title)}]")
        parts.append(f"#text(fill: luma(90))[#{_text(section.counts)}]")
        parts += [f"#block(inset: (left: 6pt), stroke: (left: 2pt + orange))[#{_text(note)}]" for note in section.notes]
        if section.spec is not None:
            alt = _text(str(section.spec["description"]))
            parts.append(f'#image("{number}.svg", width: 100%, alt: {alt})')
        parts += [_typeset_table(section.rows[:ROWS_SHOWN]), f"#{_text(_plain(_more(section)))}"]
    digests: list[Row] = [{"answer": one.title, "SHA-256 of its numbers": one.digest} for one in sections]
    return "\n\n".join([*parts, "#heading(level: 2)[Method]", f"#{_text(METHOD)}", _typeset_table(digests)]) + "\n"


def _typeset_table(rows: Sequence[Row]) -> str:
    if not rows:
        return "Nothing was counted."
    cells = [f"[#strong[#{_text(name)}]]" for name in rows[0]]
    cells += [f"[#{_text(_plain_value(value))}]" for row in rows for value in row.values()]
    aligned = ", ".join("right" if not isinstance(value, str) else "left" for value in rows[0].values())
    return f"#table(columns: {len(rows[0])}, align: ({aligned},), {', '.join(cells)})"


def _plain_value(value: object) -> str:
    if value is None:
        return "hidden"
    return f"{value:,.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def _text(words: str) -> str:
    """A Typst string; what stands in it is shown, never run."""
    return json.dumps(words, ensure_ascii=False).replace("\\u", "\\\\u")


def _more(section: Section) -> str:
    rest = len(section.rows) - ROWS_SHOWN
    return f"<p class='soft'>{rest:,} more rows are in the open data.</p>" if rest > 0 else ""


def _plain(markup: str) -> str:
    return re.sub(r"<[^>]*>", "", markup)
