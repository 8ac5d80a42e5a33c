"""The ads tutorials work as they are written: their commands, typed one after the other in a shell, and then the steps
by which a stranger verifies an export."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PASSPHRASE = re.compile(r"passphrase (\S+)")


def commands(page: str, indent: int) -> str:
    """Every indented block of a page, as one shell script."""
    lines = (ROOT / "docs" / page).read_text().splitlines()
    prefix = " " * indent
    kept = [line[indent:] for line in lines if line.startswith(prefix) and line.strip()]
    return "\n".join(kept) + "\n"


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment in which `safelight` is this package, and nothing else of this machine is known."""
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "safelight"
    program.write_text(f"#!{sys.executable}\nfrom safelight.cli import main\nmain()\n")
    program.chmod(0o755)
    (programs / "python3").symlink_to(sys.executable)
    return {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "PYTHONPATH": str(ROOT / "src"),
        "LC_ALL": "C.UTF-8",
    }


def run(script: str, folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.mark.slow
def test_the_first_tutorial_works_as_it_is_written(tmp_path: Path, shell: dict[str, str]) -> None:
    before, after = commands("tutorials/first-lead.md", 4).split("safelight login ida", 1)
    told = run(before, tmp_path, shell)
    passphrase = PASSPHRASE.search(told)
    assert passphrase is not None, told
    script = "export SAFELIGHT_HOME=demo-home\nsafelight login ida" + after
    told = run(script, tmp_path, {**shell, "SAFELIGHT_PASSWORD": passphrase.group(1)})
    assert "refused, exit code 3" in told
    assert "manifest.sig" in told
    assert "verified" in told
    assert (tmp_path / "lead.zip").stat().st_size > 1000
    if shutil.which("openssl") is None:
        pytest.skip("no openssl: the export's signature could not be verified without our own code")
    told = run(commands("how-to/verify-an-export.md", 7), tmp_path, shell)
    assert "files are as signed" in told
    assert "Signature Verified Successfully" in told


@pytest.mark.slow
def test_the_pile_becomes_a_case_as_it_is_written(tmp_path: Path, shell: dict[str, str]) -> None:
    script = commands("tutorials/from-a-pile-of-ads-to-a-case.md", 4)
    told = run(script, tmp_path, {**shell, "SAFELIGHT_PASSWORD": "a long enough phrase"})
    assert "text(s) in" in told
    assert "150 ad(s)" in told, "the alert tells of every ad of the second day, and of no other"
    assert "refused, exit code 3" in told
    assert (tmp_path / "package" / "verify.py").is_file()
