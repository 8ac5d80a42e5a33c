"""Reading VICS: records a second, peak memory and wrong values over one large array, beside ijson and json.load.

    .venv/bin/python benchmarks/content_vics.py [--records 1000000] [--seed 1]

Every value of every record is compared with what was generated before any figure is printed. Each reader runs in a
process of its own, so that its peak memory is its own. The peers only parse; the reader also checks hashes, reads flags
and categories, and drops what can name a person.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from machine import machine

from safelight.content.core.carried import Carried
from safelight.content.sources.vics import VicsFile

CONTEXT = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media"


def records(count: int, seed: int) -> Iterator[dict[str, object]]:
    """Records as tools write them: flags as words or values, MD5 in either case, some with PhotoDNA and EXIF."""
    rng = random.Random(seed)
    for number in range(count):
        md5 = f"{rng.getrandbits(128):032x}"
        made: dict[str, object] = {
            "MediaID": number,
            "Category": rng.choice((0, 1, 2, 3, None, "1")),
            "MD5": md5.upper() if rng.random() < 0.9 else md5,
            "MediaSize": rng.randrange(1, 1 << 24),
            "DateUpdated": "2025-01-02T03:04:05.1230Z",
            "IsPrecategorized": "false",
            "MimeType": "image/jpeg",
        }
        if rng.random() < 0.8:
            made["SHA1"] = f"{rng.getrandbits(160):040X}"
        if rng.random() < 0.33:
            made["PhotoDNA"] = base64.b64encode(rng.randbytes(144)).decode()
        if rng.random() < 0.15:
            made |= {
                "Series": f'Paper ] }} " series {number % 97} é',
                "VictimIdentified": rng.choice(("true", True, "False")),
            }
            made |= {"OffenderIdentified": rng.choice(("false", False)), "IsDistributed": "true", "Tags": "a ] tag"}
        if rng.random() < 0.1:
            made["Exifs"] = [{"PropertyName": "Make", "PropertyValue": "Paper {camera}"}]
        yield made


def expected(record: dict[str, object]) -> tuple[object, ...]:
    """What must come out, written plainly."""
    prints = [f"md5:{str(record['MD5']).lower()}"]
    prints += [f"sha1:{str(record['SHA1']).lower()}"] if "SHA1" in record else []
    prints += [f"photodna:{record['PhotoDNA']}"] if "PhotoDNA" in record else []
    code = "" if record["Category"] is None else str(record["Category"])
    facts = {"offender_identified": "no", "distributed": "yes"} if "Series" in record else {}
    identified = str(record.get("VictimIdentified", "")).lower() == "true"
    return (str(record["MediaID"]), prints, "US" if code else "", code, facts, record.get("Series", ""), identified)


def found(one: object) -> tuple[object, ...]:
    assert isinstance(one, Carried), one
    given = one.given
    prints = [each.key for each in given.fingerprints]
    return (one.id, prints, given.profile, given.code, dict(given.facts), given.series, given.identified)


def write(path: Path, count: int, seed: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps({"@odata.context": CONTEXT})[:-1] + ', "value": [\n')
        for number, one in enumerate(records(count, seed)):
            file.write((",\n" if number else "") + json.dumps(one, ensure_ascii=False))
        file.write("]}")


def wrong(path: Path, count: int, seed: int) -> int:
    """Records with any value otherwise than generated, or missing."""
    with path.open("rb") as stream:
        read = VicsFile(stream, "set").entries()
        return sum(found(one) != expected(made) for one, made in zip(read, records(count, seed), strict=True))


def by_safelight(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(isinstance(one, Carried) for one in VicsFile(stream, "set").entries())


def by_ijson(path: Path) -> int:
    import ijson

    with path.open("rb") as stream:
        return sum(1 for _ in ijson.items(stream, "value.item"))


def by_json_load(path: Path) -> int:
    with path.open("rb") as stream:
        return len(json.load(stream)["value"])


READERS: dict[str, Callable[[Path], int]] = {"safelight": by_safelight, "ijson": by_ijson, "json.load": by_json_load}


def run_alone(name: str, path: Path) -> None:
    """One reader in this process: records, CPU seconds, wall seconds, peak MiB."""
    wall, cpu = time.perf_counter(), time.process_time()
    count = READERS[name](path)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rates = f"{count / cpu:,.0f} records/CPU s, {count / wall:,.0f} records/s"
    print(f"{name:10} {count:,} records, {cpu:.1f} CPU s, {wall:.1f} s wall, {rates}, peak {peak:,.0f} MiB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", nargs=2, metavar=("READER", "FILE"))
    choice = parser.parse_args()
    if choice.alone:
        run_alone(choice.alone[0], Path(choice.alone[1]))
        return
    print(f"{machine()}, seed {choice.seed}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "set.json"
        write(path, choice.records, choice.seed)
        print(f"{choice.records:,} records, {path.stat().st_size / 2**20:,.0f} MiB in one array", flush=True)
        print(f"wrong values: {wrong(path, choice.records, choice.seed)}", flush=True)
        for name in READERS:
            subprocess.run([sys.executable, __file__, "--alone", name, str(path)], check=False)


if __name__ == "__main__":
    main()
