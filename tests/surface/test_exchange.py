"""The signal exchange: agreed to, told, judged, seen, withdrawn; fetched by the real `threatexchange` library."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import httpx
import pytest
from tests.lib.consoles import InProcess
from tests.lib.homes import PASSWORD
from tests.lib.network import Town, film, md5, on_both, pdq, town
from tests.lib.tree import ROOT

from safelight.api import create_api
from safelight.content.core.frames import signal

__all__ = ["town"]

AGREEMENT = "Clues, not proof; used for child safety alone; deleted on request."
Record = dict[str, object]


class Mounted(httpx.BaseTransport):
    """The API in this process, under the prefix that the server gives it."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(path=request.url.path.removeprefix("/api/v1"))
        return self._inner.handle_request(request)


def token(town: Town, login: str) -> str:
    town.actor(login)
    return town.platform.access.sign_in(login, PASSWORD).token.reveal()


def signed(town: Town, login: str) -> httpx.Client:
    transport = Mounted(InProcess(create_api(town.platform), raises=False))
    headers = {"Authorization": f"Bearer {token(town, login)}"}
    return httpx.Client(transport=transport, base_url="http://localhost", headers=headers)


def joined(town: Town, *logins: str) -> str:
    """A collaboration that sara founded and the tenants of these people agreed to."""
    exchange = town.content.exchange
    made = exchange.found(town.actor("sara"), "Paper coast", AGREEMENT).id
    for login in logins:
        exchange.invite(town.actor("sara"), made, town.actor(login).tenant.id)
        exchange.agree(town.actor(login), made)
    return made


def a_signal(kind: str = "account", value: str = "chat.example:@Somebody", **more: object) -> Record:
    return {"kind": kind, "value": value, "severity": "high", "claimed_on": "2024-01-02", **more}


def fetched(town: Town, login: str, made: str, after: int = 0) -> list[Record]:
    page = town.content.exchange.delta(town.actor(login), made, after)
    rows = page["signals"]
    assert isinstance(rows, list)
    return rows


@on_both
def test_a_collaboration_from_its_founding_to_a_withdrawn_signal(town: Town) -> None:
    sara, paul = signed(town, "sara"), signed(town, "paul")
    made = sara.post("/api/v1/exchange/collaborations", json={"name": "Coast", "agreement": AGREEMENT}).json()["id"]
    place = f"/api/v1/exchange/collaborations/{made}"
    assert paul.get(f"{place}/signals").status_code == 404
    assert sara.post(f"{place}/partners", json={"tenant": town.tenants["plaza"]}).status_code == 204
    assert paul.get(f"{place}/signals").status_code == 403
    assert paul.post(f"{place}/agreement").status_code == 204
    directory = paul.get(f"{place}/partners").json()["partners"]
    assert [(one["name"], one["agreed"]) for one in directory] == [("North Agency", True), ("Plaza Company", True)]
    sent = [a_signal(tags=["sextortion"]), a_signal("url", "HTTPS://Board.example/x#y")]
    assert len(paul.post(f"{place}/signals", json={"signals": sent}).json()["ids"]) == 2
    page = sara.get(f"{place}/signals").json()
    first, second = page["signals"]
    assert (first["value"], first["severity"], first["tags"]) == ("chat.example:Somebody", "high", ["sextortion"])
    assert (first["claimed_on"], first["by"], second["value"]) == (
        "2024-01-02",
        "Plaza Company",
        "https://board.example/x",
    )
    assert "seen" not in first
    named = {"kind": "account", "value": "chat.example:Somebody"}
    assert sara.post(f"{place}/sights", json={**named, "count": 3, "actioned": 1}).json() == {"signals": 1}
    assert sara.post(f"{place}/opinions", json={**named, "opinion": "false"}).json() == {"signals": 1}
    (after,) = paul.get(f"{place}/signals", params={"after": page["checkpoint"]}).json()["signals"]
    assert (after["disputed"], after["seen"], after["actioned"]) == (True, 3, 1)
    assert paul.post(f"{place}/withdrawals", json=named).json() == {"withdrawn": 1}
    rest = sara.get(f"{place}/signals", params={"after": page["checkpoint"]}).json()
    assert rest["signals"] == [{"id": first["id"], "gone": True}]
    assert sara.get(f"{place}/signals", params={"after": rest["checkpoint"]}).json()["signals"] == []


def test_a_delta_goes_on_in_pages(town: Town) -> None:
    made = joined(town, "paul")
    given = [a_signal("md5", md5(seed).value) for seed in range(5)]
    town.content.exchange.send(town.actor("paul"), made, given)
    values, after, more = [], 0, True
    while more:
        page = town.content.exchange.delta(town.actor("sara"), made, after, limit=2)
        rows = page["signals"]
        assert isinstance(rows, list)
        values += [row["value"] for row in rows]
        after, more = int(str(page["checkpoint"])), bool(page["more"])
    assert values == [one["value"] for one in given]


def test_an_agencys_signal_reaches_a_company_once_two_confirmed_and_goes_when_disputed(town: Town) -> None:
    made = joined(town, "paul", "sven", "walt", "hana")
    exchange, one = town.content.exchange, a_signal("pdq", pdq(1).value)
    exchange.send(town.actor("ines"), made, [one])
    assert fetched(town, "paul", made) == []
    exchange.judge(town.actor("sven"), made, "pdq", pdq(1).value, "confirmed")
    assert fetched(town, "paul", made) == []
    exchange.judge(town.actor("walt"), made, "pdq", pdq(1).value, "confirmed")
    assert [row["value"] for row in fetched(town, "theo", made)] == [pdq(1).value]
    exchange.judge(town.actor("hana"), made, "pdq", pdq(1).value, "false")
    assert [row.get("gone") for row in fetched(town, "paul", made)] == [True]
    assert [row["disputed"] for row in fetched(town, "sven", made)] == [True]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (a_signal("pdq", "xyz"), "signal 1: A pdq has 64"),
        (a_signal("account", "no service"), "SERVICE:NAME"),
        (a_signal("url", "ftp://x"), "http or https"),
        (a_signal("url", "http://me:word@x.example/"), "no sign-in"),
        (a_signal("text", "a\u202eb c"), "printable"),
        (a_signal("face", "x"), "A signal is one of"),
        (a_signal(severity="awful"), "severity is one of"),
        (a_signal(claimed_on="2031-01-01"), "lies in the future"),
        (a_signal(claimed_on="soon"), "is a date"),
        (a_signal(tags=["her name"]), "tags are of"),
        (a_signal(tags="x"), "tags is a list"),
    ],
)
def test_a_wrong_signal_is_named_and_none_of_the_request_is_kept(town: Town, wrong: Record, says: str) -> None:
    made = joined(town, "paul")
    client = signed(town, "paul")
    place = f"/api/v1/exchange/collaborations/{made}/signals"
    answer = client.post(place, json={"signals": [wrong, a_signal()]})
    assert answer.status_code == 422
    assert says in answer.json()["message"]
    assert fetched(town, "sara", made) == []


def test_only_the_founder_invites_and_outsiders_see_nothing(town: Town) -> None:
    made = joined(town, "paul")
    paul, sven = signed(town, "paul"), signed(town, "sven")
    place = f"/api/v1/exchange/collaborations/{made}"
    assert paul.post(f"{place}/partners", json={"tenant": town.tenants["south"]}).status_code == 403
    missing = sven.get(f"{place}/signals"), sven.get("/api/v1/exchange/collaborations/none/signals")
    assert missing[0].content == missing[1].content
    assert sven.get(f"{place}/partners").status_code == 404
    assert sven.get("/api/v1/exchange/collaborations").json() == {"collaborations": []}


def test_the_same_signal_again_is_renewed_and_not_doubled(town: Town) -> None:
    made = joined(town, "paul")
    exchange = town.content.exchange
    (first,) = exchange.send(town.actor("paul"), made, [a_signal()])
    exchange.withdraw(town.actor("paul"), made, "account", "chat.example:Somebody")
    (again,) = exchange.send(town.actor("paul"), made, [a_signal(severity="low")])
    assert again == first
    assert [row["severity"] for row in fetched(town, "sara", made)] == ["low"]


# --- with the library itself --------------------------------------------------------------------


@pytest.fixture
def client_file() -> ModuleType:
    pytest.importorskip(
        "threatexchange", reason="the library threatexchange is not installed: pip install --group bench"
    )
    spec = importlib.util.spec_from_file_location("safelight_exchange", ROOT / "examples" / "safelight_exchange.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_threatexchange_library_fetches_goes_on_converts_and_answers(town: Town, client_file: ModuleType) -> None:
    from threatexchange.exchanges.fetch_state import (
        AggregateSignalOpinionCategory,
        SignalOpinion,
        SignalOpinionCategory,
    )
    from threatexchange.signal_type.md5 import VideoMD5Signal
    from threatexchange.signal_type.pdq.signal import PdqSignal
    from threatexchange.signal_type.raw_text import RawTextSignal
    from threatexchange.signal_type.url import URLSignal

    types = [PdqSignal, VideoMD5Signal, URLSignal, RawTextSignal]
    made = joined(town, "paul")
    given = [
        a_signal("pdq", pdq(1).value),
        a_signal("md5", md5(1).value),
        a_signal("text", "send or I share it"),
        a_signal(),
    ]
    town.content.exchange.send(town.actor("paul"), made, given)
    config = client_file.SafelightCollabConfig(name="coast", address="http://localhost", collaboration=made)
    exchange = client_file.SafelightExchange(config, signed(town, "sara"), token(town, "sara"))
    state: dict[str, Record] = {}
    for delta in exchange.fetch_iter(types, None):
        exchange.naive_fetch_merge(state, delta.updates)
    found = exchange.naive_convert_to_signal_type(types, config, state)
    assert {one.get_name(): list(values) for one, values in found.items()} == {
        "pdq": [pdq(1).value],
        "video_md5": [md5(1).value],
        "raw_text": ["send or I share it"],
    }
    opinion = found[PdqSignal][pdq(1).value].get_as_aggregate_opinion()
    assert opinion.category == AggregateSignalOpinionCategory.INVESTIGATION_SEED
    exchange.report_opinion(PdqSignal, pdq(1).value, SignalOpinion(True, SignalOpinionCategory.POSITIVE_CLASS, set()))
    exchange.report_seen(PdqSignal, pdq(1).value, 2, 1)
    town.content.exchange.withdraw(town.actor("paul"), made, "md5", md5(1).value)
    for more in exchange.fetch_iter(types, delta.checkpoint):
        exchange.naive_fetch_merge(state, more.updates)
    found = exchange.naive_convert_to_signal_type(types, config, state)
    assert VideoMD5Signal not in found
    category = found[PdqSignal][pdq(1).value].get_as_aggregate_opinion().category
    assert category == AggregateSignalOpinionCategory.POSITIVE_CLASS


def test_the_library_reads_the_signal_of_a_video(
    town: Town, client_file: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its signal type for videos imports `vpdq`, which is source only, for the name of a type, and FAISS."""
    pytest.importorskip("faiss")
    stand_in = ModuleType("vpdq")
    stand_in.VpdqFeature = object  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "vpdq", stand_in)
    video_type = importlib.import_module("threatexchange.extensions.vpdq.vpdq").VPDQSignal
    made = joined(town, "paul")
    town.content.exchange.send(town.actor("paul"), made, [a_signal("vpdq", film(1, frames=20).value)])
    config = client_file.SafelightCollabConfig(name="coast", address="http://localhost", collaboration=made)
    exchange = client_file.SafelightExchange(config, signed(town, "sara"), token(town, "sara"))
    state: dict[str, Record] = {}
    for delta in exchange.fetch_iter([video_type], None):
        exchange.naive_fetch_merge(state, delta.updates)
    (value,) = exchange.naive_convert_to_signal_type([video_type], config, state)[video_type]
    assert video_type.validate_signal_str(value) == value
    index = video_type.get_index_cls().build([(value, "held")])
    copies = [signal(each.frames) for each in (film(1, first=4, frames=8, flips=20), film(2))]
    assert [[one.metadata for one in index.query(copy)] for copy in copies] == [["held"], []]
    exchange.report_seen(video_type, value, 2, 1)
    town.content.exchange.withdraw(town.actor("paul"), made, "vpdq", film(1, frames=20).value)
    assert "gone" in fetched(town, "sara", made, delta.checkpoint.position)[-1]


# --- joint programmes -----------------------------------------------------------------------------


def goal(measure: str = "people_identified", **more: object) -> Record:
    given = {"title": "Harbour year", "goal": "Find those in need on the coast", "target": 10, "ends": "2027-06-30"}
    return {**given, "measure": measure, **more}


@on_both
def test_partners_reach_a_goal_together(town: Town) -> None:
    made = joined(town, "paul", "sven")
    sara, sven, theo = signed(town, "sara"), signed(town, "sven"), signed(town, "theo")
    place = f"/api/v1/exchange/collaborations/{made}/programmes"
    ours = sara.post(place, json=goal()).json()["id"]
    for who, total in ((sara, 9), (sven, 4), (sara, 7)):
        assert who.post(f"/api/v1/exchange/programmes/{ours}/totals", json={"total": total}).status_code == 204
    (one,) = sven.get(place).json()["programmes"]
    assert one["reached"] == {"lower": 7, "upper": 11}
    assert one["by_partner"] == {"North Agency": 7, "South Agency": 4}
    assert (one["owner"], one["status"]) == ("North Agency", "open")
    assert theo.post(place, json=goal()).status_code == 403
    assert sven.post(f"/api/v1/exchange/programmes/{ours}/close", json={"verb": "reach"}).status_code == 403
    assert sara.post(f"/api/v1/exchange/programmes/{ours}/close", json={"verb": "reach"}).json() == {
        "status": "reached"
    }
    assert sara.post(f"/api/v1/exchange/programmes/{ours}/close", json={"verb": "end"}).status_code == 409
    late = sven.post(f"/api/v1/exchange/programmes/{ours}/totals", json={"total": 5})
    assert (late.status_code, "closed" in late.text) == (422, True)


def test_what_the_exchange_counts_nobody_reports(town: Town) -> None:
    made = joined(town, "paul")
    exchange, named = town.content.exchange, ("account", "chat.example:Somebody")
    exchange.send(town.actor("paul"), made, [a_signal()])
    exchange.see(town.actor("sara"), made, *named, 5, 2)
    sara = signed(town, "sara")
    place = f"/api/v1/exchange/collaborations/{made}/programmes"
    ours = sara.post(place, json=goal("signals_acted_on")).json()["id"]
    exchange.see(town.actor("sara"), made, *named, 4, 3)
    (one,) = sara.get(place).json()["programmes"]
    assert one["reached"] == {"lower": 3, "upper": 3}
    refused = sara.post(f"/api/v1/exchange/programmes/{ours}/totals", json={"total": 5})
    assert (refused.status_code, "counts" in refused.text) == (422, True)


def test_a_stranger_learns_nothing_of_a_programme(town: Town) -> None:
    made = joined(town, "paul")
    sara, walt = signed(town, "sara"), signed(town, "walt")
    ours = sara.post(f"/api/v1/exchange/collaborations/{made}/programmes", json=goal()).json()["id"]
    answers = [
        walt.post(f"/api/v1/exchange/programmes/{one}/totals", json={"total": 5}) for one in (ours, "prog-nowhere")
    ]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_a_programme_in_words_that_cannot_be_is_refused(town: Town) -> None:
    made = joined(town)
    sara = signed(town, "sara")
    for wrong in ({"ends": "soon"}, {"ends": "2020-01-01"}, {"target": 0}, {"measure": "arrests"}, {"title": "x"}):
        refused = sara.post(f"/api/v1/exchange/collaborations/{made}/programmes", json=goal(**wrong))
        assert refused.status_code == 422, wrong
