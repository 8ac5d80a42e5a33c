"""JSONL and CSV: every record is an ad with its own bytes, or exactly one refusal with its place."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from tests.lib.sources import NOW, ads, read_paths, read_stdin, rejected, warned

from safelight.ads.sources import Sourced, read_sources

AD = b'{"id":"a1","title":"Rooms, company, city tours","body":"Evenings, Oakland"}'


def test_a_line_becomes_an_ad_with_its_exact_bytes() -> None:
    (item,) = read_stdin(AD + b"\r\n")
    assert isinstance(item, Sourced)
    assert (item.ad.id, item.ad.body, item.capture, item.place) == ("a1", "Evenings, Oakland", AD, "stdin:1")
    assert (item.media_type, item.confidence) == ("application/json", 1.0)


def test_byte_order_mark_blank_lines_and_a_missing_last_line_end_are_tolerated() -> None:
    items = read_stdin(b"\xef\xbb\xbf" + AD + b"\n\n  \r\n" + AD)
    assert [item.place for item in ads(items)] == ["stdin:1", "stdin:4"]
    assert len(items) == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"not json", "not JSON"),
        (b'{"id":"1","body":"x"', "not JSON"),
        (b'["id","1"]', "expected an object"),
        (b'{"body":"x"}', "id is missing"),
        (b'{"id":"1"}', "title and body"),
        (b'{"id":"1","body":"x","n":NaN}', "NaN"),
        (b'{"id":"1","body":"x","n":-Infinity}', "Infinity"),
        (b'{"id":"1","body":"x","n":1e999}', "too large"),
        (b'{"id":"1","body":"\xff"}', "byte 0xFF at byte 19"),
        (b'{"id":"1","body":"\\ud800"}', "surrogate"),
        (b'{"id":"1","body":"x","n":' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"id":"1","body":"x","n":' + b"[" * 40 + b"]" * 40 + b"}", "nested"),
        (b"[" * 200_000, "nested"),
        (b"\x00", "not JSON"),
    ],
)
def test_a_bad_line_is_refused_once_and_reading_goes_on(line: bytes, reason: str) -> None:
    items = read_stdin(AD + b"\n" + line + b"\n" + AD)
    (refusal,) = rejected(items)
    assert refusal.place == "stdin:2"
    assert reason in refusal.reason
    assert [item.place for item in ads(items)] == ["stdin:1", "stdin:3"]


def test_a_key_given_twice_keeps_the_last_value_and_says_so() -> None:
    items = read_stdin(b'{"id":"1","body":"first","body":"second"}')
    assert ads(items)[0].ad.body == "second"
    assert "'body' stands twice" in warned(items)[0].reason


def test_a_future_date_keeps_the_ad_and_warns() -> None:
    items = read_stdin(b'{"id":"1","body":"x","posted_at":"2030-01-01"}')
    assert ads(items)[0].ad.posted_at is None
    assert warned(items)[0].place == "stdin:1"


@pytest.mark.parametrize("none", ["0001-01-01T00:00:00", "1899-12-30", "1970-01-01T00:00:00Z"])
def test_a_date_before_the_web_keeps_the_ad_and_warns(none: str) -> None:
    items = read_stdin(b'{"id":"1","body":"x","posted_at":"%b"}' % none.encode())
    assert ads(items)[0].ad.posted_at is None
    assert "before the web" in warned(items)[0].reason


def test_gzip_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    packed = gzip.compress(AD + b"\n") + gzip.compress(AD + b"\n") + b"\0" * 10
    path = tmp_path / "ads.jsonl"
    path.write_bytes(packed)
    assert [item.place for item in ads(read_paths(path))] == [f"{path}:1", f"{path}:2"]
    assert len(ads(read_stdin(packed))) == 2


CSV = b'id,title,body,extra_note\r\n1,Rooms,"two\r\nlines, ""quoted""",n\r\n2,Tours,5" wide,\r\n'


def test_csv_keeps_quoted_line_ends_and_the_row_s_own_bytes(tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    path.write_bytes(CSV)
    first, second = ads(read_paths(path))
    assert first.ad.body == 'two\r\nlines, "quoted"'
    assert first.capture == b'1,Rooms,"two\r\nlines, ""quoted""",n'
    assert (first.place, second.place) == (f"{path}:2", f"{path}:4")
    assert second.ad.body == '5" wide'
    assert json.loads(first.ad.extra) == {"extra_note": "n"}


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_csv_delimiter_is_read_off_the_header(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "ads.csv"
    path.write_text(f"\ufeffID{mark}Title{mark}images\n1{mark}Rooms, company{mark}\n", "utf-8")
    (item,) = ads(read_paths(path))
    assert (item.ad.id, item.ad.title) == ("1", "Rooms, company")


def test_csv_images_are_a_json_string(tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    path.write_text('id,body,images\n1,x,"[{""sha256"":""' + "a" * 64 + '""}]"\n', "utf-8")
    assert ads(read_paths(path))[0].ad.images[0].sha256 == "a" * 64


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"2,only", "the row has 2 cells, the header 3"),
        (b"2,a,b,c", "the row has 4 cells, the header 3"),
        (b"2,a,\xff", "byte 0xFF at byte 5"),
        (b'2,a,"never closed', "the row can't be read"),
        (b'2,"a"b,c', "the row can't be read"),
        (b",a,b", "id is missing"),
    ],
)
def test_a_bad_row_costs_that_row_only(tmp_path: Path, row: bytes, reason: str) -> None:
    path = tmp_path / "ads.csv"
    path.write_bytes(b"id,title,body\n1,a,b\n" + row + b"\n\n3,a,b\n4,a,b\n")
    items = read_paths(path)
    assert [item.ad.id for item in ads(items)] == ["1", "3", "4"]
    (refusal,) = rejected(items)
    assert refusal.place == f"{path}:3"
    assert reason in refusal.reason


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (b"name,body\n1,x\n", "needs a column id"),
        (b"id,place\n1,x\n", "one of title, body, text"),
        (b"id,body,BODY\n1,x,y\n", "twice"),
        (b"", "empty"),
        (b"\xff\xfei\0d\0", "UTF-16"),
    ],
)
def test_a_header_that_names_no_ad_refuses_the_file_once(tmp_path: Path, header: bytes, reason: str) -> None:
    path = tmp_path / "ads.csv"
    path.write_bytes(header)
    (refusal,) = read_paths(path)
    assert reason in refusal.reason


def test_folders_are_walked_in_order_and_strangers_are_named(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.jsonl").write_bytes(AD)
    (tmp_path / "a.jsonl").write_bytes(AD)
    (tmp_path / "c.csv").write_bytes(b"id,body\n1,x\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    items = read_paths(tmp_path)
    assert [Path(item.place).name for item in ads(items)] == ["a.jsonl:1", "c.csv:2", "2.jsonl:1"]
    assert "passed over" in warned(items)[0].reason


def test_a_path_that_can_t_be_read_is_one_refusal(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Dear diary", "utf-8")
    items = read_paths(tmp_path / "missing.jsonl", tmp_path / "notes.txt")
    assert ["No such file" in items[0].reason, "not a kind of file" in items[1].reason] == [True, True]


@pytest.mark.parametrize(
    "start", [b"PK\x03\x04", b"BZh91AY", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c"]
)
def test_an_archive_is_refused_whatever_its_name(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "ads.jsonl").write_bytes(start + b"...\n...\n")
    (refusal,) = rejected(read_paths(tmp_path / "ads.jsonl"))
    assert "unpack it" in refusal.reason
    (warning,) = warned(read_paths(tmp_path))
    assert "passed over" in warning.reason


@pytest.mark.parametrize("code", ["utf-16", "utf-16-be", "utf-16-le"])
@pytest.mark.parametrize("name", ["ads.jsonl", "ads.csv"])
def test_utf_16_is_called_by_its_name(tmp_path: Path, name: str, code: str) -> None:
    text = "id,body\n1,x\n" if name == "ads.csv" else '{"id":"1","body":"x"}\n'
    (tmp_path / name).write_bytes(text.encode(code))
    refusals = rejected(read_paths(tmp_path / name))
    assert refusals
    assert all("UTF-16" in item.reason and "re-export" in item.reason for item in refusals)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'[{"id":"1","body":"x"}]', "got an array; ads are one JSON object a line"),
        (b'[\n{"id":"1","body":"x"}\n', "ads are one JSON object a line"),
        (b'{\n"id":"1",', "ads are one JSON object a line"),
        (b'{"id":"1","body":"x"}\r{"id":"2","body":"x"}\r', "end in CR alone"),
        (b'{"id":"1","body":"x","n":' + b"9" * 5000 + b"}", "a number is too large"),
        (b'{"id":"1\\u0000","body":"x"}', "id holds a zero byte"),
    ],
)
def test_a_line_of_another_kind_of_file_says_which(raw: bytes, reason: str) -> None:
    assert reason in rejected(read_stdin(raw))[0].reason


@pytest.mark.parametrize(
    ("raw", "reason"), [(b"id,body\r1,x\r", "end in CR alone"), (b'id,body\n1,"x\n', "opened and never closed")]
)
def test_a_broken_csv_says_what_to_do_about_it(tmp_path: Path, raw: bytes, reason: str) -> None:
    (tmp_path / "ads.csv").write_bytes(raw)
    assert reason in rejected(read_paths(tmp_path / "ads.csv"))[0].reason


def test_an_empty_file_without_a_name_that_says_more_is_called_empty(tmp_path: Path) -> None:
    (tmp_path / "export").write_bytes(b"")
    assert rejected(read_paths(tmp_path / "export"))[0].reason == "the file is empty"
    assert warned(read_paths(tmp_path))[0].reason == "the file is empty"


def test_the_folder_that_is_written_to_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "groups.jsonl").write_bytes(b'{"ad_id":"1"}\n')
    (tmp_path / "ads.jsonl").write_bytes(AD)
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    besides = tmp_path / "link" / "out"
    items = list(read_sources([str(tmp_path)], now=NOW, stdin=io.BytesIO(), besides=besides))
    assert [item.place for item in ads(items)] == [f"{tmp_path}/ads.jsonl:1"]
    assert not rejected(items)
    assert [Path(item.place).name for item in warned(items)] == ["out"]
