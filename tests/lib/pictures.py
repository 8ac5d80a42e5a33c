"""Invented pictures: smooth landscapes with grain, the kind a camera makes; and the ways in which they are saved."""

from __future__ import annotations

import io

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]


def landscape(rng: Generator, rows: int, columns: int, grain: float = 4.0) -> Pixels:
    """(rows x columns x 3): hills at every scale, coarse ones the strongest."""
    plane = np.full((rows, columns, 3), 128.0)
    for side in (3, 6, 12, 24, 48):
        for colour in range(3):
            hills = Image.fromarray(rng.normal(0, 120 / side**0.5, (side, side)).astype(np.float32))
            plane[:, :, colour] += np.asarray(hills.resize((columns, rows), Image.Resampling.BICUBIC))
    plane += rng.normal(0, grain, plane.shape)
    return np.clip(plane, 0, 255).astype(np.uint8)


def saved(pixels: Pixels, format: str = "JPEG", **options: object) -> bytes:
    """The picture as a file of that format."""
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, format, **options)
    return stream.getvalue()
