"""Payment handles and crypto addresses: what is one, and what only looks like one."""

from __future__ import annotations

from hashlib import sha3_256

import pytest

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import Extractor
from safelight.ads.core.extract.crypto import chain_of, keccak256
from safelight.kernel.ids import AdId


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cash App: $InventedOne", ("$inventedone",)),
        ("Cashapp $co00242pays holds the slot.", ("$co00242pays",)),
        ("deposit to $in_vented2 please", ("$in_vented2",)),
        ("$rose44 on cash app", ("$rose44",)),
        ("https://cash.app/$Invented", ("$invented",)),
        ("venmo: @In-vented", ("venmo:in-vented",)),
        ("Venmo is invented44", ("venmo:invented44",)),
        ("Venmo (@in-vented)", ("venmo:in-vented",)),
        ("paypal.me/InventedTwo", ("paypal:inventedtwo",)),
        ("cash app @Invented", ("$invented",)),
        ("Cash App name: invented", ("$invented",)),
        ("cashapp Invented99", ("$invented99",)),
        ("https://www.paypal.com/paypalme/Invented3", ("paypal:invented3",)),
        ("venmo me first", ()),
        ("pay $100hr at the door", ()),
        ("deposit for a $pecial evening", ()),
        ("a $pecial time, $200 an hour, $200 deposit", ()),
        ("venmo accepted, paypal and cash app welcome", ()),
        ("cash app $200", ()),
    ],
)
def test_payment_handles(extractor: Extractor, text: str, expected: tuple[str, ...]) -> None:
    found = extractor.extract(Ad(AdId("a"), body=text))
    assert found.payment_handles == expected
    assert all(
        text[m.start : m.end].strip("@").lower() in m.value for m in found.mentions if m.field == "payment_handle"
    )


@pytest.mark.parametrize(
    ("address", "chain"),
    [
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "bitcoin"),
        ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "bitcoin"),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "ethereum"),
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3", None),
        ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp", None),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", None),
        ("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", None),
        ("bc1Qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", None),
    ],
)
def test_crypto_addresses_need_their_checksum(extractor: Extractor, address: str, chain: str | None) -> None:
    """Published examples of BIP 173 and EIP-55, and one sign changed in each."""
    assert chain_of(address) == chain
    found = extractor.extract(Ad(AdId("a"), body=f"send to {address}, thanks"))
    assert [(one.chain, one.address) for one in found.crypto] == ([(chain, address)] if chain else [])
    assert found.phones == () or chain is None


def test_keccak_is_the_published_one() -> None:
    assert keccak256(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert keccak256(b"abc").hex() == "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"
    assert keccak256(b"abc") != sha3_256(b"abc").digest()
    assert len({keccak256(b"x" * size) for size in (135, 136, 137, 271, 272)}) == 5
