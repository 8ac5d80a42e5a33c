"""Kill -9 during ingest: after the next run nothing that was reported is lost, and nothing is there twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.lib.homes import PASSWORD, home_with_people, settings_for

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.ads.core.shown import Shown
from safelight.ads.store import captures, readings
from safelight.assembly import Platform, build
from safelight.assembly.demo import make_world, write_jsonl
from safelight.kernel.ids import LeadId

INGEST = """
import io, sys
from pathlib import Path
from tests.lib.homes import PASSWORD, settings_for
from safelight.ads.service import ingest
from safelight.assembly import build

ingest.CHUNK = 100
platform = build(settings_for(Path(sys.argv[1])))
actor = platform.access.sign_in("ines", PASSWORD).actor
platform.ingest.ingest_paths(actor, [sys.argv[2]], io.BytesIO(), progress=lambda *told: print(*told, flush=True))
platform.outbox.drain()
print("finished", flush=True)
"""


def run_until(tmp_path: Path, file: Path, stage: str, times: int) -> int:
    """Start an ingest, kill it when it has told `stage` so many times; returns how many ads it reported as captured."""
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{root}:{root / 'src'}"}
    command = [sys.executable, "-c", INGEST, str(tmp_path), str(file)]
    captured = told = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        for line in process.stdout:
            words = line.split()
            captured = max(captured, int(words[1])) if words[0] == "capture" else captured
            told += words[0] == stage
            if told == times:
                process.send_signal(signal.SIGKILL)
                break
    return captured


def everything(platform: Platform, scope: Scope) -> dict[str, tuple[str | None, str | None]]:
    with platform.books["ads"].read() as connection:
        ids = [reading.ad.id for reading in readings.all_readings(connection, scope)]
        shown: list[Shown] = readings.by_ids(connection, scope, ids)
    return {item.ad.id: (item.group_id, item.activity) for item in shown}


@pytest.mark.slow
def test_killed_anywhere_and_run_again_it_ends_as_if_never_killed(tmp_path: Path) -> None:
    world = make_world(5, 600)
    file = tmp_path / "world.jsonl"
    write_jsonl(world, file)
    home = home_with_people(tmp_path)
    home.platform.close()
    for stage, times in (("capture", 2), ("capture", 5), ("extract", 1), ("extract", 3), ("leads", 1)):
        reported = run_until(tmp_path, file, stage, times)
        platform = build(settings_for(tmp_path))
        actor = platform.access.sign_in("ines", PASSWORD).actor
        scope = platform.access.permit(actor, "ads.ingest", _nothing())
        with platform.books["ads"].read() as connection:
            ads, kept = captures.count_ads(connection, scope)
        assert ads == kept >= min(reported, 600), "what was reported is on disk, once"
        assert [item for item in platform.trail.verify() if "no entry" not in item] == []
        platform.close()
    assert run_until(tmp_path, file, "never", 1) == 600
    _same_as_never_killed(tmp_path, file)


def _same_as_never_killed(tmp_path: Path, file: Path) -> None:
    platform = build(settings_for(tmp_path))
    scope = platform.access.permit(platform.access.sign_in("ines", PASSWORD).actor, "ads.ingest", _nothing())
    clean_path = tmp_path / "clean"
    clean = home_with_people(clean_path)
    with file.open() as lines:
        clean.ingest([json.loads(line) for line in lines])
    clean_scope = clean.platform.access.permit(clean.actor("ines"), "ads.ingest", _nothing())
    assert everything(platform, scope) == everything(clean.platform, clean_scope)
    ours = [LeadId(row.lead_id) for row in platform.leads.queue(scope.actor, limit=500).rows]
    theirs = [LeadId(row.lead_id) for row in clean.platform.leads.queue(clean.actor("ines"), limit=500).rows]
    assert ours == theirs
    platform.jobs.run_due()
    assert platform.trail.verify() == []
    platform.close()
    clean.platform.close()


def _nothing() -> Subject:

    return Subject("test", "test")
