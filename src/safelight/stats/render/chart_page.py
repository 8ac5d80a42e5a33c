"""A chart as a page that stands alone: the drawing program, the specification and the numbers are all inside.

Promises: the page loads nothing and may connect to nobody (its own content policy says so); the numbers stand below as
a table, so that it reads without pictures and without script.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape

from safelight.stats.core.chart import Spec

Row = Mapping[str, object]

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; "
    "connect-src 'none'"
)
"""Vega compiles its expressions, hence unsafe-eval; there is nothing on the page that isn't ours or the spec's."""

STYLE = """
:root{--ink:#1f1a17;--soft:#5c534c;--line:#e0d9d0;--paper:#fff}
body{font:16px/1.5 "Public Sans",system-ui,sans-serif;color:var(--ink);background:var(--paper)}
body{max-width:60rem;margin:1.5rem auto;padding:0 1rem}
h1,h2{line-height:1.2;font-size:1.3rem}table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}
th,td{text-align:left;padding:.25rem .5rem;border-bottom:1px solid var(--line);vertical-align:top}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.warn{border-left:4px solid #9a6100;padding:.25rem 1rem}.soft{color:var(--soft)}
figure{margin:0;overflow-x:auto}svg{max-width:100%;height:auto}summary{cursor:pointer;font-weight:600;padding:.4rem 0}
"""


def chart_page(spec: Spec, rows: Sequence[Row], program: str) -> str:
    """The page. `program` is the bundle that defines `vegaEmbed`."""
    title = " ".join(spec["title"]["text"])
    drawn = json.dumps(spec).replace("<", "\\u003c")
    body = (
        f'<main><figure role="img" aria-label="{escape(spec["description"], quote=True)}" id="chart"></figure>'
        f"<details open><summary>The numbers</summary>{table(rows)}</details></main>"
        f"<script>{program.replace('</script', '<' + chr(92) + '/script')}</script>"
        f"<script>vegaEmbed('#chart', {drawn}, "
        "{renderer: 'svg', actions: {export: true, source: false, editor: false, compiled: false}});</script>"
    )
    return page(title, body)


def page(title: str, body: str) -> str:
    """A page of the house's look that loads nothing."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n<body>{body}</body></html>\n"
    )


def table(rows: Sequence[Row]) -> str:
    """Rows as a table; numbers to the right, what is hidden as a word."""
    if not rows:
        return '<p class="soft">Nothing was counted.</p>'
    head = "".join(f"<th{_class(rows[0][name])} scope='col'>{escape(name)}</th>" for name in rows[0])
    lines = "".join(
        "<tr>" + "".join(f"<td{_class(value)}>{escape(_told(value))}</td>" for value in row.values()) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def _class(value: object) -> str:
    return ' class="number"' if value is None or isinstance(value, int | float) else ""


def _told(value: object) -> str:
    if value is None:
        return "hidden"
    return f"{value:,.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
