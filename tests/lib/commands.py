"""The command line run as people run it: another process, no home, no settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def stats(folder: Path, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    """`safelight stats ...` in `folder`; fails unless it ends with `code`."""
    command = [sys.executable, "-m", "safelight", "stats", *words]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, check=False)
    assert done.returncode == code, done.stderr
    return done
