"""Crypto addresses: kept only when their checksum holds, so that no other run of letters and digits is one.

Base58Check (Bitcoin, Litecoin, Dogecoin, Tron), Bech32 and Bech32m (BIP 173, BIP 350), and mixed-case Ethereum
(EIP-55, over Keccak-256 as submitted to NIST, which `hashlib` lacks). Refuses an Ethereum address in one case: it has
no checksum to verify.
"""

from __future__ import annotations

import re
from hashlib import sha256

from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.mention import CryptoAddress, Mention

_CANDIDATE = re.compile(
    r"[0bBlL13MDT](?<![0-9A-Za-z].)(?:(?<=0)x[0-9a-fA-F]{40}|(?:(?<=b)c1|(?<=l)tc1|(?<=B)C1|(?<=L)TC1)[0-9A-Za-z]{11,71}|"
    r"(?<=[13LMDT])[1-9A-HJ-NP-Za-km-z]{25,34})(?![0-9A-Za-z])"
)
"""The first sign comes first and what stands before it second, so that the search skips to such signs."""

SHORTEST = 14
"""Characters of the shortest candidate: "bc1" and eleven more."""

_SIGNS58 = {sign: value for value, sign in enumerate("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")}
_BECH32 = {sign: value for value, sign in enumerate("qpzry9x8gf2tvdw0s3jn54khce6mua7l")}
_VERSIONS = {0x00: "bitcoin", 0x05: "bitcoin", 0x30: "litecoin", 0x32: "litecoin", 0x1E: "dogecoin", 0x41: "tron"}
_PREFIXES = {"bc": "bitcoin", "ltc": "litecoin"}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32_ONES = {1, 0x2BC830A3}
"""Residues of a valid Bech32 (BIP 173) and Bech32m (BIP 350) string."""


def crypto(passage: Passage) -> list[Mention]:
    """Every verified address of one passage, spans on the original text."""
    found: list[Mention] = []
    if len(passage.text) < SHORTEST or passage.longest < SHORTEST:
        return found
    for match in _CANDIDATE.finditer(passage.text):
        chain = chain_of(match.group())
        if chain:
            upper = match.group().isupper()
            address = CryptoAddress(chain, match.group().lower() if upper else match.group())
            found.append(passage.mention("crypto", address, match.start(), match.end(), "crypto.checksum"))
    return found


def chain_of(address: str) -> str | None:
    """The chain on which an address is valid, None when its checksum doesn't hold."""
    if address.startswith("0x"):
        return "ethereum" if _mixed_case_holds(address[2:]) else None
    if address.lower().startswith(("bc1", "ltc1")):
        return _segwit(address)
    return _check58(address)


def _check58(address: str) -> str | None:
    number = 0
    for sign in address:
        number = number * 58 + _SIGNS58[sign]
    if number.bit_length() > 200:
        return None
    raw = number.to_bytes(25, "big")
    held = sha256(sha256(raw[:21]).digest()).digest()[:4] == raw[21:]
    return _VERSIONS.get(raw[0]) if held else None


def _segwit(address: str) -> str | None:
    if address not in (address.lower(), address.upper()):
        return None
    prefix, _, rest = address.lower().rpartition("1")
    if any(sign not in _BECH32 for sign in rest) or prefix not in _PREFIXES:
        return None
    values = [ord(sign) >> 5 for sign in prefix] + [0] + [ord(sign) & 31 for sign in prefix]
    residue = 1
    for value in values + [_BECH32[sign] for sign in rest]:
        top = residue >> 25
        residue = (residue & 0x1FFFFFF) << 5 ^ value
        for bit, term in enumerate(_GENERATOR):
            residue ^= term if top >> bit & 1 else 0
    return _PREFIXES[prefix] if residue in _BECH32_ONES else None


def _mixed_case_holds(digits: str) -> bool:
    low = digits.lower()
    if digits in (low, digits.upper()):
        return False
    marks = keccak256(low.encode()).hex()
    return all(
        sign.isdigit() or sign.isupper() == (int(mark, 16) > 7) for sign, mark in zip(digits, marks, strict=False)
    )


_ROUNDS = 24
_LANE = (1 << 64) - 1
_RATE = 136


def keccak256(message: bytes) -> bytes:
    """Keccak-256 with the original padding (Keccak reference, version 3, 2011), as Ethereum uses it."""
    padded = bytearray(message + b"\x01" + bytes((-len(message) % _RATE or _RATE) - 1))
    padded[-1] |= 0x80
    lanes = [[0] * 5 for _ in range(5)]
    for start in range(0, len(padded), _RATE):
        for at in range(_RATE // 8):
            word = int.from_bytes(padded[start + 8 * at : start + 8 * at + 8], "little")
            lanes[at % 5][at // 5] ^= word
        lanes = _permuted(lanes)
    return b"".join(lanes[at % 5][at // 5].to_bytes(8, "little") for at in range(4))


def _permuted(lanes: list[list[int]]) -> list[list[int]]:
    register = 1
    for _ in range(_ROUNDS):
        parity = [row[0] ^ row[1] ^ row[2] ^ row[3] ^ row[4] for row in lanes]
        spread = [parity[(x + 4) % 5] ^ _turned(parity[(x + 1) % 5], 1) for x in range(5)]
        lanes = [[lane ^ spread[x] for lane in row] for x, row in enumerate(lanes)]
        x, y, held = 1, 0, lanes[1][0]
        for step in range(_ROUNDS):
            x, y = y, (2 * x + 3 * y) % 5
            held, lanes[x][y] = lanes[x][y], _turned(held, (step + 1) * (step + 2) // 2)
        lanes = [[lanes[x][y] ^ (~lanes[(x + 1) % 5][y] & lanes[(x + 2) % 5][y]) for y in range(5)] for x in range(5)]
        for bit in range(7):
            register = (register << 1 ^ (register >> 7) * 0x71) & 0xFF
            if register & 2:
                lanes[0][0] ^= 1 << ((1 << bit) - 1)
    return lanes


def _turned(lane: int, by: int) -> int:
    by %= 64
    return (lane << by | lane >> (64 - by)) & _LANE
