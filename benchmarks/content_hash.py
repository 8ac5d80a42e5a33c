"""Hashing pictures beside the PDQ authors' own code, in one run: pictures a CPU second, and bits away from it.

    python benchmarks/content_hash.py [--pictures 12] [--seed 5]

Pictures are invented landscapes with grain, saved as JPEG, and the reference pictures of the corpora when they are
there. Both sides open the same bytes with Pillow, decoding included; ours without its limited child, whose start is
paid once a run. Recall: copies shrunk and saved again, hashed by us, against the full-size originals hashed by the
peer, within 31 bits; beside it the peer's own recall on the same copies.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

for library in ("OPENBLAS", "OMP", "MKL"):  # one thread, as the limited child has; read when numpy is loaded
    os.environ[f"{library}_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402
import pdqhash  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from machine import machine  # noqa: E402
from PIL import Image  # noqa: E402
from tests.lib.pictures import landscape, saved  # noqa: E402

from safelight.content.core.fingerprint import NEAR_BITS  # noqa: E402
from safelight.content.hashers.picture_child import serve  # noqa: E402
from safelight.infra.frames import Message  # noqa: E402

CORPORA = Path(os.environ.get("SAFELIGHT_CORPORA", "../shared/corpora")) / "content" / "pdq"
FEATUREFUL = 50
"""Quality from which PDQ's authors act on a match."""

Hash = Callable[[bytes], tuple[int, int]]


def ours(exact: bool) -> Hash:
    def hashed(file: bytes) -> tuple[int, int]:
        (reply,) = serve(Message({"exact": exact}), io.BytesIO(file))
        return int(str(reply.header["pdq"]), 16), int(str(reply.header["quality"]))

    return hashed


def peer(file: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(file)) as picture:
        bits, quality = pdqhash.compute(np.asarray(picture.convert("RGB")))
    return int("".join(str(int(bit)) for bit in bits), 2), int(quality)


def rate(hashed: Hash, files: Sequence[bytes]) -> float:
    """Pictures a CPU second; the first call isn't counted (tables are made once for each size)."""
    hashed(files[0])
    start = time.process_time()
    for file in files:
        hashed(file)
    return len(files) / (time.process_time() - start)


def away(hashed: Hash, files: Sequence[bytes]) -> str:
    """Bits from the peer on pictures that the peer calls featureful."""
    bits = []
    for file in files:
        theirs, quality = peer(file)
        if quality >= FEATUREFUL:
            bits.append((hashed(file)[0] ^ theirs).bit_count())
    return f"median {statistics.median(bits):g}, most {max(bits)} bits on {len(bits)}" if bits else "no featureful one"


def copies(file: bytes) -> list[bytes]:
    """Shrunk and saved again, as copies travel."""
    with Image.open(io.BytesIO(file)) as picture:
        rows, columns = picture.height, picture.width
        small = [picture.resize((int(columns * part), int(rows * part))) for part in (0.7, 0.35)]
        return [saved(np.asarray(one.convert("RGB")), quality=quality) for one in small for quality in (85, 50)]


def recall(hashed: Hash, files: Sequence[bytes]) -> str:
    found = of = 0
    for file in files:
        original = peer(file)[0]
        for copy in copies(file):
            of += 1
            found += (hashed(copy)[0] ^ original).bit_count() <= NEAR_BITS
    return f"{found}/{of}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", type=int, default=12)
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    print(f"{machine()}, seed {given.seed}, {given.pictures} pictures a size")
    sets = {
        f"{side} px": [saved(landscape(rng, side * 3 // 4, side), quality=88) for _ in range(given.pictures)]
        for side in (683, 2048)
    }
    references = sorted(CORPORA.glob("*.jpg")) if CORPORA.is_dir() else []
    if references:
        sets["reference pictures"] = [path.read_bytes() for path in references]
    else:
        print("the corpora are not on this machine: no reference pictures (set SAFELIGHT_CORPORA)")
    for name, files in sets.items():
        rates = {
            what: rate(hashed, files) for what, hashed in (("peer", peer), ("fast", ours(False)), ("exact", ours(True)))
        }
        print(f"{name}: peer {rates['peer']:,.1f}/CPU s", end="")
        for what in ("fast", "exact"):
            print(f"; {what} {rates[what]:,.1f} ({rates[what] / rates['peer']:.1f} x)", end="")
        print()
        print(f"  bits from the peer: fast {away(ours(False), files)}; exact {away(ours(True), files)}")
        found = f"fast {recall(ours(False), files)}, peer {recall(peer, files)}"
        print(f"  copies within {NEAR_BITS} bits of the peer's originals: {found}")


if __name__ == "__main__":
    main()
