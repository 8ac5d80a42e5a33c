"""A value that can't be printed, logged, compared by accident or serialised.

Passwords, tokens, keys and texters' numbers travel as `Sealed`. The only way to the value is
`reveal()`, which is easy to grep for. It refuses pickling and JSON by having nothing to give.
"""

from __future__ import annotations

import hmac
from typing import NoReturn


class Sealed:
    """A secret string. `repr` and `str` say so and nothing more."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "<sealed>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sealed):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    __hash__ = None  # type: ignore[assignment]  # a secret is no dictionary key

    def __reduce__(self) -> NoReturn:
        raise TypeError("a sealed value can't be pickled")
