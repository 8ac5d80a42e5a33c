"""The content network in the console: pages of two agencies, made with forms alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.lib.consoles import Browser, Page, passphrase_of
from tests.lib.network import film, md5, pdq

from safelight.access.core.purpose import Purpose
from safelight.assembly import Platform

IDENTIFIED = "The person shown is identified"


@pytest.fixture
def ivo(browser: Callable[[str], Browser]) -> Browser:
    """An investigator of the other agency, with an open case."""
    ivo = browser("ivo")
    ivo.open_case("A seized phone", "content_deconfliction")
    return ivo


def submit(person: Browser, seed: int, **more: str) -> str:
    """Submits one by the form; returns the observation's address."""
    page = person.post("/content/submit", pdq=pdq(seed).value, md5=md5(seed).value, **more)
    assert page.status == 200, page.text
    (address,) = page.values("td a[href^='/content/held/']", "href")
    return address


def check(person: Browser, seed: int, flips: int = 4) -> Page:
    case = person.get("/content/check").values("#purpose-case option:not([value=''])", "value")[0]
    return person.post("/content/check", pdq=pdq(seed, flips).value, case_id=case, reason="A seized phone")


def notices(person: Browser) -> list[str]:
    return person.get("/content/notices").values("[data-row]", "data-row")


def test_from_submitting_to_contact_and_retraction(
    ida: Browser, ivo: Browser, browser: Callable[[str], Browser]
) -> None:
    held = submit(ida, 1, case_ref="CASE-77", category="US:1")
    found = check(ivo, 1)
    assert "1 of 1 are held by others" in found.text
    (notice,) = notices(ivo)
    page = ivo.get(f"/content/notices/{notice}")
    assert "held by Port Invented Police Department" in page.text
    assert "CASE-77" not in page.html + found.html
    ivo.follow(ivo.post(f"/content/notices/{notice}/ask"))
    lee = browser("lee")
    lee.post("/content/policy", **policy(), liaison="Harbour desk, ext. 9")
    (request,) = lee.get("/content/requests").values("form[action$='/move']", "action")
    assert "Both sides now see" in lee.follow(lee.post(request, verb="accept")).text
    assert "Harbour desk, ext. 9" in ivo.get(f"/content/notices/{notice}").text
    assert "CASE-77" in ida.post(f"{held}/reference").text
    assert "Everybody who was told" in ida.follow(ida.post(f"{held}/retract", why="mistaken")).text
    assert "Retracted by" in ivo.get("/content/notices").text
    assert "The other side has taken it back" in ivo.get(f"/content/notices/{notice}").text
    assert "Nobody in the network holds it" in check(ivo, 1).text


def policy() -> dict[str, str]:
    shows = {"identity": "name", "when": "day", "match": "distance", "liaison": "yes"}
    return {f"{kind}.{name}": said for kind in ("agency", "ngo", "company") for name, said in shows.items()}


def test_an_identified_person_comes_first(ida: Browser, ivo: Browser) -> None:
    addresses = [submit(ida, seed) for seed in (1, 2, 3)]
    for seed in (1, 2, 3):
        check(ivo, seed)
    ida.post(f"{addresses[2]}/retract", why="order")
    submit(ida, 4, identified="yes")
    check(ivo, 4)
    page = ivo.get("/content/notices")
    first = page.document.css("[data-row]")[0]
    assert IDENTIFIED in first.text()
    assert page.text.count(IDENTIFIED) == 1
    opened = ivo.get(f"/content/notices/{first.attributes['data-row']}")
    assert opened.text.index(IDENTIFIED) < opened.text.index("What you are told")


def test_seen_notices_sink_and_the_unseen_are_counted(ida: Browser, ivo: Browser) -> None:
    submit(ida, 1)
    submit(ida, 2)
    check(ivo, 1)
    check(ivo, 2)
    newest, oldest = notices(ivo)
    ivo.follow(ivo.post("/content/notices/seen", notice=newest))
    assert notices(ivo) == [oldest, newest]
    assert ivo.get("/content/notices?show=unseen").values("[data-row]", "data-row") == [oldest]


def test_a_file_is_taken_row_by_row_and_what_stays_behind_is_said(ida: Browser) -> None:
    good = {"path": "a/b.jpg", "pdq": pdq(5).value, "pdq_quality": 100, "comment": "seen at home"}
    body = json.dumps(good) + "\n" + json.dumps({"id": "bad", "md5": "abc"}) + "\n"
    page = Page(
        ida.client.post(
            "/content/submit",
            data={"form_token": ida.form_token},
            files={"file": ("list.jsonl", body.encode())},
            headers={"Origin": ida.origin, "Sec-Fetch-Site": "same-origin"},
        )
    )
    assert "1 observation held" in page.text
    assert "md5" in page.text
    assert "left behind, never submitted: comment" in page.text
    assert "seen at home" not in page.html


def test_a_file_with_videos_is_submitted_and_met(ida: Browser, ivo: Browser) -> None:
    whole, part = film(1, frames=20), film(1, first=4, frames=8, flips=5)
    address = "/content/{}"

    def hand_in(person: Browser, way: str, vpdq: str, **more: str) -> str:
        files = {"file": ("videos.jsonl", json.dumps({"path": "a/film.mp4", "vpdq": vpdq}).encode())}
        headers = {"Origin": person.origin, "Sec-Fetch-Site": "same-origin"}
        data = {"form_token": person.form_token, **more}
        return Page(person.client.post(address.format(way), data=data, files=files, headers=headers)).text

    assert "1 observation held" in hand_in(ida, "submit", whole.value)
    case = ivo.get("/content/check").values("#purpose-case option:not([value=''])", "value")[0]
    found = hand_in(ivo, "check", part.value, case_id=case, reason="A seized phone")
    assert "1 of 1 are held by others" in found
    (notice,) = notices(ivo)
    assert "1-10 bits apart by vpdq" in ivo.get(f"/content/notices/{notice}").text


def test_a_form_without_a_fingerprint_or_a_purpose_is_refused(ivo: Browser) -> None:
    assert ivo.post("/content/submit").status == 400
    assert ivo.post("/content/check", pdq="zz").status == 400
    refused = ivo.post("/content/check", pdq=pdq(1).value)
    assert refused.status == 403
    assert "purpose" in refused.text


def test_anothers_notice_and_observation_are_missing_byte_for_byte(ida: Browser, ivo: Browser) -> None:
    held = submit(ida, 1)
    check(ivo, 1)
    (notice,) = notices(ivo)
    assert ida.get(f"/content/notices/{notice}").html == ida.get("/content/notices/note-none").html
    assert ivo.get(held).html == ivo.get("/content/held/obs-none").html
    assert ivo.post(f"{held}/retract", why="order").html == ivo.post("/content/held/obs-none/retract", why="order").html


def test_disagreement_is_shown_and_a_dispute_said_first(ida: Browser, ivo: Browser) -> None:
    submit(ida, 1, category="US:1")
    submit(ivo, 1, category="US:2")
    (notice,) = notices(ivo)
    assert "Conflict" in ivo.get(f"/content/notices/{notice}").text
    ivo.post(f"/content/notices/{notice}/opinion", opinion="false")
    assert "The claim is disputed" in ivo.get(f"/content/notices/{notice}").text
    assert "Disputed" in ida.get("/content/notices").text
    assert ivo.post(f"/content/notices/{notice}/opinion", opinion="bad").status == 400


def test_the_log_page_gives_head_proof_and_verifier(ida: Browser, platform: Platform) -> None:
    held = submit(ida, 1).rpartition("/")[2]
    assert "No head yet" in ida.get("/content/log").text
    platform.content.transparency.publish()
    assert "Newest signed head" in ida.get("/content/log").text
    proof = ida.post("/content/log/proof", subject=held)
    assert json.loads(proof.html)["entries"]
    assert proof.answer.headers["content-disposition"].startswith("attachment")
    assert "def main" in ida.get("/content/log/verifier").html
    assert ida.post("/content/log/proof", subject="note-none").status == 404


def test_a_webhooks_secret_is_shown_once(browser: Callable[[str], Browser]) -> None:
    lee = browser("lee")
    assert "shown this once" in lee.post("/content/policy/webhook", webhook="https://hook.example/in").text
    assert "shown this once" not in lee.get("/content/policy").text
    assert lee.post("/content/policy/webhook", webhook="ftp://x").status == 400
    assert lee.post("/content/policy", liaison="x").status == 400


def test_nodes_and_banks_are_shown_to_their_own_body(
    ida: Browser, ivo: Browser, browser: Callable[[str], Browser], platform: Platform, tmp_path: Path
) -> None:
    assert "No node" in ivo.get("/content/nodes").text
    actor = platform.access.sign_in("ivo", passphrase_of(platform.settings.home)).actor
    node = platform.content.nodes.accredit(actor.tenant, "Lab 2")
    assert "Without a list" in ivo.get("/content/nodes").text
    case = platform.cases.open_case(actor, "A phone", "content_deconfliction", "Order 3").id
    submit(ida, 1)
    target, why = tmp_path / "lab.list", Purpose(case, "weekly list")
    part = platform.content.nodes.hand_out(actor, node.id, target, True, why)
    platform.content.nodes.declare(actor, node.id, 3)
    shown = ivo.get("/content/nodes").text
    assert "Lab 2" in shown
    assert part.digest[:12] in shown
    assert "Good" in shown
    assert "3last" in shown
    assert "Lab 2" not in ida.get("/content/nodes").text, "another body's node"
    found = trace(ivo, target, part.rows)
    assert "This list was carried to you" in found
    assert "Lab 2: 16 of 16 canaries" in found
    assert "No canary of yours" in trace(ida, target, part.rows)
    platform.content.nodes.revoke(node.id)
    assert "Revoked" in ivo.get("/content/nodes").text


def trace(person: Browser, target: Path, rows: int) -> str:
    """What the page says of a carried list that turned up as hexadecimal lines."""
    body = target.read_bytes().split(b"\n", 2)[2]
    lines = [json.dumps({"id": at, "pdq": body[40 * at + 8 : 40 * at + 40].hex()}) for at in range(rows)]
    data = {"form_token": person.form_token}
    headers = {"Origin": person.origin, "Sec-Fetch-Site": "same-origin"}
    files = {"file": ("found.jsonl", "\n".join(lines).encode())}
    return Page(person.client.post("/content/nodes/trace", data=data, files=files, headers=headers)).text


def test_a_company_sees_its_banks_and_no_nodes(browser: Callable[[str], Browser], platform: Platform) -> None:
    tam = browser("tam")
    assert "No bank" in tam.get("/content/nodes").text
    actor = platform.access.sign_in("tam", passphrase_of(platform.settings.home)).actor
    platform.content.banks.create(actor, "UPLOADS", 0.5)
    platform.content.banks.add(actor, "UPLOADS", {"vpdq": film(1).value})
    shown = tam.get("/content/nodes").text
    assert "UPLOADS150 % of look-ups" in shown
    assert "their look-ups are refused" in shown
    assert "canar" not in shown


@pytest.mark.parametrize(("login", "sees"), [("uma", 1), ("tam", 7), ("ana", 0)])
def test_members_see_the_areas_of_their_role(browser: Callable[[str], Browser], login: str, sees: int) -> None:
    page = browser(login).get("/content/log")
    assert len(page.values(".areas a", "href")) == sees
    assert (page.status == 200) == (sees > 0)


def test_an_erasure_wants_a_tick(browser: Callable[[str], Browser]) -> None:
    sol = browser("sol")
    held = submit(sol, 1)
    assert sol.post(f"{held}/erase").status == 400
    assert "Erased" in sol.follow(sol.post(f"{held}/erase", sure="yes")).text
