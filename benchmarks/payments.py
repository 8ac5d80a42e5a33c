"""Payment handles and crypto addresses on a declared set: recall, precision, and false alarms on traps.

    python benchmarks/payments.py [--misses]
    python benchmarks/payments.py --build --seed 20261125

The declared file `benchmarks/adversarial/payments.jsonl` is what is scored (seed 20261125; 24 cases of each way to
write one, and traps with dollar signs, service words and keys that hold none). Addresses are made here, by encoders
that share no code with the reader. No peer from the package index reads payment handles. First run, 2026-11-25,
extraction 2026.11.2, before any rule was changed to fit the set: recall 0.893 (343/384; 95 % 0.858-0.920), precision
0.935 (343/367; 0.905-0.956), 24 false alarms on traps. Two names of four letters are not valid at their service and
stay misses.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from adversarial_phones import wilson
from machine import machine

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import EXTRACTION_VERSION, Extractor
from safelight.gazetteer import load
from safelight.kernel.ids import AdId

DECLARED = Path(__file__).parent / "adversarial" / "payments.jsonl"
CASES = 24

B58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
B32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

WAYS = {
    "cash colon": ("$", "Cash App: ${}", "cashapp - ${}", "CashApp:${} only"),
    "cash word": ("$", "deposit on cash app ${}", "send it to ${} (cashapp)", "my cash tag is ${}", "Pay here ${}"),
    "cash late": ("$", "${} is my cashapp", "${} <- cash app for the deposit", "tip ${}, thank you"),
    "cash bare": ("$", "cashapp {}", "Cash App name: {}", "cash app @{}", "cashtag {} please"),
    "cash link": ("$", "https://cash.app/${}", "cash.app/${}", "www.cash.app/${} works"),
    "venmo": ("venmo:", "venmo @{}", "Venmo: {}", "my venmo is {}", "V e n m o @{}"),
    "venmo link": ("venmo:", "venmo.com/u/{}", "https://venmo.com/{}", "account.venmo.com/u/{}"),
    "paypal": ("paypal:", "paypal.me/{}", "PayPal: {}", "https://www.paypal.com/paypalme/{}", "paypal @{}"),
}
FRAMES = (
    "Hello, I am in town until Friday. {} Ask for Mina.",
    "{}",
    "Deposit needed first. {} No calls after ten",
    "quick reply\n{}\ncall 212 555 0147",
    "Rates 150 / 250. {}, 20 today",
)
TRAPS = (
    "$200 an hour, $120 half, cash only",
    "a $pecial evening, deposit $50",
    "cash app and venmo welcome",
    "venmo, paypal, zelle accepted",
    "paypal is fine too",
    "No cash app please, cash only",
    "$$$ generous only $$$",
    "pay $100hr at the door",
    "tips are welcome, $20 and up",
    "deposit 50$ through any app",
    "cashapp deposit required",
    "venmo me first",
    "venmo payments considered",
    "Cash App accepted here",
    "booking reference {hex40}",
    "picture id {hex64}",
    "session {b58}",
    "wallet 0x{hex40} was closed",
    "file 3{digits}",
)


def base58(version: int, body: bytes) -> str:
    raw = bytes([version]) + body
    raw += sha256(sha256(raw).digest()).digest()[:4]
    number, out = int.from_bytes(raw, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        out = B58[rest] + out
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + out


def bech32(prefix: str, version: int, body: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in body)
    bits += "0" * (-len(bits) % 5)
    values = [version, *(int(bits[at : at + 5], 2) for at in range(0, len(bits), 5))]
    constant = 1 if version == 0 else 0x2BC830A3
    state = 1
    for value in [*(ord(c) >> 5 for c in prefix), 0, *(ord(c) & 31 for c in prefix), *values, 0, 0, 0, 0, 0, 0]:
        high, state = state >> 25, ((state & 0x1FFFFFF) << 5) ^ value
        for bit, term in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            state ^= term * (high >> bit & 1)
    state ^= constant
    return prefix + "1" + "".join(B32[v] for v in [*values, *(state >> 5 * (5 - at) & 31 for at in range(6))])


def address(rng: Random, chain: str) -> str:
    body = rng.randbytes(20)
    if chain == "taproot":
        return bech32("bc", 1, rng.randbytes(32))
    if chain in ("segwit", "litecoin segwit"):
        return bech32("ltc" if chain.startswith("l") else "bc", 0, body)
    return base58({"bitcoin": 0, "script": 5, "litecoin": 48, "dogecoin": 30, "tron": 65}[chain], body)


CHAINS = {
    "bitcoin": "bitcoin",
    "script": "bitcoin",
    "segwit": "bitcoin",
    "taproot": "bitcoin",
    "litecoin": "litecoin",
    "litecoin segwit": "litecoin",
    "dogecoin": "dogecoin",
    "tron": "tron",
}


def account(rng: Random) -> str:
    """An invented account name."""
    name = "".join(rng.choice(("va", "ri", "mo", "ten", "lu", "ska", "do", "ine")) for _ in range(rng.randint(2, 4)))
    shape = rng.randrange(4)
    return (
        name,
        f"{name}{rng.randint(1, 99)}",
        name.title(),
        f"{name[:4].title()}{name[4:].upper()}{rng.randint(1, 9)}",
    )[shape]


def build(seed: int) -> list[dict[str, Any]]:
    rng = Random(seed)
    rows: list[dict[str, Any]] = []

    def add(family: str, text: str, expected: list[str]) -> None:
        rows.append({"id": f"payments-{len(rows):04d}", "family": family, "text": text, "expected": expected})

    for family, (mark, *ways) in WAYS.items():
        for _ in range(CASES):
            name = account(rng)
            add(family, rng.choice(FRAMES).format(rng.choice(ways).format(name)), [mark + name.lower()])
    for chain, name in CHAINS.items():
        for _ in range(CASES):
            made = address(rng, chain)
            add(
                chain,
                rng.choice(FRAMES).format(rng.choice(("BTC {}", "send to {}", "{}")).format(made)),
                [f"{name}:{made}"],
            )
            at = rng.randrange(8, len(made))
            wrong = made[:at] + rng.choice([sign for sign in B32 if sign != made[at].lower()]) + made[at + 1 :]
            add("trap", rng.choice(FRAMES).format(f"send to {wrong}"), [])
    for text in TRAPS * 8:
        filled = text.format(
            hex40=rng.randbytes(20).hex(),
            hex64=rng.randbytes(32).hex(),
            b58="".join(rng.choice(B58) for _ in range(34)),
            digits=rng.randrange(10**26, 10**27),
        )
        add("trap", rng.choice(FRAMES).format(filled), [])
    return rows


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--build", action="store_true")
    asked.add_argument("--seed", type=int, default=20261125)
    asked.add_argument("--misses", action="store_true")
    given = asked.parse_args()
    if given.build:
        lines = [json.dumps(row, ensure_ascii=True) + "\n" for row in build(given.seed)]
        DECLARED.write_text("".join(lines), encoding="utf-8", newline="\n")
        return
    print(f"extraction {EXTRACTION_VERSION}, {machine()}")
    extractor = Extractor(load())
    right: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    for line in DECLARED.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        read = extractor.extract(Ad(AdId("a"), body=row["text"]))
        found = {*read.payment_handles, *(f"{one.chain}:{one.address}" for one in read.crypto)}
        hit = len(found & set(row["expected"]))
        right[row["family"]] += hit
        wanted[row["family"]] += len(row["expected"])
        extra[row["family"]] += len(found) - hit
        if given.misses and found != set(row["expected"]):
            print(f"  {row['id']} {row['family']}: {row['text']!r} wanted {row['expected']} said {sorted(found)}")
    for family in wanted:
        print(f"  {family:16} {right[family]:3}/{wanted[family]:3}  false {extra[family]}")
    hit, of, said = right.total(), wanted.total(), right.total() + extra.total()
    for name, total in (("recall", of), ("precision", said)):
        low, high = wilson(hit, total)
        print(f"{name} {hit / total:.3f} ({hit}/{total}; {low:.3f}-{high:.3f})")


if __name__ == "__main__":
    main()
