"""Pictures of a chart: SVG, PNG or PDF from its specification, by vl-convert, without a browser and without network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from safelight.kernel.errors import Invalid, Unavailable
from safelight.stats.core.chart import Spec
from safelight.stats.render.chart_page import Row, chart_page

SCALE = 2.0
"""Pixels of a PNG for each unit of the chart: sharp on paper and on dense screens."""
ENDINGS = (".svg", ".png", ".pdf", ".html", ".json")


def converter() -> Any:
    """vl-convert, or Unavailable with what to install."""
    try:
        import vl_convert
    except ImportError:
        message = "Pictures need the extra charts: pip install 'safelight[charts]'"
        raise Unavailable("stats.chart.extra", message) from None
    return vl_convert


def draw(spec: Spec, rows: list[Row], path: Path) -> None:
    """Write the chart; the ending of the name says as what."""
    path.write_bytes(picture(spec, rows, path.suffix))


def picture(spec: Spec, rows: list[Row], ending: str) -> bytes:
    """The chart as the bytes of a file of this ending. Invalid for another ending."""
    import json

    if ending == ".json":
        return (json.dumps(spec, sort_keys=True) + "\n").encode()
    convert = converter()
    if ending == ".svg":
        return str(convert.vegalite_to_svg(spec, allowed_base_urls=[])).encode()
    if ending == ".png":
        return bytes(convert.vegalite_to_png(spec, scale=SCALE, allowed_base_urls=[]))
    if ending == ".pdf":
        return bytes(convert.vegalite_to_pdf(spec, allowed_base_urls=[]))
    if ending == ".html":
        return chart_page(spec, rows, convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")).encode()
    raise Invalid("stats.chart.ending", f"A chart is written to a name that ends in {', '.join(ENDINGS)}.")
