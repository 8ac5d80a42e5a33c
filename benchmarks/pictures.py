"""Telephone numbers written on pictures: how many are read exactly, what is read where none stands, and what it costs.

    .venv/bin/python benchmarks/pictures.py [--seed 1] [--each 12]

Invented landscapes (tests/lib/worded_pictures.py) go through the limited child and then through the rules that read an
ad. Needs the extra ocr. Peer: the program `tesseract` with its default settings, where it is installed, its text
read by the same rules; CPU seconds include starting it for each picture, as people do.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from machine import machine
from tests.lib.worded_pictures import KINDS, Worded, worded

from safelight.ads.core.ad import Ad, Image
from safelight.ads.core.extract import Extractor
from safelight.ads.sources.picture_reader import PictureReader
from safelight.gazetteer import load
from safelight.kernel.ids import AdId

EXTRACTOR = Extractor(load())


def digits(text: str) -> set[str]:
    """National digits of the numbers that the rules find in some words of a picture."""
    found = EXTRACTOR.extract(Ad(AdId("a"), images=(Image(text=text),)))
    return {phone.removeprefix("+")[-10:] for phone in found.phones}


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def score(name: str, pictures: list[Worded], read: Callable[[Path], str], folder: Path) -> None:
    right: Counter[str] = Counter()
    false = traps = 0
    for at, one in enumerate(pictures):
        path = folder / f"{at}.jpg"
        path.write_bytes(one.content)
        found = digits(read(path))
        right[one.kind] += one.digits in found
        false += len(found - {one.digits})
        traps += one.kind == "trap" and bool(found)
    each = sum(one.kind == "plain" for one in pictures)
    shown = "  ".join(f"{kind} {right[kind]}/{each}" for kind in KINDS)
    whole = sum(right[kind] for kind in KINDS)
    print(f"{name:<10} {whole}/{each * len(KINDS)} read exactly, {false} false numbers, {traps} on traps")
    print(f"           {shown}")


def tesseract(path: Path) -> str:
    asked = ["tesseract", str(path), "stdout"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=12)
    given = parser.parse_args()
    pictures = worded(given.seed, given.each)
    print(f"{machine()}, seed {given.seed}, {len(pictures)} pictures")
    with tempfile.TemporaryDirectory() as place:
        before, began = children(), time.perf_counter()
        with PictureReader() as reader:

            def ours(path: Path) -> str:
                with path.open("rb") as file:
                    return reader.read(file).text

            score("ours", pictures, ours, Path(place))
        spent = children() - before
        print(f"           {spent / len(pictures):.2f} CPU s a picture, {time.perf_counter() - began:.0f} s wall")
        if shutil.which("tesseract") is None:
            print("tesseract  not installed: no peer")
            return
        before = children()
        score("tesseract", pictures, tesseract, Path(place))
        print(f"           {(children() - before) / len(pictures):.2f} CPU s a picture")


if __name__ == "__main__":
    main()
