"""The stateless pipeline on files: every file of the contract, the same bytes each time, bad rows named."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from safelight.ads.service.outputs import Outputs
from safelight.ads.service.process import ProcessRequest, Summary, extract_stream, process
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict, Unavailable
from safelight.kernel.provenance import Rejected, Warned

CLOCK = FixedClock(datetime(2026, 6, 1, tzinfo=UTC))
FILES = ("extractions", "groups", "templates", "links", "movements", "leads", "quarantine")
SCRIPT = "I am {name}, age {age}, in town for a while. Call 510-555-01{line:02d}. I like long walks and quiet museums."


def ad(number: int, name: str = "Anna", age: int = 24, line: int = 0, **more: object) -> dict[str, object]:
    body = SCRIPT.format(name=name, age=age, line=line)
    return {"id": f"a{number}", "title": f"{name}, {age}", "body": body, "location": "Oakland, CA", **more}


def write(path: Path, *rows: object) -> str:
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return str(path)


def run(out: Path, *inputs: str, stdin: bytes = b"", strict: bool = False, workers: int = 1) -> Summary:
    request = ProcessRequest(inputs, out, "US", workers=workers, strict=strict)
    return process(request, clock=CLOCK, stdin=io.BytesIO(stdin))


def lines(out: Path, name: str) -> list[dict[str, object]]:
    raw = (out / f"{name}.jsonl").read_bytes()
    assert raw == b"" or raw.endswith(b"\n")
    return [json.loads(line) for line in raw.split(b"\n") if line]


def test_every_file_is_written_and_the_summary_says_what_went_in(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", *(ad(n, name, 20 + n) for n, name in enumerate(("Anna", "Bella", "Coco"))))
    summary = run(tmp_path / "out", source)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(
        [f"{n}.jsonl" for n in FILES] + ["summary.json"]
    )
    assert [row["ad_id"] for row in lines(tmp_path / "out", "extractions")] == ["a0", "a1", "a2"]
    assert len({row["group_id"] for row in lines(tmp_path / "out", "groups")}) == 1
    written = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert written == summary.record()
    assert written["inputs"][0]["sha256"] == hashlib.sha256(Path(source).read_bytes()).hexdigest()
    assert written["counts"]["ads"] == written["counts"]["rows"] == 3
    assert set(written["seconds"]) == {"read", "extract", "assemble", "write"}
    assert written["use_limits"]
    assert summary.exit == 0


def test_two_runs_and_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    rows = [ad(n, name, 20 + n, line=n % 2) for n, name in enumerate(("Anna", "Bella", "Coco", "Dora"))]
    run(tmp_path / "one", write(tmp_path / "in.jsonl", *rows))
    run(tmp_path / "two", "-", stdin=b"".join(json.dumps(row).encode() + b"\n" for row in reversed(rows)))
    for name in FILES:
        assert (tmp_path / "one" / f"{name}.jsonl").read_bytes() == (tmp_path / "two" / f"{name}.jsonl").read_bytes()


def test_standard_input_is_digested(tmp_path: Path) -> None:
    raw = json.dumps(ad(1)).encode() + b"\n"
    summary = run(tmp_path / "out", "-", stdin=raw)
    assert summary.record()["inputs"] == [{"path": "-", "bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}]


def test_bad_rows_are_named_and_the_rest_goes_through(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", ad(1), "{not json", {"id": "x"}, ad(2, posted_at="9999-01-01"))
    told: list[Rejected | Warned] = []
    request = ProcessRequest((source,), tmp_path / "out", "US", workers=1)
    summary = process(request, clock=CLOCK, stdin=io.BytesIO(), report=told.append)
    assert [type(item) for item in told] == [Rejected, Rejected, Warned]
    assert told[0].place.endswith("in.jsonl:2")
    counts = summary.record()["counts"]
    assert isinstance(counts, dict)
    assert (counts["ads"], counts["rejected"], counts["warned"]) == (2, 2, 1)
    assert summary.exit == 0
    assert run(tmp_path / "out", source, strict=True).exit == 2


def test_nothing_readable_is_exit_2(tmp_path: Path) -> None:
    assert run(tmp_path / "out", str(tmp_path / "missing.jsonl")).exit == 2


def test_a_second_capture_replaces_an_older_one(tmp_path: Path) -> None:
    old, new = ad(1, "Anna", posted_at="2026-01-01"), ad(1, "Bella", posted_at="2026-02-01")
    for at, rows in enumerate(((old, new, new), (new, old))):
        summary = run(tmp_path / f"out{at}", write(tmp_path / f"in{at}.jsonl", *rows))
        (row,) = lines(tmp_path / f"out{at}", "extractions")
        assert row["names"] == ["Bella"]
        counts = summary.record()["counts"]
        assert isinstance(counts, dict)
        assert (counts["ads"], counts["second_captures"]) == (1, 1)


def test_a_failed_write_leaves_the_old_files_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    run(out, write(tmp_path / "in.jsonl", ad(1)))
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    real = Path.open

    def full(self: Path, *args: object, **kwargs: object) -> object:
        if self.name == ".leads.jsonl.part":
            raise OSError(28, "No space left on device")
        return real(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(Unavailable, match="no room"):
        run(out, write(tmp_path / "more.jsonl", ad(2)))
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_the_stream_reads_text_rows_in_order(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", *({"id": str(n), "text": f"Call 510-555-010{n}"} for n in range(3)), "oops")
    told: list[Rejected | Warned] = []
    found = list(extract_stream([source], country="US", clock=CLOCK, stdin=io.BytesIO(), report=told.append))
    assert [(row["ad_id"], row["phones"]) for row in found] == [(str(n), [f"+1510555010{n}"]) for n in range(3)]
    mentions = found[0]["mentions"]
    assert isinstance(mentions, list)
    assert {mention["source"] for mention in mentions} == {"text"}
    assert len(told) == 1


def test_one_run_at_a_time_writes_to_a_folder(tmp_path: Path) -> None:
    with Outputs(tmp_path), pytest.raises(Conflict, match="Another run"):
        Outputs(tmp_path)
    with Outputs(tmp_path):
        pass
