"""What decisions teach and on whom leads fall, as pages: to those who triage, written down, changing nothing."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from tests.lib.consoles import Browser, ad, ingest, passphrase_of

from safelight.assembly import Platform
from safelight.web.lessons import Range, compared, named, weight_rows

Open = Callable[[str], Browser]
LETTERS = "abdefgiklmnoprstuvz"


@pytest.fixture
def many(platform: Platform) -> Platform:
    """Thirty more groups in Spokane, and thirty in Reno that all become leads; each of words of its own."""
    rng = random.Random(9)

    def words() -> str:
        return " ".join("".join(rng.choices(LETTERS, k=7)) for _ in range(8))

    plain = [ad(f"calm-{n}", words(), words(), location="Spokane, WA") for n in range(30)]
    risky = [
        ad(
            f"loud-{n}",
            words(),
            f"Honest and trustworthy, young. {words()}. Call 7one5 five5five 0{n:03d}",
            location="Reno, NV",
        )
        for n in range(100, 130)
    ]
    ingest(platform, passphrase_of(platform.settings.home), [*plain, *risky])
    return platform


def test_before_any_decision_the_page_says_so_and_tells_no_chance(ida: Browser) -> None:
    page = ida.get("/leads/learned")
    assert page.status == 200
    assert "0 accepted 0 dismissed" in page.text
    assert "The first lead that is accepted or dismissed teaches something" in page.text
    assert "Would be accepted" not in page.text
    assert "Most like what was accepted" not in page.text
    assert len(page.document.css("section[aria-labelledby=ask-title] tbody tr")) == len(ida.lead_ids())


def test_a_dismissed_lead_lowers_the_weights_of_its_reasons(ida: Browser) -> None:
    lead = next(each for each in ida.lead_ids() if "risk-1" in ida.get(f"/leads/{each}").text)
    queue = ida.lead_ids()
    ida.post(f"/leads/{lead}/triage", verb="dismiss", reason="Business or spam")
    page = ida.get("/leads/learned")
    assert "0 accepted 1 dismissed" in page.text
    rows = [[cell.text().strip() for cell in row.css("td")] for row in page.document.css("tbody tr")]
    told = {row[0]: float(row[3]) for row in rows if len(row) == 7}
    assert told
    assert all(weight < 4 for weight in told.values())
    assert f"/leads/{lead}" not in page.values("section a", "href")
    assert ida.lead_ids() == queue, "the queue keeps its order"


def test_an_alert_is_told_with_its_groups_and_a_ratio_is_no_cause(many: Platform, browser: Open) -> None:
    page = browser("ida").get("/leads/disparity")
    assert page.status == 200
    rows = {row.css("td")[0].text(): [cell.text() for cell in row.css("td")] for row in page.document.css("tbody tr")}
    assert "30 of 30" in rows["Placed in NV Alert"]
    assert next(iter(rows)) == "Placed in NV Alert", "alerts come first"
    assert any("0 of 30" in row for row in rows.values())
    assert "A ratio is no cause" in page.text
    assert "never which" in page.text
    assert len(page.document.css("svg.range")) == len(rows)


def test_the_report_follows_the_ads(many: Platform, browser: Open) -> None:
    ida = browser("ida")
    before = ida.get("/leads/disparity").text
    assert ida.get("/leads/disparity").text == before
    more = [ad("calm-more", "Hello", "Lamps and ferries at noon", location="Spokane, WA")]
    ingest(many, passphrase_of(many.settings.home), more)
    assert "0 of 30" in before
    assert "0 of 31" in ida.get("/leads/disparity").text


def test_who_has_no_queue_has_neither_page_and_looks_are_written_down(browser: Open) -> None:
    for path in ("/leads/learned", "/leads/disparity"):
        assert browser("kit").get(path).status == 403
        assert browser("ana").get(path).status == 200
    assert "Disparity" in browser("ana").get("/leads").text
    lines = [node.text() for node in browser("uma").get("/audit").document.css("tbody tr")]
    assert sum("ads.learning.view" in line and "Ana Abacus" in line for line in lines) == 2


def test_states_are_another_agencys_own(many: Platform, browser: Open) -> None:
    assert "30 of 30" not in browser("ivo").get("/leads/disparity").text


def test_names_and_scales() -> None:
    from safelight.ads.core.disparity import Disparity
    from safelight.ads.service.lessons import Lesson, Weight

    assert named("language", "es") == "Written in Spanish"
    assert named("language", "xx") == "Written in xx"
    assert named("ethnicity", "stated") == "States an ethnicity"
    even = compared(Disparity("state", "CA", 50, 5, 50, 5, 1.0, (0.01, 100.0)))
    assert even.drawn == Range(0.0, 50.0, 100.0, 50.0)
    weights = (Weight("risk", "a", 8.0, 1.0), Weight("risk", "b", 0.0, 1.0), Weight("risk", "c", 4.0, 1.0))
    rows = weight_rows(Lesson(0, 0, None, weights, (), ()))
    assert [row.verdict for row in rows] == ["more than before", "less than before", "not clear"]
    assert all(0 <= row.drawn.low <= row.drawn.middle <= row.drawn.high <= 100 for row in rows)
