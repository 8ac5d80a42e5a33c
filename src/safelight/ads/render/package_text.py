"""What a package says in words: a README for whoever receives it, why ads were linked, the timeline, tool and errors.

Pure but for the files that lie beside this module: `verify.py`, which travels as it stands, and `error_rates.json`,
which `benchmarks/error_rates.py --write` measures. Refuses: any number that could be read as a verdict.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import Any

from safelight import __version__
from safelight.ads.core.extract import EXTRACTION_VERSION
from safelight.ads.core.movement import place_of
from safelight.ads.core.shown import Shown
from safelight.kernel.clock import iso

Record = Mapping[str, Any]

LIBRARIES = ("cryptography", "ftfy", "anyascii", "phonenumberslite", "numpy", "numba", "sqlalchemy", "selectolax")
"""Whose version may change what is read, linked or signed."""

PAIRS_IN_WORDS = 2_000
"""Pairs of ads that `why-linked.txt` spells out; links.jsonl has all of them."""

README = """\
WHAT THIS PACKAGE IS
{what} of {agency}, exported by {member} on {at} for {recipient}.
Case {case}. Reason given: {reason}

It is a set of online advertisements as they were captured, what a program read in them, and why the
program thought they belong together. It is a lead, not evidence of a crime, and says nothing about who
placed an ad or whether anybody was exploited. There is no score in it. See USE-LIMITS.txt.

HOW TO CHECK IT (no network, nothing of ours needed)
1. With Python 3.9 or newer on your machine, type:   python3 verify.py
   in the unpacked folder (or: python3 verify.py NAME.zip). It says in words what it checked.
   Signatures are checked by the Python package "cryptography" or, without it, by "openssl" 3.
2. Ask the agency, by letter or phone, for its public key and add it:   python3 verify.py --key THEKEY
   Without that step you know that nothing changed since somebody signed it, not who that was.
3. You need not trust the verify.py in here: it is about 250 lines to read, and the same file is part of
   the public source code. SHA-256 of this copy: {verifier}

WHAT EACH FILE IS
manifest.json, manifest.sig  the list of files with their SHA-256, and the signature over that list
originals/                   the bytes as captured: the only thing here that nobody derived
captures.jsonl               for each original: which ad, when captured, from which file, SHA-256
ads.jsonl                    the ads as text
extractions.jsonl            what was read (phones, places, ...), each with the place in the text
links.jsonl, why-linked.txt  which ads were judged to belong together and why; the same in words
leads.jsonl                  what raised attention, each reason with the words it rests on
timeline.txt                 the ads in order of their dates
custody.json                 who looked and exported, from the agency's audit log, each entry provable
tool.json                    versions of the program, and how often it was wrong when tested

ERROR RATES
{errors}
Quarantined ads ({covered} here: a stated age under 18, or a known picture) are named, and their text and
originals do not travel.
"""


def readme(facts: Record, verifier_digest: str, covered: int) -> bytes:
    """For a lawyer: what it is, how to check it, what each file is, how often the tool errs."""
    purpose = facts["purpose"]
    text = README.format(
        what=f"{facts['subject']['kind'].capitalize()} {facts['subject']['id']}",
        agency=facts["issued_by"]["agency"],
        member=facts["issued_by"]["member"],
        at=facts["issued_at"],
        recipient=facts["recipient"],
        case=purpose["case"],
        reason=purpose["reason"],
        verifier=verifier_digest,
        errors=_errors_in_words(error_rates()),
        covered=covered,
    )
    return text.encode()


def _errors_in_words(rates: Record) -> str:
    """A line for each field that was tested; nothing is said of what was not."""
    lines = [
        f"{row['what']}: of {row['said']} values read, {row['said'] - row['right']} were wrong; of {row['there']} that "
        f"were there, {row['there'] - row['right']} were missed ({row['data']})."
        for row in rates["rows"]
    ]
    origin = f"Measured {rates['date']} with: {rates['command']} (rules {rates['extraction']}). {rates['note']}"
    rules = EXTRACTION_VERSION.partition("+")[0]
    if rates["extraction"].partition("+")[0] != rules:
        origin += f"\nThe ads here were read by other rules ({rules}) than were tested; they may err more or less."
    return "\n".join([*lines, origin])


def error_rates() -> dict[str, Any]:
    """The measured figures, as committed."""
    found: dict[str, Any] = json.loads((files(__package__) / "error_rates.json").read_text(encoding="utf-8"))
    return found


def verifier() -> bytes:
    """The program that checks a package, as it travels."""
    return (files(__package__) / "verify.py").read_bytes()


def versions(made_with: Iterable[str]) -> bytes:
    """tool.json: the program, its rules, the libraries that matter, what the leads were made with, error rates."""
    record = {
        "tool": f"safelight/{__version__}",
        "extraction": EXTRACTION_VERSION,
        "leads_made_with": sorted(set(made_with)),
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "error_rates": error_rates(),
    }
    return json.dumps(record, sort_keys=True, indent=1).encode("ascii") + b"\n"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def timeline(shown: Sequence[Shown]) -> bytes:
    """The ads by date, a line each; of a quarantined ad its date and site alone."""
    rows = sorted(shown, key=lambda item: (item.ad.posted_at is None, str(item.ad.posted_at), item.ad.id))
    lines = [_timeline_line(item) for item in rows]
    return "".join(["date (UTC, no time where none is known), place read in the ad, site, ad\n", *lines]).encode()


def _posted(at: datetime | None) -> str:
    """A day alone is kept as its midnight, which nobody stated."""
    if at is None:
        return "no date"
    return at.date().isoformat() if at.time() == time() else iso(at)


def _timeline_line(item: Shown) -> str:
    read = [] if item.quarantined else item.reading.extraction.locations
    town = place_of(item.reading) if read else None
    place = ", ".join(town) if town else next((f"?, {each.state}" for each in read if each.state), "no place")
    return f"{_posted(item.ad.posted_at)}  {place}  {item.ad.site or 'no site'}  ad {item.ad.id}\n"


def why_linked(links: Sequence[Record]) -> bytes:
    """Each pair of ads with what it shares, in words."""
    if not links:
        return b"No two ads here were linked; each stands on its own words.\n"
    lines = []
    for link in links[:PAIRS_IN_WORDS]:
        lines.append(f"Ad {link['a']} and ad {link['b']}:\n")
        lines += [f"    {item['kind'].replace('_', ' ')} {item['value']}: {item['why']}\n" for item in link["evidence"]]
    if len(links) > PAIRS_IN_WORDS:
        lines.append(f"{len(links) - PAIRS_IN_WORDS} more pairs are in links.jsonl.\n")
    return "".join(lines).encode()
