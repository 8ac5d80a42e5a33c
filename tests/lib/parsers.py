"""Parsers that misbehave on request, for the sandbox's tests: each runs in the limited child process."""

from __future__ import annotations

import faulthandler
import os
import socket
import subprocess
from collections.abc import Iterator
from typing import BinaryIO

from safelight.infra.frames import Message


def serve(question: Message, file: BinaryIO | None) -> Iterator[Message]:
    yield Message({"heard": question.header["do"]}, question.body)
    deed = str(question.header["do"])
    if deed == "read file":
        assert file is not None
        yield Message({}, file.read(100))
    else:
        DEEDS[deed]()


def _spin() -> None:
    while True:
        pass


DEEDS = {
    "nothing": lambda: None,
    "call C": lambda: __import__("ctypes").string_at(0),
    "crash": faulthandler._sigsegv,
    "abort": os.abort,
    "leave": lambda: os._exit(3),
    "fail": lambda: {}["missing"],
    "spin": _spin,
    "hoard": lambda: [bytearray(1 << 26) for _ in range(1000)],
    "open": lambda: open("/etc/hostname"),  # noqa: SIM115
    "write": lambda: os.open("/tmp/left-behind", os.O_CREAT | os.O_WRONLY),
    "connect": lambda: socket.create_connection(("127.0.0.1", 9)),
    "resolve": lambda: socket.getaddrinfo("localhost", 80),
    "run": lambda: subprocess.run(["true"], check=False),
    "fork": os.fork,
}
