"""The JSON API: the same verbs and walls as everywhere, one status for each kind of error."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.lib.consoles import InProcess
from tests.lib.homes import PASSWORD, Home, home_with_people, on_her_own, one_hand

from safelight.api import create_api
from safelight.api.answers import MAX_BODY, STATUS
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import KINDS


@pytest.fixture
def home(tmp_path: Path, clock: FixedClock) -> Iterator[Home]:
    home = home_with_people(tmp_path, clock)
    yield home
    home.platform.close()


@pytest.fixture
def client(home: Home) -> httpx.Client:
    return httpx.Client(transport=InProcess(create_api(home.platform), raises=False), base_url="http://localhost")


def bearer(client: httpx.Client, login: str = "ines") -> dict[str, str]:
    answer = client.post("/session", json={"login": login, "password": PASSWORD.reveal()})
    assert answer.status_code == 201
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def body() -> bytes:
    return "".join(json.dumps(record) + "\n" for record in one_hand()).encode()


def test_every_kind_of_error_has_its_status() -> None:
    assert set(STATUS) == set(KINDS)


def test_what_decisions_teach_and_on_whom_leads_fall(client: httpx.Client, home: Home) -> None:
    me = bearer(client)
    home.ingest([*one_hand(), *on_her_own()])
    lesson = client.get("/ads/learned?limit=1", headers=me).json()
    assert (lesson["accepted"], lesson["dismissed"], lesson["quality"], lesson["better"]) == (0, 0, None, False)
    asked = lesson["ask"][0]["lead_id"]
    client.post(f"/ads/leads/{asked}/steps", json={"verb": "dismiss"}, headers=me)
    assert client.get("/ads/learned", headers=me).json()["dismissed"] == 1
    found = client.get("/ads/disparity", headers=me).json()["disparity"]
    assert {"kind", "value", "ratio", "interval", "alert", "groups", "leads"} <= set(found[0])
    assert client.get("/ads/learned?limit=0", headers=me).status_code == 422
    for path in ("/ads/learned", "/ads/disparity"):
        assert client.get(path, headers=bearer(client, "aldo")).status_code == 403


def test_every_route_but_three_wants_a_session(client: httpx.Client, home: Home) -> None:
    free = {("GET", "/health"), ("POST", "/session"), ("GET", "/openapi.json")}
    tried = 0
    for path, methods in create_api(home.platform).app.openapi()["paths"].items():
        for method in methods:
            if (method.upper(), path) not in free:
                asked = client.request(method, re.sub(r"\{\w+\}", "x", path))
                assert asked.status_code == 401, (method, path)
                tried += 1
    assert tried >= 30


def test_from_ads_to_export(client: httpx.Client, home: Home) -> None:
    me = bearer(client)
    assert client.post("/ads", content=body() + b"not json\n", headers=me).json()["rejected"] == 1
    queue = client.get("/ads/leads", headers=me).json()
    lead = queue["leads"][0]["lead_id"]
    assert client.get(f"/ads/leads/{lead}", headers=me).json()["verbs"] == ["watch", "dismiss", "accept"]
    case = home.case().id
    step = client.post(f"/ads/leads/{lead}/steps", json={"verb": "accept", "case": case}, headers=me)
    assert step.json()["after"] == "accepted"
    assert client.post("/ads/leads/undo", headers=me).json()["after"] == "new"
    assert client.get("/ads/search", params={"q": "dinner"}, headers=me).status_code == 403
    purpose = {"case": case, "reason": "follow-up"}
    assert client.get("/ads/search", params={"q": "city:Reno", **purpose}, headers=me).json()["total"] == 6
    package = client.get(f"/ads/export/{lead}", params=purpose, headers=me)
    with zipfile.ZipFile(io.BytesIO(package.content)) as archive:
        assert "manifest.json" in archive.namelist()


def test_anothers_lead_is_missing_byte_for_byte(client: httpx.Client, home: Home) -> None:
    home.ingest(one_hand())
    lead = home.platform.leads.queue(home.actor("ines")).rows[0].lead_id
    ivan = bearer(client, "ivan")
    theirs = client.get(f"/ads/leads/{lead}", headers=ivan)
    never = client.get("/ads/leads/lead-none", headers=ivan)
    assert (theirs.status_code, theirs.content) == (never.status_code, never.content) == (404, theirs.content)


def test_bad_requests_are_named_without_being_quoted(client: httpx.Client) -> None:
    me = bearer(client)
    answer = client.post("/session", json={"login": "<b>secret-value</b>"})
    assert (answer.status_code, answer.json()["code"]) == (422, "api.invalid")
    assert "password" in answer.json()["message"]
    assert "secret-value" not in answer.text
    assert client.get("/nothing", headers=me).status_code == 404
    assert client.get("/ads/search", params={"q": "x" * 501}, headers=me).status_code == 422


def test_a_body_over_the_cap_is_refused(client: httpx.Client) -> None:
    me = bearer(client)
    answer = client.post("/ads", content=b"x" * (MAX_BODY + 1), headers=me)
    assert answer.status_code == 413


def test_signing_out_ends_the_token(client: httpx.Client) -> None:
    me = bearer(client)
    assert client.get("/ads/leads", headers=me).status_code == 200
    assert client.delete("/session", headers=me).status_code == 204
    assert client.get("/ads/leads", headers=me).status_code == 401


def test_no_answer_is_stored(client: httpx.Client) -> None:
    for answer in (client.get("/health"), client.get("/ads/leads"), client.get("/nothing")):
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_saved_search_alerts(client: httpx.Client, home: Home) -> None:
    headers, case = bearer(client), home.case()
    kept = client.post("/ads/saved", headers=headers, json={"q": "city:reno", "case": case.id, "reason": "a tip"})
    assert (kept.status_code, kept.json()["status"]) == (200, "active")
    home.ingest(one_hand(4))
    home.platform.outbox.drain()
    alert = client.get("/ads/saved", headers=headers).json()["alerts"][0]
    assert alert["ads"] == 1
    hits = client.get(f"/ads/alerts/{alert['alert']}", headers=headers).json()["hits"]
    assert [hit["ad_id"] for hit in hits] == ["ad-003"]
    assert client.post(f"/ads/saved/{kept.json()['id']}/stop", headers=headers).json()["status"] == "ended"
    refused = client.post("/ads/saved", headers=headers, json={"q": "city:reno"})
    assert refused.status_code == 403
