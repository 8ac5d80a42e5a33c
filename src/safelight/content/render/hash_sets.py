"""Observations written as a hash set: a VICS 2.0 file, or a list that `content match` reads. Piece by piece."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from safelight.content.core.carried import Carried
from safelight.content.core.vics import context_of, write_media

COLUMNS = (
    "id",
    "md5",
    "sha1",
    "sha256",
    "pdq",
    "pdq_quality",
    "pipeline",
    "photodna",
    "category",
    "identified",
    "series",
)


def write_vics(entries: Iterable[Carried], country: str) -> Iterator[str]:
    """A file of Media. MediaID counts from 1: the house's own ids stay in the house."""
    yield json.dumps({"@odata.context": context_of(country)})[:-1] + ', "value": ['
    for number, one in enumerate(entries, 1):
        line = json.dumps(write_media(number, one.given, country), ensure_ascii=False)
        yield ("\n" if number == 1 else ",\n") + line
    yield "\n]}\n"


def write_list(entries: Iterable[Carried], form: str) -> Iterator[str]:
    """JSON lines, or CSV with every column."""
    if form == "csv":
        yield ",".join(COLUMNS) + "\n"
    for one in entries:
        record = _record(one)
        if form == "csv":
            yield _csv_line([record.get(name, "") for name in COLUMNS])
        else:
            yield json.dumps(record, ensure_ascii=False) + "\n"


def _record(one: Carried) -> dict[str, object]:
    record: dict[str, object] = {"id": one.id}
    for each in one.given.fingerprints:
        record[each.kind] = each.value
        if each.quality is not None:
            record[f"{each.kind}_quality"] = each.quality
        if each.pipeline is not None:
            record["pipeline"] = each.pipeline
    if one.given.code:
        record["category"] = f"{one.given.profile}:{one.given.code}"
    record["identified"] = "true" if one.given.identified else "false"
    if one.given.series:
        record["series"] = one.given.series
    return record


def _csv_line(cells: list[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
