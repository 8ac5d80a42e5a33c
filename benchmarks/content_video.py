"""Hashing and matching videos beside the PDQ authors' own code, in one run.

    python benchmarks/content_video.py [--clips 5] [--seconds 15] [--seed 21] [--rows 360] [--rate 25]

Clips are invented moving landscapes, 16 to 9, saved as H.264. The peer decodes the same
bytes with the same library, turns a frame a second into RGB and hashes it with `pdqhash`, as vPDQ does (`vpdq` itself
is source only); ours runs without its limited child, whose start is paid once a run. Recall: copies that travel, each
as a query to its original, by vPDQ's rule, for both sides' own hashes. False matches: every clip against every other.
Reference: the authors' clips and their output in the corpora, when they are there. At the end a film's frames are
looked up among a million.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import sys
import time
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

for library in ("OPENBLAS", "OMP", "MKL"):  # one thread, as the limited child has; read when numpy is loaded
    os.environ[f"{library}_NUM_THREADS"] = "1"

import av  # noqa: E402
import numpy as np  # noqa: E402
import pdqhash  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from machine import machine  # noqa: E402
from tests.lib.videos import copies, encoded, scenes  # noqa: E402

from safelight.content.core.fingerprint import NEAR_BITS  # noqa: E402
from safelight.content.core.frames import Frame, listed, read_frames  # noqa: E402
from safelight.content.core.video_match import RULE, compared_frames, overlap  # noqa: E402
from safelight.content.hashers.video_child import serve  # noqa: E402
from safelight.content.hashers.videos import container  # noqa: E402
from safelight.content.index.live import LiveIndex  # noqa: E402
from safelight.infra.frames import Message  # noqa: E402

CORPORA = Path(os.environ.get("SAFELIGHT_CORPORA", "../shared/corpora")) / "content" / "vpdq"
AMONG, FILM = 1_000_000, 5_400

Hash = Callable[[bytes], tuple[Frame, ...]]


def ours(file: bytes, every: float = 1.0) -> tuple[Frame, ...]:
    found: list[Frame] = []
    for reply in serve(Message({"format": container(file[:400]), "every": every}), io.BytesIO(file)):
        found += listed(reply.header.get("frames", []))
    return tuple(found)


def peer(file: bytes) -> tuple[Frame, ...]:
    found: list[Frame] = []
    with av.open(io.BytesIO(file)) as opened:
        stream = opened.streams.video[0]
        stream.codec_context.thread_count = 1
        for number, frame in enumerate(opened.decode(stream)):
            at = float(frame.time or 0)
            if at + 1e-6 >= len(found):
                bits, quality = pdqhash.compute(frame.to_ndarray(format="rgb24"))
                value = int("".join(str(int(bit)) for bit in bits), 2)
                found.append(Frame(number, int(quality), f"{value:064x}", at))
    return tuple(found)


def decoding(file: bytes) -> tuple[Frame, ...]:
    with av.open(io.BytesIO(file)) as opened:
        stream = opened.streams.video[0]
        stream.codec_context.thread_count = 1
        for _ in opened.decode(stream):
            pass
    return ()


def rate(hashed: Hash, files: list[bytes], seconds: float) -> float:
    """Seconds of video a CPU second; the first call isn't counted (tables are made once for each size)."""
    hashed(files[0])
    start = time.process_time()
    for file in files:
        hashed(file)
    return len(files) * seconds / (time.process_time() - start)


def bits_between(a: tuple[Frame, ...], b: tuple[Frame, ...]) -> list[int]:
    theirs = {frame.number: frame for frame in b}
    both = [(one, theirs[one.number]) for one in a if one.number in theirs]
    return [(int(one.pdq, 16) ^ int(other.pdq, 16)).bit_count() for one, other in both]


def recall(clips: list[list[np.ndarray]], originals: dict[str, list[tuple[Frame, ...]]], rate: int) -> None:
    hashes: dict[str, Hash] = {"ours": ours, "peer": peer}
    found: dict[str, dict[str, int]] = {}
    for place, frames in enumerate(clips):
        for name, file in copies(frames, rate):
            counted = found.setdefault(name, dict.fromkeys(hashes, 0))
            for side, hashed in hashes.items():
                held = compared_frames(originals[side][place])
                counted[side] += RULE.stands(overlap(compared_frames(hashed(file)), held))
    for name, counted in found.items():
        print(f"  {name}: ours {counted['ours']}/{len(clips)}, peer {counted['peer']}/{len(clips)}")


def false_matches(originals: list[tuple[Frame, ...]]) -> str:
    compared = [compared_frames(one) for one in originals]
    pairs = list(permutations(compared, 2))
    overlaps = [overlap(one, other) for one, other in pairs]
    wrong = sum(RULE.stands_either_way(one) for one in overlaps)
    return f"{wrong}/{len(pairs)} pairs; most of a query matched {max(one.query for one in overlaps):.0f} %"


def references() -> None:
    if not CORPORA.is_dir():
        print("the corpora are not on this machine: no reference clips (set SAFELIGHT_CORPORA)")
        return
    for path in sorted(CORPORA.glob("*.mp4")):
        theirs = read_frames(path.with_suffix(".vpdq.txt").read_text())
        mine = ours(path.read_bytes(), 0)
        bits = bits_between(mine, theirs)
        near = sum(one <= NEAR_BITS for one in bits) / len(bits)
        print(
            f"  {path.stem}: {len(bits)} of {len(theirs)} frames, median {statistics.median(bits):g}, most {max(bits)}",
            end="",
        )
        print(f" bits, {near:.1%} within {NEAR_BITS}")


def film_among_many(seed: int) -> None:
    rng = np.random.default_rng(seed)
    index = LiveIndex()
    index.add_rows(np.arange(AMONG), rng.integers(0, 256, (AMONG, 32), np.uint8))
    index.ready()
    film = rng.integers(0, 256, (FILM, 32), np.uint8)
    index.search_rows(film[:10], NEAR_BITS)
    start = time.process_time()
    for at in range(0, FILM, 512):
        index.search_rows(film[at : at + 512], NEAR_BITS)
    spent = time.process_time() - start
    print(f"a film of {FILM:,} frames among {AMONG:,}: {spent:.2f} CPU s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clips", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--seed", type=int, default=21)
    parser.add_argument("--rows", type=int, default=360)
    parser.add_argument("--rate", type=int, default=25)
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    columns = given.rows * 16 // 9
    print(
        f"{machine()}, seed {given.seed}, {given.clips} clips of {given.seconds:g} s, {columns} x {given.rows}, "
        f"{given.rate} frames a second"
    )
    clips = [scenes(rng, given.seconds, given.rows, columns, given.rate) for _ in range(given.clips)]
    files = [encoded(frames, rate=given.rate, bit_rate=1_500_000) for frames in clips]
    originals = {"ours": [ours(file) for file in files], "peer": [peer(file) for file in files]}
    bits = [one for mine, theirs in zip(*originals.values(), strict=True) for one in bits_between(mine, theirs)]
    print(f"bits from the peer: median {statistics.median(bits):g}, most {max(bits)} on {len(bits)} frames")
    rates = {
        name: rate(hashed, files, given.seconds)
        for name, hashed in (("peer", peer), ("ours", ours), ("decoding alone", decoding))
    }
    shown = ", ".join(f"{name} {value:,.0f}" for name, value in rates.items())
    print(f"seconds of video a CPU second: {shown} ({rates['ours'] / rates['peer']:.2f} x)")
    print("copies that meet their original:")
    recall(clips, originals, given.rate)
    print(f"different clips that meet: {false_matches(originals['ours'])}")
    print("the authors' clips:")
    references()
    film_among_many(given.seed)


if __name__ == "__main__":
    main()
