"""Nearness by array against its obvious twin: every print within 31 bits and every spot within the circle, no other."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from safelight.ads.core.movement import km
from safelight.ads.core.query import Circle
from safelight.ads.search.seen import SPOT_SCALE, Seen, near_prints, near_spots, print_row, spot_row

prints = st.integers(0, 2**256 - 1)
flips = st.sets(st.integers(0, 255), max_size=40)
spots = st.tuples(st.integers(18_000, 71_000), st.integers(-170_000, -65_000))


def seen(path: Path, values: list[bytes], width: int) -> Seen:
    path.unlink(missing_ok=True)
    found = Seen(path, width)
    found.add(values)
    return found


@given(prints, st.lists(flips, max_size=30), st.lists(prints, max_size=10))
def test_prints_within_31_bits_are_found_and_no_other(
    tmp_path_factory: object, wanted: int, near: list[set[int]], others: list[int]
) -> None:
    there = {*others, *(wanted ^ sum(1 << bit for bit in bits) for bits in near)}
    folder = tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    rows = seen(folder / "prints.bin", [print_row(f"{one:064x}") for one in there], 32).rows()
    found = near_prints(rows, f"{wanted:064x}")
    assert set(found) == {f"{one:064x}" for one in there if (one ^ wanted).bit_count() <= 31}
    assert [(int(one, 16) ^ wanted).bit_count() for one in found] == sorted(
        (int(one, 16) ^ wanted).bit_count() for one in found
    )


@given(spots, st.lists(spots, max_size=30), st.floats(0.1, 900))
def test_spots_within_the_circle_are_found_and_no_other(
    tmp_path_factory: object, here: tuple[int, int], there: list[tuple[int, int]], radius: float
) -> None:
    folder = tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    points = {(lat / SPOT_SCALE, lon / SPOT_SCALE) for lat, lon in [*there, here]}
    circle = Circle(here[0] / SPOT_SCALE, here[1] / SPOT_SCALE, radius)
    rows = seen(folder / "spots.bin", [spot_row(*point) for point in points], 8).rows()
    inside = {p for p in points if km(p, (circle.lat, circle.lon)) <= radius - 1e-6}
    at_most = {p for p in points if km(p, (circle.lat, circle.lon)) <= radius + 1e-6}
    found = set(near_spots(rows, circle))
    assert {spot_row(*point).hex() for point in inside} <= found <= {spot_row(*point).hex() for point in at_most}


def test_values_are_kept_once_and_a_torn_row_is_none(tmp_path: Path) -> None:
    path = tmp_path / "spots.bin"
    first = seen(path, [spot_row(37.8, -122.2), spot_row(37.8, -122.2)], 8)
    assert len(first.rows()) == 1
    with path.open("ab") as file:
        file.write(b"\x01\x02\x03")
    again = Seen(path, 8)
    assert len(again.rows()) == 1
    again.add([spot_row(40.0, -100.0), spot_row(37.8, -122.2)])
    assert len(again.rows()) == len(first.rows()) == 2, "the other reader sees what was added"
    assert path.stat().st_size == 16


def test_nothing_seen_is_nothing_near(tmp_path: Path) -> None:
    assert near_prints(Seen(tmp_path / "p", 32).rows(), "0" * 64) == []
    assert near_spots(Seen(tmp_path / "s", 8).rows(), Circle(0, 0, 100)) == []
