"""What the text line counts for stats: conversations that open, how urgent they are, and how they end.

The contact, her number and her words are in no fact; where she wrote from is the county she stated, or nothing. A
county stated later moves the conversation from where it was counted, on the day it opened.
"""

from __future__ import annotations

import json

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
STEPS = ("sent", "arrived", "acknowledged", "declined", "closed", "withdrawn", "expired", "stopped")
REFERRALS = FactKind(
    "textline.referral",
    "referrals",
    "steps of referrals: sent by the line, arrived at the agency, and what came of them",
    {"step": STEPS},
)
KINDS = (OPENED, CLAIMED, ENDED, REPLIES, REFERRALS)

_STEPS = {
    **{"send": "sent", "arrive": "arrived", "acknowledge": "acknowledged", "decline": "declined", "close": "closed"},
    **{"withdraw": "withdrawn", "expire": "expired", "stop": "stopped"},
}

RULES = (
    FactRule("textline.message.receive", OPENED, when={"seq": 1}),
    FactRule("textline.mark.place", OPENED, when={"moved": True}, sign=-1, dated="opened_on", place="before_"),
    FactRule("textline.mark.place", OPENED, when={"moved": True}, dated="opened_on"),
    FactRule("textline.claim", CLAIMED),
    FactRule("textline.close", ENDED, taken={"disposition": "disposition", "tier": "tier"}),
    FactRule("textline.conversation.silence", ENDED, {"disposition": "stopped_answering"}, {"tier": "tier"}),
    FactRule("textline.reply", REPLIES),
    *(FactRule(f"textline.referral.{verb}", REFERRALS, {"step": step}) for verb, step in _STEPS.items()),
)


def counted_at(place: str | None, begins: str = "") -> dict[str, str]:
    """Where a conversation is counted, as details of an entry: the likeliest county of the place kept with it, and its
    state; empty when she stated none. A place kept before states were has none, and was counted without it."""
    kept = json.loads(place) if place else {}
    known = kept.get("state") and kept["counties"]
    return {
        f"{begins}county_fips": str(kept["counties"][0]) if known else "",
        f"{begins}state": str(kept["state"]) if known else "",
    }
