"""The part that meets a stranger's picture: it decodes and hashes, in the limited child process, and nothing else.

Promises: memory is bounded by MOST_PIXELS whatever the header claims; what can't be decoded is one reason in words.
Refuses: formats that run programs or fetch files (EPS, WMF), and every file that is not a picture. Of an animation the
first frame is taken, as the peers do.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageColor, ImagePalette, UnidentifiedImageError

from safelight.content.core import pdq
from safelight.infra.frames import Message

Image.init()
LOADED = (ImageColor, ImagePalette)
"""All plugins, and what they import when first used, come before the child gives up the right to open files."""

FORMATS = (
    *("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF", "JPEG2000"),
    *("ICO", "ICNS", "PCX", "PPM", "TGA"),
)

MOST_PIXELS = 64_000_000
"""Pixels decoded of one picture: 192 MB as RGB. Larger JPEG files are decoded at a reduced size; the 108 and 200
megapixel pictures of phones are JPEG."""

Image.MAX_IMAGE_PIXELS = None  # our own bound below is lower and counts what is decoded


def serve(question: Message, file: BinaryIO | None) -> Iterator[Message]:
    """One reply: the hash with its quality, or an `error`. `exact` asks for the full decoding, `orientations` for all
    eight."""
    if file is None:
        yield Message({"error": "no picture was given"})
        return
    warnings.simplefilter("ignore")
    try:
        yield Message(_hashed(file, bool(question.header.get("exact")), bool(question.header.get("orientations"))))
    except UnidentifiedImageError:
        yield Message({"error": "not a picture in a format that is read"})
    except MemoryError:
        yield Message({"error": "the picture needs more memory than it may use"})
    except Exception as error:
        yield Message({"error": _words(error)})


def _hashed(file: BinaryIO, exact: bool, orientations: bool) -> dict[str, object]:
    with Image.open(file, formats=FORMATS) as picture:
        columns, rows = picture.size
        record: dict[str, object] = {"format": (picture.format or "").lower(), "width": columns, "height": rows}
        if not exact:
            picture.draft("L" if min(columns, rows) >= pdq.ENOUGH else None, (pdq.ENOUGH, pdq.ENOUGH))
        if picture.size[0] * picture.size[1] > MOST_PIXELS:
            return {"error": f"{columns:,} x {rows:,} pixels are more than the {MOST_PIXELS:,} that are decoded"}
        plane = _plane(picture)
    samples = pdq.sampled(plane, (rows, columns))
    tiny = min(rows, columns) < pdq.SMALLEST
    record["quality"] = 0 if tiny else pdq.quality(samples)
    record["pdq"] = pdq.bits(pdq.cosines(samples)).hex()
    if orientations:
        record["orientations"] = [each.hex() for each in pdq.orientations(plane, (rows, columns))]
    return record


def _plane(picture: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """(rows x columns) brightness of a grey picture, else (rows x columns x 3); transparency is passed over."""
    shown = picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
    return np.asarray(shown)


def _words(error: Exception) -> str:
    text = " ".join(str(error).split())
    printable = "".join(mark for mark in text if mark.isprintable())[:120]
    return f"can't be decoded: {printable or type(error).__name__}"
