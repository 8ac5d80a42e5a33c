"""Runs the project's import contracts over a skeleton of the package in which one violation at a time is planted.

A program of its own, because the skeleton is also called `safelight`: `python planting.py FOLDER PYPROJECT` with FOLDER
first on the path. Reads `[{"name", "files": {path: text}}]` from standard input, prints `{name: [broken contracts]}`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from importlinter import configuration
from importlinter.application import use_cases
from importlinter.application.user_options import UserOptions


def main(folder: Path, pyproject: Path) -> None:
    configuration.configure()
    options = use_cases.read_user_options(str(pyproject))
    use_cases._register_contract_types(options)
    broken = {plant["name"]: planted(folder, plant["files"], options) for plant in json.load(sys.stdin)}
    json.dump(broken, sys.stdout)


def planted(folder: Path, files: Mapping[str, str], options: UserOptions) -> list[str]:
    """Names of the contracts that break while `files` stand in the skeleton; it is put back afterwards."""
    before = {path: path.read_text() if path.exists() else None for path in (folder / name for name in files)}
    try:
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        report = use_cases.create_report(options, cache_dir=None)
        return [contract.name for contract, check in report.get_contracts_and_checks() if not check.kept]
    finally:
        for path, text in before.items():
            put_back(path, text, folder)


def put_back(path: Path, text: str | None, folder: Path) -> None:
    if text is not None:
        path.write_text(text)
        return
    path.unlink()
    while path.parent != folder and not any(path.parent.iterdir()):
        path = path.parent
        path.rmdir()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
