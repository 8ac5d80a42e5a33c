"""What is committed is the project alone: no registry, no folder of somebody's machine, no bare exception to a rule."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lib.tree import ROOT, kept_files

REGISTRIES = re.compile(r"(pypi|pythonhosted|npmjs|yarnpkg|jsdelivr|unpkg)\.(org|com|net)\b|\bfile:///(?!\.|\{)\w")
"""Addresses of package registries and content networks. Locks hold hashes instead."""

SOMEBODYS_FOLDER = re.compile(r"(?<![\w.:/}~-])/(home|Users|root|work|mnt|opt|shared)/[\w.-]+")
"""Absolute folders that exist on one machine only."""

BARE = re.compile(r"#\s*noqa(?!: ?[A-Z]+[0-9]+)\b|#\s*type:\s*ignore(?!\[[a-z-]+)|#\s*ruff:\s*noqa(?!: ?[A-Z])")
"""An exception that names no rule hides everything."""

THIS = Path(__file__)


def texts(*suffixes: str) -> Iterator[tuple[str, int, str]]:
    """Place, line number and line of every kept text file but this one."""
    for path in kept_files():
        if path == THIS or (suffixes and path.suffix not in suffixes):
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            yield path.relative_to(ROOT).as_posix(), number, line


def hits(pattern: re.Pattern[str], *suffixes: str) -> list[str]:
    lines = list(texts(*suffixes))
    assert len(lines) > 100, "nothing was read"
    return [f"{place}:{number} {line.strip()[:100]}" for place, number, line in lines if pattern.search(line)]


def test_no_kept_file_names_a_package_registry() -> None:
    assert hits(REGISTRIES) == []


def test_no_kept_file_names_a_folder_of_one_machine() -> None:
    assert hits(SOMEBODYS_FOLDER) == []


def test_every_exception_names_its_rule() -> None:
    assert hits(BARE, ".py", ".toml") == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-bench.lock"])
def test_every_locked_file_has_its_hash(lock: str) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text().split("\n", 1)[1])
    assert len(blocks) > 20
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_holds_every_direct_dependency(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *(project["dependency-groups"]["dev"] if "dev" in lock else [])]
    names = {re.split(r"[\[<>=~! ]", line)[0].lower().replace("_", "-") for line in wanted}
    locked = set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / lock).read_text(), re.M))
    assert names <= locked, "run `make lock`"


def test_the_base_install_stays_at_25_direct_dependencies() -> None:
    assert len(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]) <= 25


def test_the_makefile_has_at_most_12_targets_and_explains_each() -> None:
    makefile = (ROOT / "Makefile").read_text()
    listed = re.findall(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)
    targets = " ".join(listed).split()
    explained = re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE)
    assert 0 < len(targets) <= 12
    assert sorted(targets) == sorted(explained)
    assert ".DEFAULT_GOAL := help" in makefile


@pytest.mark.parametrize(
    ("pattern", "line", "hit"),
    [
        (REGISTRIES, "resolved: https://registry." + "npmjs.org/x", True),
        (REGISTRIES, "https://www.geonames.org", False),
        (SOMEBODYS_FOLDER, "see /home/" + "ann/x", True),
        (SOMEBODYS_FOLDER, "https://example.test/home/ann", False),
        (SOMEBODYS_FOLDER, "../shared/corpora", False),
        (BARE, "x = 1  # noqa", True),
        (BARE, "x = 1  # noqa: E501", False),
        (BARE, "x = 1  # type: ignore", True),
        (BARE, "x = 1  # type: ignore[arg-type]  # why", False),
    ],
)
def test_the_patterns_find_what_they_should(pattern: re.Pattern[str], line: str, hit: bool) -> None:
    assert bool(pattern.search(line)) is hit
