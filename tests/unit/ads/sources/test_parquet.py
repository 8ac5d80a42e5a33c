"""Parquet: rows become ads; a missing column or a wrong type is named once; damage costs what is damaged."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.lib.sources import ads, read_paths, rejected, warned

from safelight.ads.sources.streams import MAX_LINE


def write(path: Path, columns: dict[str, object], **options: object) -> Path:
    pq.write_table(pa.table(columns), path, **options)
    return path


def test_rows_become_ads_with_canonical_json_as_capture(tmp_path: Path) -> None:
    posted = datetime(2026, 1, 2, 3, tzinfo=UTC)
    path = write(
        tmp_path / "ads.parquet",
        {
            "id": [7, 8],
            "title": ["Rooms", None],
            "body": pa.array(["b", "c"]).dictionary_encode(),
            "posted_at": pa.array([posted, None], pa.timestamp("us", tz="UTC")),
            "images": pa.array([[{"sha256": "a" * 64}], None]),
            "height": [1.5, float("nan")],
        },
    )
    first, second = ads(read_paths(path))
    assert (first.ad.id, first.ad.posted_at, first.ad.images[0].sha256) == ("7", posted, "a" * 64)
    assert json.loads(first.capture)["title"] == "Rooms"
    assert second.capture == b'{"body":"c","height":null,"id":8}'
    assert (first.place, second.place) == (f"{path}:1", f"{path}:2")


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"body": ["x"]}, "needs a column id"),
        ({"id": ["1"], "location": ["x"]}, "one of title, body, text"),
        ({"id": ["1"], "body": [1.5]}, "column body must hold text, it holds double"),
        ({"id": [1.5], "body": ["x"]}, "column id must hold text"),
        ({"id": ["1"], "body": pa.array([["x"]])}, "column body must hold text"),
    ],
)
def test_columns_that_are_no_ad_refuse_the_file_once(tmp_path: Path, columns: dict[str, object], reason: str) -> None:
    (refusal,) = read_paths(write(tmp_path / "ads.parquet", columns))
    assert reason in refusal.reason


def test_a_value_that_is_not_utf_8_or_too_long_costs_its_row(tmp_path: Path) -> None:
    raw = pa.array([b"fine", b"bad \xff", b"x" * (MAX_LINE + 1), b"fine"], pa.binary())
    text = pa.StringArray.from_buffers(4, *raw.buffers()[1:])
    items = read_paths(write(tmp_path / "ads.parquet", {"id": ["1", "2", "3", "4"], "body": text}))
    assert [item.ad.id for item in ads(items)] == ["1", "4"]
    assert ["0xFF" in rejected(items)[0].reason, "bytes; at most" in rejected(items)[1].reason] == [True, True]


def test_a_time_that_python_can_t_hold_costs_that_time_only(tmp_path: Path) -> None:
    """Nanoseconds are what pandas writes; the others are years and zones that nobody knows."""
    columns = {
        "id": ["1", "2"],
        "body": ["b", "c"],
        "posted_at": pa.array([10**15, 2**62], pa.timestamp("us", "UTC")),
        "seen": pa.array([1_700_000_000_123_456_789, None], pa.timestamp("ns")),
        "took": pa.array([1, 2], pa.duration("ns")),
        "local": pa.array([1, 2], pa.timestamp("us", "Mars/Olympus")),
    }
    items = read_paths(write(tmp_path / "ads.parquet", columns))
    first, second = ads(items)
    assert json.loads(first.ad.extra)["seen"] == "2023-11-14T22:13:20.123456"
    assert json.loads(first.ad.extra)["local"] == "unreadable timestamp[us, tz=Mars/Olympus]"
    assert (first.ad.posted_at, second.ad.posted_at) == (datetime(2001, 9, 9, 1, 46, 40, 0, UTC), None)
    assert [item.reason for item in warned(items)] == [
        "posted_at 'unreadable timestamp[us, tz=UTC]' is not an ISO 8601 date; kept without it"
    ]


def test_binary_columns_are_read_as_utf_8(tmp_path: Path) -> None:
    path = write(tmp_path / "ads.parquet", {"id": pa.array([b"1"], pa.binary()), "body": pa.array([b"x"], pa.binary())})
    assert ads(read_paths(path))[0].ad.body == "x"


def test_a_damaged_row_group_costs_that_row_group(tmp_path: Path) -> None:
    rows = 300
    body = [f"Rooms and tours, number {i * 7919}" for i in range(rows)]
    columns = {"id": [str(i) for i in range(rows)], "body": body}
    path = write(tmp_path / "ads.parquet", columns, row_group_size=100, compression="zstd", write_page_checksum=True)
    raw = bytearray(path.read_bytes())
    start = pq.ParquetFile(path).metadata.row_group(1).column(1).data_page_offset
    raw[start : start + 200] = bytes(200)
    path.write_bytes(raw)
    items = read_paths(path)
    assert {int(item.ad.id) // 100 for item in ads(items)} == {0, 2}
    (refusal,) = rejected(items)
    assert "rows 101 to 200 can't be read" in refusal.reason


@pytest.mark.parametrize("cut", [0, 3, 40, -1, -9])
def test_a_file_that_is_no_parquet_is_refused_once(tmp_path: Path, cut: int) -> None:
    path = write(tmp_path / "ads.parquet", {"id": ["1"], "body": ["x"]})
    path.write_bytes(path.read_bytes()[:cut])
    (refusal,) = read_paths(path)
    assert "Parquet" in refusal.reason
    assert not warned([refusal])
