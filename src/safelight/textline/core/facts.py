"""What the text line counts for stats: conversations that open, how urgent they are, and how they end.

The contact, her number and her words are in no fact; where she wrote from is the county she stated, or nothing.
"""

from __future__ import annotations

from safelight.kernel.facts import FactKind, FactRule
from safelight.textline.core.conversation import DISPOSITIONS

TIERS = ("0", "1", "2", "3")

OPENED = FactKind("textline.opened", "conversations opened", "conversations by the day of their first text", {})
CLAIMED = FactKind("textline.claimed", "conversations claimed", "times a person took a waiting conversation", {})
ENDED = FactKind(
    "textline.closed",
    "conversations closed",
    "conversations by the day they ended; who left after our answer stopped answering",
    {"disposition": DISPOSITIONS, "tier": TIERS},
)
REPLIES = FactKind("textline.replied", "replies", "texts that people sent; automatic ones are not counted", {})
KINDS = (OPENED, CLAIMED, ENDED, REPLIES)

RULES = (
    FactRule("textline.message.receive", OPENED, when={"seq": 1}),
    FactRule("textline.claim", CLAIMED),
    FactRule("textline.close", ENDED, taken={"disposition": "disposition", "tier": "tier"}),
    FactRule("textline.conversation.silence", ENDED, {"disposition": "stopped_answering"}, {"tier": "tier"}),
    FactRule("textline.reply", REPLIES),
)
