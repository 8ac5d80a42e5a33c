"""Outlines of states and counties, projected for a page, Alaska and Hawaii inset.

Made at build time from the npm package us-atlas (ISC licence; the shapes are the US Census Bureau's cartographic
boundary files, public domain). Refuses to guess when they were not built.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any, Literal

from safelight.kernel.errors import Unavailable

BUILT = Path(__file__).parent / "shapes"


def outlines(level: Literal["states", "counties"], folder: Path = BUILT) -> dict[str, Any]:
    """A topology (TopoJSON) with one object `areas`, whose ids are FIPS codes. Unavailable when it was not built."""
    path = folder / f"{level}.json.gz"
    if not path.is_file():
        raise Unavailable("gazetteer.shapes", "The outlines were not built; run: python build_hook.py shapes")
    return dict(json.loads(gzip.decompress(path.read_bytes())))
