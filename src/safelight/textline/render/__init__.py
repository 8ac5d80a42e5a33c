"""What a package carries besides what it is about: the program that checks it."""

from __future__ import annotations

from importlib.resources import files


def verifier() -> bytes:
    """The program that checks a conversation's package, as it travels."""
    return (files(__package__) / "verify.py").read_bytes()
