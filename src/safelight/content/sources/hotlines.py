"""What hotlines hand out: NCMEC's hash-sharing XML (v2) and StopNCII's JSON, both with entries taken back.

Promises: streamed; an entry that was taken back comes as `withdrawn`, by the same id; a hash that can't be read is left
out by name and the rest of its entry goes through. Refuses: any XML with a document type, because it could name files
and grow without bound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from safelight.content.core.carried import Carried, named_hash, unique
from safelight.content.core.fingerprint import Fingerprint
from safelight.content.core.observation import MOST_FINGERPRINTS, Submission
from safelight.content.sources.json_text import Cut, JsonText, Unread
from safelight.kernel.errors import Invalid
from safelight.kernel.provenance import Rejected, Warned

PIECE = 262_144
ENTRIES = frozenset({"image", "video", "deletedimage", "deletedvideo"})
DEEPEST = 32
LONGEST_TEXT = 65_536
STOPNCII_KINDS = {"imagepdq": "pdq", "imagemd5": "md5", "videomd5": "md5", "videotmk": "tmk"}
GONE = frozenset({"withdrawn", "deleted", "inactive"})
"""StopNCII's states of a hash or case that is not to be acted on any more (public description of its API, 2026-11)."""

Entry = Carried | Rejected | Warned


@dataclass(slots=True)
class _Open:
    """One XML entry while it is read. `where`: the elements from the entry inwards."""

    kind: str
    where: list[str] = field(default_factory=list)
    text: dict[str, str] = field(default_factory=dict)
    hashes: list[tuple[str, str]] = field(default_factory=list)
    member: str = ""
    elsewhere: list[str] = field(default_factory=list)


class NcmecFile:
    """One answer of NCMEC's hash sharing. `left` names what was left behind."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.stream, self.name = stream, name
        self.left: dict[str, int] = {}
        self._depth = 0
        self._open: _Open | None = None
        self._text: list[str] = []
        self._size = 0
        self._done: list[tuple[int, _Open]] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype

    def entries(self) -> Iterator[Entry]:
        """Every entry that can be taken, and a refusal for each that can't."""
        try:
            while piece := self.stream.read(PIECE):
                self._parser.Parse(piece, False)
                yield from self._finished()
            self._parser.Parse(b"", True)
            yield from self._finished()
        except (expat.ExpatError, Cut) as error:
            yield from self._finished()
            line = self._parser.CurrentLineNumber
            yield Rejected(f"{self.name}:{line}", f"{error}; what came before was read")

    def _doctype(self, *_: object) -> None:
        raise Cut("the file has a document type, which is not read")

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Cut("nested too deep")
        plain = tag.rpartition(" ")[2]
        if self._open is None:
            if plain.lower() in ENTRIES:
                self._open = _Open(plain.lower())
            return
        self._open.where.append(plain)
        self._text, self._size = [], 0
        if plain == "member":
            self._open.member = attributes.get("id", "")
        if attributes.get("href"):
            self._open.elsewhere.append(plain)

    def _characters(self, text: str) -> None:
        self._size += len(text)
        if self._open is not None and self._size <= LONGEST_TEXT:
            self._text.append(text)

    def _end(self, _tag: str) -> None:
        self._depth -= 1
        entry = self._open
        if entry is None:
            return
        if not entry.where:
            self._done.append((self._parser.CurrentLineNumber, entry))
            self._open = None
            return
        inner, text = entry.where.pop(), "".join(self._text).strip()
        self._text, self._size = [], 0
        if entry.where == ["fingerprints"] and text:
            entry.hashes.append((inner, text))
        elif not entry.where:
            entry.text[inner] = text

    def _finished(self) -> Iterator[Entry]:
        for line, entry in self._done:
            yield from self._entry(f"{self.name}:{line}", entry)
        self._done.clear()

    def _entry(self, place: str, entry: _Open) -> Iterator[Entry]:
        name = f"ncmec:{entry.member}:{entry.text.get('id', '')}"[:128]
        if entry.kind.startswith("deleted"):
            yield Carried(name, Submission(()), (), withdrawn=True)
            return
        if entry.text.get("member"):
            self.left["member"] = self.left.get("member", 0) + 1
        warnings = [f"{kind} is kept elsewhere and was not fetched" for kind in entry.elsewhere]
        prints = read_hashes(entry.hashes, warnings)
        yield from (Warned(place, one) for one in warnings)
        if not prints:
            yield Rejected(place, "the entry has no hash that can be read")
            return
        code = entry.text.get("classification", "")[:16]
        given = Submission(prints, "", "NCMEC" if code else "", code)
        yield Carried(name, given, tuple(warnings))


def read_hashes(hashes: list[tuple[str, str]], warnings: list[str]) -> tuple[Fingerprint, ...]:
    """The hashes that can be read; the others are named in `warnings`."""
    found = []
    for kind, value in hashes[:MOST_FINGERPRINTS]:
        try:
            found.append(named_hash(kind, value))
        except Invalid as refused:
            warnings.append(f"{kind} was left out: {refused.message}")
    return unique(found)


@dataclass(slots=True)
class StopNciiFile:
    """One page of StopNCII's hash records. Case numbers and feedback are left behind."""

    stream: BinaryIO
    name: str
    left: dict[str, int] = field(default_factory=dict)

    def entries(self) -> Iterator[Entry]:
        """Every record that can be taken, and a refusal for each that can't."""
        text = JsonText(self.stream)
        try:
            if not text.take("{"):
                raise Cut("this is no StopNCII page")
            while not text.take("}"):
                key = text.value()
                if not text.take(":"):
                    raise Cut("a colon is missing")
                if key == "hashRecords" and text.take("["):
                    yield from self._records(text)
                else:
                    text.skip()
                text.take(",")
        except Cut as cut:
            yield Rejected(f"{self.name}:{text.line}", f"{cut}; what came before was read")

    def _records(self, text: JsonText) -> Iterator[Entry]:
        while not text.take("]"):
            place = f"{self.name}:{text.line}"
            record = text.value()
            if isinstance(record, Unread):
                yield Rejected(place, record.reason)
            elif not isinstance(record, dict):
                yield Rejected(place, "the record is no object")
            else:
                yield from self._record(place, record)
            if not text.take(",") and text.peek() != "]":
                raise Cut("a comma or ] is missing after a record")

    def _record(self, place: str, record: Mapping[str, object]) -> Iterator[Entry]:
        for name in ("caseNumbers", "CSPFeedbacks"):
            if record.get(name):
                self.left[name] = self.left.get(name, 0) + 1
        kind, value = str(record.get("signalType", "")), record.get("hashValue")
        name = f"stopncii:{kind}:{value}"[:128]
        if str(record.get("hashStatus", "")).lower() in GONE:
            yield Carried(name, Submission(()), (), withdrawn=True)
            return
        try:
            made = named_hash(STOPNCII_KINDS.get(kind.lower(), kind), value)
        except Invalid as refused:
            yield Rejected(place, refused.message)
            return
        yield Carried(name, Submission((made,)))
