"""The content network over HTTP: what programs of two agencies and a company do, and the walls they meet."""

from __future__ import annotations

import json

import httpx
from tests.lib.consoles import InProcess
from tests.lib.homes import PASSWORD
from tests.lib.network import PEOPLE, REASON, Town, film, md5, pdq, town

from safelight.api import create_api
from safelight.content.core.frames import signal

__all__ = ["town"]


class Program:
    """One member's program."""

    def __init__(self, town: Town, login: str) -> None:
        town.actor(login)
        api = create_api(town.platform)
        self.client = httpx.Client(transport=InProcess(api, raises=False), base_url="http://localhost")
        token = self.client.post("/session", json={"login": login, "password": PASSWORD.reveal()}).json()["token"]
        self.client.headers["Authorization"] = f"Bearer {token}"
        self.purpose = {}
        if PEOPLE[login][1] != "auditor":
            self.purpose = {"case": town.purpose(login).case_id, "reason": REASON}

    def get(self, path: str, **params: str | int) -> httpx.Response:
        return self.client.get(f"/content{path}", params=params)

    def post(self, path: str, body: object = None, **params: str | int) -> httpx.Response:
        if isinstance(body, bytes):
            return self.client.post(f"/content{path}", content=body, params=params)
        return self.client.post(f"/content{path}", json=body, params=params)


def rows(*seeds: int, flips: int = 0) -> bytes:
    """Lines as `content hash` writes them, with a path that must stay behind."""
    lines = [
        {
            "path": f"kept/{seed}.jpg",
            "comment": "seen at home",
            "pdq": pdq(seed, flips).value,
            "pdq_quality": 100,
            "md5": md5(seed).value,
        }
        for seed in seeds
    ]
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def test_two_programs_meet_and_make_contact(town: Town) -> None:
    north, south, liaison = Program(town, "ines"), Program(town, "ivan"), Program(town, "nils")
    given = north.post("/observations", rows(1, 2) + b"not json\n").json()
    assert [one["known"] for one in given["observations"]] == [False, False]
    assert given["refused"] == 1
    assert any("left behind" in problem and "comment" in problem for problem in given["problems"])
    (answer,) = south.post("/checks", rows(1, flips=9), **south.purpose).json()["checks"]
    (match,) = answer["matches"]
    assert next(iter(match)) == "identified"
    feed = south.get("/notices", after=0).json()
    assert [one["notice"] for one in feed["notices"]] == [match["notice"]]
    assert south.get("/notices", after=feed["next"]).json() == {"notices": [], "next": feed["next"]}
    opened = south.get(f"/notices/{match['notice']}").json()
    assert (opened["standing"]["confirmed"], opened["ended"]) == (0, False)
    assert south.post(f"/notices/{match['notice']}/opinion", {"opinion": "confirmed"}).json()["confirmed"] == 1
    asked = south.post(f"/notices/{match['notice']}/handshake").json()
    (waiting,) = liaison.get("/handshakes").json()["handshakes"]
    assert (waiting["request"], waiting["side"]) == (asked["request"], "asked")
    moved = liaison.post(f"/handshakes/{asked['request']}/steps", {"verb": "accept"}).json()
    assert (moved["status"], moved["other"]) == ("accepted", "South Agency")


def test_a_retraction_and_an_identification_arrive_behind_the_cursor(town: Town) -> None:
    north, south = Program(town, "ines"), Program(town, "ivan")
    held = north.post("/observations", rows(3)).json()["observations"][0]["observation"]
    south.post("/checks", rows(3), **south.purpose)
    after = south.get("/notices").json()["next"]
    assert north.post(f"/observations/{held}/identification").json()["told"] == 1
    assert north.post(f"/observations/{held}/retraction", {"why": "order"}).json()["status"] == "retracted"
    assert [one["cause"] for one in south.get("/notices", after=after).json()["notices"]] == [
        "identified",
        "retraction",
    ]
    (kept,) = north.get("/observations").json()["observations"]
    assert (kept["status"], kept["identified"]) == ("retracted", True)
    assert north.post(f"/observations/{held}/retraction", {"why": "spite"}).status_code == 422


def test_a_check_without_a_purpose_is_denied_and_an_empty_one_invalid(town: Town) -> None:
    south = Program(town, "ivan")
    assert south.post("/checks", rows(1)).status_code == 403
    answer = south.post("/checks", b"not json\n", **south.purpose)
    assert (answer.status_code, answer.json()["code"]) == (422, "content.input.empty")
    assert south.post("/checks", rows(1), case="case-none", reason=REASON).status_code == 403


def test_walls_between_tenants_hold_byte_for_byte(town: Town) -> None:
    north, south, west = Program(town, "ines"), Program(town, "ivan"), Program(town, "wera")
    held = north.post("/observations", rows(4)).json()["observations"][0]["observation"]
    notice = south.post("/checks", rows(4), **south.purpose).json()["checks"][0]["matches"][0]["notice"]
    for theirs, never in (
        (f"/observations/{held}/retraction", "/observations/obs-none/retraction"),
        (f"/observations/{held}/identification", "/observations/obs-none/identification"),
        (f"/notices/{notice}/handshake", "/notices/note-none/handshake"),
        (f"/notices/{notice}/opinion", "/notices/note-none/opinion"),
    ):
        body = {"why": "order", "opinion": "false"}
        found, none = west.post(theirs, body), west.post(never, body)
        assert (found.status_code, found.content) == (none.status_code, none.content) == (404, found.content)
    assert west.get("/notices").json()["notices"] == []
    assert west.get(f"/log/proofs/{held}").content == west.get("/log/proofs/obs-none").content


def test_a_company_sees_no_claim_that_two_have_not_confirmed(town: Town) -> None:
    north, south, plaza = Program(town, "ines"), Program(town, "ivan"), Program(town, "theo")
    held = north.post("/observations", rows(5)).json()["observations"][0]["observation"]
    notice = south.post("/checks", rows(5), **south.purpose).json()["checks"][0]["matches"][0]["notice"]

    def known() -> bool:
        return bool(plaza.post("/checks", rows(5, flips=3), **plaza.purpose).json()["checks"][0]["known"])

    assert not known()
    south.post(f"/notices/{notice}/opinion", {"opinion": "confirmed"})
    assert not known()
    assert Program(town, "sara").post(f"/observations/{held}/opinion", {"opinion": "confirmed"}).status_code == 200
    assert known()
    south.post(f"/notices/{notice}/opinion", {"opinion": "false"})
    assert not known()


def test_an_index_that_is_not_ready_is_unavailable_and_never_no_match(town: Town) -> None:
    south = Program(town, "ivan")
    follower = town.content.follower
    follower._lock.acquire()
    try:
        follower.patience = 0.05
        answer = south.post("/checks", rows(1), **south.purpose)
    finally:
        follower._lock.release()
    assert (answer.status_code, answer.json()["code"]) == (503, "content.index.not_ready")


def test_the_log_is_served_to_whoever_watches_it(town: Town) -> None:
    north, watcher = Program(town, "ines"), Program(town, "aldo")
    held = north.post("/observations", rows(6)).json()["observations"][0]["observation"]
    assert north.get("/log/head").status_code == 404
    town.content.transparency.publish()
    head = watcher.get("/log/head").json()
    assert len(watcher.get("/log/leaves").json()["leaves"]) == head["size"] > 1
    assert north.get(f"/log/proofs/{held}").json()["size"] == head["size"]
    assert watcher.get("/log/consistency", old=1).json()["old"] == 1
    assert watcher.get("/log/consistency", old=head["size"] + 1).status_code == 422
    assert "def main" in watcher.get("/log/verifier").text
    assert watcher.post("/log/cosignatures", {"line": "nothing"}).status_code == 404


def test_the_desk_is_for_the_desk_alone(town: Town) -> None:
    sara = Program(town, "sara")
    assert sara.get("/desk").status_code == 403
    town.content.membership.set_desk(town.actor("sara"), True)
    assert sara.get("/desk").json() == {"waiting": []}
    assert sara.post("/desk/hand-none/reminder").status_code == 404
    assert Program(town, "ines").get("/desk").status_code == 403


def test_videos_go_through_a_program_as_pictures_do(town: Town) -> None:
    """What `content hash` writes of a video, as text, and what others write, as a list of frames."""
    north, south = Program(town, "ines"), Program(town, "ivan")
    whole = json.dumps(
        {"path": "kept/film.mp4", "vpdq": film(1, frames=20).value, "pipeline": "vpdq-luma/1", "pdq": None}
    )
    given = north.post("/observations", whole.encode()).json()
    (held,) = given["observations"]
    copy = film(1, first=3, frames=9, flips=8)
    listed = json.dumps({"id": "clip", "vpdq": json.loads(signal(copy.frames))})
    (answer,) = south.post("/checks", listed.encode(), **south.purpose).json()["checks"]
    assert (answer["id"], answer["known"]) == ("clip", True)
    text = "\n".join(frame.line() for frame in copy.frames)
    (again,) = south.post("/checks", text.encode(), **south.purpose).json()["checks"]
    assert again["matches"] == answer["matches"]
    (notice,) = north.get("/notices").json()["notices"]
    assert notice["match"] == {"likeness": "near", "fingerprint": "vpdq", "bits": "1-10"}
    assert north.post(f"/observations/{held['observation']}/retraction", {"why": "mistaken"}).json()["told"] == 1
    (gone,) = south.post("/checks", text.encode(), **south.purpose).json()["checks"]
    assert (gone["known"], gone["matches"]) == (False, [])
    refused = north.post("/observations", b'{"id": 1, "vpdq": "0,100,zz,0"}\n' + whole.encode()).json()
    assert refused["refused"] == 1
    assert "Frame 1 is not" in refused["problems"][0]
