"""Commands that answer with a JSON line a file, to standard output or to a file that a later run goes on with."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, TextIO

import typer

from safelight.infra.files import answered
from safelight.kernel.errors import Conflict, Invalid

OutOption = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the lines to FILE.")]
ResumeOption = Annotated[bool, typer.Option("--resume", help="Go on with --out FILE: do what it doesn't answer yet.")]


@contextmanager
def lines_to(target: Path | None, resume: bool) -> Iterator[tuple[Callable[[dict[str, object]], None], set[str]]]:
    """Writes records to standard output or to the file, and what the file answers already."""
    done: set[str] = set()
    if target is None:
        yield _writer(sys.stdout), done
        sys.stdout.flush()
        return
    if target.exists():
        if not resume:
            raise Conflict("output.exists", f"{target} is there already; go on with it by --resume.")
        done, whole = answered(target)
        os.truncate(target, whole)
    with target.open("a", encoding="utf-8", newline="\n") as file:
        yield _writer(file), done


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """A file that takes its place whole when the work is done. Invalid where it can't stand, before anything is done:
    what is handed out is recorded as handed out."""
    if target.is_dir():
        raise Invalid("output.folder", f"{target} is a folder; name the file to write.")
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    with ExitStack() as stack:
        stack.callback(draft.unlink, missing_ok=True)
        try:
            file = stack.enter_context(draft.open("wb"))
        except OSError as error:
            raise Invalid("output.unwritable", f"{target} can't be written: {error.strerror}.") from None
        yield file
        file.flush()
        os.replace(draft, target)


def _writer(file: TextIO) -> Callable[[dict[str, object]], None]:
    def write(record: dict[str, object]) -> None:
        line = json.dumps(record, ensure_ascii=False)
        if not line.isascii():  # a path that is not UTF-8 stands as an escaped lone surrogate
            line = line if _encodes(line) else json.dumps(record)
        file.write(line + "\n")

    return write


def _encodes(line: str) -> bool:
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
