"""Third-party files made to break parsers: every record is an ad or exactly one refusal, never an exception."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.lib.sources import ads, read_paths, read_stdin, rejected

pytestmark = pytest.mark.corpora


def settled(items: list[object]) -> int:
    return len(ads(items)) + len(rejected(items))  # type: ignore[arg-type]


def files(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("LICENSE"))
    assert found
    return found


def test_json_files_that_break_readers(corpora: Path) -> None:
    for path in files(corpora / "hostile" / "json_nst"):
        raw = path.read_bytes()
        body = raw.removeprefix(b"\xef\xbb\xbf")
        expected = sum(bool(line.strip()) for line in body.split(b"\n"))
        assert settled(read_stdin(raw)) == expected, path.name
        if path.name.startswith("n_"):
            whole = b'{"id":"1","body":"x","note":' + body.replace(b"\n", b" ") + b"}"
            if expected and b"\n" not in body:
                assert len(rejected(read_stdin(whole))) == 1, path.name


def test_valid_json_is_kept_in_extra(corpora: Path) -> None:
    for path in files(corpora / "hostile" / "json_nst"):
        if path.name.startswith("y_"):
            value = path.read_bytes().replace(b"\n", b" ")
            (item,) = ads(read_stdin(b'{"id":"1","body":"x","note":' + value + b"}"))
            assert json.loads(item.ad.extra)["note"] == json.loads(value), path.name


def test_archives(corpora: Path) -> None:
    for path in files(corpora / "hostile" / "warc_warcio"):
        items = read_paths(path)
        if ".arc" in path.name:
            assert [len(ads(items)), len(rejected(items))] == [0, 1], path.name
        else:
            assert [item.ad.title for item in ads(items)] == ["Example Domain"], path.name
            assert rejected(items) == []


def test_html_parser_tests_as_pages(corpora: Path, tmp_path: Path) -> None:
    count = 0
    for path in files(corpora / "hostile" / "html_html5lib"):
        text = path.read_text("utf-8", "surrogateescape")
        for part in text.split("#data\n") if path.suffix == ".dat" else [text]:
            (tmp_path / f"{count:05d}.html").write_text(part, "utf-8", "surrogateescape")
            count += 1
    items = read_paths(tmp_path)
    named = {item.place.rpartition("/")[2] for item in items}
    assert len(named) == count


def test_invalid_utf8_is_refused_and_valid_is_kept(corpora: Path) -> None:
    for path in files(corpora / "hostile" / "utf8_flenniken"):
        for line in path.read_bytes().split(b"\n"):
            quoted = line.replace(b"\\", b"").replace(b'"', b"").strip(b"\r")
            (item,) = read_stdin(b'{"id":"1","body":"x' + quoted + b'"}')
            text = quoted.decode("utf-8", "replace")
            if text.encode("utf-8") != quoted:
                assert "not UTF-8: byte" in rejected([item])[0].reason
            elif text.isprintable():
                assert ads([item])[0].ad.body == "x" + text


def test_naughty_strings_come_back_as_they_went_in(corpora: Path) -> None:
    strings = json.loads((corpora / "hostile" / "naughty_strings" / "blns.json").read_text("utf-8"))
    lines = [json.dumps({"id": f"n{at}", "title": "t", "body": text}) for at, text in enumerate(strings)]
    items = read_stdin("\n".join(lines).encode())
    assert [item.ad.body for item in ads(items)] == strings
    assert [json.loads(item.capture)["body"] for item in ads(items)] == strings


def test_payloads_come_back_as_they_went_in(corpora: Path) -> None:
    for folder in ("payloads_patt", "payloads_fuzzdb"):
        for path in files(corpora / "hostile" / folder):
            strings = path.read_text("utf-8", "replace").split("\n")
            lines = [json.dumps({"id": str(at), "title": "t", "body": text}) for at, text in enumerate(strings)]
            assert [item.ad.body for item in ads(read_stdin("\n".join(lines).encode()))] == strings
