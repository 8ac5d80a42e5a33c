"""Bad input: each broken thing is one complaint with its place, and everything around it is read."""

from __future__ import annotations

import gzip
import io
import random
import re
import tracemalloc
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lib.sources import NOW, ads, read_paths, read_stdin, rejected, warned
from tests.lib.warcs import packed, page, record, records, response

from safelight.ads.sources import read_sources
from safelight.ads.sources.pages import PageReader
from safelight.ads.sources.recipe import Recipes
from safelight.infra.sandbox import Limits

AD = b'{"id":"%d","body":"Rooms and tours"}\n'
HUNDRED_MB = 100 * 1024 * 1024


def write(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


class Endless:
    """A stream of `parts` that are made as they are read, so that the test itself holds nothing."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        if not self._left:
            self._left = next(self._parts, b"")
        part, self._left = self._left[:size], self._left[size:]
        return part


def long_line() -> Iterator[bytes]:
    yield AD % 1 + b'{"id":"2","body":"'
    for _ in range(HUNDRED_MB // 65536):
        yield b"x" * 65536
    yield b'"}\n' + AD % 3


def test_a_hundred_megabytes_in_one_field_are_skipped_without_being_held() -> None:
    tracemalloc.start()
    items = list(read_sources(["-"], now=NOW, stdin=Endless(long_line())))  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [item.ad.id for item in ads(items)] == ["1", "3"]
    (refusal,) = rejected(items)
    assert refusal.place == "stdin:2"
    assert "104,857,6" in refusal.reason
    assert peak < 50 * 1024 * 1024


def test_a_hundred_megabytes_in_one_csv_cell(tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    with path.open("wb") as file:
        file.write(b'id,body\n1,x\n2,"')
        for _ in range(HUNDRED_MB // 65536):
            file.write(b"x" * 65536)
        file.write(b'"\n3,x\n')
    items = read_paths(path)
    assert [item.ad.id for item in ads(items)] == ["1", "3"]
    assert [item.place for item in rejected(items)] == [f"{path}:3"]


def test_a_gzip_bomb_is_refused_early_and_the_next_file_is_read(tmp_path: Path) -> None:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = squeeze.compress(AD % 1) + b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(300)) + squeeze.flush()
    tracemalloc.start()
    items = read_paths(write(tmp_path, "a.jsonl.gz", bomb), write(tmp_path, "b.jsonl", AD % 2))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [item.ad.id for item in ads(items)] == ["1", "2"]
    (refusal,) = rejected(items)
    assert "gzip bomb" in refusal.reason
    assert peak < 60 * 1024 * 1024


def test_a_gzip_bomb_among_the_records_of_a_warc(tmp_path: Path) -> None:
    huge = response(bytes(64 << 20), "Content-Type: text/html")
    in_body = response(gzip.compress(bytes(64 << 20)), "Content-Type: text/html\r\nContent-Encoding: gzip")
    good = records(4)
    parts = [
        *good[:2],
        record(huge, "https://rooms.example/bomb"),
        record(in_body, "https://rooms.example/b"),
        *good[2:],
    ]
    items = read_paths(write(tmp_path, "crawl.warc.gz", packed(parts)))
    assert [item.ad.title[-1] for item in ads(items)] == ["1", "2", "3", "4"]
    assert ["bomb" in item.reason or "unpacks to more" in item.reason for item in rejected(items)] == [True, True]


@pytest.mark.parametrize("cut", [5, 60, 150])
def test_gzip_that_is_cut_or_corrupt_keeps_the_lines_before(tmp_path: Path, cut: int) -> None:
    whole = gzip.compress(b"".join(AD % number for number in range(200)))
    for raw in (whole[:-cut], whole[:-cut] + b"\xff" * cut):
        items = read_paths(write(tmp_path, "ads.jsonl.gz", raw))
        assert all(item.ad.body == "Rooms and tours" for item in ads(items))
        assert len(rejected(items)) == 1
        assert len(items) == len(ads(items)) + 1


@pytest.mark.parametrize("pack", [b"".join, packed])
def test_a_truncated_warc_keeps_what_stands_before_the_cut(tmp_path: Path, pack: object) -> None:
    parts = records(5)
    raw = pack(parts)  # type: ignore[operator]
    last = len(pack(parts[:4]))  # type: ignore[operator]
    for cut in (last + 1, last + 12, last + 40, last + 200, len(raw) - 12):
        items = read_paths(write(tmp_path, "crawl.warc", raw[:cut]))
        assert [item.ad.title[-1] for item in ads(items)] == ["1", "2", "3", "4"]
        (refusal,) = rejected(items)
        assert refusal.place.partition(":offset ")[2].partition("+")[0] == str(last)


@pytest.mark.parametrize("pack", [b"".join, packed])
def test_a_damaged_record_in_the_middle_costs_itself(tmp_path: Path, pack: object) -> None:
    parts = records(5)
    starts = [len(pack(parts[:number])) for number in range(6)]  # type: ignore[operator]
    raw = bytearray(pack(parts))  # type: ignore[operator]
    raw[starts[2] : starts[2] + 15] = b"?" * 15
    items = read_paths(write(tmp_path, "crawl.warc", bytes(raw)))
    assert [item.ad.title[-1] for item in ads(items)] == ["1", "2", "4", "5"]
    assert [item.place.partition(":offset ")[2] for item in rejected(items)] == [str(starts[2])]


def test_a_length_that_swallows_its_neighbours_is_found_out(tmp_path: Path) -> None:
    parts = records(4)
    size = int(re.search(rb"Content-Length: (\d+)", parts[1])[1])  # type: ignore[index]
    parts[1] = parts[1].replace(b"Content-Length: %d" % size, b"Content-Length: %d" % (size + len(parts[2])))
    items = read_paths(write(tmp_path, "crawl.warc", b"".join(parts)))
    assert [item.ad.title[-1] for item in ads(items)] == ["1", "3", "4"]
    assert "length is wrong" in rejected(items)[0].reason


def test_changed_bytes_are_kept_and_the_digest_says_so(tmp_path: Path) -> None:
    raw = b"".join(records(1)).replace(b"dinner", b"supper")
    items = read_paths(write(tmp_path, "crawl.warc", raw))
    assert "supper" in ads(items)[0].ad.body
    assert "digest" in warned(items)[0].reason


@pytest.mark.parametrize("pack", [b"".join, lambda parts: gzip.compress(b"".join(parts))])
def test_a_page_that_stalls_the_parser_is_stepped_over(tmp_path: Path, pack: object) -> None:
    """Deep nesting takes the HTML parser quadratic time: its ration of processor time ends it."""
    stall = record(response(b"<div>" * 300_000), "https://rooms.example/deep")
    good = records(4)
    path = write(tmp_path, "crawl.warc", pack([*good[:2], stall, *good[2:]]))  # type: ignore[operator]
    with PageReader(Recipes(), NOW, Limits(cpu_per_reply=1)) as pages, path.open("rb") as file:
        items = list(pages.warc(file, path.stat().st_size, "crawl.warc"))
    assert [item.ad.title[-1] for item in ads(items)] == ["1", "2", "3", "4"]
    (refusal,) = rejected(items)
    assert "processor time" in refusal.reason
    assert refusal.place.startswith("crawl.warc:offset ")


def test_a_saved_page_that_stalls_the_parser_costs_itself(tmp_path: Path) -> None:
    paths = [write(tmp_path, "a.html", b"<div>" * 300_000), write(tmp_path, "b.html", page(1))]
    with PageReader(Recipes(), NOW, Limits(cpu_per_reply=1)) as pages:
        items = [item for path in paths for item in pages.page(io.BytesIO(path.read_bytes()), path.name)]
    assert [item.place for item in ads(items)] == ["b.html"]
    assert [item.place for item in rejected(items)] == ["a.html"]


def test_three_hundred_random_mutations_of_one_warc_never_lose_the_untouched(tmp_path: Path) -> None:
    """All in one file: a mutated record may die or live; the good record after each must be read."""
    chance = random.Random(20260301)
    parts = []
    for number in range(300):
        broken = bytearray(record(response(page(1)), f"https://rooms.example/broken/{number}"))
        for _ in range(chance.randint(1, 8)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        parts += [bytes(broken), record(response(page(2)), f"https://rooms.example/good/{number}")]
    items = read_paths(write(tmp_path, "plain.warc", b"".join(parts)))
    good = [item.ad.url for item in ads(items) if "/good/" in item.ad.url]
    assert good == [f"https://rooms.example/good/{number}" for number in range(300)]
    complaints = Counter(item.place for item in rejected(items))
    assert max(complaints.values()) == 1


def test_three_hundred_random_mutations_of_packed_records(tmp_path: Path) -> None:
    chance = random.Random(20260302)
    parts = []
    for number in range(300):
        broken = bytearray(gzip.compress(record(response(page(1)), f"https://rooms.example/broken/{number}"), mtime=0))
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        parts += [bytes(broken), gzip.compress(record(response(page(2)), f"https://rooms.example/good/{number}"))]
    items = read_paths(write(tmp_path, "packed.warc.gz", b"".join(parts)))
    assert sum("/good/" in item.ad.url for item in ads(items)) == 300


def test_nothing_at_all_is_said_so(tmp_path: Path) -> None:
    for name in ("a.csv", "a.parquet", "a.warc", "a.html"):
        (complaint,) = read_paths(write(tmp_path, name, b""))
        assert complaint in rejected([complaint])
    assert read_stdin(b"") == []
