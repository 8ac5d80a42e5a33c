"""`safelight textline segments|read|route`: lines in, lines out, bad lines named, nothing kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safelight.cli.textline import app
from safelight.kernel.errors import Invalid, Missing

LINES = (
    b'{"id":"1","text":"he has a knife"}\nnope\n\n{"id":2,"text":"STOP."}\n{"id":3,"text":4}\n[1]\n{"text":"hola"}\n'
)


def run(*arguments: str, stdin: bytes = b"") -> tuple[list[dict[str, object]], str]:
    done = CliRunner().invoke(app, list(arguments), input=stdin)
    if done.exception is not None:
        raise done.exception
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_segments_counts_each_line() -> None:
    records, _ = run("segments", "-", stdin=b'{"id":"a","text":"hello"}\n{"id":"b","text":"\\u2019"}\n')
    assert records == [
        {"id": "a", "encoding": "GSM-7", "units": 5, "segments": 1},
        {"id": "b", "encoding": "UCS-2", "units": 1, "segments": 1},
    ]


def test_read_says_tier_priority_and_reasons_with_the_exact_words() -> None:
    records, errors = run("read", stdin=LINES)
    assert [record["id"] for record in records] == ["1", 2, "7"]
    first = records[0]
    assert set(first) == {"id", "keyword", "language", "tier", "priority", "reasons"}
    assert (first["keyword"], first["language"], first["tier"]) == (None, "en", 3)
    reasons = first["reasons"]
    assert isinstance(reasons, list)
    assert [reason["quote"] for reason in reasons] == ["he has a knife"[r["start"] : r["end"]] for r in reasons]
    assert records[1]["keyword"] == "STOP"
    assert [line.split(":")[1] for line in errors.splitlines()] == ["2", "5", "6"]


def test_a_file_is_read_and_strict_refuses_bad_lines(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(LINES)
    assert len(run("read", str(source))[0]) == 3
    with pytest.raises(Invalid):
        run("read", str(source), "--strict")
    with pytest.raises(Invalid):
        run("segments", "-", stdin=b"nope\n")
    with pytest.raises(Missing):
        run("segments", str(tmp_path / "absent.jsonl"))


def test_route_needs_no_home() -> None:
    (record,), _ = run("route", "Oakland, CA")
    assert record == {
        "county_fips": "06001",
        "counties": [{"fips": "06001", "share": 1.0}],
        "state": "CA",
        "confidence": 0.95,
        "ask": None,
        "agencies": [],
    }
    (asked,), _ = run("route", "springfield")
    assert (asked["county_fips"], asked["counties"], asked["confidence"]) == (None, [], 0.0)
    assert "ZIP" in str(asked["ask"])


HOSTILE = (
    b'{"id":1,"text":"\\u0000he has a gun\\u0000"}\n',
    b'{"id":2,"text":"' + b"help " * 2_000 + b'"}\n',
    b'{"id":3,"text":"' + "😀".encode() * 3_000 + b'"}\n',
    b'{"id":4,"text":"\\ud800"}\n',
    b"\xff\xfe\n",
    b'{"id":5\n',
    b"[" * 100_000 + b"\n",
    b"NaN\n",
    b'{"id":{},"text":"x"}\n',
    b'{"id":6,"text":"' + b"x" * 1_100_000 + b'"}\n',
    b'{"id":7,"text":"no newline at the end"}',
)


@pytest.mark.parametrize("command", ["read", "segments"])
def test_hostile_lines_are_named_and_the_rest_is_read(command: str) -> None:
    records, errors = run(command, stdin=b"".join(HOSTILE))
    assert [record["id"] for record in records] == [1, 2, 3, 4, 7]
    assert [line.split(":")[1] for line in errors.splitlines()] == ["5", "6", "7", "8", "9", "10"]


@pytest.mark.parametrize("place", ["", "\x00", "😀😀", "x" * 10_000, '{"a"', "\ud800"])
def test_route_asks_when_the_text_is_no_place(place: str) -> None:
    (record,), _ = run("route", "--", place)
    assert (record["county_fips"], record["ask"] is not None) == (None, True)


AGENCIES = """ori,name,kind,counties,hours,time_zone
CA0010000,Alameda Example Sheriff,sheriff,06001,24/7,America/Los_Angeles
CA0010900,Oakland Example Police,police,6001,mon-fri 08:00-18:00,America/Los_Angeles
CA0010901,Harbour Example Police,police,06001,24/7,America/Los_Angeles
X,Y,police,06001,24/7,America/Los_Angeles
"""


def test_route_names_the_agencies_of_a_table(tmp_path: Path) -> None:
    table = tmp_path / "agencies.csv"
    table.write_text(AGENCIES)
    (record,), errors = run("route", "Oakland, CA", "--agencies", str(table))
    assert "line 5" in errors
    agencies = record["agencies"]
    assert isinstance(agencies, list)
    assert {each["ori"] for each in agencies} == {"CA0010000", "CA0010900", "CA0010901"}
    assert record["plain"] is False, "two police agencies claim the place"
    (elsewhere,), _ = run("route", "Reno, NV", "--agencies", str(table))
    assert elsewhere["agencies"] == []
    (asked,), _ = run("route", "springfield", "--agencies", str(table))
    assert asked["ask"]
    assert asked["agencies"] == []
    with pytest.raises(Missing):
        run("route", "Oakland, CA", "--agencies", str(tmp_path / "absent.csv"))


def test_a_table_of_agencies_is_checked(tmp_path: Path) -> None:
    table = tmp_path / "agencies.csv"
    table.write_text(AGENCIES)
    found, _ = run("agencies", str(table))
    overlap = {"finding": "overlap", "county_fips": "06001", "kind": "police", "agencies": ["CA0010900", "CA0010901"]}
    assert {key: found[0][key] for key in overlap} == overlap
    gaps = [each["county_fips"] for each in found if each["finding"] == "gap"]
    assert len(gaps) == 57, "California has 58 counties"
    assert not [each for each in found if each["finding"] == "unattended"], "two of three answer at all hours"
    with pytest.raises(Invalid):
        run("agencies", str(table), "--strict")
    table.write_text("ori,name\n")
    with pytest.raises(Invalid, match="hours"):
        run("agencies", str(table))
