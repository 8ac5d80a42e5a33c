"""report.html of a release: what is promised, what is risked, how far the numbers may be off. Stands alone, offline.

Every chart is a table with bars, so that it reads without pictures; whiskers are the 95 % interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import cast

from safelight.stats.core.encode import Attribute
from safelight.stats.core.publish.budget import Columns
from safelight.stats.core.publish.fit import Fitted
from safelight.stats.core.publish.report import Utility

VALUES_SHOWN = 40
"""Values of one column shown on the page; all are in marginals.csv."""

STYLE = """
:root{color-scheme:light dark;--ink:#1d2530;--soft:#5c6773;--line:#d7dce2;--bar:#2f6f9f;--paper:#fff;--warn:#8a4b08}
@media(prefers-color-scheme:dark){
:root{--ink:#e6eaef;--soft:#9aa6b2;--line:#38424d;--bar:#6aaedc;--paper:#14191f;--warn:#f0b060}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
body{max-width:60rem;margin:2rem auto;padding:0 1rem}
h1,h2,h3{line-height:1.2}table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}
caption{text-align:left;color:var(--soft);padding-bottom:.25rem}
th,td{text-align:left;padding:.25rem .5rem;border-bottom:1px solid var(--line);vertical-align:middle}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.warn{border-left:4px solid var(--warn);padding:.25rem 1rem}td.bar{width:40%}svg{display:block;width:100%;height:14px}
"""


def release_page(
    report: Mapping[str, object], attributes: Sequence[Attribute], fitted: Mapping[Columns, Fitted], utility: Utility
) -> str:
    """The page as one HTML text; it loads nothing."""
    parts = [
        "<h1>A release of noisy tables and invented rows</h1>",
        _rehearsal(report),
        _promise(report),
        _errors(report, utility),
        _left_out(report),
        "<h2>Single columns</h2><p>Fitted counts with their 95 % interval. A count is of what was recorded.</p>",
        *(_column(attributes, columns, table) for columns, table in fitted.items() if _shown(attributes, columns)),
        _members(attributes, fitted),
        f"<h2>Method and use</h2><p>{escape(str(report['method']))}.</p><p>{escape(str(report['use']))}</p>",
    ]
    body = "\n".join(part for part in parts if part)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Release report</title><style>{STYLE}</style></head>\n<body><main>\n{body}\n</main></body></html>\n"
    )


def _rehearsal(report: Mapping[str, object]) -> str:
    if report["private"]:
        return ""
    return (
        '<p class="warn"><strong>Not private.</strong> The noise came from a seed. Whoever knows the seed takes it off '
        "again. For rehearsals only; don't hand it on.</p>"
    )


def _promise(report: Mapping[str, object]) -> str:
    advantage = cast("float", report["worst_case_advantage"])
    hundred = round(50 + 50 * advantage)
    rows = [
        ("Epsilon, delta", f"{report['epsilon']:g}, {report['delta']:g}"),
        ("Mu (Gaussian privacy)", f"{report['mu']:.4f}"),
        ("Worst-case advantage of a membership attack", f"{advantage:.3f}"),
        ("Privacy unit", f"{report['person']}; at most {report['rows_each']} row(s) each"),
        ("Noise", str(report["noise"])),
    ]
    cells = "".join(f"<tr><th scope=row>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows)
    return (
        f"<h2>Promise and risk</h2><table>{cells}</table><p>Somebody who knows every other record, and guesses whether "
        f"one given person is in it, is right at most {hundred} times in 100 (50 is a coin). Releases about the same "
        "people add up: their mu is the root of the sum of squares.</p>"
    )


def _errors(report: Mapping[str, object], utility: Utility) -> str:
    head = (
        "<tr><th>Columns in a table</th><th class=number>Expected error</th><th class=number>Half of the 95 % interval"
    )
    head += "</th><th class=number>Rows against tables</th><th>Reading</th></tr>"
    lines = []
    for length, error in utility.error.items():
        rows = f"{utility.rows_error[length]:,.1f}" if length in utility.rows_error else ""
        reading = "most cells are smaller than their interval" if length in utility.unsure else "usable"
        lines.append(
            f"<tr><td>{length}</td><td class=number>{error:,.1f}</td><td class=number>{utility.reach[length]:,.1f}</td>"
            f"<td class=number>{rows}</td><td>{reading}</td></tr>"
        )
    low, high = utility.total_interval
    return (
        f"<h2>How far numbers may be off</h2><p>{utility.total:,.0f} rows (95 %: {low:,.0f} to {high:,.0f}); "
        f"{utility.cells:,} counts in {report['tables']:,} tables, which agree within {utility.disagreement:.2f}.</p>"
        f"<table><caption>In counts. Expected before fitting, which lowers it.</caption>{head}{''.join(lines)}</table>"
    )


def _left_out(report: Mapping[str, object]) -> str:
    left = cast("list[list[str]]", report["left_out"])
    if not left:
        return ""
    shown = "; ".join(" x ".join(names) for names in left[:20])
    more = f" and {len(left) - 20:,} more" if len(left) > 20 else ""
    return f"<h2>Left out</h2><p>Too many cells to be useful: {escape(shown)}{more}.</p>"


def _shown(attributes: Sequence[Attribute], columns: Columns) -> bool:
    return len(columns) == 1 and attributes[columns[0]].member is None


def _column(attributes: Sequence[Attribute], columns: Columns, table: Fitted) -> str:
    attribute = attributes[columns[0]]
    rows = [
        (label or "(missing)", float(count), float(low), float(high))
        for label, count, low, high in zip(attribute.labels, table.counts, table.lower, table.upper, strict=True)
    ]
    return _bars(attribute.column, rows)


def _members(attributes: Sequence[Attribute], fitted: Mapping[Columns, Fitted]) -> str:
    by_column: dict[str, list[tuple[str, float, float, float]]] = {}
    for position, each in enumerate(attributes):
        if each.member is not None and (position,) in fitted:
            table = fitted[(position,)]
            row = (each.member, float(table.counts[1]), float(table.lower[1]), float(table.upper[1]))
            by_column.setdefault(each.column, []).append(row)
    return "\n".join(_bars(f"{name} (several values a row)", rows) for name, rows in by_column.items())


def _bars(name: str, rows: Sequence[tuple[str, float, float, float]]) -> str:
    most = max((high for *_, high in rows), default=0.0) or 1.0
    lines = []
    for label, count, low, high in rows[:VALUES_SHOWN]:
        width, start, end = (1000 * value / most for value in (count, low, high))
        picture = (
            '<svg viewBox="0 0 1000 14" preserveAspectRatio="none" aria-hidden="true">'
            f'<rect width="{width:.0f}" height="14" fill="var(--bar)" opacity=".55"/>'
            f'<path d="M{start:.0f} 7H{end:.0f}" stroke="var(--ink)" stroke-width="3"/></svg>'
        )
        lines.append(
            f"<tr><th scope=row>{escape(label)}</th><td class=bar>{picture}</td><td class=number>{count:,.0f}</td>"
            f"<td class=number>{low:,.0f} to {high:,.0f}</td></tr>"
        )
    more = f"<p>{len(rows) - VALUES_SHOWN:,} more values in marginals.csv.</p>" if len(rows) > VALUES_SHOWN else ""
    head = "<tr><th>Value</th><th>Count</th><th class=number>Fitted</th><th class=number>95 % interval</th></tr>"
    return f"<h3>{escape(name)}</h3><table>{head}{''.join(lines)}</table>{more}"
