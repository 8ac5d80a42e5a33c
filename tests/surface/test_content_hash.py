"""`safelight content hash` as people script it: one line a file, whatever the file is."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from tests.lib.pictures import landscape, saved
from typer.testing import CliRunner, Result

from safelight.cli import app
from safelight.kernel.errors import Conflict, Invalid, Missing, SafelightError

PIXELS = landscape(np.random.default_rng(9), 120, 160)


def run(*arguments: str, refused: type[SafelightError] | None = None, stdin: bytes = b"") -> Result:
    done = CliRunner().invoke(app, ["content", "hash", *arguments], standalone_mode=False, input=stdin)
    if refused is None and done.exception:
        raise done.exception
    assert refused is None or isinstance(done.exception, refused)
    return done


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures, a text, a blank picture, a damaged one in a folder below, and a pipe."""
    place = tmp_path / "seized"
    (place / "below").mkdir(parents=True)
    (place / "b.png").write_bytes(saved(PIXELS, "PNG"))
    (place / "a.jpg").write_bytes(saved(PIXELS, quality=90))
    (place / "note.txt").write_text("no picture")
    (place / "white.png").write_bytes(saved(np.full((64, 64, 3), 255, np.uint8), "PNG"))
    (place / "below" / "cut.jpg").write_bytes(saved(PIXELS)[:2_000])
    os.mkfifo(place / "pipe")
    return place


def test_a_folder_is_walked_in_the_order_of_its_names(folder: Path) -> None:
    found = lines(run(str(folder)).stdout)
    assert [Path(str(each["path"])).name for each in found] == ["a.jpg", "b.png", "note.txt", "white.png", "cut.jpg"]
    picture, _, text, white, cut = found
    assert list(picture)[:7] == ["path", "sha256", "sha1", "md5", "pdq", "pdq_quality", "pipeline"]
    assert len(str(picture["pdq"])) == 64
    assert "error" not in picture
    assert (text["pdq"], text["pipeline"]) == (None, None)
    assert len(str(text["md5"])) == 32
    assert text["error"] == "not a picture in a format that is read"
    assert (white["pdq_quality"], white["note"]) == (0, "flat picture (quality 0): not indexed for near match")
    assert "truncated" in str(cut["error"])


def test_the_path_stands_as_it_was_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert [each["path"] for each in lines(run("b.png", "./a.jpg").stdout)] == ["b.png", "./a.jpg"]


def test_what_it_prints_is_what_match_reads(folder: Path, tmp_path: Path) -> None:
    listed, asked = tmp_path / "list.jsonl", tmp_path / "asked.jsonl"
    listed.write_text(run(str(folder / "b.png"), str(folder / "note.txt"), "--exact").stdout)
    asked.write_text(run(str(folder)).stdout)
    done = CliRunner().invoke(app, ["content", "match", str(listed), str(asked)], standalone_mode=False)
    assert done.exception is None
    matched = {
        Path(str(each["query"])).name: [Path(m["id"]).name for m in each["matches"]] for each in lines(done.stdout)
    }
    assert matched == {"a.jpg": ["b.png"], "b.png": ["b.png"], "note.txt": ["note.txt"], "white.png": [], "cut.jpg": []}


def test_a_picture_and_a_list_come_by_standard_input(folder: Path) -> None:
    (found,) = lines(run("-", stdin=(folder / "b.png").read_bytes()).stdout)
    assert (found["path"], found["width"], found["height"]) == ("-", 160, 120)
    listed = f"{folder / 'b.png'}\n\n{folder / 'a.jpg'}\n".encode()
    assert len(lines(run("--list", "-", stdin=listed).stdout)) == 2
    run("-", "--list", "-", refused=Invalid)
    run(refused=Invalid)


def test_a_path_that_is_not_there_is_told_and_the_others_are_hashed(folder: Path) -> None:
    done = run(str(folder / "gone.jpg"), str(folder / "pipe"), str(folder / "b.png"), refused=Missing)
    assert len(lines(done.stdout)) == 1
    assert "gone.jpg: there is no such file" in done.stderr
    assert "pipe: neither a file nor a folder" in done.stderr


def test_a_run_that_was_stopped_is_taken_up_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run(str(folder), "--out", str(out))
    whole = out.read_text()
    run(str(folder), "--out", str(out), refused=Conflict)
    out.write_text("".join(whole.splitlines(keepends=True)[:3]) + '{"path": "torn')
    done = run(str(folder), "--out", str(out), "--resume", "--json")
    assert out.read_text() == whole
    assert json.loads(done.stdout) == {"hashed": 2, "missing": 0, "skipped": 3, "without_pdq": 1}


def test_a_name_that_is_not_utf8_is_kept(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.png"
    with open(name, "wb") as file:
        file.write(saved(PIXELS, "PNG"))
    (found,) = lines(run(str(tmp_path)).stdout)
    assert os.fsencode(str(found["path"])) == name


def test_orientations_and_pipeline_are_told(folder: Path) -> None:
    (found,) = lines(run(str(folder / "b.png"), "--exact", "--orientations").stdout)
    turned = found["orientations"]
    assert isinstance(turned, dict)
    assert len(set(turned.values())) == 8
    assert turned["as it is"] == found["pdq"]
    assert found["pipeline"] == "pdq-full/1"


@pytest.mark.corpora
def test_hostile_pictures_cost_themselves_only(corpora: Path) -> None:
    place = corpora / "hostile" / "images_pillow"
    found = lines(run(str(place)).stdout)
    assert len(found) == sum(1 for path in place.rglob("*") if path.is_file())
    assert all(each["sha256"] and (each["pdq"] or each["error"]) for each in found)
    assert any(each["pdq"] for each in found)


@pytest.mark.corpora
def test_reference_pictures_match_their_own_copies(corpora: Path) -> None:
    place = corpora / "content" / "pdq"
    found = {Path(str(each["path"])).name: str(each["pdq"]) for each in lines(run(str(place)).stdout)}
    first = int(found["bridge-aaa-orig.jpg"], 16)
    apart = {name: (int(value, 16) ^ first).bit_count() for name, value in found.items() if name.startswith("bridge-")}
    assert len(apart) >= 7
    assert max(apart.values()) <= 31
