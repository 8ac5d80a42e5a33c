"""An air-gap bundle: a signed manifest and entries, carried by hand from one network to another.

A bundle is three parts in one file: a line of manifest, a line with its Ed25519 signature, and one JSON line an entry.
Bundles of one sender are numbered and each names the one before, so that a replayed, altered or missing one is seen.
Promises: pure; every refusal has its reason. Case references and media are never in it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from safelight.content.core.carried import Carried
from safelight.content.core.category import claim_problem
from safelight.content.core.fingerprint import Fingerprint, fingerprint
from safelight.content.core.observation import MOST_FINGERPRINTS, Submission
from safelight.kernel.errors import Invalid

FORMAT = "safelight-bundle/1"
BEGINNING = b'{"format":"safelight-bundle/'
LONGEST_HEAD = 4_096
LONGEST_LINE = 4 * 1_048_576
"""A video of 25,000 frames takes 2.2 million bytes (rows.MAX_LINE)."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`key`: the sender's public key in hex. `previous`: SHA-256 of the manifest line before, empty for the first.
    `whole`: it holds all that the sender holds, so none before it is needed. `sha256` and `size` are of the entries."""

    format: str
    key: str
    sender: str
    sequence: int
    previous: str
    whole: bool
    made_at: str
    entries: int
    size: int
    sha256: str

    def line(self) -> bytes:
        return json.dumps(asdict(self), separators=(",", ":"), ensure_ascii=True).encode() + b"\n"

    @property
    def stream(self) -> str:
        return f"{self.key}/{self.sender}"


@dataclass(frozen=True, slots=True)
class Last:
    """The newest bundle that was taken in of one sender."""

    sequence: int
    digest: str
    taken_at: str


def read_manifest(line: bytes) -> Manifest:
    """The manifest in a line. Raises Invalid."""
    try:
        found = json.loads(line)
        made = Manifest(**found)
    except (ValueError, TypeError, RecursionError):
        raise Invalid(
            "content.bundle.manifest", "The bundle's manifest can't be read; it was altered or cut."
        ) from None
    whole_numbers = all(type(one) is int and one >= 0 for one in (made.sequence, made.entries, made.size))
    texts = (made.key, made.sender, made.previous, made.made_at, made.sha256)
    if made.format != FORMAT or not whole_numbers or not all(isinstance(one, str) for one in texts):
        raise Invalid("content.bundle.manifest", f"The bundle is not of the form {FORMAT}.")
    if made.line() != line:
        raise Invalid("content.bundle.manifest", "The bundle's manifest is spelled otherwise than it is written here.")
    return made


def order_problem(manifest: Manifest, digest: str, last: Last | None) -> str | None:
    """Why a bundle can't be taken in after `last`, or None. `digest`: SHA-256 of its manifest line."""
    if last is None:
        first = manifest.whole or manifest.sequence == 1
        return None if first else f"Bundle {manifest.sequence} follows others that never came; ask for a whole one."
    if digest == last.digest:
        return f"Bundle {manifest.sequence} was taken in already, at {last.taken_at}."
    if manifest.sequence <= last.sequence:
        return f"Bundle {manifest.sequence} comes again or too late: {last.sequence} was taken in at {last.taken_at}."
    if manifest.whole or (manifest.sequence == last.sequence + 1 and manifest.previous == last.digest):
        return None
    if manifest.sequence == last.sequence + 1:
        return f"Bundle {manifest.sequence} follows another bundle {last.sequence} than the one that was taken in."
    return f"Bundle {last.sequence + 1} is missing; take it in first, or ask for a whole one."


def write_entry(one: Carried) -> bytes:
    """An entry's line."""
    if one.withdrawn:
        return json.dumps({"id": one.id, "retracted": True}, separators=(",", ":")).encode() + b"\n"
    given = one.given
    record = {
        "id": one.id,
        "prints": [[each.kind, each.value, each.quality, each.pipeline] for each in given.fingerprints],
        "profile": given.profile,
        "code": given.code,
        "facts": dict(given.facts),
        "series": given.series,
        "identified": given.identified,
    }
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"


def read_entry(line: bytes, stream: str) -> Carried:
    """The entry in a line, under an id that no other sender's entry has. Raises Invalid."""
    try:
        record = json.loads(line)
        name = f"bundle:{stream[:16]}:{stream.rpartition('/')[2]}:{record['id']}"[:160]
        if record.get("retracted") is True:
            return Carried(name, Submission(()), (), withdrawn=True)
        prints = tuple(_print(one) for one in record["prints"][:MOST_FINGERPRINTS])
        facts = record["facts"]
        given = Submission(
            prints, "", record["profile"], record["code"], facts, record["series"], record["identified"] is True
        )
        problem = claim_problem(given.profile, given.code, facts)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Invalid("content.bundle.entry", "The entry can't be read.") from None
    if problem is not None or not prints:
        raise Invalid("content.bundle.entry", problem or "The entry has no fingerprint.")
    return Carried(name, given)


def _print(one: object) -> Fingerprint:
    if not isinstance(one, list) or len(one) != 4:
        raise ValueError("a fingerprint has four parts")
    kind, value, quality, pipeline = one
    return fingerprint(kind, value, quality, pipeline)
