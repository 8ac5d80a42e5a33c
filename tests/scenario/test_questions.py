"""A question is read, shown back, run; what is small is hidden from everybody, and nobody sees another agency's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.lib.homes import Home, home_with_people

from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Denied, Invalid
from safelight.stats.service.questions import Measure, Unread, people_from, record_of


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = home_with_people(tmp_path, FixedClock(datetime(2026, 11, 25, tzinfo=UTC)))
    yield made
    made.platform.close()


def test_from_words_to_an_answer(home: Home, tmp_path: Path) -> None:
    questions, ines = home.platform.stats.questions, home.actor("ines")
    for number in range(8):
        case = home.case()
        if number < 6:
            home.platform.cases.close(ines, case.id, "referred" if number else "person_found_safe")
    measure = questions.read("cases closed by disposition this year")
    assert isinstance(measure, Measure)
    assert questions.reading(measure).startswith("cases closed by disposition, 2026 (cases by the day they were closed")
    answer = questions.ask(ines, measure)
    assert {line.key[0]: line.count for line in answer.lines} == {"person_found_safe": None, "referred": None}
    assert answer.total.count == 6, "with one of the two shown, the other is 6 less it"
    rate = questions.read("cases opened per 100,000 by state in 2026")
    assert isinstance(rate, Measure)
    shown = record_of(questions.ask(ines, rate), "")
    assert shown["lines"] == [
        {
            "state": "CA",
            "count": 8,
            "hidden": False,
            "people": 39538223,
            "rate": 0.02023,
            "interval": [0.008735, 0.03987],
        }
    ]
    assert questions.named(rate, questions.ask(ines, rate).lines[0]) == ("California",)
    (tmp_path / "people.csv").write_text("place,people\nCA,1000000\n")
    assert questions.ask(ines, rate, people_from(tmp_path / "people.csv")).lines[0].rate == pytest.approx(0.8)
    (tmp_path / "people.csv").write_text("place,people\nCA,many\n")
    with pytest.raises(Invalid, match="'many' is not a count"):
        people_from(tmp_path / "people.csv")
    assert questions.ask(home.actor("ivan"), rate).lines == ()
    with pytest.raises(Denied):
        questions.ask(home.actor("adam"), rate)
    assert isinstance(questions.read("names of the girls"), Unread)
