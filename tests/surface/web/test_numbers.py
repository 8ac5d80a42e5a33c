"""The pages of numbers: a dashboard for each role, a question read back before it runs, the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.lib.consoles import Browser
from tests.lib.counted_home import counted_home
from tests.lib.homes import PASSWORD, Home

from safelight.kernel.clock import FixedClock
from safelight.stats.core.dashboard import BOARDS
from safelight.stats.service.questions import Measure

Open = Callable[[str], Browser]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = counted_home(tmp_path, FixedClock(datetime(2026, 11, 25, tzinfo=UTC)))
    yield made
    made.platform.close()


@pytest.fixture
def person(home: Home) -> Open:
    def signed_in(login: str) -> Browser:
        browser = Browser(home.platform)
        assert browser.post("/sign-in", login=login, password=PASSWORD.reveal()).status == 303
        browser.form_token = browser.get("/help").values("input[name=form_token]", "value")[0]
        return browser

    return signed_in


def test_every_question_of_every_dashboard_reads(home: Home) -> None:
    questions = home.platform.stats.questions
    read = {question: questions.read(question) for board in BOARDS.values() for question in board}
    assert {question: found for question, found in read.items() if not isinstance(found, Measure)} == {}


def test_each_role_sees_its_own_numbers_and_no_small_ones(home: Home, person: Open) -> None:
    analyst, company = person("nora").get("/numbers"), person("theo").get("/numbers")
    assert "Ads per 100,000 people by state, 2026 Q3" in analyst.text
    assert "resident population on 1 April 2020" in analyst.text
    assert "Submissions by month" in company.text
    assert "Nothing was counted here." in company.text, "another tenant's facts are not here"
    adam = person("adam")
    assert "No dashboard for your role" in adam.get("/numbers").text
    assert adam.post("/numbers/ask", words="ads").status == 403
    small = person("nora").post("/numbers/ask", words="leads by county and month, 2026 Q3")
    assert "hidden" in small.text
    counts = [node.text() for node in small.document.css("td.number")]
    assert counts
    assert [count for count in counts if count.strip() in {"1", "2", "3", "4"}] == []


def test_a_question_is_read_back_before_it_runs(person: Open) -> None:
    nora = person("nora")
    read = nora.get("/numbers/ask?question=conversations+by+disposition+this+year")
    assert "Read as: conversations closed by disposition, 2026" in read.text
    assert read.document.css_first("table") is None, "nothing has run"
    words = read.values("input[name=words]", "value")[0]
    answer = nora.post("/numbers/ask", words=words)
    assert "Wanted information" in answer.text
    unread = nora.get("/numbers/ask?question=referals+by+state")
    assert "“referals” is not understood. Perhaps:" in unread.text
    assert nora.post("/numbers/ask", words="<script>alert(1)</script>").status == 400
    pytest.importorskip("vl_convert", reason="the extra charts is not installed")
    kept = nora.post("/numbers/chart", words=words, ending=".svg")
    assert kept.answer.headers["content-disposition"].endswith('.svg"')
    assert kept.html.startswith("<svg")


def test_an_outcome_goes_from_a_case_into_the_number(home: Home, person: Open) -> None:
    case = home.case()
    home.platform.cases.close(home.actor("ines"), case.id, "person_found_safe")
    ines, sara = person("ines"), person("sara")
    assert "Proposed" in sara.get("/impact").text
    form = {
        "kind": "victim_identified",
        "day": "2026-11-20",
        "support": "case",
        "how": "Found through two leads.",
        "count": "6",
    }
    assert ines.post("/impact/record", reference="case-9999", **form).status == 400
    done = ines.post("/impact/record", reference=case.id, **form)
    assert "Another member confirms it" in ines.follow(done).text
    row = [path for path in sara.get("/impact").values("form", "action") if path.endswith("/confirm")]
    assert len(row) == 1
    assert "Confirmed." in sara.follow(sara.post(row[0])).text
    page = ines.get("/impact?by=sex")
    assert "6 between 6 and 6" in page.text
    assert page.document.css_first("form[action$=withdraw]") is None, "an investigator sees the number, not the rows"
    assert "Not shown" in sara.get("/impact?together=yes").text
    assert sara.get("/impact/claims").status == 200
