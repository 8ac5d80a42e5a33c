"""The private check over HTTP: the set of values, its buckets, and the evaluation of blinded elements.

Elements and values travel as base64 of their bytes, one after the other. Every request names a case and a reason, like
an open check; what it asks for, the network can't tell.
"""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from safelight.access.core.purpose import Purpose
from safelight.api.content import Case, Reason, Record
from safelight.api.session import TheActor, ThePlatform
from safelight.infra.oprf import SIZE
from safelight.kernel.errors import Invalid
from safelight.kernel.ids import CaseId

router = APIRouter(prefix="/content/private", tags=["content"])

Epoch = Annotated[str, Path(max_length=16, description="The month, as the set says it.")]
Bits = Annotated[int, Path(ge=0, le=48, description="Length of the bucket's prefix.")]
Prefix = Annotated[int, Path(ge=0, lt=1 << 48, description="The prefix as a number.")]


class Blinded(BaseModel):
    """Blinded elements of ristretto255 (RFC 9496), 32 bytes each."""

    epoch: str = Field(max_length=16)
    elements: str = Field(max_length=50_000)


def _purpose(case: str, reason: str) -> Purpose | None:
    return Purpose(CaseId(case.strip()), reason) if case.strip() or reason.strip() else None


@router.get("/set")
def announced(platform: ThePlatform, actor: TheActor, case: Case = "", reason: Reason = "") -> Record:
    """This month's public key, and how large the set is that you may meet."""
    found = platform.content.private.announced(actor, _purpose(case, reason))
    counts = {"entries": found.entries, "least_bits": found.least_bits, "most_bits": found.most_bits}
    return {"epoch": found.epoch, "public_key": found.public_key.hex(), **counts}


@router.get("/set/{epoch}/{bits}/{prefix}")
def bucket(
    platform: ThePlatform,
    actor: TheActor,
    epoch: Epoch,
    bits: Bits,
    prefix: Prefix,
    case: Case = "",
    reason: Reason = "",
) -> Record:
    """The values with this prefix; the whole set where `bits` is 0."""
    values = platform.content.private.bucket(actor, _purpose(case, reason), epoch, bits, prefix)
    return {"epoch": epoch, "values": base64.b64encode(b"".join(values)).decode("ascii")}


@router.post("/evaluations")
def evaluate(platform: ThePlatform, actor: TheActor, given: Blinded, case: Case = "", reason: Reason = "") -> Record:
    """The key's part for each element, with one proof (RFC 9497, ristretto255-SHA512, verifiable mode)."""
    try:
        raw = base64.b64decode(given.elements, validate=True)
    except binascii.Error:
        raw = b"?"
    if len(raw) % SIZE:
        raise Invalid("content.private.elements", f"Elements are base64 of {SIZE} bytes each, one after the other.")
    blinded = [raw[at : at + SIZE] for at in range(0, len(raw), SIZE)]
    done = platform.content.private.evaluate(actor, _purpose(case, reason), given.epoch, blinded)
    elements = base64.b64encode(b"".join(done.elements)).decode("ascii")
    return {"epoch": given.epoch, "elements": elements, "proof": base64.b64encode(done.proof).decode("ascii")}
