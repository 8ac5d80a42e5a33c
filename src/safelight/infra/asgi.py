"""ASGI plumbing that every server surface needs: a cap on what a request may send."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import Message, Receive


def capped(receive: Receive, limit: int, refuse: Callable[[], Exception]) -> Receive:
    """`receive` that raises `refuse()` once more than `limit` bytes have come, whatever Content-Length said."""
    total = 0

    async def limited() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise refuse()
        return message

    return limited
