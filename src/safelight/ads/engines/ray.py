"""The same kernel on Ray, for when one machine is outgrown. Needs the `cluster` extra; loaded when it is used.

Joins the cluster that RAY_ADDRESS names, or starts one on this machine. The nodes must have safelight
installed in the same version. Nothing but batches of ads and their readings travels.
"""

from __future__ import annotations

import importlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from safelight.ads.ports import Item, Kernel, Progress, Result
from safelight.kernel.errors import Unavailable

AHEAD = 3


class Ray:
    """Unavailable when ray isn't installed. `workers` None: as many as the cluster has cores."""

    name = "ray"

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers
        self._ray = _loaded()

    def map(
        self, kernel: Kernel[Item, Result], batches: Iterable[Sequence[Item]], progress: Progress | None = None
    ) -> Iterator[Result]:
        ray = self._ray
        if not ray.is_initialized():
            ray.init(num_cpus=self._workers, include_dashboard=False, log_to_driver=False)
        workers = self._workers or int(ray.cluster_resources().get("CPU", 1))
        remote = ray.remote(_apply)
        waiting = iter(batches)
        flying = deque((len(batch), remote.remote(kernel, batch)) for batch in islice(waiting, workers * AHEAD))
        done = 0
        while flying:
            size, flown = flying.popleft()
            result: Result = ray.get(flown)
            flying.extend((len(batch), remote.remote(kernel, batch)) for batch in islice(waiting, 1))
            done += size
            if progress:
                progress(done)
            yield result


def _apply(kernel: Kernel[Item, Result], batch: Sequence[Item]) -> Result:
    return kernel(batch)


def _loaded() -> Any:
    try:
        return importlib.import_module("ray")
    except ImportError:
        raise Unavailable(
            "ads.engine.ray_missing", "The ray engine needs the cluster extra: pip install 'safelight[cluster]'."
        ) from None
