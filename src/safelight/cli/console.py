"""What the commands print, and how: results to standard output, everything else to standard error.

Progress bars stand on a terminal and are silent in a pipe. `--json` prints one JSON object instead of words.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import typer

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


def err(line: str) -> None:
    """One line to standard error."""
    typer.echo(printable(line), err=True)


def out(line: str = "") -> None:
    """One line to standard output."""
    typer.echo(printable(line))


def printable(line: str) -> str:
    """`line` without what could steer a terminal or turn its reading direction: text of ads is hostile."""
    return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in line)


def show_json(record: Mapping[str, object]) -> None:
    """One JSON object to standard output."""
    typer.echo(json.dumps(record, sort_keys=True))


def show(record: Mapping[str, object], as_json: bool) -> None:
    """A summary: one JSON object, or one line for each field."""
    if as_json:
        show_json(record)
        return
    width = max((len(name) for name in record), default=0)
    for name, value in record.items():
        out(f"{name.replace('_', ' '):<{width}}  {_in_words(value)}")


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "none"
    if isinstance(value, float):
        return f"{value:.4g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


class StageProgress(Protocol):
    """Told the stage, how far it is, and of how many (None when that isn't known)."""

    def __call__(self, stage: str, done: int, of: int | None) -> None: ...


def _silent(stage: str, done: int, of: int | None) -> None:  # nobody watches
    """A progress that shows nothing."""


@contextmanager
def progress() -> Iterator[StageProgress]:
    """Bars for the stages of a run, on a terminal; silent elsewhere."""
    if not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, TaskID] = {}

        def tell(stage: str, done: int, of: int | None) -> None:
            if stage not in tasks:
                for earlier in tasks.values():
                    _finish(bars, earlier)
                tasks[stage] = bars.add_task(stage, total=of)
            bars.update(tasks[stage], completed=done, total=of)

        yield tell
        for last in tasks.values():
            _finish(bars, last)


def _finish(bars: Progress, task: TaskID) -> None:
    """A stage that is over shows as done, also when it never learned of how many."""
    shown = bars.tasks[task]
    bars.update(task, total=shown.completed if shown.total is None else shown.total, completed=shown.total)
