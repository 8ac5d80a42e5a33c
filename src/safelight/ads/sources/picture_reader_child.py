"""The part that meets a stranger's picture: it decodes one and reads the words in it, in the limited child process.

Promises: memory is bounded by MOST_PIXELS and LONGEST_SIDE whatever the header claims; what can't be decoded is one
reason in words. The models are loaded and run once before the child gives up the right to open files.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageOps, ImagePalette, UnidentifiedImageError
from rapidocr import RapidOCR
from rapidocr.utils.output import RapidOCROutput

from safelight.infra.frames import Message

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF")

MOST_PIXELS = 64_000_000
"""Pixels decoded of one picture: 192 MB as RGB."""

LONGEST_SIDE = 2_000
"""Pixels to which the longer side is shrunk first: a telephone number a tenth as wide still has 15 pixels a figure."""

SURE = 0.5
"""Confidence of the recogniser from which a line counts; below, what it reads is mostly ornament."""

Image.init()
Image.MAX_IMAGE_PIXELS = None  # the bound above is lower and counts what is decoded
LOADED = (ImageColor, ImagePalette)
"""What Pillow imports when first used comes before the child gives up the right to open files."""

cv2.setNumThreads(0)
ENGINE = RapidOCR(
    params={
        "Global.log_level": "critical",
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
)


def lines_in(picture: NDArray[np.uint8]) -> list[str]:
    """The lines of a (rows x columns x 3) picture, from the top."""
    found = ENGINE(picture)
    if not isinstance(found, RapidOCROutput) or found.boxes is None or found.txts is None or found.scores is None:
        return []
    rows = zip(found.boxes, found.txts, found.scores, strict=True)
    sure = [(float(box[:, 1].min()), float(box[:, 0].min()), text) for box, text, score in rows if score >= SURE]
    return [text for _, _, text in sorted(sure)]


def serve(_question: Message, file: BinaryIO | None) -> Iterator[Message]:
    """One reply: `lines`, or an `error`."""
    if file is None:
        yield Message({"error": "no picture was given"})
        return
    warnings.simplefilter("ignore")
    try:
        yield Message(_read(file))
    except UnidentifiedImageError:
        yield Message({"error": "not a picture in a format that is read"})
    except MemoryError:
        yield Message({"error": "the picture needs more memory than it may use"})
    except Exception as error:  # a decoder may raise anything on hostile bytes
        yield Message({"error": f"can't be decoded: {type(error).__name__}"})


def _read(file: BinaryIO) -> dict[str, object]:
    with Image.open(file, formats=FORMATS) as picture:
        columns, rows = picture.size
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        if picture.size[0] * picture.size[1] > MOST_PIXELS:
            return {"error": f"{columns:,} x {rows:,} pixels are more than the {MOST_PIXELS:,} that are decoded"}
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return {"lines": lines_in(np.asarray(upright)[:, :, ::-1].copy())}


def _warm() -> None:
    """Load what the engine loads at its first picture: one with a word in it, so that every model runs."""
    picture = np.full((96, 320, 3), 255, np.uint8)
    cv2.putText(picture, "warm 12", (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 2)
    lines_in(picture)


_warm()
