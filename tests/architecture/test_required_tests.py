"""SAFELIGHT_REQUIRE has teeth: a required test that was skipped, or that was never there, fails the run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

RAN = "import pytest\n\n@pytest.mark.browser\ndef test_ran():\n    assert True\n"
SKIPPED = RAN + "\n@pytest.mark.browser\ndef test_skipped():\n    pytest.skip('no such part here')\n"
ABSENT = "def test_another():\n    assert True\n"


@pytest.mark.parametrize(
    ("tests", "code", "says"),
    [
        (RAN, 0, "1 passed"),
        (SKIPPED, 1, "REQUIRED: browser: 1 passed, 1 skipped"),
        (ABSENT, 1, "REQUIRED: browser: 0 passed, 0 skipped"),
    ],
    ids=["ran", "skipped", "absent"],
)
def test_a_required_test_that_did_not_run_fails_the_run(tmp_path: Path, tests: str, code: int, says: str) -> None:
    (tmp_path / "test_it.py").write_text(tests)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "--rootdir", tmp_path]
    environment = {**os.environ, "SAFELIGHT_REQUIRE": "browser"}
    done = subprocess.run(
        [*map(str, command), str(tmp_path)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert says in done.stdout
    assert ("no such part here" in done.stdout) == (tests is SKIPPED)
