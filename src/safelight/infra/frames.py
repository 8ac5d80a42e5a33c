"""Messages between a process and its limited child: a JSON header and a body of bytes, each with its length before it.

Promises: a message is whole or an error; neither side can make the other hold more than `MAX_HEADER` + `MAX_BODY`.
"""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass

MAX_HEADER = 64 * 1024 * 1024
"""A header carries an ad's fields: at most three texts of 2 M characters, escaped."""

MAX_BODY = 64 * 1024 * 1024
"""A body carries one page or payload; sources cap those at 32 MiB."""

_LENGTHS = struct.Struct(">cII")


class FrameError(Exception):
    """The other side closed in the middle, or what it said is no message."""


@dataclass(frozen=True, slots=True)
class Message:
    """`header` is any JSON object."""

    header: Mapping[str, object]
    body: bytes = b""


def send(link: socket.socket, message: Message, file: int | None = None) -> None:
    """Sends one message, and `file` (a descriptor) with it."""
    header = json.dumps(message.header, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    start = _LENGTHS.pack(b"F" if file is not None else b"M", len(header), len(message.body))
    if file is None:
        link.sendall(start + header)
    else:
        socket.send_fds(link, [start[:1]], [file])
        link.sendall(start[1:] + header)
    if message.body:
        link.sendall(message.body)


def receive(link: socket.socket) -> tuple[Message, int | None]:
    """One message, and the descriptor that came with it."""
    first, files, _, _ = socket.recv_fds(link, 1, 1)
    if not first:
        raise FrameError("closed")
    kind, header_size, body_size = _LENGTHS.unpack(first + _exactly(link, _LENGTHS.size - 1))
    if kind not in (b"M", b"F") or header_size > MAX_HEADER or body_size > MAX_BODY:
        _close(files)
        raise FrameError("not a message")
    try:
        header = json.loads(_exactly(link, header_size))
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict):
        raise FrameError("not a message")
    return Message(header, _exactly(link, body_size)), files[0] if files else None


def _close(files: list[int]) -> None:
    for file in files:
        os.close(file)


def _exactly(link: socket.socket, size: int) -> bytes:
    whole = bytearray(size)
    view, got = memoryview(whole), 0
    while got < size:
        part = link.recv_into(view[got:])
        if not part:
            raise FrameError("closed in the middle of a message")
        got += part
    return bytes(whole)
