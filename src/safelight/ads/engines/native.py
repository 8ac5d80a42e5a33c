"""The native engine: this process for small work or one core, otherwise a pool of processes.

Workers are spawned, not forked: the caller may hold threads, a database connection and numba. A spawned
worker costs about a second of CPU before its first batch (measured, see benchmarks), so a pool starts
only when there is more than SMALL to do.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain

from safelight.ads.ports import Item, Kernel, Progress, Result

SMALL = 10_000
"""Ads that one process reads by itself. Measured 2026-11: 0.65 ms CPU an ad, 1.2 s CPU to start each worker (imports,
gazetteer), so two workers break even near 4,000 ads and win clearly from here on."""

AHEAD = 3
"""Batches in flight for each worker: enough to keep it busy, few enough for flat memory."""


class Native:
    """`workers` None: one a core that this process may use. Up to `small` ads are read without a pool."""

    name = "native"

    def __init__(self, workers: int | None = None, small: int = SMALL) -> None:
        self._small = small
        self._workers = workers or len(os.sched_getaffinity(0))

    def map(
        self, kernel: Kernel[Item, Result], batches: Iterable[Sequence[Item]], progress: Progress | None = None
    ) -> Iterator[Result]:
        waiting = iter(batches)
        head = _up_to(waiting, self._small) if self._workers > 1 else []
        rest = next(waiting, None) if self._workers > 1 else None
        every = chain(head, [] if rest is None else [rest], waiting)
        here = ((len(batch), kernel(batch)) for batch in every)
        done = 0
        for size, result in here if rest is None else self._pooled(kernel, every):
            done += size
            if progress:
                progress(done)
            yield result

    def _pooled(self, kernel: Kernel[Item, Result], batches: Iterator[Sequence[Item]]) -> Iterator[tuple[int, Result]]:
        with ProcessPoolExecutor(self._workers, multiprocessing.get_context("spawn")) as pool:
            try:
                yield from _in_order(pool, kernel, batches, self._workers * AHEAD)
            finally:
                pool.shutdown(wait=True, cancel_futures=True)


def _in_order(
    pool: ProcessPoolExecutor, kernel: Kernel[Item, Result], batches: Iterator[Sequence[Item]], ahead: int
) -> Iterator[tuple[int, Result]]:
    flying: deque[tuple[int, Future[Result]]] = deque()
    for batch in batches:
        flying.append((len(batch), pool.submit(kernel, batch)))
        if len(flying) == ahead:
            size, future = flying.popleft()
            yield size, future.result()
    for size, future in flying:
        yield size, future.result()


def _up_to(batches: Iterator[Sequence[Item]], ads: int) -> list[Sequence[Item]]:
    """Batches taken from the front until they hold more than `ads` ads."""
    taken: list[Sequence[Item]] = []
    count = 0
    for batch in batches:
        taken.append(batch)
        count += len(batch)
        if count > ads:
            break
    return taken
