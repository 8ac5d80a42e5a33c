"""`safelight content match` as people script it: exact, explained, and a bad row costs itself only."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests.lib import hashes as worlds
from typer.testing import CliRunner

from safelight.cli import app
from safelight.kernel.errors import Invalid
from safelight.near import multi_index_twin


def run(*arguments: str) -> tuple[list[dict[str, object]], str]:
    done = CliRunner().invoke(app, ["content", "match", *arguments], standalone_mode=False)
    if done.exception:
        raise done.exception
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def written(path: Path, rows: list[object]) -> str:
    path.write_text(
        "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), encoding="utf-8"
    )
    return str(path)


@pytest.mark.parametrize("distance", [0, 10, 31, 90])
def test_it_finds_what_comparing_everything_finds_in_the_promised_order(tmp_path: Path, distance: int) -> None:
    rng = np.random.default_rng(distance)
    hashes = worlds.even(rng, 5_000)
    asked, _ = worlds.planted(rng, hashes, np.arange(40))
    listed = written(
        tmp_path / "list.jsonl", [{"id": f"k{n}", "pdq": row.tobytes().hex()} for n, row in enumerate(hashes)]
    )
    queries = written(tmp_path / "q.jsonl", [{"id": n, "pdq": row.tobytes().hex()} for n, row in enumerate(asked)])
    expected: dict[int, list[tuple[int, str]]] = {number: [] for number in range(len(asked))}
    for query, row, apart in multi_index_twin.search(hashes, asked, distance):
        expected[query].append((apart, f"k{row}"))
    found, _ = run(listed, queries, "--distance", str(distance))
    assert [each["query"] for each in found] == list(range(len(asked)))
    assert [[(m["distance"], m["id"]) for m in each["matches"]] for each in found] == [
        sorted(expected[number]) for number in range(len(asked))
    ]


def test_digests_match_exactly_in_any_spelling_and_from_csv(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(f"\ufeffid;MD5\r\nseven;{'AB' * 16}\r\n", encoding="utf-8")
    queries = written(tmp_path / "q.jsonl", [{"id": "a", "md5": "ab" * 16, "case": 3}, {"id": "b", "md5": "cd" * 16}])
    found, _ = run(str(listed), queries)
    assert found == [
        {"query": "a", "matches": [{"id": "seven", "distance": 0}], "extra": {"case": 3}},
        {"query": "b", "matches": []},
    ]


def test_a_bad_row_is_named_and_the_rest_goes_through(tmp_path: Path) -> None:
    listed = written(tmp_path / "list.jsonl", [{"id": "k", "pdq": "0f" * 32}, {"id": "short", "pdq": "0f"}])
    queries = written(tmp_path / "q.jsonl", ["{not json", {"pdq": "0f" * 32}, {"id": 1, "pdq": "0f" * 32}])
    found, said = run(listed, queries)
    assert found == [{"query": 1, "matches": [{"id": "k", "distance": 0}]}]
    assert "list.jsonl:2" in said
    assert "64 hexadecimal digits" in said
    assert "q.jsonl:1" in said
    assert "q.jsonl:2" in said
    with pytest.raises(Invalid, match="3 row"):
        run(listed, queries, "--strict")


def test_a_flat_picture_is_said_not_compared(tmp_path: Path) -> None:
    row = {"id": "k", "pdq": "00" * 32}
    found, _ = run(written(tmp_path / "l", [row]), written(tmp_path / "q", [{**row, "pdq_quality": 0}]))
    assert found[0]["matches"] == []
    assert "flat picture" in str(found[0]["note"])


def test_a_list_without_rows_is_refused_rather_than_no_match(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="holds no row"):
        run(written(tmp_path / "l", []), written(tmp_path / "q", [{"id": 1, "pdq": "00" * 32}]))
