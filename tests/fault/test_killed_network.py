"""Kill -9 while agencies submit and check at once: nothing that was answered is lost, nobody is told twice or never."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.lib.killed_network import EACH, account, found, kill_at_random

AGENCIES, KILLS, POOL = 4, 3, 12
"""Small enough for every run; benchmarks/content_network_kills.py does 50 agencies and 100 kills."""


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_what_was_answered_survives_and_is_told_once(
    backend: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres") if backend == "postgres" else None
    plan = found(tmp_path, AGENCIES, url)
    made = kill_at_random(tmp_path, plan, KILLS, seed=3, longest=0.8, pool=POOL)
    after = account(tmp_path, plan, made)
    assert (after.lost, after.missing, after.doubled) == (0, 0, 0), after
    assert after.problems == ()
    assert made >= 1
    assert after.answered >= AGENCIES * EACH, "the last run, which nobody killed, answered all"
    assert after.pairs > 0
    assert after.notices >= 2 * after.pairs
