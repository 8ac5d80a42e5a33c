"""One picture in, its words out, through the limited child; whatever a file is, it costs itself only."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
pytest.importorskip("onnxruntime", reason="the extra ocr is not installed")

from tests.lib.worded_pictures import KINDS, landscape
from typer.testing import CliRunner

from safelight.ads.sources.picture_reader import PIPELINE, PictureReader, Words
from safelight.cli import app
from safelight.infra.sandbox import Limits

PLAIN = KINDS["plain"](random.Random(3), "Call 312-555-0142")
LARGER = b"P6 40000 40000 255\n"
"""A header that claims 1.6 thousand million pixels."""


@pytest.fixture(scope="module")
def reader() -> Iterator[PictureReader]:
    with PictureReader() as made:
        yield made


def words(reader: PictureReader, folder: Path, content: bytes) -> Words:
    path = folder / "it"
    path.write_bytes(content)
    with path.open("rb") as file:
        return reader.read(file)


def test_words_and_digest(reader: PictureReader, tmp_path: Path) -> None:
    found = words(reader, tmp_path, PLAIN)
    assert found == Words(hashlib.sha256(PLAIN).hexdigest(), "Call 312-555-0142")


def test_a_picture_without_words_says_nothing(reader: PictureReader, tmp_path: Path) -> None:
    path = tmp_path / "hills.png"
    landscape(random.Random(4), (300, 200)).save(path)
    assert words(reader, tmp_path, path.read_bytes()).text == ""


@pytest.mark.parametrize("content", [b"", b"no picture", PLAIN[: len(PLAIN) // 3], PLAIN[:100] + b"\0" * 500, LARGER])
def test_what_is_no_picture_is_one_reason(reader: PictureReader, tmp_path: Path, content: bytes) -> None:
    found = words(reader, tmp_path, content)
    assert found.error
    assert found.text == ""


def test_a_picture_that_needs_more_memory_is_one_reason(tmp_path: Path) -> None:
    path = tmp_path / "wide.png"
    Image.new("RGB", (7_000, 7_000)).save(path)
    with PictureReader(Limits(memory=64 * 1024 * 1024, silence=60.0)) as starved:
        assert words(starved, tmp_path, path.read_bytes()).error == "the picture needs more memory than it may use"


def test_a_folder_is_read_and_taken_up_again(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(PLAIN)
    (folder / "b.txt").write_text("a note")
    words = tmp_path / "words.jsonl"
    asked = ["ads", "read-pictures", str(folder), str(tmp_path / "gone"), "--out", str(words)]
    first = CliRunner().invoke(app, asked)
    lines = [json.loads(line) for line in words.read_text().splitlines()]
    assert [Path(line["path"]).name for line in lines] == ["a.jpg", "b.txt"]
    assert (lines[0]["text"], lines[0]["pipeline"]) == ("Call 312-555-0142", PIPELINE)
    assert lines[1]["error"] == "not a picture in a format that is read"
    assert "there is no such file" in first.stderr
    whole = words.read_bytes()
    words.write_bytes(whole[:-20])
    assert CliRunner().invoke(app, asked).exit_code != 0
    assert CliRunner().invoke(app, [*asked, "--resume"]).exit_code == 0
    assert words.read_bytes() == whole
