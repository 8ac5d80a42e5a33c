"""Invented pictures with words on them: a landscape with a line that holds a contact, or, on traps, other numbers.

Telephone numbers are of the 555-01xx kind that nobody has. Each kind of trouble (slant, grain, faint ink, small
figures, an outline, a hard JPEG) stands alone, so that a score says which of them costs what.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

AREAS = ("212", "312", "415", "505", "615", "702", "808", "913")
SHAPES = ("{a}-{b}-{c}", "({a}) {b}-{c}", "{a}.{b}.{c}", "{a} {b} {c}", "+1 {a} {b} {c}", "{a}{b}{c}")
BEFORE = ("Call", "Text me", "Tel.", "Write to", "", "New number")
AFTER = ("", "any time", "until nine", "ask for the garden")
TRAPS = ("Room 1204, second floor", "Open 10-22 every day", "No. 48213 of 50000", "Sizes 36-38-40", "Since 19.04.2019")


@dataclass(frozen=True, slots=True)
class Worded:
    """`digits`: the ten national digits that stand on it, or none on a trap."""

    kind: str
    content: bytes
    digits: str


def landscape(rng: random.Random, size: tuple[int, int]) -> Image.Image:
    """Hills under a sky, with a little grain."""
    columns, rows = size
    numbers = np.random.default_rng(rng.randrange(2**32))
    sky, ground = numbers.integers(60, 200, 3), numbers.integers(30, 150, 3)
    x = np.linspace(0, 6, columns)
    hill = rows * (0.55 + 0.12 * np.sin(x + rng.uniform(0, 6)) + 0.06 * np.sin(2.7 * x))
    below = np.arange(rows)[:, None] > hill[None, :]
    plane = np.where(below[..., None], ground, sky) + numbers.normal(0, 5, (rows, columns, 1))
    return Image.fromarray(np.clip(plane, 0, 255).astype(np.uint8))


def _written(rng: random.Random, text: str, figure: int, faint: bool = False, outline: bool = False) -> Image.Image:
    picture = landscape(rng, (rng.randint(600, 900), rng.randint(450, 700)))
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(figure)
    box = draw.textbbox((0, 0), text, font=font)
    at = (max(8, (picture.width - box[2]) // 2), rng.randint(20, max(21, picture.height - 2 * figure)))
    under = np.asarray(picture).astype(int)[at[1] + figure // 2, picture.width // 2]
    light = int(under.sum()) < 384
    ink = (
        tuple(int(v) for v in np.clip(under + (70 if light else -70), 0, 255))
        if faint
        else (255,) * 3
        if light
        else (0,) * 3
    )
    rim = (0, 0, 0) if light else (255, 255, 255)
    draw.text(at, text, fill=ink, font=font, stroke_width=2 if outline else 0, stroke_fill=rim if outline else None)
    return picture


def _saved(picture: Image.Image, quality: int = 80) -> bytes:
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=quality)
    return held.getvalue()


def _grainy(rng: random.Random, picture: Image.Image) -> Image.Image:
    noise = np.random.default_rng(rng.randrange(2**32)).normal(0, 30, (picture.height, picture.width, 1))
    return Image.fromarray(np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8))


KINDS: dict[str, Callable[[random.Random, str], bytes]] = {
    "plain": lambda rng, text: _saved(_written(rng, text, 40)),
    "small": lambda rng, text: _saved(_written(rng, text, 17)),
    "slanted": lambda rng, text: _saved(_written(rng, text, 38).rotate(rng.choice((-12, -7, 7, 12)), expand=True)),
    "grain": lambda rng, text: _saved(_grainy(rng, _written(rng, text, 40))),
    "faint": lambda rng, text: _saved(_written(rng, text, 40, faint=True)),
    "outlined": lambda rng, text: _saved(_written(rng, text, 44, outline=True)),
    "blurred": lambda rng, text: _saved(_written(rng, text, 40).filter(ImageFilter.GaussianBlur(2))),
    "hard JPEG": lambda rng, text: _saved(_written(rng, text, 36), 12),
}


def worded(seed: int, each: int) -> list[Worded]:
    """`each` pictures with a number of every kind, and as many traps without one."""
    rng = random.Random(f"worded {seed}")
    made = []
    for kind, draw in KINDS.items():
        for _ in range(each):
            area, line = rng.choice(AREAS), f"01{rng.randint(0, 99):02d}"
            number = rng.choice(SHAPES).format(a=area, b="555", c=line)
            text = " ".join(part for part in (rng.choice(BEFORE), number, rng.choice(AFTER)) if part)
            made.append(Worded(kind, draw(rng, text), f"{area}555{line}"))
    kinds = list(KINDS.values())
    traps = (Worded("trap", kinds[n % len(kinds)](rng, rng.choice(TRAPS)), "") for n in range(each * len(kinds)))
    return [*made, *traps]
