"""The obvious twin of `video_match`: every frame against every frame, one bit count after the other."""

from __future__ import annotations

from collections.abc import Sequence

from safelight.content.core.frames import Frame
from safelight.content.core.video_match import Rule


def kept(frames: Sequence[Frame], quality: int) -> list[int]:
    """The frames worth comparing, each once."""
    found: list[int] = []
    for frame in frames:
        value = int(frame.pdq, 16)
        if frame.quality >= quality and value not in found:
            found.append(value)
    return found


def percent(ones: list[int], others: list[int], distance: int) -> float:
    """Percent of `ones` that are near one of `others`."""
    near = [one for one in ones if any((one ^ other).bit_count() <= distance for other in others)]
    return 100 * len(near) / len(ones) if ones else 0.0


def matches(query: Sequence[Frame], compared: Sequence[Frame], rule: Rule) -> bool:
    """Whether the rule calls them the same video."""
    ours, theirs = kept(query, rule.quality), kept(compared, rule.quality)
    there, back = percent(ours, theirs, rule.distance), percent(theirs, ours, rule.distance)
    return there > 0 and there >= rule.query and back >= rule.compared
