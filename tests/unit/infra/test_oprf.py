"""The oblivious function gives the values of RFC 9497 (appendix A.1.2), and nobody's proof but the key's."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from safelight.infra import oprf
from safelight.kernel.errors import Invalid

pytest.importorskip("rbcl", reason="the extra `private` (rbcl) is not installed")

H = bytes.fromhex
KEY = H("e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909")
PUBLIC = H("c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e")
BLIND = H("64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706")
NONCE = H("222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e")
VECTORS = [
    (
        "00",
        "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945",
        "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e",
        "ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd06"
        "6d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d",
        "b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7d"
        "a4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c",
    ),
    (
        "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
        "cc0b2a350101881d8a4cba4c80241d74fb7dcbfde4a61fde2f91443c2bf9ef0c",
        "60a59a57208d48aca71e9e850d22674b611f752bed48b36f7a91b372bd7ad468",
        "401a0da6264f8cf45bb2f5264bc31e109155600babb3cd4e5af7d181a2c9dc0a"
        "67154fabf031fd936051dec80b0b6ae29c9503493dde7393b722eafdf5a50b02",
        "8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60"
        "356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6",
    ),
]


def scalars(seed: int, count: int) -> list[bytes]:
    rng = random.Random(seed)
    return [oprf.new_scalar(rng.randbytes(64)) for _ in range(count)]


def test_the_key_of_the_vectors() -> None:
    assert oprf.derive_key(bytes([0xA3]) * 32, b"test key") == KEY
    assert oprf.public_key(KEY) == PUBLIC


@pytest.mark.parametrize(("value", "blinded", "evaluated", "proof", "output"), VECTORS)
def test_vectors(value: str, blinded: str, evaluated: str, proof: str, output: str) -> None:
    assert oprf.blind(H(value), BLIND).hex() == blinded
    made = oprf.evaluate(KEY, PUBLIC, [H(blinded)], NONCE)
    assert (made.elements, made.proof) == ((H(evaluated),), H(proof))
    assert oprf.finish([H(value)], [BLIND], PUBLIC, made) == [H(output)]
    assert oprf.compute(KEY, H(value)) == H(output)


def test_a_batch_under_one_proof_gives_what_the_owner_computes_alone() -> None:
    values = [b"md5:" + bytes([n]) * 16 for n in range(7)]
    blinds, (nonce,) = scalars(1, 7), scalars(2, 1)
    blinded = [oprf.blind(value, by) for value, by in zip(values, blinds, strict=True)]
    made = oprf.evaluate(KEY, PUBLIC, blinded, nonce)
    assert oprf.finish(values, blinds, PUBLIC, made) == [oprf.compute(KEY, value) for value in values]


def test_the_same_value_looks_different_each_time() -> None:
    first, second = scalars(3, 2)
    assert oprf.blind(b"one", first) != oprf.blind(b"one", second)


def test_another_keys_proof_and_a_changed_answer_are_refused() -> None:
    values, blinds, (other, nonce) = [b"a", b"b"], scalars(4, 2), scalars(5, 2)
    blinded = [oprf.blind(value, by) for value, by in zip(values, blinds, strict=True)]
    honest = oprf.evaluate(KEY, PUBLIC, blinded, nonce)
    lies = [
        oprf.evaluate(other, oprf.public_key(other), blinded, nonce),
        oprf.evaluate(other, PUBLIC, blinded, nonce),
        replace(honest, elements=honest.elements[::-1]),
        replace(honest, elements=honest.elements[:1]),
        replace(honest, elements=(honest.elements[0], bytes(32))),
        replace(honest, proof=honest.proof[:-1] + bytes([honest.proof[-1] ^ 1])),
        replace(honest, proof=bytes(64)),
        replace(honest, proof=b""),
    ]
    for lie in lies:
        with pytest.raises(Invalid, match="proof"):
            oprf.finish(values, blinds, PUBLIC, lie)


@pytest.mark.parametrize("element", [b"", bytes(32), b"\xff" * 32, b"\x01" + bytes(31), PUBLIC + b"\0"])
def test_what_is_no_element_is_named(element: bytes) -> None:
    with pytest.raises(Invalid, match="Element 2"):
        oprf.evaluate(KEY, PUBLIC, [PUBLIC, element], NONCE)


def test_no_elements_are_refused() -> None:
    with pytest.raises(Invalid, match="From 1"):
        oprf.evaluate(KEY, PUBLIC, [], NONCE)
