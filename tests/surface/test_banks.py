"""HMA's documented requests and answers, against the same paths here: shapes, statuses, walls."""

from __future__ import annotations

import base64
import importlib
import io
import sys
from types import ModuleType
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image
from tests.lib.consoles import InProcess
from tests.lib.homes import PASSWORD
from tests.lib.network import Town, film, md5, pdq, town

from safelight.access.core.purpose import Purpose
from safelight.api.banks import BanksBefore, create_banks
from safelight.content.core import frames
from safelight.content.core.observation import Submission
from safelight.content.service.banks import FIRST_NETWORK_ID, NETWORK_BANK, share_of
from safelight.kernel.errors import Denied
from safelight.kernel.ids import CaseId

__all__ = ["town"]


@pytest.fixture
def client(town: Town) -> httpx.Client:
    return signed(town, "theo")


def signed(town: Town, login: str, standing: bool = True) -> httpx.Client:
    actor = town.actor(login)
    if standing:
        town.content.banks.stand(actor, town.purpose(login))
    token = town.platform.access.sign_in(login, PASSWORD).token.reveal()
    headers = {"Authorization": f"Bearer {token}"}
    app = InProcess(create_banks(town.platform), raises=False)
    return httpx.Client(transport=app, base_url="http://localhost", headers=headers)


def picture() -> bytes:
    """A pattern with enough to see."""
    image = Image.effect_noise((256, 256), 80).resize((512, 512))
    target = io.BytesIO()
    image.convert("RGB").save(target, "PNG")
    return target.getvalue()


def look(client: httpx.Client, seed: int, flips: int = 0, **more: str) -> httpx.Response:
    asked = {"signal_type": "pdq", "signal": pdq(seed, flips).value, **more}
    return client.get("/m/raw_lookup", params=asked)


def test_a_bank_is_made_shown_changed_and_dropped(client: httpx.Client) -> None:
    made = client.post("/c/banks", json={"name": "TEST_BANK"})
    assert (made.status_code, made.json()) == (201, {"name": "TEST_BANK", "matching_enabled_ratio": 1.0})
    assert client.get("/c/banks").json() == [made.json()]
    assert client.get("/c/bank/TEST_BANK").json() == made.json()
    half = client.put("/c/bank/TEST_BANK", json={"name": "HALF", "enabled_ratio": 0.5})
    assert half.json() == {"name": "HALF", "matching_enabled_ratio": 0.5}
    assert client.put("/c/bank/HALF", json={"enabled": False}).json()["matching_enabled_ratio"] == 0.0
    assert client.delete("/c/bank/HALF").json() == {"message": "Done"}
    assert client.get("/c/bank/HALF").status_code == 404
    assert client.get("/c/bank/HALF").json() == {"message": "bank 'HALF' not found"}


def test_a_bank_made_twice_is_403_and_a_bad_name_400(client: httpx.Client) -> None:
    client.post("/c/banks", json={"name": "A"})
    assert client.post("/c/banks", json={"name": "A"}).status_code == 403
    assert client.post("/c/banks", json={"name": "no spaces"}).status_code == 400
    assert client.post("/c/banks", json={}).json() == {"message": "name is required"}
    assert client.post("/c/banks", json={"name": NETWORK_BANK}).status_code == 400


def test_signals_are_added_found_at_once_and_taken_out(client: httpx.Client, town: Town) -> None:
    client.post("/c/banks", json={"name": "B"})
    added = client.post("/c/bank/B/signal", json={"pdq": pdq(1).value, "video_md5": md5(1).value}).json()
    assert added == {"id": added["id"], "signals": {"pdq": pdq(1).value, "video_md5": md5(1).value}}
    assert look(client, 1).json() == {"matches": [added["id"]]}
    assert look(client, 1, 31, include_distance="true").json() == {
        "matches": [{"content_id": added["id"], "distance": "31"}]
    }
    assert look(client, 1, 32).json() == {"matches": []}
    assert client.get("/m/lookup", params={"signal_type": "video_md5", "signal": md5(1).value}).json() == ["B"]
    assert client.get(f"/c/bank/B/content/{added['id']}").json()["bank"]["name"] == "B"
    assert client.delete(f"/c/bank/B/content/{added['id']}").json() == {"deleted": 1}
    assert client.delete(f"/c/bank/B/content/{added['id']}").json() == {"deleted": 0}
    assert look(client, 1).json() == {"matches": []}
    assert town.content.submissions.page(town.actor("theo"), "held")[1] == 0


def test_what_stands_in_two_banks_is_held_until_it_is_in_none(client: httpx.Client, town: Town) -> None:
    for name in ("A", "B"):
        client.post("/c/banks", json={"name": name})
        client.post(f"/c/bank/{name}/signal", json={"pdq": pdq(1).value})
    client.delete("/c/bank/A")
    assert client.get("/m/lookup", params={"signal_type": "pdq", "signal": pdq(1).value}).json() == ["B"]
    client.delete("/c/bank/B")
    assert town.content.submissions.page(town.actor("theo"), "held")[1] == 0


def test_an_upload_is_hashed_banked_and_looked_up(client: httpx.Client) -> None:
    raw = picture()
    hashed = client.post("/h/hash", files={"photo": raw}).json()
    assert list(hashed) == ["pdq"]
    assert len(hashed["pdq"]) == 64
    client.post("/c/banks", json={"name": "B"})
    assert client.post("/c/bank/B/content", files={"photo": raw}).json()["signals"] == hashed
    assert client.post("/m/lookup", files={"photo": raw}).json() == {"pdq": ["B"]}
    assert list(client.post("/h/hash", files={"video": b"clip"}).json()) == ["video_md5"]
    assert client.post("/h/hash", files={"photo": b"no picture"}).json() == {"pdq": ""}


def test_a_video_is_banked_and_found_by_a_part_of_it(client: httpx.Client, town: Town) -> None:
    client.post("/c/banks", json={"name": "B"})
    whole, part, other = (frames.signal(one.frames) for one in (film(1, frames=30), film(1, 5, 6, 8), film(2)))
    added = client.post("/c/bank/B/signal", json={"vpdq": whole}).json()
    assert added["signals"] == {"vpdq": whole}
    asked = {"signal_type": "vpdq", "signal": part}
    assert client.get("/m/lookup", params=asked).json() == ["B"]
    assert client.get("/m/raw_lookup", params={**asked, "include_distance": "true"}).json() == {
        "matches": [{"content_id": added["id"], "distance": "8"}]
    }
    assert client.get("/m/lookup", params={**asked, "signal": other}).json() == []
    client.post("/c/bank/B/signal", json={"vpdq": part})
    back = client.get("/m/raw_lookup", params={**asked, "signal": whole}).json()
    assert back == {"matches": [added["id"]]}, "a bank answers by the rule of the field: 80 % of the query"
    answer = client.get("/m/lookup", params={**asked, "signal": "[1]"})
    assert (answer.status_code, "Frame 1" in answer.json()["message"]) == (400, True)


def test_an_uploaded_video_has_the_signal_that_threatexchange_reads(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("av", reason="the extra video is not installed")
    pytest.importorskip("threatexchange")
    from tests.lib.videos import encoded, scenes

    clip = encoded(scenes(np.random.default_rng(8), 6))
    hashed = client.post("/h/hash", files={"video": clip}).json()
    assert list(hashed) == ["video_md5", "vpdq"]
    client.post("/c/banks", json={"name": "B"})
    assert client.post("/c/bank/B/content", files={"video": clip}).json()["signals"] == hashed
    assert client.post("/m/lookup", files={"video": clip}).json() == {"video_md5": ["B"], "vpdq": ["B"]}
    assert list(client.post("/h/hash", files={"video": clip}, params={"types": "vpdq"}).json()) == ["vpdq"]
    assert client.post("/h/hash", files={"video": b"cut"}, params={"types": "vpdq"}).json() == {"vpdq": ""}
    theirs = library_frames(monkeypatch, hashed["vpdq"])
    assert [(one.pdq_hex, one.quality, one.timestamp) for one in theirs] == [
        (one.pdq, one.quality, one.seconds) for one in frames.read_frames(hashed["vpdq"])
    ]


def library_frames(monkeypatch: pytest.MonkeyPatch, signal: str) -> list[Any]:
    """What the library's own reader makes of a signal. It imports `vpdq`, which is source only, for a type's name."""
    stand_in = ModuleType("vpdq")
    stand_in.VpdqFeature = object  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "vpdq", stand_in)
    module = importlib.import_module("threatexchange.extensions.vpdq.vpdq_util")
    found: list[Any] = module.json_to_vpdq(signal)
    return found


@pytest.mark.parametrize(
    ("files", "params", "says"),
    [
        ({}, {}, "Missing multipart/form-data file upload"),
        ({"photo": b"x", "video": b"y"}, {}, "Only one file allowed per request"),
        ({"text": b"x"}, {}, "no such content_type: 'text'"),
        ({"photo": b"x"}, {"types": "md5"}, "signal type 'md5' doesn't exist or is disabled"),
    ],
)
def test_uploads_that_hma_refuses_are_refused_in_its_words(
    client: httpx.Client, files: dict[str, bytes], params: dict[str, str], says: str
) -> None:
    answer = client.post("/h/hash", files=files, params=params)
    assert (answer.status_code, answer.json()) == (400, {"message": says})


def test_wrong_signals_are_400(client: httpx.Client) -> None:
    assert client.get("/m/raw_lookup", params={"signal": "x", "signal_type": "pdq"}).status_code == 400
    unknown = client.get("/m/raw_lookup", params={"signal": "x", "signal_type": "look"})
    assert unknown.json() == {"message": "No such SignalType 'look'"}
    assert client.get("/m/raw_lookup", params={"signal": "x"}).json() == {"message": "signal_type is required"}
    assert client.get("/m/lookup", params={"signal_type": "pdq"}).json() == {"message": "signal is required"}


def test_no_address_is_fetched(client: httpx.Client) -> None:
    for path in ("/h/hash", "/m/lookup"):
        assert client.get(path, params={"url": "http://localhost/x.jpg"}).status_code == 400
    client.post("/c/banks", json={"name": "B"})
    assert client.post("/c/bank/B/content", params={"url": "http://localhost/x.jpg"}).status_code == 400


def test_a_look_up_is_a_check_that_both_sides_learn_of(town: Town) -> None:
    town.content.submissions.submit(town.actor("ivan"), Submission((pdq(1),)))
    agency = signed(town, "ines")
    (found,) = look(agency, 1, 5, include_distance="true").json()["matches"]
    assert found["content_id"] >= FIRST_NETWORK_ID
    assert found["distance"] == "1-10"
    assert agency.get("/m/lookup", params={"signal_type": "pdq", "signal": pdq(1, 5).value}).json() == [NETWORK_BANK]
    assert town.causes("ivan") == ["match"]


def test_a_company_meets_only_what_two_confirmed(client: httpx.Client, town: Town) -> None:
    town.content.submissions.submit(town.actor("ines"), Submission((pdq(1),)))
    assert look(client, 1).json() == {"matches": []}
    for login in ("ivan", "wera"):
        town.content.checks.check(town.actor(login), [(pdq(1),)], town.purpose(login))
        town.content.inbox.judge(town.actor(login), str(town.told(login)[0]["notice"]), "confirmed")
    assert len(look(client, 1).json()["matches"]) == 1


def test_without_a_standing_purpose_nothing_is_looked_up(town: Town) -> None:
    bare = signed(town, "theo", standing=False)
    assert look(bare, 1).status_code == 403
    with pytest.raises(Denied):
        town.content.banks.stand(town.actor("theo"), Purpose(CaseId("case-none"), "a reason in words"))


def test_every_path_wants_a_token_and_basic_authentication_carries_one(town: Town) -> None:
    client = signed(town, "theo")
    token = client.headers["Authorization"].split()[1]
    basic = base64.b64encode(f"hma:{token}".encode()).decode()
    assert client.get("/c/banks", headers={"Authorization": f"Basic {basic}"}).json() == []
    for wrong in ("", "Basic !!", "Basic eA==", "Bearer x", "Digest x"):
        assert client.get("/c/banks", headers={"Authorization": wrong}).status_code == 401
    assert client.get("/m/index/status", headers={"Authorization": ""}).status_code == 401


def test_another_tenants_banks_are_none_of_ours(client: httpx.Client, town: Town) -> None:
    client.post("/c/banks", json={"name": "B"})
    number = client.post("/c/bank/B/signal", json={"video_md5": md5(1).value}).json()["id"]
    other = signed(town, "ines")
    assert other.get("/c/banks").json() == []
    assert other.get("/c/bank/B").status_code == 404
    assert other.get(f"/c/bank/B/content/{number}").status_code == 404
    assert other.delete(f"/c/bank/B/content/{number}").status_code == 404


def test_an_index_that_is_not_ready_is_503_never_no_match(town: Town) -> None:
    client = signed(town, "theo")
    follower = town.content.follower
    assert follower._lock.acquire()  # another thread is reading the index in
    try:
        answer = look(client, 1)
    finally:
        follower._lock.release()
    assert answer.status_code == 503


def test_a_share_decides_which_banks_answer_the_same_for_the_same_seed(client: httpx.Client) -> None:
    client.post("/c/banks", json={"name": "B", "enabled_ratio": 0.5})
    client.post("/c/bank/B/signal", json={"pdq": pdq(1).value})
    asked = {"signal_type": "pdq", "signal": pdq(1).value}
    answers = [client.get("/m/lookup", params={**asked, "seed": str(n)}).json() for n in range(8)]
    assert answers == [["B"] if share_of(str(n)) <= 0.5 else [] for n in range(8)]
    assert answers.count(["B"]) not in (0, 8)


def test_status_and_types(client: httpx.Client) -> None:
    assert client.get("/c/signal_type").json() == [
        {"name": "pdq", "enabled_ratio": 1.0},
        {"name": "video_md5", "enabled_ratio": 1.0},
        {"name": "vpdq", "enabled_ratio": 1.0},
    ]
    assert client.get("/m/index/status").json()["pdq"]["present"] is True


def test_other_paths_go_on_to_the_console(town: Town) -> None:
    seen: list[str] = []

    async def rest(scope: dict[str, object], _receive: object, send: object) -> None:
        seen.append(str(scope["path"]))
        assert callable(send)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    both = BanksBefore(create_banks(town.platform), rest)  # type: ignore[arg-type]
    client = httpx.Client(transport=InProcess(both, raises=False), base_url="http://localhost")
    assert client.get("/cases").status_code == 204
    assert client.get("/c/banks").status_code == 401
    assert seen == ["/cases"]
