"""Files that a person names, worked through on all cores: folders walked, answers in order, a stopped run taken up.

Promises: a folder's files come in the order of their names, and what is no regular file is never opened; answers come
in the order of the questions, whatever each takes. Next: `sandbox.py`, in which most of such work is done.
"""

from __future__ import annotations

import json
import os
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from safelight.kernel.provenance import Rejected

Item = TypeVar("Item")
Worker = TypeVar("Worker")
Answer = TypeVar("Answer")


def files(paths: Iterable[str], report: Callable[[Rejected], None]) -> Iterator[str]:
    """The files that the paths name; a folder names the regular files under it."""
    for path in paths:
        if os.path.isdir(path):
            yield from _walk(path, report)
        elif os.path.lexists(path):
            if _regular(path):
                yield path
            else:
                report(Rejected(path, "neither a file nor a folder, or a link to nothing"))
        else:
            report(Rejected(path, "there is no such file or folder"))


def _walk(folder: str, report: Callable[[Rejected], None]) -> Iterator[str]:
    def unread(error: OSError) -> None:
        report(Rejected(str(error.filename), f"the folder can't be read: {error.strerror}"))

    for root, folders, names in os.walk(folder, onerror=unread):
        folders.sort()
        yield from (path for name in sorted(names) if _regular(path := os.path.join(root, name)))


def _regular(path: str) -> bool:
    """Not a pipe or device, which would never end, nor a link to nothing."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


def in_order(
    items: Iterable[Item],
    worker: Callable[[], AbstractContextManager[Worker]],
    work: Callable[[Worker, Item], Answer],
    count: int,
    ahead: int,
) -> Iterator[Answer]:
    """What `work` makes of each item, in the order of the items, by `count` workers in threads of their own; `ahead`
    items in hand for each, so that a slow one idles nobody."""
    with ExitStack() as stack:
        free: SimpleQueue[Worker] = SimpleQueue()
        for _ in range(count):
            free.put(stack.enter_context(worker()))
        pool = stack.enter_context(ThreadPoolExecutor(count))
        stack.callback(pool.shutdown, cancel_futures=True)

        def one(item: Item) -> Answer:
            mine = free.get()
            try:
                return work(mine, item)
            finally:
                free.put(mine)

        waiting: deque[Future[Answer]] = deque()
        for item in items:
            waiting.append(pool.submit(one, item))
            if len(waiting) >= ahead * count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def answered(output: Path) -> tuple[set[str], int]:
    """What an earlier run wrote, a JSON line with a `path` for each file: the paths it answered, and the bytes of its
    whole lines. A line that was torn when the run was stopped isn't one: its file is worked on again."""
    paths: set[str] = set()
    whole = 0
    with output.open("rb") as file:
        for line in file:
            try:
                path = str(json.loads(line)["path"])
            except (ValueError, LookupError, TypeError):
                break
            if not line.endswith(b"\n"):
                break
            paths.add(path)
            whole += len(line)
    return paths, whole
