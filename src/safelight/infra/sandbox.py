"""A limited child process for parsers that meet hostile bytes.

`Sandbox(target, limits)` runs one function of ours (`module:function`) in a fresh Python that has no environment but
what it is given, no open files but its socket, no network, and hard limits on memory, processor time, files and file
size. Questions go in and replies come back as length-prefixed JSON with a body of bytes; an open file can travel along.

Promises: a child that crashes, hangs, exhausts a limit or talks nonsense yields exactly one `ChildFailure` with a
reason, and the next question gets a fresh child. Refuses pickling: nothing a child says is executed.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType

from safelight.infra.frames import FrameError, Message, receive, send

ROOT = Path(__file__).parents[2]
"""The folder that holds the `safelight` package."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Memory in bytes of address space, processor seconds per reply and in all, wall seconds of silence."""

    memory: int = 768 * 1024 * 1024  # 106 malformed pictures and 800 mutated archives fit, measured 2026-11
    cpu_per_reply: int = 10
    cpu_total: int = 120
    silence: float = 30.0
    files: int = 16

    def record(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in ("memory", "cpu_per_reply", "cpu_total", "files")}


@dataclass(frozen=True, slots=True)
class ChildFailure:
    """The child did not finish its answer; `reason` is safe to show."""

    reason: str


@dataclass(slots=True)
class Sandbox:
    """One child at a time, started when asked and replaced after a failure. `code` are the folders in which the child
    finds its modules, `environment` all it has of one, `started` counts children. After `renewed_after` single answers
    the child is replaced: what a decoder leaks ends with it. Use as a context manager."""

    target: str
    limits: Limits = field(default_factory=Limits)
    code: tuple[Path, ...] = (ROOT,)
    environment: Mapping[str, str] = field(default_factory=dict)
    renewed_after: int = 10**9
    started: int = 0
    _answers: int = 0
    _child: subprocess.Popen[bytes] | None = None
    _socket: socket.socket | None = None

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def ask(
        self, header: Mapping[str, object], body: bytes = b"", file: int | None = None
    ) -> Iterator[Message | ChildFailure]:
        """The child's replies in order; a failure is the last. `file` is a descriptor that the child may read."""
        finished = False
        try:
            link = self._link()
            send(link, Message(header, body), file)
            while not finished:
                reply, _ = receive(link)
                finished = "end" in reply.header
                if "failed" in reply.header:
                    yield ChildFailure(str(reply.header["failed"])[:200])
                    return
                if not finished:
                    yield reply
        except TimeoutError:
            yield ChildFailure(f"no answer within {self.limits.silence:g} seconds")
        except (OSError, FrameError) as error:
            yield ChildFailure(self._how_it_ended(error))
        finally:
            if not finished:
                self.close()

    def answer(self, header: Mapping[str, object], file: int) -> Mapping[str, object] | str:
        """The header of the one reply about an open file; or, in words, why there is none: what the child says under
        `error`, or how it failed."""
        if self._answers >= self.renewed_after:
            self.close()
            self._answers = 0
        self._answers += 1
        replies = list(islice(self.ask(header, file=file), 2))
        reply = replies[0] if len(replies) == 1 else ChildFailure("the parser gave no single answer")
        if isinstance(reply, ChildFailure):
            return reply.reason
        return str(reply.header["error"])[:200] if "error" in reply.header else reply.header

    def close(self) -> None:
        """Ends the child, whatever it does."""
        if self._socket is not None:
            self._socket.close()
        if self._child is not None:
            self._child.kill()
            self._child.wait()
        self._child = self._socket = None

    def _link(self) -> socket.socket:
        if self._socket is None:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
            with theirs:
                self._child = self._start(theirs.fileno())
            ours.settimeout(self.limits.silence)
            self._socket = ours
            self.started += 1
        return self._socket

    def _start(self, descriptor: int) -> subprocess.Popen[bytes]:
        setup = json.dumps({"socket": descriptor, "target": self.target, "limits": self.limits.record()})
        code = "import sys; sys.path[:0] = sys.argv[2:]; from safelight.infra import sandbox_child as c"
        code += "; c.main(sys.argv[1])"
        return subprocess.Popen(  # noqa: S603  # our own interpreter and our own code
            [sys.executable, "-I", "-B", "-X", "utf8", "-c", code, setup, *map(str, self.code)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(descriptor,),
            env=dict(self.environment),
            cwd=os.sep,
        )

    def _how_it_ended(self, error: Exception) -> str:
        if self._child is None:
            return f"the parser could not be started ({error})"
        try:
            code = self._child.wait(timeout=2)
        except subprocess.TimeoutExpired:
            return f"the parser broke off ({error})"
        if code == -signal.SIGXCPU:
            return "the parser used up its processor time"
        return f"the parser was ended by {signal.Signals(-code).name}" if code < 0 else f"the parser exited with {code}"
