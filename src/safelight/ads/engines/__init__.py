"""Where extraction runs: the kernel and the engines that map it over batches of ads.

`native` is one process or a pool of them; `ray` is the same kernel on a cluster. Choose by name with `engine_named`.
"""

from __future__ import annotations

from safelight.ads.engines.kernel import BATCH, ReadAds, in_batches, signed
from safelight.ads.engines.native import Native
from safelight.ads.engines.ray import Ray
from safelight.ads.ports import Engine
from safelight.kernel.errors import Invalid

__all__ = ["BATCH", "Native", "Ray", "ReadAds", "engine_named", "in_batches", "signed"]


def engine_named(name: str, workers: int | None = None) -> Engine:
    """`native` or `ray`. Invalid for any other name, Unavailable when ray isn't installed. No `workers`: one a core."""
    if name == "native":
        return Native(workers)
    if name == "ray":
        return Ray(workers)
    raise Invalid("ads.engine.unknown", f"There is no engine {name!r}; use native or ray.")
