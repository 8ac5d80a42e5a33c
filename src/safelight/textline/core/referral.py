"""A referral: what one agency is told about one conversation, on which ground, and what became of it.

It carries the fields that a consent or a confirmed disclosure names, as they stood when it was sent, and nothing else.
When she takes her word back the agency is told to stop using it and the content is closed to it. Promises that a view
of an agency holds no field beyond those released. Refuses words of hers, or her number, inside fields that release
neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from safelight.kernel.workflow import Move, Workflow
from safelight.textline.core.consent import FIELDS, Field
from safelight.textline.core.keyword import folded

Status = Literal["sent", "acknowledged", "closed", "declined", "withdrawn", "stopped", "expired"]
STATUSES: tuple[Status, ...] = get_args(Status)

Basis = Literal["consent", "disclosure"]

WORKFLOW = Workflow(
    name="referral",
    start="sent",
    moves=(
        Move("sent", "acknowledge", "acknowledged", "textline.referral.acknowledge"),
        Move("sent", "decline", "declined", "textline.referral.decline"),
        Move("acknowledged", "decline", "declined", "textline.referral.decline"),
        Move("acknowledged", "close", "closed", "textline.referral.close"),
        Move("sent", "withdraw", "withdrawn", "textline.referral.withdraw"),
        Move("acknowledged", "withdraw", "withdrawn", "textline.referral.withdraw"),
        Move("closed", "withdraw", "withdrawn", "textline.referral.withdraw"),
        Move("sent", "expire", "expired", "textline.referral.expire"),
        Move("acknowledged", "expire", "expired", "textline.referral.expire"),
        Move("closed", "expire", "expired", "textline.referral.expire"),
        Move("withdrawn", "stop", "stopped", "textline.referral.stop"),
    ),
)
"""`stop` is the agency's word that it stopped using what was released."""

READABLE: frozenset[Status] = frozenset({"sent", "acknowledged", "closed"})
"""In these the agency reads what was released; in the others only what a recorded order of its own holds."""

STOP_USE = (
    "The person took back the consent that this rests on. Stop using what it released, tell whoever has it from you, "
    "and say so here. What was done before stays done; nothing new may rest on it."
)

GIVEN: tuple[Field, ...] = ("need", "place", "age_band", "safe_times", "first_name", "full_name")
"""Fields whose words the advocate writes; language, number and texts are taken from the conversation."""

LONGEST_VALUE = 1_000
"""Characters of one field: what an officer reads in a minute."""

RUN = 20
"""Characters of her own words in a row that count as quoting her: about four words. The house's choice; shorter runs
are everybody's language."""

DIGITS = 7
"""Digits of her number in a row that count as naming it: a local number without its area code."""


def values_problem(values: Mapping[Field, str], fields: Iterable[Field]) -> str | None:
    """What keeps these values from going out under those fields, in words, or None."""
    allowed = set(fields)
    beyond = sorted(set(values) - allowed)
    if beyond:
        return f"Not released by her: {', '.join(beyond)}."
    own = sorted(set(values) - set(GIVEN))
    if own:
        return f"Taken from the conversation, not written: {', '.join(own)}."
    if any(not value.strip() or len(value) > LONGEST_VALUE for value in values.values()):
        return f"A field has 1 to {LONGEST_VALUE:,} characters."
    return None


def unreleased(words: str, hers: Iterable[str], number: str, fields: Iterable[Field]) -> str | None:
    """What in `words` she has not released, in words, or None. `hers` are her texts; `number` is her number."""
    allowed = set(fields)
    if "texts" not in allowed and any(_runs(text) & _runs(words) for text in hers):
        return "This quotes her, and she has not released her texts; say it in your own words."
    digits = re.sub(r"\D", "", number)
    said = re.sub(r"\D", "", words)
    if "number" not in allowed and len(digits) >= DIGITS and digits[-DIGITS:] in said:
        return "This names her number, and she has not released it."
    return None


def _runs(text: str) -> frozenset[str]:
    plain = " ".join(re.findall(r"\w+", folded(text)))
    return frozenset(plain[start : start + RUN] for start in range(len(plain) - RUN + 1))


def in_order(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Fields, the least telling first."""
    wanted = set(fields)
    return tuple(field for field in FIELDS if field in wanted)
