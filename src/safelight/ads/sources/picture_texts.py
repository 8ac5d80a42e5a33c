"""Words read in pictures, put beside the ads that show them.

A file of JSON lines, `{"path","sha256","text"}`, as `safelight ads read-pictures` writes it. A picture is found by its
SHA-256; one that the ad names by path alone, by that path. Promises: an ad changes in nothing but the `text` of its
pictures, and its capture stays as it came; a line without words says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from safelight.ads.core.ad import MAX_PICTURE_TEXT, Ad, Image
from safelight.ads.sources.jsonl import JsonReader, fault_reason
from safelight.ads.sources.sourced import Item, Sourced
from safelight.ads.sources.streams import lines
from safelight.kernel.provenance import Rejected


@dataclass(frozen=True, slots=True)
class PictureTexts:
    """`text` by SHA-256 (lower-case hex) and by path."""

    by_digest: Mapping[str, str] = field(default_factory=dict)
    by_path: Mapping[str, str] = field(default_factory=dict)

    def beside(self, items: Iterable[Item]) -> Iterator[Item]:
        """The same items, the ads with the words of their pictures."""
        for item in items:
            yield replace(item, ad=self._read(item.ad)) if isinstance(item, Sourced) else item

    def _read(self, ad: Ad) -> Ad:
        images = tuple(self._words(image) for image in ad.images)
        return ad if images == ad.images else replace(ad, images=images)

    def _words(self, image: Image) -> Image:
        found = self.by_digest.get(image.sha256) if image.sha256 else self.by_path.get(image.path or "")
        return replace(image, text=found) if found else image


NO_PICTURES = PictureTexts()


def read_picture_texts(stream: BinaryIO, name: str) -> tuple[PictureTexts, list[Rejected]]:
    """The words of one file, and the lines that say nothing of a picture. Places are `name:line`."""
    by_digest: dict[str, str] = {}
    by_path: dict[str, str] = {}
    refused: list[Rejected] = []
    reader, number = JsonReader(), 0
    try:
        for line in lines(stream):
            number, place = line.number, f"{name}:{line.number}"
            if line.raw is not None and not line.raw.strip():
                continue
            record = reader.read(line.raw, place) if line.raw is not None else Rejected(place, "the line is too long")
            if isinstance(record, Rejected):
                refused.append(record)
            elif not isinstance(record, dict) or not {"sha256", "path"} & set(record):
                refused.append(Rejected(place, "expected an object with sha256 or path, and text"))
            elif isinstance(record.get("text"), str) and record["text"].strip():
                _note(record, by_digest, by_path)
    except OSError as error:
        refused.append(Rejected(f"{name}:{number + 1}", f"nothing is read from here on: {fault_reason(error)}"))
    return PictureTexts(by_digest, by_path), refused


def _note(record: Mapping[str, object], by_digest: dict[str, str], by_path: dict[str, str]) -> None:
    text = str(record["text"]).encode("utf-8", "replace").decode("utf-8").strip()[:MAX_PICTURE_TEXT]
    if record.get("sha256"):
        by_digest[str(record["sha256"]).lower()] = text
    if record.get("path"):
        by_path[str(record["path"])] = text
