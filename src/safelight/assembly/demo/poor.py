"""Deliberately broken lines, for showing that bad input is named, counted and skipped."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Literal


@dataclass(frozen=True, slots=True)
class PoorRecord:
    """One line as bytes. `outcome`: rejected, or kept with a warning."""

    line: bytes
    why: str
    outcome: Literal["rejected", "warned"]


def poor_records(seed: int) -> tuple[PoorRecord, ...]:
    """The same few lines for the same seed, in an order of their own."""
    rng = Random(seed)  # noqa: S311 - invented lines, nothing secret is drawn
    number = rng.randrange(900_000, 999_999)
    text = "Company for dinner, good talk about old maps."
    lines = [
        PoorRecord(b"this line is not JSON {", "not JSON", "rejected"),
        PoorRecord(b'{"id":"hb-%d","title":"cut off in the mid' % number, "JSON that ends too early", "rejected"),
        PoorRecord(_line(["a", "list"]), "JSON, but no object", "rejected"),
        PoorRecord(
            _line({"site": "harborboard.example", "title": "Dinner company", "body": text}), "no id", "rejected"
        ),
        PoorRecord(_line({"id": f"hb-{number + 1}", "title": " ", "body": ""}), "no text", "rejected"),
        PoorRecord(
            _line({"id": f"hb-{number + 2}", "title": "Dinner", "body": {"text": text}}),
            "body is an object",
            "rejected",
        ),
        PoorRecord(b'{"id":"hb-%d","body":"caf\xe9 and a walk"}' % (number + 3), "not UTF-8", "rejected"),
        PoorRecord(_line({"id": f"hb-{number + 4}", "body": text, "posted_at": "2199-01-01"}), "future date", "warned"),
        PoorRecord(_line({"id": f"hb-{number + 5}", "body": text, "posted_at": "last Tuesday"}), "no date", "warned"),
    ]
    rng.shuffle(lines)
    return tuple(lines)


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
