"""What the console says after something was done. A closed list: the address carries a key, never words,
so that nobody can make the console say something by a link."""

from __future__ import annotations

from collections.abc import Mapping

SAID: Mapping[str, str] = {
    "watch": "Watched. Press u to undo.",
    "dismiss": "Dismissed. Press u to undo.",
    "reopen": "Back to new. Press u to undo.",
    "accept": "Accepted into the case. Press u to undo.",
    "undo": "The last step was undone.",
    "opened": "The case is open.",
    "noted": "The note was added.",
    "closed": "The case was closed.",
    "reopened": "The case is open again.",
    "kept": "Your settings were kept.",
    "revealed": "Revealed. The reveal was recorded.",
    "search_saved": "The search was saved. New ads that fit it are told of here.",
    "search_stopped": "The saved search has ended.",
    "poster_added": "The poster was kept.",
    "poster_moved": "The decision was written down.",
    "poster_closed": "The poster was closed; what it said was erased.",
    "signed_out": "You are signed out.",
    "seen": "Marked as seen.",
    "judged": "Your opinion was recorded.",
    "asked": "The other side was asked for contact.",
    "request_accept": "Accepted. Both sides now see each other's duty desk.",
    "request_decline": "Declined. The other side learns only that.",
    "request_refer": "Referred. There are three days more to answer.",
    "request_withdraw": "The request was withdrawn.",
    "request_escalate": "The watch desk was asked to look.",
    "request_close": "The contact was closed.",
    "reminded": "Noted. The request waits at the other side again.",
    "retracted": "Retracted. Everybody who was told of it is told.",
    "identified": "Marked as identified. Everybody who was told of it learns it first.",
    "erased": "Erased, with its salts in the log.",
    "policy_kept": "Kept. It holds for notices from now on.",
}

KEYS: tuple[tuple[str, str], ...] = (
    ("j", "Next lead"),
    ("k", "Lead before"),
    ("Enter", "Open the selected lead"),
    ("e", "Accept into a case"),
    ("w", "Watch"),
    ("x", "Dismiss; choose why with Tab and Enter, leave with Escape"),
    ("u", "Undo the last step"),
    ("/", "Search"),
    ("?", "This help"),
)
