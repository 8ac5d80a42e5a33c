"""Charts: what is hidden is drawn as hidden, what must be known is on the picture, and no network is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from safelight.gazetteer.outlines import outlines
from safelight.kernel.errors import Invalid, Unavailable
from safelight.stats.core.chart import Drawing, Form, Mark, chart, drawing_problem, form_for, time_first
from safelight.stats.core.measure import TIMES
from safelight.stats.render.chart_page import table
from safelight.stats.render.pictures import picture
from safelight.stats.render.report import Section, report_page, report_pdf

NOTE = "Counts below 5 are hidden; a hidden count is not zero."
MARKS = (Mark(("Alaska",), 12.0, 8.0, 15.0, "02"), Mark(("Texas",), None, code="48"), Mark(("Ohio",), 0.0, code="39"))
DRAWING = Drawing("Ads by state", "count", ("state",), MARKS, (NOTE,))
AREAS: dict[str, Any] = {"type": "Topology", "arcs": [], "objects": {"areas": {"type": "GeometryCollection"}}}


@pytest.mark.parametrize("form", ["bar", "line", "map"])
def test_hidden_is_never_zero_and_the_notes_are_on_the_picture(form: Form) -> None:
    spec = chart(DRAWING, form, AREAS)
    said = json.dumps(spec)
    values = spec["data"]["values"] if form != "map" else spec["transform"][0]["from"]["data"]["values"]
    assert [(each["at"], each["value"], each["says"]) for each in values] == [
        ("Alaska", 12.0, "12"),
        ("Texas", None, "hidden"),
        ("Ohio", 0.0, "0"),
    ]
    assert NOTE in spec["title"]["subtitle"]
    assert said.count("http") == 1, "the name of the language and nothing else"
    assert "1 hidden" in spec["description"]


@pytest.mark.parametrize(
    ("drawing", "form", "says"),
    [
        (Drawing("t", "count", (), (Mark((), 3),)), "bar", "one or two things"),
        (Drawing("t", "count", ("a", "b"), (Mark(("x", "y"), 3),)), "map", "places alone"),
        (Drawing("t", "count", ("a",), tuple(Mark((str(n),), 3) for n in range(61))), "bar", "61 bars"),
        (Drawing("t", "count", ("a", "b"), tuple(Mark(("x", str(n)), 3) for n in range(9))), "line", "told apart"),
    ],
)
def test_what_cannot_be_read_is_refused(drawing: Drawing, form: Form, says: str) -> None:
    assert says in str(drawing_problem(drawing, form))
    assert drawing_problem(DRAWING, "map") is None


def test_the_form_follows_the_question() -> None:
    forms = [form_for(by, TIMES) for by in (("county",), ("week",), ("disposition",), ("state", "form"))]
    assert forms == ["map", "line", "bar", "bar"]
    assert time_first(("activity", "month"), TIMES) == [1, 0]


def test_a_table_says_hidden_and_escapes() -> None:
    made = table([{"state": "<b>", "count": None}, {"state": "Ohio", "count": 1200}])
    assert "&lt;b&gt;" in made
    assert ">hidden<" in made
    assert ">1,200<" in made


def test_pictures_of_every_kind() -> None:
    pytest.importorskip("vl_convert", reason="the extra charts is not installed")
    spec = chart(DRAWING, "bar")
    svg = picture(spec, [], ".svg").decode()
    assert svg.startswith("<svg")
    assert "hidden" in svg
    assert NOTE in svg
    assert picture(spec, [], ".png").startswith(b"\x89PNG")
    assert picture(spec, [], ".pdf").startswith(b"%PDF")
    assert json.loads(picture(spec, [], ".json"))["description"] == spec["description"]
    html = picture(spec, [{"state": "Ohio", "count": 0}], ".html").decode()
    assert "connect-src 'none'" in html
    assert "<script src" not in html
    assert "<th scope='col'>state</th>" in html or "state</th>" in html
    with pytest.raises(Invalid, match="ends in"):
        picture(spec, [], ".gif")


def test_the_same_report_has_the_same_bytes_and_shows_what_it_rests_on() -> None:
    pytest.importorskip("typst", reason="the extra charts is not installed")
    pytest.importorskip("vl_convert", reason="the extra charts is not installed")
    rows = ({"state": 'Ohio "#x', "count": 12}, {"state": "Texas", "count": None})
    sections = [Section("Ads by state", "ads, each once", rows, (NOTE,), chart(DRAWING, "bar"))]
    page = report_page("A <title>", sections)
    assert page == report_page("A <title>", sections)
    assert sections[0].digest.encode() in page
    assert b"A &lt;title&gt;" in page
    made = report_pdf("A #title", sections)
    assert made.startswith(b"%PDF")
    assert made == report_pdf("A #title", sections)


def test_outlines_have_every_state_or_say_how_to_build_them(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="build_hook"):
        outlines("states", tmp_path)
    try:
        built = outlines("states")
    except Unavailable:
        pytest.skip("the outlines were not built: python build_hook.py shapes")
    assert len({area["id"] for area in built["objects"]["areas"]["geometries"]}) >= 51
