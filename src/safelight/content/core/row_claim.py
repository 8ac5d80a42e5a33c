"""What a row of a hash list claims besides its fingerprints: category, facts, series, identified, case reference."""

from __future__ import annotations

from collections.abc import Mapping

from safelight.content.core.listing import ListRow
from safelight.content.core.observation import Submission

CLAIMED = frozenset({"category", "facts", "series", "identified", "case_ref"})


def read_claim(row: ListRow) -> Submission:
    """The submission in a row. Raises ValueError naming the field."""
    given = {name: row.extra[name] for name in CLAIMED if row.extra.get(name) not in (None, "")}
    profile, colon, code = str(given.get("category", "")).partition(":")
    if "category" in given and not (colon and profile and code):
        raise ValueError("category is PROFILE:CODE, as US:1")
    facts = given.get("facts", {})
    if not isinstance(facts, Mapping) or not all(isinstance(one, str) for one in facts.values()):
        raise ValueError("facts is an object of texts")
    identified = given.get("identified", False)
    if str(identified).lower() not in ("true", "false"):
        raise ValueError("identified is true or false")
    return Submission(
        fingerprints=row.fingerprints,
        case_ref=str(given.get("case_ref", "")),
        profile=profile,
        code=code,
        facts={str(name): value for name, value in facts.items()},
        series=str(given.get("series", "")),
        identified=str(identified).lower() == "true",
    )
