"""The import contracts hold, and each of them bites: a planted violation breaks the contract it should."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "safelight"
CONTRACTS = {
    contract["name"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}

FLOORS = "The house has floors"
FURNITURE = "Every system has the same furniture"
PURE = "Cores are pure"
SURFACES = "Surfaces speak to services only"
SETTINGS = "Settings are read once"
CYCLES = "No cycles between siblings"

Plants = dict[str, tuple[dict[str, str], set[str]]]
"""What is planted, by name: files of the skeleton, and contracts that must break (none: all must hold)."""

FLOOR_PLANTS: Plants = {
    "nothing": ({}, set()),
    "what the floors allow": (
        {
            "safelight/cli/__init__.py": "import safelight.assembly\nimport safelight.settings\n",
            "safelight/assembly/__init__.py": "import safelight.ads.service\nimport safelight.settings\n",
            "safelight/ads/service/__init__.py": "import safelight.cases.service\nfrom safelight.ads import core\n",
        },
        set(),
    ),
    "kernel reaches up": ({"safelight/kernel/ids.py": "import safelight.access.service\n"}, {FLOORS}),
    "a lazy import reaches up": (
        {"safelight/infra/db.py": "def late():\n    from safelight.cases import service\n    return service\n"},
        {FLOORS},
    ),
    "api and web are strangers": ({"safelight/api/__init__.py": "import safelight.web\n"}, {FLOORS}),
    "systems are strangers": (
        {"safelight/content/__init__.py": "", "safelight/ads/ports.py": "import safelight.content\n"},
        {FLOORS},
    ),
    "near and gazetteer are strangers": ({"safelight/near/__init__.py": "import safelight.gazetteer\n"}, {FLOORS}),
    "a room without a floor": ({"safelight/attic/__init__.py": ""}, {FLOORS}),
    "a store calls its service": ({"safelight/cases/store.py": "import safelight.cases.service\n"}, {FURNITURE}),
    "a core calls its ports": (
        {"safelight/ads/ports.py": "", "safelight/ads/core/ad.py": "import safelight.ads.ports\n"},
        {FURNITURE},
    ),
    "a core calls its store": ({"safelight/access/core/extra.py": "import safelight.access.store\n"}, {FURNITURE}),
    "furniture nobody knows": ({"safelight/cases/attic.py": ""}, {FURNITURE}),
    "a service reads settings": ({"safelight/ads/service/__init__.py": "import safelight.settings\n"}, {SETTINGS}),
    "a surface but the command line reads settings": (
        {"safelight/web/__init__.py": "from safelight import settings\n"},
        {SETTINGS},
    ),
    "two siblings in a circle": (
        {
            "safelight/kernel/ids.py": "from safelight.kernel import clock\n",
            "safelight/kernel/clock.py": "import safelight.kernel.ids\n",
        },
        {CYCLES},
    ),
}


def forbidden_plants() -> Plants:
    """Every source of a "forbidden" contract against everything that contract forbids."""
    plants: Plants = {}
    for name in (PURE, SURFACES):
        for source in CONTRACTS[name]["source_modules"]:
            for target in CONTRACTS[name]["forbidden_modules"]:
                file = f"{source.replace('.', '/')}/planted.py"
                plants[f"{source} imports {target}"] = ({file: f"import {target}\n"}, {name})
    return plants


PLANTS = FLOOR_PLANTS | forbidden_plants()


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Which contracts each plant breaks; one process checks them all."""
    skeleton = tmp_path_factory.mktemp("skeleton")
    lay_out(skeleton)
    plants = [{"name": name, "files": files} for name, (files, _) in PLANTS.items()]
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "lib" / "planting.py", skeleton, ROOT / "pyproject.toml"],
        input=json.dumps(plants),
        env={**os.environ, "PYTHONPATH": str(skeleton)},
        cwd=skeleton,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(json.loads(done.stdout))


def lay_out(skeleton: Path) -> None:
    """Empty modules of the names that the package has, and of every room that a contract names and must exist."""
    for path in SOURCE.rglob("*.py"):
        touch(skeleton / "safelight" / path.relative_to(SOURCE))
    rooms = {module for name in (PURE, SURFACES) for module in CONTRACTS[name]["source_modules"]}
    rooms |= {module for name in (PURE, SURFACES) for module in CONTRACTS[name]["forbidden_modules"]}
    for contract in (CONTRACTS[FLOORS], CONTRACTS[FURNITURE]):
        layers = [layer for line in contract["layers"] for layer in line.split(" | ") if not layer.startswith("(")]
        rooms |= {f"{container}.{layer}" for container in contract["containers"] for layer in layers}
    for room in sorted(rooms):
        path = skeleton / room.replace(".", "/")
        if room.startswith("safelight") and not path.with_suffix(".py").exists():
            touch(path / "__init__.py")


def touch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    for parent in path.parents:
        if parent.name == "safelight" or (parent.parent / "__init__.py").exists():
            (parent / "__init__.py").touch()
        if parent.name == "safelight":
            return


def test_the_contracts_hold_in_the_package() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert f"{len(CONTRACTS)} kept, 0 broken" in done.stdout


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_import_breaks_its_contract(broken: dict[str, list[str]], name: str) -> None:
    expected = PLANTS[name][1]
    found = set(broken[name])
    assert expected <= found
    assert expected or not found


def test_every_contract_has_a_plant() -> None:
    assert set(CONTRACTS) == {contract for _, expected in PLANTS.values() for contract in expected}
