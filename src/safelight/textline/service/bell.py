"""The bell: says within this process that a conversation changed, so that a screen need not wait for its next look.

It carries no text and promises nothing: whoever hears it reads what is committed, and whoever misses it looks again
after a moment anyway. Other processes' changes are found by that second look.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[], None]

SENDER = "the sender"
"""What the sender listens to: no conversation has such an id."""


class Bell:
    """Rings for one conversation or for all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: dict[str, list[Listener]] = {}

    def ring(self, conversation_id: str, *, to_send: bool = True) -> None:
        """Tell everybody who listens to this conversation, and everybody who listens to all; the sender too, unless
        nothing of it waits to be sent."""
        with self._lock:
            keys = (conversation_id, "", SENDER) if to_send else (conversation_id, "")
            heard = [listener for key in keys for listener in self._listeners.get(key, ())]
        for listener in heard:
            listener()

    @contextmanager
    def listening(self, conversation_id: str, listener: Listener) -> Iterator[None]:
        """While this lasts, `listener` is called at each ring of the conversation; of every one when it is empty."""
        with self._lock:
            self._listeners.setdefault(conversation_id, []).append(listener)
        try:
            yield
        finally:
            with self._lock:
                left = self._listeners[conversation_id]
                left.remove(listener)
                if not left:
                    del self._listeners[conversation_id]
