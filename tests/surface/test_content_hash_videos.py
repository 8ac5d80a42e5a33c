"""`safelight content hash` and `match` over a folder with videos, as people script them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("av", reason="the extra video is not installed")

from tests.lib.pictures import saved
from tests.lib.videos import encoded, resized, scenes, sound
from typer.testing import CliRunner

from safelight.cli import app
from safelight.content.core.frames import read_frames, signal

RNG = np.random.default_rng(31)
FILM, OTHER = scenes(RNG, 10), scenes(RNG, 6)


def run(*arguments: str) -> list[dict[str, object]]:
    done = CliRunner().invoke(app, ["content", *arguments], standalone_mode=False)
    if done.exception:
        raise done.exception
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film, a small copy of a part of it, another film, a cut one, a song, a picture and a text."""
    place = tmp_path_factory.mktemp("seized")
    film = encoded(FILM)
    (place / "a-film.mp4").write_bytes(film)
    (place / "b-part.webm").write_bytes(encoded(resized(FILM[16:56], 0.7), "webm", "libvpx"))
    (place / "c-other.avi").write_bytes(encoded(OTHER, "avi"))
    (place / "d-cut.mp4").write_bytes(film[: len(film) // 2])
    (place / "e-song.mp4").write_bytes(sound())
    (place / "f-still.png").write_bytes(saved(FILM[0], "PNG"))
    (place / "g-note.mp4").write_text("no video, whatever its name says")
    return place


def test_every_file_of_a_folder_is_a_row(folder: Path) -> None:
    found = {Path(str(each["path"])).name: each for each in run("hash", str(folder), "--workers", "1")}
    assert len(found) == 7
    film = found["a-film.mp4"]
    assert (film["pdq"], film["pipeline"], film["seconds"]) == (None, "vpdq-luma/1", 9.875)
    lines = str(film["vpdq"]).splitlines()
    assert [line.split(",")[0] for line in lines] == [str(8 * at) for at in range(10)]
    assert "can't be decoded" in str(found["d-cut.mp4"]["error"])
    assert (found["d-cut.mp4"]["vpdq"], found["e-song.mp4"]["error"]) == (None, "only sound, no picture to hash")
    assert found["f-still.png"]["pipeline"] == "pdq-draft/1"
    assert found["g-note.mp4"]["error"] == "not a picture in a format that is read"
    assert all(len(str(each["sha256"])) == 64 for each in found.values())


def test_a_run_goes_on_where_it_stopped(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run("hash", str(folder), "--out", str(out), "--json", "--workers", "1")
    whole = out.read_text()
    out.write_text("".join(whole.splitlines(keepends=True)[:2]))
    (summary,) = run("hash", str(folder), "--out", str(out), "--resume", "--json", "--workers", "1")
    assert (summary["skipped"], out.read_text()) == (2, whole)


def test_a_part_meets_its_film_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list.jsonl"
    listed.write_text("".join(json.dumps(row) + "\n" for row in run("hash", str(folder), "--workers", "1")))
    asked = tmp_path / "asked.jsonl"
    rows = [json.loads(line) for line in listed.read_text().splitlines()]
    asked.write_text(
        "".join(json.dumps({"id": row["path"], "vpdq": row["vpdq"]}) + "\n" for row in rows if row.get("vpdq"))
    )
    found = {
        Path(str(each["query"])).name: {Path(m["id"]).name: m for m in each["matches"]}  # type: ignore[attr-defined]
        for each in run("match", str(listed), str(asked))
    }
    assert {name: set(met) for name, met in found.items()} == {
        "a-film.mp4": {"a-film.mp4"},
        "b-part.webm": {"a-film.mp4", "b-part.webm"},
        "c-other.avi": {"c-other.avi"},
    }
    assert found["b-part.webm"]["a-film.mp4"]["query_percent"] == 100
    strict = run("match", str(listed), str(asked), "--listed-percent", "90")
    assert [len(each["matches"]) for each in strict] == [1, 1, 1]  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["text", "signal"])
def test_one_video_as_others_write_it_is_a_list_or_a_question(form: str, folder: Path, tmp_path: Path) -> None:
    (row,) = run("hash", str(folder / "a-film.mp4"))
    frames = read_frames(str(row["vpdq"]))
    theirs = tmp_path / "film.vpdq"
    theirs.write_text(signal(frames) if form == "signal" else f"{row['vpdq']}\n")
    listed = tmp_path / "list.jsonl"
    listed.write_text(json.dumps(row) + "\n")
    (met,) = run("match", str(listed), str(theirs))
    assert met == {
        "query": str(theirs),
        "matches": [{"id": row["path"], "distance": 0, "query_percent": 100.0, "compared_percent": 100.0}],
    }
    (back,) = run("match", str(theirs), str(listed))
    assert [each["id"] for each in back["matches"]] == [str(theirs)]  # type: ignore[attr-defined]
