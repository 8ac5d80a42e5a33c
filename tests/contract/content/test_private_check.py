"""Asking privately: the asker learns what an open check says of exact fingerprints, the network learns how many."""

from __future__ import annotations

import base64
import io
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.lib.consoles import InProcess
from tests.lib.homes import PASSWORD
from tests.lib.network import REASON, Town, md5, on_both, town

from safelight.access.core.audit import decode
from safelight.api import create_api
from safelight.content.core.fingerprint import fingerprint
from safelight.content.core.limits import LOOKUPS_A_DAY
from safelight.content.core.observation import Submission
from safelight.content.core.private import bounds, buckets, cut, most_bits, prefix_of
from safelight.content.gateways.private_http import PrivateOverHttp
from safelight.content.service import private_sets
from safelight.content.service.private_asking import Asking, Totals
from safelight.infra import oprf
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict, Denied, Invalid, SafelightError, Unavailable
from safelight.kernel.sealed import Sealed

__all__ = ["town"]
pytest.importorskip("rbcl", reason="the extra `private` (rbcl) is not installed")


def network_for(town: Town, login: str, purpose: bool = True) -> PrivateOverHttp:
    """The town's network, reached over HTTP by a member's program."""
    town.actor(login)
    token = town.platform.access.sign_in(login, PASSWORD).token
    case = str(town.purpose(login).case_id) if purpose else ""
    transport = InProcess(Mounted(create_api(town.platform)), raises=False)
    return PrivateOverHttp("http://localhost", token, case, REASON if purpose else "", transport)


class Mounted:
    """The API as it is reached under /api/v1."""

    def __init__(self, app: object) -> None:
        self._app = app

    async def __call__(self, scope: dict[str, object], receive: object, send: object) -> None:
        path = str(scope["path"]).removeprefix("/api/v1")
        await self._app({**scope, "path": path, "raw_path": path.encode()}, receive, send)  # type: ignore[operator]


def answers(town: Town, login: str, seeds: Sequence[int], **options: object) -> list[object]:
    rows = "".join(json.dumps({"id": seed, "md5": md5(seed).value}) + "\n" for seed in seeds)
    asking = Asking(network_for(town, login), os.urandom, **options)  # type: ignore[arg-type]
    return [one["known"] for one in asking.ask(io.BytesIO(rows.encode()), "rows", lambda _: None, Totals())]


@on_both
def test_it_says_what_an_open_check_would_and_tells_nobody(town: Town) -> None:
    submissions = town.content.submissions
    kept = submissions.submit_many(town.actor("ines"), [Submission((md5(seed),)) for seed in (1, 2, 3)])
    assert answers(town, "ivan", [1, 9, 2, 3]) == [True, False, True, True]
    assert answers(town, "ines", [1, 9]) == [False, False], "one's own is not met"
    assert answers(town, "theo", [1, 9]) == [False, False], "a company meets what was cleared"
    submissions.retract(town.actor("ines"), kept[0].id, "mistaken")
    submissions.erase(town.actor("sara"), kept[1].id)
    assert answers(town, "ivan", [1, 9, 2, 3], by_bucket=True) == [False, False, False, True]
    assert town.told("ines") == []
    assert (town.content.private.keep_up(), town.content.private.tidy(), town.content.private.tidy()) == (0, 2, 0)
    assert answers(town, "ivan", [1, 9, 2, 3]) == [False, False, False, True]


def test_the_log_holds_counts_and_nothing_that_was_asked(town: Town) -> None:
    town.content.submissions.submit(town.actor("ines"), Submission((md5(1),)))
    answers(town, "ivan", [1, 2, 3])
    entries = [leaf.entry for leaf in town.platform.trail._ledger.stream()]
    details = [decode(entry).details for entry in entries if b'"private"' in entry]
    assert {"private": "evaluated", "asked": 3} in details
    assert not any(md5(seed).value.encode() in entry for seed in (1, 2, 3) for entry in entries)


def test_a_month_has_one_key_and_the_next_another(town: Town, clock: FixedClock) -> None:
    town.content.submissions.submit(town.actor("ines"), Submission((md5(1),)))
    ivan, purpose = town.actor("ivan"), town.purpose("ivan")
    first = town.content.private.announced(ivan, purpose)
    assert first == town.content.private.announced(ivan, purpose)
    clock.advance(timedelta(days=31))
    with pytest.raises(Conflict, match="out of use"):
        town.content.private.bucket(ivan, purpose, first.epoch, 0, 0)
    second = town.content.private.announced(ivan, purpose)
    assert (second.epoch != first.epoch, second.public_key != first.public_key) == (True, True)
    assert answers_with_key(town, second.public_key) == [True]
    with pytest.raises(Invalid, match="not the one you named"):
        answers_with_key(town, first.public_key)
    assert town.content.private.keep_up() == 0


def answers_with_key(town: Town, key: bytes) -> list[object]:
    return answers(town, "ivan", [1], expected=key)


def test_an_answer_by_another_key_is_not_used(town: Town) -> None:
    town.content.submissions.submit(town.actor("ines"), Submission((md5(1),)))
    honest = network_for(town, "ivan")

    class Lying(PrivateOverHttp):
        def __init__(self) -> None:
            """Answers with a key of its own, to tell this asker apart from others."""

        announced = honest.announced
        bucket = honest.bucket

        def evaluate(self, epoch: str, blinded: Sequence[bytes]) -> tuple[list[bytes], bytes]:
            key = oprf.derive_key(bytes(32), b"another")
            done = oprf.evaluate(key, oprf.public_key(key), blinded, oprf.new_scalar(bytes(64)))
            return list(done.elements), done.proof

    asking = Asking(Lying(), os.urandom)
    with pytest.raises(Invalid, match="proof"):
        list(asking.ask(io.BytesIO(b'{"id":1,"md5":"' + b"0" * 32 + b'"}'), "rows", lambda _: None, Totals()))


def test_it_needs_a_purpose_stays_within_the_quota_and_never_answers_short(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Denied, match="case"):
        network_for(town, "ivan", purpose=False).announced()
    private, ivan, purpose = town.content.private, town.actor("ivan"), town.purpose("ivan")
    epoch = private.announced(ivan, purpose).epoch
    element = oprf.blind(b"x", oprf.new_scalar(bytes(64)))
    monkeypatch.setitem(LOOKUPS_A_DAY, "agency", 5)  # type: ignore[arg-type]
    private.evaluate(ivan, purpose, epoch, [element] * 5)
    with pytest.raises(Denied, match="private questions"):
        private.evaluate(ivan, purpose, epoch, [element])
    monkeypatch.setattr(private_sets, "AT_ONCE", 2)
    given = [Submission((md5(seed),)) for seed in range(5)]
    town.content.submissions.submit_many(town.actor("ines"), given)
    with pytest.raises(Unavailable, match="being made"):
        private.bucket(ivan, purpose, epoch, 0, 0)
    assert private.keep_up() == 5
    assert len(private.bucket(ivan, purpose, epoch, 0, 0)) == 5
    for bits, prefix in ((1, 0), (0, 1)):
        with pytest.raises(Invalid):
            private.bucket(ivan, purpose, epoch, bits, prefix)


@pytest.mark.parametrize(
    "elements", ["", "?", base64.b64encode(bytes(32)).decode(), base64.b64encode(b"\xff" * 32).decode()]
)
def test_what_is_no_element_is_refused(town: Town, elements: str) -> None:
    network = network_for(town, "ivan")
    epoch = network.announced()[0]
    with pytest.raises(SafelightError) as refused:
        network._asked("POST", "/evaluations", {"epoch": epoch, "elements": elements})
    assert isinstance(refused.value, Invalid)


def test_buckets_are_cut_where_they_say_and_are_never_small() -> None:
    values = [cut(bytes([first, second]) + bytes(62)) for first in (0, 3, 127, 128, 255) for second in (0, 255)]
    for bits in (0, 1, 5, 8, 12):
        for value in values:
            start, end = bounds(bits, prefix_of(value, bits))
            assert start <= value
            assert end is None or value < end
    assert buckets(values, 1) == [0, 1]
    assert [most_bits(entries) for entries in (0, 999, 1_999, 2_000, 4_000_000)] == [0, 0, 0, 1, 11]


def test_a_row_without_an_exact_fingerprint_is_not_answered_no(town: Town) -> None:
    rows = b'{"id":1,"pdq":"' + b"0f" * 32 + b'"}\n{"id":2,"md5":"zz"}\n'
    refused: list[object] = []
    totals = Totals()
    found = list(Asking(network_for(town, "ivan"), os.urandom).ask(io.BytesIO(rows), "rows", refused.append, totals))
    assert [(one["id"], one["known"]) for one in found] == [(1, None)]
    assert (totals.rows, totals.asked, totals.refused, len(refused)) == (1, 0, 1, 1)


def test_the_token_does_not_travel_in_the_clear() -> None:
    with pytest.raises(Invalid, match="https"):
        PrivateOverHttp("http://network.example", Sealed("t"), "c", "r")


def test_a_fingerprint_of_any_spelling_is_one_question() -> None:
    one = fingerprint("md5", "D41D8CD98F00B204E9800998ECF8427E")
    assert replace(one, quality=None).key == "md5:d41d8cd98f00b204e9800998ecf8427e"
