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

from safelight.ads.core.ad import Ad
from safelight.ads.core.reading import Reading
from safelight.ads.ports import Kernel, Progress
from safelight.kernel.errors import Unavailable

AHEAD = 3


class Ray:
    """Unavailable when ray isn't installed. `workers` None: as many as the cluster has cores."""

    name = "ray"

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers
        self._ray = _loaded()

    def map(
        self, kernel: Kernel, batches: Iterable[Sequence[Ad]], progress: Progress | None = None
    ) -> Iterator[list[Reading]]:
        ray = self._ray
        if not ray.is_initialized():
            ray.init(num_cpus=self._workers, include_dashboard=False, log_to_driver=False)
        workers = self._workers or int(ray.cluster_resources().get("CPU", 1))
        remote = ray.remote(_apply)
        waiting = iter(batches)
        flying = deque(remote.remote(kernel, batch) for batch in islice(waiting, workers * AHEAD))
        done = 0
        while flying:
            result: list[Reading] = ray.get(flying.popleft())
            flying.extend(remote.remote(kernel, batch) for batch in islice(waiting, 1))
            done += len(result)
            if progress:
                progress(done)
            yield result


def _apply(kernel: Kernel, batch: Sequence[Ad]) -> list[Reading]:
    return kernel(batch)


def _loaded() -> Any:
    try:
        return importlib.import_module("ray")
    except ImportError:
        raise Unavailable(
            "ads.engine.ray_missing", "The ray engine needs the cluster extra: pip install 'safelight[cluster]'."
        ) from None
