"""Children first, end to end: quarantine, top of the queue, a report in two steps, and everybody who may not."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.lib.homes import Home, home_with_people, one_hand

from safelight.access.core.purpose import Purpose
from safelight.ads.core.report import report_problems
from safelight.cases.core.package import package_problems
from safelight.infra.sealing import unseal
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict, Denied, Invalid, Missing, SafelightError, Unavailable
from safelight.kernel.ids import CaseId
from safelight.kernel.sealed import Sealed

YOUNG = {
    "id": "young-1",
    "site": "board.example",
    "posted_at": "2024-01-05",
    "title": "Boat trips",
    "body": "I am 16 years old. Ring 775-555-0123 about the boat.",
    "images": [{"sha256": f"{5:064x}", "pdq": "5a" * 32, "path": "pictures/5.jpg"}],
}


@pytest.fixture
def home(tmp_path: Path, clock: FixedClock) -> Iterator[Home]:
    home = home_with_people(tmp_path, clock)
    home.ingest([*one_hand(), YOUNG])
    yield home
    home.platform.close()


def purpose(home: Home, kind: str = "exploited_minor", login: str = "ines") -> Purpose:
    case = home.platform.cases.open_case(home.actor(login), "Tip 7", kind, "Section 9 duty")  # type: ignore[arg-type]
    return Purpose(case.id, "the caller's tip of Monday")


def first_lead(home: Home) -> str:
    row = home.platform.leads.queue(home.actor("ines")).rows[0]
    assert any(reason["indicator"] == "children_first" for reason in row.record["reasons"])
    return row.lead_id


def refusal(ask: Callable[[], object]) -> tuple[str, str, str]:
    with pytest.raises(SafelightError) as caught:
        ask()
    return type(caught.value).__name__, caught.value.code, caught.value.message


def test_a_report_is_prepared_downloaded_and_noted_by_a_person(home: Home) -> None:
    ines, why, reports = home.actor("ines"), purpose(home), home.platform.reports
    row = reports.prepare(ines, first_lead(home), why)
    assert row.status == "prepared"
    assert report_problems(row.record) == []
    done = reports.download(ines, row.id, why)
    with zipfile.ZipFile(io.BytesIO(done.package.content)) as package:
        files = {name: package.read(name) for name in package.namelist()}
    assert package_problems(done.package.content) == []
    assert set(files) == {"READ-FIRST.txt", "manifest.json", "manifest.sig", "report.json", "texts.sealed"}
    clear = b"".join(content for name, content in files.items() if name != "texts.sealed")
    for words in (b"boat", b"Boat", b"pictures/5.jpg"):
        assert words not in clear
    assert json.loads(unseal(files["texts.sealed"], done.passphrase))["body"] == YOUNG["body"]
    with pytest.raises(Invalid):
        unseal(files["texts.sealed"], Sealed("another passphrase"))
    assert reports.note(ines, row.id, "note_sent", why).status == "sent"
    with pytest.raises(Conflict):
        reports.download(ines, row.id, why)
    actions = [row.entry.action for row in home.platform.trail.page(home.actor("aldo"), limit=100).rows]
    assert {"ads.report.prepare", "ads.report.download", "ads.report.note_sent"} <= set(actions)


def test_another_kind_of_case_is_refused_like_one_that_never_was(home: Home) -> None:
    ines, lead, reports = home.actor("ines"), first_lead(home), home.platform.reports
    never = refusal(lambda: reports.prepare(ines, lead, Purpose(CaseId("case-none"), "the caller's tip")))
    for wrong in (purpose(home, "trafficking"), purpose(home, login="ivan")):
        assert refusal(lambda: reports.prepare(ines, lead, wrong)) == never  # noqa: B023
    assert never[0] == "Denied"


def test_who_may_not(home: Home) -> None:
    lead, why, reports = first_lead(home), purpose(home), home.platform.reports
    for login in ("nora", "aldo", "adam", "theo"):
        with pytest.raises(Denied):
            reports.prepare(home.actor(login), lead, why)
    with pytest.raises(Denied):
        reports.prepare(home.actor("ines"), lead, None)
    with pytest.raises(Missing):
        reports.prepare(home.actor("ivan"), lead, purpose(home, login="ivan"))
    row = reports.prepare(home.actor("ines"), lead, why)
    ivan = purpose(home, login="ivan")
    assert refusal(lambda: reports.download(home.actor("ivan"), row.id, ivan)) == refusal(
        lambda: reports.download(home.actor("ivan"), "report-none", ivan)
    )
    assert refusal(lambda: reports.download(home.actor("ines"), row.id, purpose(home)))[0] == "Missing"


def test_a_lead_without_a_quarantined_ad_has_nothing_to_report(home: Home) -> None:
    leads = [row.lead_id for row in home.platform.leads.queue(home.actor("ines")).rows]
    with pytest.raises(Invalid):
        home.platform.reports.prepare(home.actor("ines"), leads[1], purpose(home))


def test_no_tree_no_package(home: Home) -> None:
    ines, why, reports = home.actor("ines"), purpose(home), home.platform.reports
    row = reports.prepare(ines, first_lead(home), why)
    with home.platform.books["audit"].write() as connection:
        connection.execute(text("ALTER TABLE leaves RENAME TO lost"))
    for look in (lambda: reports.download(ines, row.id, why), lambda: reports.find(ines, row.lead_id, why)):
        with pytest.raises(Unavailable):
            look()


def test_a_known_picture_holds_an_ad_now_and_after_every_later_ingest(home: Home) -> None:
    ines = home.actor("ines")
    plain = {**YOUNG, "id": "plain-1", "body": "Boat trips on Sunday, ring 775-555-0177."}
    near = f"{int('5a' * 32, 16) ^ 0b111:064x}"
    assert home.ingest([plain]).quarantined == 1
    assert home.platform.ingest.learn_known(ines, {near}, "list.txt") == 1
    assert home.platform.ingest.learn_known(ines, {near}, "list.txt") == 0
    assert home.ingest([]).quarantined == 2
    assert home.ingest(one_hand(3), "ivan").quarantined == 0
    assert home.ingest([{**plain, "id": "plain-2"}]).quarantined == 3
