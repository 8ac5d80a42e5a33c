"""The other end of `infra.sandbox`: what the child process does before and between questions.

Order matters: import everything the parser needs, then give up rights (network, new files, new processes, memory,
processor time), then read the first hostile byte. A failure inside an answer is told as its type only.
"""

from __future__ import annotations

import codecs
import contextlib
import ctypes
import encodings.idna  # noqa: F401  # looked up by name when a host has other letters; no file opens later
import importlib
import json
import os
import resource
import socket
import sys
from collections.abc import Callable, Iterable
from typing import BinaryIO

from safelight.infra.frames import FrameError, Message, receive, send

Serve = Callable[[Message, BinaryIO | None], Iterable[Message]]

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000  # linux/sched.h
_PR_SET_NO_NEW_PRIVS = 38  # linux/prctl.h

FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.kill",
             "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.listdir",
             "os.scandir", "os.putenv", "ctypes.", "shutil.", "tempfile.", "pty.", "signal.")  # fmt: skip
"""Audit events (docs.python.org/3/library/audit_events.html) that no parser of ours has a reason to raise."""


def main(setup_json: str) -> None:
    """Runs until the parent closes the socket."""
    setup = json.loads(setup_json)
    module, _, name = setup["target"].partition(":")
    serve: Serve = getattr(importlib.import_module(module), name)
    link = socket.socket(fileno=setup["socket"])
    limits = setup["limits"]
    _give_up_rights(limits)
    with contextlib.suppress(FrameError, OSError):
        while True:
            question, descriptor = receive(link)
            _answer(link, serve, question, descriptor, limits)


def _answer(
    link: socket.socket, serve: Serve, question: Message, descriptor: int | None, limits: dict[str, int]
) -> None:
    _renew_cpu(limits)
    try:
        with open(descriptor, "rb") if descriptor is not None else contextlib.nullcontext() as file:
            for reply in serve(question, file):
                send(link, reply)
                _renew_cpu(limits)
        send(link, Message({"end": True}))
    except OSError as error:
        send(link, Message({"failed": f"the parser could not read on ({type(error).__name__})"}))
    except MemoryError:
        send(link, Message({"failed": "the parser ran out of the memory it may use"}))
    except Exception as error:
        send(link, Message({"failed": f"the parser failed ({type(error).__name__})"}))


def _give_up_rights(limits: dict[str, int]) -> None:
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)  # refused in some containers: the audit hook below still holds
    for label in ("utf-16", "utf-16-le", "utf-16-be", "latin-1", "unicode_escape", "idna", "punycode"):
        codecs.lookup(label)
    memory, files, total = limits["memory"], limits["files"], limits["cpu_total"]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (total, total))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    opens_a_path = event == "open" and not isinstance(arguments[0], int)
    if opens_a_path or event.startswith(FORBIDDEN):
        raise PermissionError(event)


def _renew_cpu(limits: dict[str, int]) -> None:
    """Each reply gets its own ration of processor time, within the total."""
    used = os.times()
    soft = int(used.user + used.system) + 1 + limits["cpu_per_reply"]
    resource.setrlimit(resource.RLIMIT_CPU, (min(soft, limits["cpu_total"]), limits["cpu_total"]))
