"""A keyed function that two parties compute together: the asker learns its value, the key's owner nothing of the input.

RFC 9497 (December 2023), verifiable mode, ristretto255 with SHA-512, on libsodium through `rbcl` (extra `private`).
Randomness is an argument: `blind` and `nonce` are scalars that nobody reuses (`new_scalar` makes one).
Promises: the RFC's own test vectors; a proof covers a whole batch. Refuses: bytes that are no element, inputs that hash
to nothing, a proof by another key. The key's owner can test guesses at an input that it is shown the value of, so
values never travel whole. Scalars are little-endian, 32 bytes.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from safelight.kernel.errors import Invalid

ORDER: Final = 2**252 + 27742317777372353535851937790883648493
"""Of the group (RFC 9496, section 4)."""

SIZE = 32
CONTEXT = b"OPRFV1-\x01-ristretto255-SHA512"
"""Section 3.1: the version, the verifiable mode, and the suite."""

BLOCK, OUT = 128, 64
"""SHA-512: bytes of a block and of a digest."""

MOST = 65_535
"""Elements under one proof: their number is written in two bytes (section 2.2.1)."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """`elements` in the order asked, and the proof that one key was used for all, in 64 bytes."""

    elements: tuple[bytes, ...]
    proof: bytes


def new_scalar(random: bytes) -> bytes:
    """A scalar from 64 random bytes: evenly spread up to 2^-250."""
    if len(random) != OUT:
        raise ValueError(f"{OUT} random bytes make a scalar")
    return (int.from_bytes(random, "little") % (ORDER - 1) + 1).to_bytes(SIZE, "little")


def derive_key(seed: bytes, purpose: bytes) -> bytes:
    """The secret key of a seed of 32 bytes for a purpose (section 3.2.1)."""
    if len(seed) != SIZE:
        raise ValueError(f"a seed has {SIZE} bytes")
    for counter in range(256):
        key = _scalar(seed + _counted(purpose) + bytes([counter]), b"DeriveKeyPair" + CONTEXT)
        if key:
            return key.to_bytes(SIZE, "little")
    raise ValueError("no key comes of this seed")


def public_key(key: bytes) -> bytes:
    public: bytes = _sodium().crypto_scalarmult_ristretto255_base(key)
    return public


def blind(value: bytes, by: bytes) -> bytes:
    """The element to send: what it hides is known only with `by`."""
    return _times(by, _element_of(value))


def evaluate(key: bytes, public: bytes, blinded: Sequence[bytes], nonce: bytes) -> Evaluated:
    """The owner's part. Raises Invalid naming the first that is no element."""
    if not 0 < len(blinded) <= MOST:
        raise Invalid("oprf.count", f"From 1 to {MOST:,} elements are evaluated at a time.")
    done = tuple(_times_sound(key, each, place) for place, each in enumerate(blinded, 1))
    mixed = _mixed(_weights(public, blinded, done), blinded)
    proven = _challenge(public, mixed, _times(key, mixed), public_key(nonce), _times(nonce, mixed))
    answer = (int.from_bytes(nonce, "little") - proven * int.from_bytes(key, "little")) % ORDER
    return Evaluated(done, proven.to_bytes(SIZE, "little") + answer.to_bytes(SIZE, "little"))


def verify(public: bytes, blinded: Sequence[bytes], evaluated: Evaluated) -> bool:
    """Whether the key of `public` made all of these, in this order."""
    elements = (public, *blinded, *evaluated.elements)
    if len(blinded) != len(evaluated.elements) or not blinded or len(evaluated.proof) != 2 * SIZE:
        return False
    if not all(_is_element(each) for each in elements):
        return False
    proven, answer = (int.from_bytes(part, "little") for part in (evaluated.proof[:SIZE], evaluated.proof[SIZE:]))
    if not (0 < proven < ORDER and 0 < answer < ORDER):
        return False
    weights = _weights(public, blinded, evaluated.elements)
    asked, made = _mixed(weights, blinded), _mixed(weights, evaluated.elements)
    c, s = evaluated.proof[:SIZE], evaluated.proof[SIZE:]
    add = _sodium().crypto_core_ristretto255_add
    second = add(public_key(s), _times(c, public))
    third = add(_times(s, asked), _times(c, made))
    return _challenge(public, asked, made, second, third) == proven


def finish(values: Sequence[bytes], blinds: Sequence[bytes], public: bytes, evaluated: Evaluated) -> list[bytes]:
    """The asker's last part: 64 bytes a value. Raises Invalid when the proof is not the key's."""
    blinded = [blind(value, by) for value, by in zip(values, blinds, strict=True)]
    return unblind(values, blinds, blinded, public, evaluated)


def unblind(
    values: Sequence[bytes], blinds: Sequence[bytes], blinded: Sequence[bytes], public: bytes, evaluated: Evaluated
) -> list[bytes]:
    """The same for an asker that kept what it sent."""
    if not verify(public, blinded, evaluated):
        raise Invalid("oprf.proof", "The proof is not one of this key for these elements: nothing of it is used.")
    undo = _sodium().crypto_core_ristretto255_scalar_invert
    pairs = zip(values, blinds, evaluated.elements, strict=True)
    return [_value(value, _times(undo(by), made)) for value, by, made in pairs]


def compute(key: bytes, value: bytes) -> bytes:
    """What `finish` gives, by the key's owner alone: for the list that it holds."""
    return _value(value, _times(key, _element_of(value)))


def _value(value: bytes, element: bytes) -> bytes:
    return hashlib.sha512(_counted(value) + _counted(element) + b"Finalize").digest()


def _weights(public: bytes, asked: Sequence[bytes], made: Sequence[bytes]) -> list[bytes]:
    """A factor for each pair, that nobody can choose (section 2.2.1, composites)."""
    seed = hashlib.sha512(_counted(public) + _counted(b"Seed-" + CONTEXT)).digest()
    return [
        _scalar(
            _counted(seed) + place.to_bytes(2, "big") + _counted(one) + _counted(other) + b"Composite",
            b"HashToScalar-" + CONTEXT,
        ).to_bytes(SIZE, "little")
        for place, (one, other) in enumerate(zip(asked, made, strict=True))
    ]


def _mixed(weights: Sequence[bytes], elements: Sequence[bytes]) -> bytes:
    add = _sodium().crypto_core_ristretto255_add
    total: bytes | None = None
    for weight, element in zip(weights, elements, strict=True):
        part = _times(weight, element)
        total = part if total is None else add(total, part)
    assert total is not None
    return total


def _challenge(public: bytes, *elements: bytes) -> int:
    text = b"".join(_counted(each) for each in (public, *elements)) + b"Challenge"
    return _scalar(text, b"HashToScalar-" + CONTEXT)


def _element_of(value: bytes) -> bytes:
    if len(value) > MOST:
        raise Invalid("oprf.value", f"A value has at most {MOST:,} bytes.")
    made: bytes = _sodium().crypto_core_ristretto255_from_hash(_expanded(value, b"HashToGroup-" + CONTEXT))
    return made


def _scalar(text: bytes, domain: bytes) -> int:
    return int.from_bytes(_expanded(text, domain), "little") % ORDER


def _expanded(text: bytes, domain: bytes) -> bytes:
    """64 bytes: expand_message_xmd with SHA-512 (RFC 9380, section 5.3.1), where one digest is enough."""
    tail = domain + bytes([len(domain)])
    first = hashlib.sha512(bytes(BLOCK) + text + OUT.to_bytes(2, "big") + b"\0" + tail).digest()
    return hashlib.sha512(first + b"\x01" + tail).digest()


def _counted(text: bytes) -> bytes:
    return len(text).to_bytes(2, "big") + text


def _is_element(given: bytes) -> bool:
    return (
        len(given) == SIZE and given != bytes(SIZE) and bool(_sodium().crypto_core_ristretto255_is_valid_point(given))
    )


def _times_sound(scalar: bytes, given: bytes, place: int) -> bytes:
    """A multiplication refuses what is no element, and the one that is zero: asking before would decode it twice."""
    try:
        return _times(scalar, given)
    except (RuntimeError, ValueError):
        raise Invalid("oprf.element", f"Element {place} is not an element of ristretto255.") from None


def _times(scalar: bytes, element: bytes) -> bytes:
    made: bytes = _sodium().crypto_scalarmult_ristretto255(scalar, element)
    return made


def installed() -> bool:
    """Whether the extra `private` is there."""
    return importlib.util.find_spec("rbcl") is not None


@cache
def _sodium() -> Any:
    import rbcl

    return rbcl
