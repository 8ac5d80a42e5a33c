"""The timeline's geometry: every stay is drawn inside the frame, in order, and none is lost."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from safelight.web.timeline import LEFT, MOST_ROWS, OTHERS, WIDTH, Stay, timeline

START = date(2024, 2, 28)
STAYS = st.lists(
    st.builds(
        lambda place, first, length, ads: Stay(
            f"Town {place}", START + timedelta(first), START + timedelta(first + length), ads
        ),
        st.integers(0, 20),
        st.integers(0, 400),
        st.integers(0, 30),
        st.integers(1, 9),
    ),
    min_size=1,
    max_size=40,
)


def test_nothing_is_drawn_of_nothing() -> None:
    assert timeline([]) is None


@given(STAYS)
def test_every_stay_is_inside_the_frame(stays: list[Stay]) -> None:
    drawn = timeline(stays)
    assert drawn is not None
    assert sorted(bar.stay.ads for bar in drawn.bars) == sorted(stay.ads for stay in stays)
    for bar in drawn.bars:
        assert bar.x >= LEFT
        assert bar.x + bar.width <= WIDTH
        assert 0 < bar.y < drawn.height
    assert len(drawn.rows) <= MOST_ROWS
    assert (drawn.rows[-1].place == OTHERS) == (len({stay.place for stay in stays}) > MOST_ROWS)
    assert len({tick.x for tick in drawn.ticks}) == len(drawn.ticks)


@given(STAYS, st.randoms())
def test_the_order_of_stays_does_not_matter(stays: list[Stay], random: object) -> None:
    shuffled = list(stays)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert timeline(stays) == timeline(shuffled)
