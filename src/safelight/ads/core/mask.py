"""Masking: whose ads a search shows without a word of their text.

Adults classed independent or collective are masked until a reasoned reveal. Covering only what was read isn't enough:
a name that no rule knows would stand in clear. So nothing of the text is shown, only what kinds of thing it holds.
"""

from __future__ import annotations

MASKED_ACTIVITIES = frozenset({"independent", "collective"})


def masked_by_default(activity: str | None) -> bool:
    """Whether an ad of this activity class is shown masked in a search."""
    return activity in MASKED_ACTIVITIES
