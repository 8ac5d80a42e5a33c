"""Extraction quality per field on third-party strings, with peers in the same run.

    python benchmarks/extraction.py [--corpora DIR] [--misses]

Reads `ads/*.jsonl` under DIR (default: SAFELIGHT_CORPORA or ../shared/corpora). Every row counts; micro precision,
recall and F1 over exact values, with k/n. Peers: phonenumbers' text matcher with POSSIBLE leniency, and a plain
regular expression for prices and ages. The rules use no randomness, so there is no seed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from machine import machine

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import EXTRACTION_VERSION, Extractor
from safelight.ads.core.mention import Extraction
from safelight.gazetteer import Gazetteer, load
from safelight.kernel.ids import AdId

PROJECT = Path(__file__).resolve().parent.parent
UNITS = {
    "hour": re.compile(r"h|hr|hour|(?:1|per|full|an|one)-?(?:hr|hour|h)?|60(?:-?mins?)?|fh"),
    "half_hour": re.compile(r"hh|hhr|hf|half|(?:half|hf|hlf|1/2)-?(?:hr|hour|h)|30(?:-?mins?)?"),
    "quarter_hour": re.compile(r"ss|qv|qk|qq|15(?:-?mins?)?"),
    "night": re.compile(r"night|overnight"),
}


@dataclass
class Score:
    """Counts of one field; `right` of `said` and of `wanted`."""

    right: int = 0
    said: int = 0
    wanted: int = 0

    def add(self, said: set[Any], wanted: set[Any]) -> None:
        self.right += len(said & wanted)
        self.said += len(said)
        self.wanted += len(wanted)

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.said + self.wanted) if self.said + self.wanted else 1.0

    def line(self) -> str:
        precision = self.right / self.said if self.said else 1.0
        recall = self.right / self.wanted if self.wanted else 1.0
        exact = f"P {precision:.3f} ({self.right}/{self.said})  R {recall:.3f} ({self.right}/{self.wanted})"
        return f"{exact}  F1 {self.f1:.3f}"


def rows(corpora: Path, name: str) -> list[dict[str, Any]]:
    with (corpora / "ads" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def forms(phone: str) -> set[str]:
    """Ways in which one number is written down without spaces: E.164 digits, national digits, with a trunk 0."""
    import phonenumbers

    if not phone.startswith("+"):
        return {phone.lstrip("0")}
    number = phonenumbers.parse(phone)
    return {phone[1:], str(number.national_number)}


def as_expected(said: Iterable[str], wanted: Iterable[str]) -> tuple[set[str], set[str]]:
    """Both sides under one spelling: a said number takes the wanted spelling when one of its forms is it."""
    bare = {number.lstrip("+").lstrip("0") for number in wanted}
    return {next(iter(sorted(forms(number) & bare)), number) for number in said}, bare


def unit_of(written: str) -> str | None:
    for unit, pattern in UNITS.items():
        if pattern.fullmatch(written):
            return unit
    return "other" if written else None


def wanted_prices(row: dict[str, Any]) -> set[Any]:
    if "all_values" in row:
        return set(row["all_values"])
    if "annotated" in row:
        return {
            (int(a["value"]), "night" if a["time_unit"] == "480" else unit_of(a["time_unit"])) for a in row["annotated"]
        }
    split = [text.partition("-") for text in row["all_price_units"]]
    return {(int(amount), unit_of(unit)) for amount, _, unit in split}


def said_prices(row: dict[str, Any], found: Extraction) -> set[Any]:
    if "all_values" in row:
        return {price.amount for price in found.prices}
    return {(price.amount, price.unit) for price in found.prices}


def peer_phones(text: str, country: str | None) -> set[str]:
    import phonenumbers

    matcher = phonenumbers.PhoneNumberMatcher(text, country or "US", leniency=phonenumbers.Leniency.POSSIBLE)
    return {phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164) for match in matcher}


def peer_prices(row: dict[str, Any]) -> set[Any]:
    found = set()
    for match in re.finditer(r"\$?(\d{2,4})\s*/?\s*(hh|hhr|half|hr|hour|h|qv|ss|roses)?\b", row["text"].lower()):
        if match[2] or match[0].startswith("$"):
            unit = unit_of(match[2]) if match[2] and match[2] != "roses" else None
            found.add(int(match[1]) if "all_values" in row else (int(match[1]), unit))
    return found


def peer_ages(text: str) -> set[int]:
    pattern = r"(?i)age\s*:?\s*(\d\d)\b|\b(\d\d)\s*(?:years?|yrs?|yo\b|y/o)|i'?\s?a?m (\d\d)\b"
    return {int(next(group for group in match.groups() if group)) for match in re.finditer(pattern, text)}


Reading = Callable[[dict[str, Any]], tuple[set[Any], set[Any]]]


def evaluate(corpora: Path, gazetteer: Gazetteer, misses: bool = False) -> dict[str, tuple[Score, Score | None]]:
    """Corpus name -> (ours, peer)."""
    plain = Extractor(gazetteer)
    by_country = {country: Extractor(gazetteer, country) for country in ("AU", "US")}
    result: dict[str, tuple[Score, Score | None]] = {}

    def run(name: str, ours: Reading, peer: Reading | None) -> None:
        score, other = Score(), Score()
        for row in rows(corpora, name):
            said, wanted = ours(row)
            score.add(said, wanted)
            if peer is not None:
                other.add(*peer(row))
            if misses and said != wanted:
                print(
                    f"{name} {row['id']}: missed {sorted(map(str, wanted - said))} "
                    f"extra {sorted(map(str, said - wanted))}"
                )
        result[name] = (score, other if peer else None)

    def read(row: dict[str, Any], field: str = "body") -> Extraction:
        extractor = by_country.get(row.get("country", ""), plain)
        text = row["url"] if field == "url" else row["text"]
        return extractor.extract(Ad(AdId(row["id"]), **{field: text}))

    run(
        "phones_text",
        lambda row: as_expected(read(row).phones, row["expected"]),
        lambda row: as_expected(peer_phones(row["text"], None), row["expected"]),
    )
    run(
        "phones_url",
        lambda row: as_expected(read(row, "url").phones, row["expected"]),
        lambda row: as_expected(peer_phones(row["url"], None), row["expected"]),
    )
    run(
        "phones_au_us",
        lambda row: as_expected(read(row).phones, row["expected"]),
        lambda row: as_expected(peer_phones(row["text"], row["country"]), row["expected"]),
    )
    run(
        "prices",
        lambda row: (said_prices(row, read(row)), wanted_prices(row)),
        lambda row: (peer_prices(row), wanted_prices(row)),
    )
    run(
        "ages",
        lambda row: (set(read(row).ages), {int(age) for age in row["expected"]}),
        lambda row: (peer_ages(row["text"]), {int(age) for age in row["expected"]}),
    )
    run("social", lambda row: (handles_said(read(row)), handles_wanted(row)), None)
    return result


def handles_said(found: Extraction) -> set[tuple[str, str]]:
    return {(handle.service, handle.name) for handle in found.handles}


def handles_wanted(row: dict[str, Any]) -> set[tuple[str, str]]:
    return {(service, name.lower()) for service, names in row["expected"].items() for name in names}


def speed(corpora: Path, gazetteer: Gazetteer) -> str:
    """Ads per CPU second on one core, on invented ads of about 60 words and on the corpora's own strings."""
    invented = (
        "Hi, I'm Dana, new in the area and happy to meet you this week. Relaxed, friendly and on time, always "
        "with a smile."
        "Call or text 510-555-01{:02d} between noon and nine. Rates: 100 hh 180 hr, no rush. I am 27 years old, "
        "5'6 and 130 lbs."
        "I stay near downtown Oakland, CA with easy parking. Please be polite and say where you saw my ad. Thank "
        "you and see you soon."
    )
    texts = [invented.format(n % 100) for n in range(2_000)]
    real = [row["text"][:400] for name in ("phones_text", "prices", "ages") for row in rows(corpora, name)] * 10
    lines = []
    for label, bodies in (("invented, 62 words", texts), ("corpora, first 400 characters", real)):
        extractor = Extractor(gazetteer)
        ads = [Ad(AdId(str(n)), body=body) for n, body in enumerate(bodies)]
        start = time.process_time()
        for ad in ads:
            extractor.indicators(ad, extractor.extract(ad))
        lines.append(f"{len(ads) / (time.process_time() - start):,.0f} ads per CPU second ({label}, n={len(ads)})")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--corpora", type=Path, default=None)
    parser.add_argument("--misses", action="store_true", help="print every row that is not exact")
    options = parser.parse_args()
    corpora = options.corpora or Path(os.environ.get("SAFELIGHT_CORPORA", str(PROJECT / ".." / "shared" / "corpora")))
    print(f"extraction {EXTRACTION_VERSION}, {machine()}")
    gazetteer = load()
    for name, (ours, peer) in evaluate(corpora, gazetteer, options.misses).items():
        print(f"{name:13} ours {ours.line()}")
        if peer is not None:
            print(f"{'':13} peer {peer.line()}")
    print(speed(corpora, gazetteer))


if __name__ == "__main__":
    main()
