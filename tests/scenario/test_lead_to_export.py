"""Story: an ad goes in, a person sees an explained lead, opens a case, exports it; the audit log shows every step."""

from __future__ import annotations

import io
import json
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from tests.lib.homes import REASON, Home, home_with_people, on_her_own, one_hand

from safelight.access.core.purpose import Purpose
from safelight.cases.core.package import MANIFEST, SIGNATURE, package_problems
from safelight.infra import merkle
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict, Denied, Invalid
from safelight.kernel.ids import CaseId


@pytest.fixture
def home(tmp_path: Path, clock: FixedClock) -> Iterator[Home]:
    home = home_with_people(tmp_path, clock)
    home.ingest([*one_hand(), *on_her_own()])
    yield home
    home.platform.close()


def first_lead(home: Home) -> str:
    rows = home.platform.leads.queue(home.actor("ines")).rows
    assert rows, "the group run by one hand raises a lead"
    return rows[0].lead_id


def actions(home: Home, login: str = "aldo") -> list[str]:
    page = home.platform.trail.page(home.actor(login), limit=500)
    return [row.entry.action for row in reversed(page.rows)]


def test_the_queue_holds_the_group_of_one_hand_and_not_the_woman_on_her_own(home: Home) -> None:
    rows = home.platform.leads.queue(home.actor("ines")).rows
    assert [row.record["activity"] for row in rows] == ["controlled"]
    assert len(rows[0].record["ad_ids"]) == 12


def test_every_reason_quotes_its_ad_to_the_letter(home: Home) -> None:
    view = home.platform.leads.open(home.actor("ines"), first_lead(home))
    ads = {item.ad.id: item.ad for item in view.ads}
    quotes = [quote for reason in view.lead.record["reasons"] for quote in reason["evidence"]]
    assert quotes
    for quote in quotes:
        assert ads[quote["ad_id"]].field(quote["source"])[quote["start"] : quote["end"]] == quote["text"]


def test_triage_is_undone_and_remembered(home: Home) -> None:
    ines, lead = home.actor("ines"), first_lead(home)
    leads = home.platform.leads
    assert leads.triage(ines, lead, "dismiss", "known to us").after == "dismissed"
    assert leads.queue(ines, status="new").total == 0
    with pytest.raises(Conflict):
        leads.triage(ines, lead, "watch")
    assert leads.undo(ines).after == "new"
    with pytest.raises(Conflict):
        leads.undo(ines)
    assert [(move.verb, move.undone) for move in leads.open(ines, lead).history] == [("dismiss", True), ("undo", True)]


def test_undo_refuses_when_somebody_else_moved_the_lead(home: Home) -> None:
    lead, leads = first_lead(home), home.platform.leads
    leads.triage(home.actor("ines"), lead, "watch")
    leads.triage(home.actor("sara"), lead, "dismiss")
    with pytest.raises(Conflict, match="moved"):
        leads.undo(home.actor("ines"))


def test_accepting_attaches_to_the_case_and_undo_detaches(home: Home) -> None:
    ines, lead, case = home.actor("ines"), first_lead(home), home.case()
    home.platform.leads.accept(ines, lead, case.id)
    assert [item.ref for item in home.platform.cases.read(ines, case.id).attachments] == [lead]
    home.platform.leads.undo(ines)
    assert home.platform.cases.read(ines, case.id).attachments == ()


def test_a_search_needs_an_open_case_of_the_own_agency_and_a_reason(home: Home) -> None:
    ines, case = home.actor("ines"), home.case()
    search = home.platform.search.search
    foreign = home.case("ivan")
    for purpose in (None, Purpose(case.id, " "), Purpose(CaseId("case-none"), REASON), Purpose(foreign.id, REASON)):
        with pytest.raises(Denied):
            search(ines, "dinner", purpose)
    assert search(ines, "dinner", home.purpose(case)).total == 12
    home.platform.cases.close(ines, case.id, "not_enough_to_go_on")
    with pytest.raises(Denied, match="closed"):
        search(ines, "dinner", home.purpose(case))


def test_a_search_finds_by_phone_city_words_and_time(home: Home) -> None:
    ines, case = home.actor("ines"), home.case()

    def found(line: str) -> int:
        return home.platform.search.search(ines, line, home.purpose(case)).total

    assert found("510-555-0123") == found("phone:+15105550123") == 12
    assert found("city:Reno") == 6
    assert found('"gallery visits"') == 12
    assert found("gallery since:2024-01-03") == 6
    assert found("gallery until:2024-01-01") == 3
    assert found("lunch") == 2
    assert found("unheard-of") == 0
    with pytest.raises(Invalid, match="no field"):
        found("colour:red")


def test_an_adult_on_her_own_is_masked_until_a_reasoned_reveal(home: Home) -> None:
    ines, case = home.actor("ines"), home.case()
    hit = home.platform.search.search(ines, "lunch", home.purpose(case)).hits[0]
    assert (hit.masked, hit.title, hit.body, hit.group_id, hit.shown) == (True, "", "", None, None)
    assert dict(hit.holds) == {"phone": 1, "email": 1}
    with pytest.raises(Denied):
        home.platform.search.reveal(ines, hit.ad_id, None)
    assert "Maribel" in home.platform.search.reveal(ines, hit.ad_id, home.purpose(case)).body


def test_an_ad_that_states_a_child_is_covered_whole(home: Home) -> None:
    home.ingest([{"id": "q-1", "title": "Hello", "body": "My name is Pat and I am 15 years old, call 212-555-0177"}])
    ines, case = home.actor("ines"), home.case()
    top = home.platform.leads.queue(ines).rows[0]
    assert top.record["ad_ids"] == ["q-1"]
    view = home.platform.search.search(ines, "id:q-1", home.purpose(case))
    assert [(hit.quarantined, "Pat" in hit.body) for hit in view.hits] == [(True, False)]
    with pytest.raises(Denied, match="quarantined"):
        home.platform.search.reveal(ines, "q-1", home.purpose(case))
    files = contents(home, top.lead_id, home.purpose(case))
    assert not any(b"is Pat" in content for name, content in files.items() if name != "leads.jsonl")


def contents(home: Home, what: str, purpose: Purpose) -> dict[str, bytes]:
    package = home.platform.exports.export(home.actor("ines"), what, purpose, "District prosecutor")
    with zipfile.ZipFile(io.BytesIO(package.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_package_verifies_and_carries_sources_not_scores(home: Home) -> None:
    ines, case, lead = home.actor("ines"), home.case(), first_lead(home)
    home.platform.leads.open(ines, lead)
    home.platform.leads.accept(ines, lead, case.id)
    package = home.platform.exports.export(ines, case.id, home.purpose(case), "District prosecutor")
    assert package_problems(package.content) == []
    files = contents(home, lead, home.purpose(case))
    manifest = json.loads(files[MANIFEST])
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(manifest["signature"]["public_key"]))
    key.verify(files[SIGNATURE], files[MANIFEST])
    assert manifest["recipient"] == "District prosecutor"
    assert manifest["purpose"]["reason"] == REASON
    originals = [name for name in files if name.startswith("originals/")]
    assert len(originals) == 12
    assert json.loads(files[originals[0]])["site"] == "board.example"
    assert not any(
        word in files["leads.jsonl"] for word in (b'"score"', b'"control":', b'"interval"', b'"contribution"')
    )


def test_custody_in_the_package_is_provable(home: Home) -> None:
    ines, case, lead = home.actor("ines"), home.case(), first_lead(home)
    home.platform.leads.open(ines, lead)
    home.platform.leads.accept(ines, lead, case.id)
    custody = json.loads(contents(home, lead, home.purpose(case))["custody.json"])
    root = b64decode(custody["tree_root"])
    seen = []
    for entry in custody["entries"]:
        leaf = merkle.leaf_hash(entry["entry"].encode())
        proof = [b64decode(node) for node in entry["proof"]]
        assert merkle.verify_inclusion(entry["seq"], custody["tree_size"], leaf, proof, root)
        seen.append(json.loads(entry["entry"])["action"])
    assert seen == ["ads.lead.view", "ads.lead.accept"]


def test_a_changed_package_shows(home: Home) -> None:
    lead, case = first_lead(home), home.case()
    files = contents(home, lead, home.purpose(case))
    files["ads.jsonl"] = files["ads.jsonl"].replace(b"Opal", b"Ruby")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    assert package_problems(buffer.getvalue()) == ["ads.jsonl was changed"]


def test_the_audit_log_shows_every_step_and_verifies(home: Home) -> None:
    ines, lead, case = home.actor("ines"), first_lead(home), home.case()
    home.platform.leads.open(ines, lead)
    home.platform.leads.accept(ines, lead, case.id)
    home.platform.search.search(ines, "dinner", home.purpose(case))
    home.platform.exports.export(ines, lead, home.purpose(case))
    steps = [
        "ads.ingest",
        "ads.read",
        "ads.assemble",
        "ads.lead.queue",
        "case.open",
        "ads.lead.view",
        "case.attach",
        "ads.lead.accept",
        "ads.search",
        "ads.disclose",
        "ads.export",
    ]
    seen = iter(actions(home))
    assert all(step in seen for step in steps), "in this order"
    assert home.platform.trail.verify() == []


def test_a_refused_look_up_is_written_down_too(home: Home) -> None:
    with pytest.raises(Denied):
        home.platform.search.search(home.actor("ines"), "dinner", None)
    last = home.platform.trail.page(home.actor("aldo"), limit=500).rows
    refused = next(row.entry for row in last if row.entry.outcome == "denied")
    assert (refused.action, refused.details["code"]) == ("ads.search", "access.purpose_needed")


def test_the_same_ads_again_change_nothing(home: Home) -> None:
    before = [row.record for row in home.platform.leads.queue(home.actor("ines")).rows]
    again = home.ingest([*one_hand(), *on_her_own()])
    assert (again.new, again.changed, again.known, again.extracted, again.rows_changed) == (0, 0, 14, 0, 0)
    assert [row.record for row in home.platform.leads.queue(home.actor("ines")).rows] == before


def test_other_text_under_the_same_id_is_a_second_capture(home: Home) -> None:
    changed = {**one_hand()[0], "title": "Another title for dinner company with Opal"}
    summary = home.ingest([changed])
    assert (summary.new, summary.changed, summary.extracted) == (0, 1, 1)
    assert home.ingest([changed]).known == 1
    case = home.case()
    files = contents(home, first_lead(home), home.purpose(case))
    captures = [json.loads(line) for line in files["captures.jsonl"].splitlines()]
    assert len([one for one in captures if one["ad_id"] == "ad-000"]) == 2
