"""Laws of the sources: nothing lost, nothing doubled, the same bytes in the same ads out."""

from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lib.sources import ads, read_paths, read_stdin, rejected, warned

from safelight.ads.sources.address import canonical
from safelight.ads.sources.dates import iso_date
from safelight.ads.sources.http_message import MessageFault, read_answer
from safelight.ads.sources.robots import parse_robots
from safelight.ads.sources.streams import Line, lines
from safelight.ads.sources.warc import Damage, Record, read_warc

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


def twin_lines(raw: bytes, cap: int) -> list[Line]:
    """The slow, obvious twin of `lines`: split the whole."""
    whole = raw.removeprefix(b"\xef\xbb\xbf")
    parts = whole.split(b"\n")
    ends = [b"\n"] * (len(parts) - 1) + [b""]
    found = []
    for number, (part, end) in enumerate(zip(parts, ends, strict=True), 1):
        full = b"\r\n" if end and part.endswith(b"\r") else end
        body = part[:-1] if full == b"\r\n" else part
        if body or full or part:
            found.append((number, body, full))
    return [
        Line(number, body, len(body), end) if len(body) <= cap else Line(number, None, len(body), b"")
        for number, body, end in found
    ]


@given(st.lists(st.sampled_from([b"a", b"bb", b"\r", b"\n", b"\r\n", b"\xef\xbb\xbf", b"x" * 9]), max_size=30))
def test_lines_are_those_of_the_twin(parts: list[bytes]) -> None:
    raw = b"".join(parts)
    fast = [
        Line(line.number, line.raw, line.size if line.raw is not None else 0, line.end)
        for line in lines(io.BytesIO(raw), 8)
    ]
    slow = [
        Line(line.number, line.raw, line.size if line.raw is not None else 0, line.end) for line in twin_lines(raw, 8)
    ]
    assert fast == slow


@given(st.binary(max_size=300) | st.binary(max_size=60).map(b"\xff\xfe".__add__))
def test_any_line_is_settled_exactly_once(raw: bytes) -> None:
    items = read_stdin(raw)
    whole = raw.removeprefix(b"\xef\xbb\xbf")
    expected = 1 if raw.startswith(b"\x1f\x8b") else sum(bool(line.strip()) for line in whole.split(b"\n"))
    assert len(ads(items)) + len(rejected(items)) == expected


@given(st.lists(st.tuples(TEXT, TEXT), max_size=10), st.sampled_from([b"\n", b"\r\n"]), st.booleans())
def test_jsonl_gives_back_what_was_written(rows: list[tuple[str, str]], end: bytes, packed: bool) -> None:
    written = [
        json.dumps({"id": f"a{at}", "title": "t", "body": body, "note": note}) for at, (body, note) in enumerate(rows)
    ]
    raw = end.join(line.encode() for line in written)
    items = read_stdin(gzip.compress(raw) if packed else raw)
    assert [item.ad.body for item in ads(items)] == [body for body, _ in rows]
    assert [item.capture.decode() for item in ads(items)] == written
    assert warned(items) == []


@settings(max_examples=60)
@given(st.lists(st.tuples(TEXT, TEXT), max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_csv_gives_back_what_was_written(rows: list[tuple[str, str]], end: str) -> None:
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows(
        [["id", "title", "body"], *[[f"a{at}", f"t{title}", body] for at, (title, body) in enumerate(rows)]]
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ads.csv"
        path.write_bytes(sheet.getvalue().encode())
        items = read_paths(path)
    assert [(item.ad.title, item.ad.body) for item in ads(items)] == [(f"t{title}", body) for title, body in rows]
    assert rejected(items) == []
    for item, (_, body) in zip(ads(items), rows, strict=True):
        assert next(csv.reader([item.capture.decode()], strict=True))[2] == body or "\n" in body or "\r" in body


@given(st.text(max_size=60) | st.builds("http://{}".format, st.text(max_size=60)))
def test_canonical_is_a_fixed_point(text: str) -> None:
    once = canonical(text)
    assert once is None or canonical(once) == once


@given(st.binary(max_size=200), st.sampled_from([b"", b"WARC/1.0\r\n", b"WARC/1.1\r\nContent-Length: 3\r\n\r\nabc"]))
def test_any_bytes_are_records_or_damage(raw: bytes, start: bytes) -> None:
    for found in read_warc(io.BytesIO(start + raw)):
        assert not isinstance(found, Damage | Record) or 0 <= found.place.offset <= len(start + raw)


@given(st.binary(max_size=200), st.sampled_from([b"", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"]))
def test_any_answer_is_read_or_refused(raw: bytes, start: bytes) -> None:
    try:
        answer = read_answer(start + raw)
    except MessageFault:
        return
    assert answer.stored in start + raw


@given(st.text(max_size=200), st.text(max_size=30))
def test_small_readers_take_any_text(text: str, path: str) -> None:
    found = iso_date(text)
    assert found is None or datetime.fromisoformat(found)
    assert parse_robots(text, "safelight").allows("/" + path) in (True, False)
