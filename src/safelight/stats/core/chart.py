"""A chart: one specification in the language of Vega-Lite, from which every picture and the interactive page are drawn.

Pure. What is hidden is drawn as hidden (a word, a grey band, a grey area), never as zero and never left out in silence;
warnings, source and denominator are part of the picture. Refuses more marks than a reader can tell apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Literal

Form = Literal["bar", "line", "map"]
Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""Names the language; nothing is loaded from there."""

MOST_BARS = 60
"""Rows of a bar chart: what fits a page at a size that can be read."""
MOST_SERIES = 8
"""Colours that can be told apart, also by colour-blind readers (Okabe and Ito, 2008)."""
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#5C534C", "#8D6B00")

WIDTH, MAP_SIZE = 560, (720, 450)
HIDDEN, EMPTY, INK, SOFT = "#a79d93", "#f4f1ec", "#1f1a17", "#5c534c"
FONT = "Public Sans, DejaVu Sans, Liberation Sans, Arial, sans-serif"
BLUES = ("#d6e6f4", "#08306b")
MAP_KEY = "Grey: hidden. Cream: nothing was counted there."


@dataclass(frozen=True, slots=True)
class Mark:
    """One value to draw: `key` as people read it, `code` the FIPS code of its place (maps), None where hidden."""

    key: tuple[str, ...]
    value: float | None
    low: float | None = None
    high: float | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn. `names` are those of the columns of a key; `notes` stand below the picture."""

    title: str
    unit: str
    names: tuple[str, ...]
    marks: tuple[Mark, ...]
    notes: tuple[str, ...] = ()


def drawing_problem(drawing: Drawing, form: Form) -> str | None:
    """Why this can't be drawn so, in words, or None."""
    series = {mark.key[1] for mark in drawing.marks if len(mark.key) > 1}
    if len(drawing.names) not in ((1,) if form == "map" else (1, 2)):
        return "A map is split by its places alone." if form == "map" else "A chart is split by one or two things."
    if len(series) > MOST_SERIES:
        return f"{len(series)} {drawing.names[1]} values can't be told apart; {MOST_SERIES} are the most."
    if form == "bar" and len(drawing.marks) > MOST_BARS * max(len(series), 1):
        return f"{len(drawing.marks)} bars can't be read; {MOST_BARS} are the most. Ask for fewer, or draw a map."
    return None


def chart(drawing: Drawing, form: Form, shapes: Mapping[str, Any] | None = None) -> Spec:
    """The specification. A map takes `shapes`, a topology already projected, with an object `areas`."""
    draw = {"bar": _bars, "line": _lines}
    body = _map(drawing, shapes or {}) if form == "map" else draw[form](drawing)
    return {
        "$schema": SCHEMA,
        "description": described(drawing),
        "background": "white",
        "padding": 16,
        "title": _title(drawing, (MAP_KEY,) if form == "map" else ()),
        "config": _config(),
        **body,
    }


def described(drawing: Drawing) -> str:
    """The chart in words, for who can't see it."""
    hidden = sum(mark.value is None for mark in drawing.marks)
    known = [mark for mark in drawing.marks if mark.value is not None]
    most = max(known, key=lambda mark: mark.value or 0, default=None)
    parts = [f"{drawing.title}. {len(drawing.marks)} values in {drawing.unit}"]
    if most is not None:
        parts.append(f"the largest is {' '.join(most.key)} with {most.value:,.4g}")
    parts.append(f"{hidden} hidden" if hidden else "none hidden")
    return ", ".join(parts) + "."


def _title(drawing: Drawing, more: Sequence[str]) -> Spec:
    lines = [line for note in (*more, *drawing.notes) for line in wrap(note, 96)]
    return {
        "text": wrap(drawing.title, 70),
        "subtitle": [drawing.unit, *lines],
        "anchor": "start",
        "fontSize": 16,
        "subtitleFontSize": 11,
        "subtitleColor": SOFT,
        "subtitlePadding": 6,
        "offset": 14,
    }


def _config() -> Spec:
    axis = {
        "labelColor": INK,
        "titleColor": SOFT,
        "gridColor": "#ece6df",
        "domainColor": "#8d8176",
        "labelFontSize": 11,
    }
    return {"font": FONT, "axis": axis, "view": {"stroke": None}, "range": {"category": list(COLOURS)}}


def _values(drawing: Drawing) -> list[Spec]:
    return [
        {
            "at": mark.key[0],
            "series": mark.key[1] if len(mark.key) > 1 else "",
            "value": mark.value,
            "low": mark.low,
            "high": mark.high,
            "says": "hidden" if mark.value is None else f"{mark.value:,.4g}",
            "id": mark.code,
        }
        for mark in drawing.marks
    ]


def _tips(drawing: Drawing) -> list[Spec]:
    named = [{"field": "at", "type": "nominal", "title": drawing.names[0]}]
    named += [{"field": "series", "type": "nominal", "title": drawing.names[1]}] if len(drawing.names) > 1 else []
    return [*named, {"field": "says", "type": "nominal", "title": drawing.unit}]


KNOWN = {"filter": "isValid(datum.value)"}
UNSEEN = {"filter": "!isValid(datum.value)"}


def _bars(drawing: Drawing) -> Spec:
    """Horizontal bars, so that names are read; the interval as a line; `hidden` as a word."""
    grouped = len(drawing.names) > 1
    order = list(dict.fromkeys(mark.key[0] for mark in drawing.marks))
    where: Spec = {"y": {"field": "at", "type": "nominal", "sort": order, "title": None, "axis": {"labelLimit": 260}}}
    if grouped:
        where["yOffset"] = {"field": "series", "type": "nominal"}
    word = {"dy": 7, "fontSize": 9} if grouped else {}  # text hangs from the upper edge of a band of bands
    across = {"type": "quantitative", "title": drawing.unit, "scale": {"zero": True}, "axis": {"tickMinStep": 1}}
    colour = _colour(drawing)
    layers: list[Spec] = [
        {
            "transform": [KNOWN],
            "mark": {"type": "bar", "height": {"band": 0.72}},
            "encoding": {**where, "x": {**across, "field": "value"}, "color": colour, "tooltip": _tips(drawing)},
        },
        {
            "transform": [UNSEEN],
            "mark": {"type": "text", "align": "left", "dx": 4, "color": SOFT, "fontStyle": "italic", **word},
            "encoding": {**where, "x": {"value": 0}, "text": {"value": "hidden"}, "tooltip": _tips(drawing)},
        },
    ]
    if any(mark.low is not None for mark in drawing.marks):
        span = {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}}
        rule = {"mark": {"type": "rule", "color": INK, "strokeWidth": 1.5}, "encoding": {**where, **span}}
        layers.append({"transform": [KNOWN, {"filter": "isValid(datum.low)"}], **rule})
    height = {"step": 22 if not grouped else 11}
    return {"data": {"values": _values(drawing)}, "width": WIDTH, "height": height, "layer": layers}


def _lines(drawing: Drawing) -> Spec:
    """Lines over time with a gap and a grey band where a value is hidden."""
    order = list(dict.fromkeys(mark.key[0] for mark in drawing.marks))
    along: Spec = {
        "field": "at",
        "type": "ordinal",
        "sort": order,
        "title": None,
        "axis": {"labelOverlap": "greedy", "labelAngle": 0},
    }
    up = {"field": "value", "type": "quantitative", "title": drawing.unit, "scale": {"zero": True}}
    band: Spec = {
        "transform": [UNSEEN],
        "mark": {"type": "bar", "color": HIDDEN, "opacity": 0.35, "width": {"band": 0.9}},
        "encoding": {"x": along, "y": {"value": 0}, "y2": {"value": 260}, "tooltip": _tips(drawing)},
    }
    line = {"type": "line", "point": {"size": 28}, "invalid": "break-paths-show-path-domains", "strokeWidth": 2}
    layers: list[Spec] = [
        band,
        {"mark": line, "encoding": {"x": along, "y": up, "color": _colour(drawing), "tooltip": _tips(drawing)}},
    ]
    if len(drawing.names) == 1 and any(mark.low is not None for mark in drawing.marks):
        edge = {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}, "x": along}
        layers.insert(1, {"mark": {"type": "area", "opacity": 0.18, "color": COLOURS[0]}, "encoding": edge})
    return {"data": {"values": _values(drawing)}, "width": WIDTH + 120, "height": 260, "layer": layers}


def _colour(drawing: Drawing) -> Spec:
    if len(drawing.names) < 2:
        return {"value": COLOURS[0]}
    return {"field": "series", "type": "nominal", "title": drawing.names[1], "legend": {"orient": "bottom"}}


def _map(drawing: Drawing, shapes: Mapping[str, Any]) -> Spec:
    """A choropleth on shapes that are projected already, Alaska and Hawaii inset. Grey is hidden, paper not counted."""
    areas = {"values": dict(shapes), "format": {"type": "topojson", "feature": "areas"}}
    fields = ["at", "value", "says", "id"]
    lookup = {"lookup": "id", "from": {"data": {"values": _values(drawing)}, "key": "id", "fields": fields[:3]}}
    shade = {
        "condition": [
            {"test": "datum.says === 'hidden'", "value": HIDDEN},
            {"test": "!isValid(datum.value)", "value": EMPTY},
        ],
        "field": "value",
        "type": "quantitative",
        "scale": {"range": list(BLUES), "zero": True},
        "legend": {"title": drawing.unit, "orient": "bottom", "gradientLength": 260},
    }
    return {
        "data": areas,
        "transform": [lookup, {"calculate": "isValid(datum.says) ? datum.says : 'not counted'", "as": "says"}],
        "width": MAP_SIZE[0],
        "height": MAP_SIZE[1],
        "projection": {"type": "identity"},
        "mark": {"type": "geoshape", "stroke": "#8d8176", "strokeWidth": 0.4, "invalid": "show"},
        "encoding": {"color": shade, "tooltip": _tips(drawing)},
    }


def form_for(names: Sequence[str], times: Sequence[str]) -> Form:
    """How a measure is drawn when nobody says: places on a map, time along a line, all else as bars."""
    if tuple(names) in (("state",), ("county",)):
        return "map"
    return "line" if names and names[0] in times else "bar"


def time_first(names: Sequence[str], times: Sequence[str]) -> list[int]:
    """The order in which a chart takes the columns of a key: time along, what is compared as series."""
    return sorted(range(len(names)), key=lambda at: (names[at] not in times, at))
