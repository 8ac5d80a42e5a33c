"""VICS: the interchange of Project VIC and CAID, one Media record at a time, both ways.

Versions 1.2 (CAID), 1.3 and 2.0 differ in their keys and in what a category means; the context says which. A record's
flags come as values or as words, its MD5 in either case. Promises: pure; nothing is read by guess: a code of an unknown
profile stays under the file's own name. Refuses: a record without a hash, or with a malformed digest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from safelight.content.core.carried import (
    Carried,
    Refusal,
    claim,
    digest,
    flag,
    named_hash,
    series_of,
    unique,
)
from safelight.content.core.fingerprint import EXACT_KINDS, MD5, PDQ, PHOTODNA, SHA1, SHA256, Fingerprint, fingerprint
from safelight.content.core.observation import MOST_FINGERPRINTS, Submission
from safelight.kernel.errors import Invalid

CONTEXT_KEYS = ("@odata.context", "odata.metadata")
READ = frozenset(
    {
        *("mediaid", "category", "md5", "sha1", "sha256", "photodna", "alternativehashes", "series"),
        *("victimidentified", "offenderidentified", "isdistributed", "selfgenerated", "issuspected"),
    }
)
"""Fields that are read, in small letters; every other is left behind."""

PLAIN = frozenset({"mediasize", "mimetype", "dateupdated", "isprecategorized", "precategorizationsource"})
"""Fields that are left behind without a count: what they say of a file names nobody and shows nothing."""

FACTS_OF = {
    "offenderidentified": "offender_identified",
    "isdistributed": "distributed",
    "selfgenerated": "self_generated",
    "issuspected": "suspected",
}
FIELD_OF = {
    "offender_identified": "OffenderIdentified",
    "distributed": "IsDistributed",
    "self_generated": "SelfGenerated",
    "suspected": "IsSuspected",
}

MOST_SHAPES = 1_000
"""Sets of field names remembered for one file; tools write under a dozen, a hostile file could write any number."""

_CONTEXT = re.compile(r"DataModels/([0-9.]{1,8})\.xml(?:/([A-Za-z]{1,16})/\$metadata)?#(Media|Cases)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Context:
    """What a file says of itself. `profile`: whose codes its categories are; `house`: the name for codes of no known
    profile."""

    version: str = ""
    country: str = ""

    @property
    def house(self) -> str:
        return "-".join(["VICS", *([self.country] if self.country else [self.version] if self.version else [])])

    @property
    def profile(self) -> str:
        """VICS numbers are the US profile's own; no other country's letters are read from numbers."""
        return "US" if self.country == "US" else self.house


def read_context(value: object) -> Context:
    """The context in a file's `@odata.context` or `odata.metadata`; an unknown one is empty."""
    found = _CONTEXT.search(value) if isinstance(value, str) else None
    if found is None:
        return Context()
    country = found.group(2) or ""
    return Context(found.group(1), country.upper() if len(country) == 2 else country)


@dataclass(frozen=True, slots=True)
class _Shape:
    """Where records with one set of fields have what: `where` by small name, `digests` as (kind, name as written),
    `facts` as (fact, name as written), `others` what is left behind."""

    where: Mapping[str, str]
    digests: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    others: tuple[str, ...]


def _shape_of(names: Iterable[str]) -> _Shape:
    where = {name.lower(): name for name in names if name.lower() in READ}
    return _Shape(
        where,
        tuple((kind, where[kind]) for kind in EXACT_KINDS if kind in where),
        tuple((fact, where[name]) for name, fact in FACTS_OF.items() if name in where),
        tuple(name for name in names if not (name.lower() in READ | PLAIN or "odata" in name)),
    )


class MediaReader:
    """Reads records of one file. `left` counts fields that had something in them and were left behind."""

    def __init__(self, context: Context, left: dict[str, int]) -> None:
        self._profile, self._house = context.profile, context.house
        self._left = left
        self._shapes: dict[tuple[str, ...], _Shape] = {}
        self._claims: dict[int, tuple[str, str]] = {}

    def read(self, record: Mapping[str, object]) -> Carried | Refusal:
        """One Media record."""
        shape = self._shape(tuple(record))
        get = shape.where.get
        name = str(record.get(get("mediaid", ""), ""))[:64]
        for each in shape.others:
            if record[each]:
                self._left[each] = self._left.get(each, 0) + 1
        warnings: list[str] = []
        try:
            prints = _prints(record, shape, warnings)
            profile, code = self._claim(record.get(get("category", "")))
        except Invalid as refused:
            return Refusal(name, refused.message)
        if not prints:
            return Refusal(name, "the record has no MD5 and no other hash")
        if profile == self._house != self._profile:
            warnings.append(f"category {code} is none of the {self._profile} profile's; kept as {profile}:{code}")
        series = record.get(get("series", "")) or ""
        if series:
            series, problem = series_of(series)
            if problem is not None:
                warnings.append(problem)
        facts = {}
        for fact, written in shape.facts:
            said = _stated(record, written, warnings)
            if said is not None:
                facts[fact] = "yes" if said else "no"
        identified = _stated(record, get("victimidentified", ""), warnings) is True
        return Carried(name, Submission(prints, "", profile, code, facts, str(series), identified), tuple(warnings))

    def _shape(self, names: tuple[str, ...]) -> _Shape:
        """Records of one file have few shapes, so the names are looked at once for each."""
        known = self._shapes.get(names)
        if known is None:
            known = _shape_of(names)
            if len(self._shapes) < MOST_SHAPES:
                self._shapes[names] = known
        return known

    def _claim(self, value: object) -> tuple[str, str]:
        if value is None:
            return "", ""
        if type(value) is not int or not 0 <= value < MOST_SHAPES:
            return claim(value, self._profile, self._house)
        if value not in self._claims:
            self._claims[value] = claim(value, self._profile, self._house)
        return self._claims[value]


def _prints(record: Mapping[str, object], shape: _Shape, warnings: list[str]) -> tuple[Fingerprint, ...]:
    prints = []
    for kind, written in shape.digests:
        made = digest(kind, record[written])
        if made is not None:
            prints.append(made)
    where = shape.where
    if "photodna" in where and record[where["photodna"]]:
        try:
            prints.append(fingerprint(PHOTODNA, str(record[where["photodna"]])))
        except Invalid as refused:
            warnings.append(f"PhotoDNA was left out: {refused.message}")
    others = record[where["alternativehashes"]] if "alternativehashes" in where else None
    if isinstance(others, list) and others:
        return unique([*prints, *_alternatives(others, warnings)])[:MOST_FINGERPRINTS]
    return tuple(prints)


def _alternatives(others: list[object], warnings: list[str]) -> list[Fingerprint]:
    found = []
    for each in others[:MOST_FINGERPRINTS]:
        try:
            if not isinstance(each, Mapping):
                raise Invalid("content.vics.alternative", "it is no object")
            found.append(named_hash(each.get("HashName"), each.get("HashValue")))
        except Invalid as refused:
            warnings.append(f"an alternative hash was left out: {refused.message}")
    if len(others) > MOST_FINGERPRINTS:
        warnings.append(f"alternative hashes beyond {MOST_FINGERPRINTS} were left out")
    return found


def _stated(record: Mapping[str, object], written: str, warnings: list[str]) -> bool | None:
    value = record.get(written)
    if value is None or value == "":
        return None
    said = flag(value)
    if said is None:
        warnings.append(f"{written} is neither true nor false; taken as not stated")
    return said


# --- writing ------------------------------------------------------------------------------------


def context_of(country: str) -> str:
    """The context of a file of Media that this house writes."""
    return f"http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/{country}/$metadata#Media"


def write_media(number: int, given: Submission, country: str) -> dict[str, object]:
    """The Media record of one observation. Flags are words, as Project VIC's 2.0 writers put them."""
    house = Context("2.0", country)
    own = given.profile in (house.profile, house.house)
    code: object = int(given.code) if own and given.code.isdecimal() else given.code if own else None
    record: dict[str, object] = {"MediaID": number, "Category": code or (0 if code == 0 else None)}
    kinds = {one.kind: one for one in given.fingerprints}
    for kind, field in ((MD5, "MD5"), (SHA1, "SHA1")):
        if kind in kinds:
            record[field] = kinds[kind].value.upper()
    if PHOTODNA in kinds:
        record["PhotoDNA"] = kinds[PHOTODNA].value
    others = [one for one in given.fingerprints if one.kind not in (MD5, SHA1, PHOTODNA)]
    if others:
        record["AlternativeHashes"] = [
            {"HashName": one.kind.upper() if one.kind in (PDQ, SHA256) else one.kind, "HashValue": one.value}
            for one in others
        ]
    record["VictimIdentified"] = "true" if given.identified else "false"
    for fact, field in FIELD_OF.items():
        if given.facts.get(fact) in ("yes", "no"):
            record[field] = "true" if given.facts[fact] == "yes" else "false"
    if given.series:
        record["Series"] = given.series
    return record
