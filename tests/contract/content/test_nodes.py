"""A list carried to a node finds what an open check would; retraction, expiry, revocation and tampering stop it."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.lib.network import Town, on_both, pdq, town

from safelight.content.core.node_list import CANARIES, LASTS, ROW_NAME, canaries, read_part
from safelight.content.core.observation import Submission
from safelight.content.service.node_match import match_rows, read_list
from safelight.content.store.nodes import Node
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict, Denied, Invalid, Missing, SafelightError

__all__ = ["town"]


def accredited(town: Town, slug: str = "south") -> Node:
    (tenant,) = [one for one in town.platform.access.tenants() if one.id == town.tenants[slug]]
    return town.content.nodes.accredit(tenant, "Lab 2")


def part_of(town: Town, node: Node, folder: Path, whole: bool = False) -> bytes:
    target = folder / f"part-{len(list(folder.iterdir()))}"
    town.content.nodes.hand_out(town.actor("ivan"), node.id, target, whole, town.purpose("ivan"))
    return target.read_bytes()


def known(town: Town, parts: Sequence[bytes], seeds: Sequence[int], now: datetime, flips: int = 5) -> list[object]:
    listed = read_list([io.BytesIO(one) for one in parts], town.content.nodes.public_key, now)
    rows = "".join(json.dumps({"id": seed, "pdq": pdq(seed, flips).value}) + "\n" for seed in seeds)
    return [record["known"] for _, record in match_rows(listed, io.BytesIO(rows.encode()), "rows", lambda _: None)]


@on_both
def test_a_node_finds_at_home_what_an_open_check_would(town: Town, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    kept = [town.submit("ines", seed) for seed in (1, 2)]
    town.submit("ivan", 3)
    node, now = accredited(town), town.platform.clock.now()
    whole = part_of(town, node, folder, whole=True)
    assert known(town, [whole], [1, 2, 3, 4], now) == [True, True, False, False], "the own ones are not on it"
    town.content.submissions.retract(town.actor("ines"), kept[0], "mistaken")
    town.submit("wera", 4)
    town.content.submissions.erase(town.actor("sara"), kept[1])
    changes = part_of(town, node, folder)
    assert known(town, [whole, changes], [1, 2, 3, 4], now) == [False, False, False, True]
    assert known(town, [whole, changes, part_of(town, node, folder)], [4], now) == [True]
    assert town.told("ines") == [], "nobody is told of what a node finds"
    assert town.platform.trail.verify() == []


def test_parts_are_used_whole_in_order_signed_and_in_time(town: Town, tmp_path: Path, clock: FixedClock) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    town.submit("ines", 1)
    node, now, key = accredited(town), clock.now(), town.content.nodes.public_key
    with pytest.raises(Conflict, match="whole one first"):
        part_of(town, node, folder)
    whole, second, third = part_of(town, node, folder, True), part_of(town, node, folder), part_of(town, node, folder)

    def refused(parts: Sequence[bytes], at: datetime = now, key: str = key) -> SafelightError:
        with pytest.raises(SafelightError) as caught:
            read_list([io.BytesIO(one) for one in parts], key, at)
        return caught.value

    assert isinstance(refused([]), Invalid)
    assert isinstance(refused([second]), Conflict)
    assert "Part 2 is missing" in str(refused([whole, third]))
    other = part_of(town, accredited(town), folder, True)
    assert "of two nodes" in str(refused([other, second]))
    assert isinstance(refused([whole[:-1]]), Invalid)
    assert isinstance(refused([whole[:-1] + bytes([whole[-1] ^ 1])]), Invalid)
    assert isinstance(refused([whole.replace(b'"whole":true', b'"whole":false', 1)]), Invalid)
    assert isinstance(refused([whole], key="00" * 32), Denied)
    assert "was good until" in str(refused([whole, second, third], now + LASTS + timedelta(seconds=1)))
    assert known(town, [whole, second, third], [1], now + LASTS - timedelta(seconds=1)) == [True]


def test_a_revoked_node_gets_nothing_and_its_word_stops_it(town: Town, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    node, now = accredited(town), town.platform.clock.now()
    whole = part_of(town, node, folder, True)
    word = town.content.nodes.revoke(node.id)
    with pytest.raises(Denied, match="revoked"):
        part_of(town, node, folder, True)
    with pytest.raises(Denied, match="destroy"):
        known(town, [whole, word], [1], now)
    (found,) = town.content.nodes.every()
    assert found.revoked_at is not None


def test_a_list_that_turns_up_says_whose_it_was(town: Town, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    for seed in range(20):
        town.submit("ines", seed)
    node, other = accredited(town), accredited(town, "west")
    whole = part_of(town, node, folder, True)
    body = whole.split(b"\n", 2)[2]
    listed = [body[at + ROW_NAME : at + ROW_NAME + 32] for at in range(0, len(body), ROW_NAME + 32)]
    assert len(listed) == 20 + CANARIES == read_part(whole.split(b"\n", 1)[0] + b"\n").rows
    assert [(found.id, count) for found, count in town.content.nodes.trace(listed)] == [(node.id, CANARIES)]
    assert [found.id for found, _ in town.content.nodes.trace(listed[::2])] == [node.id]
    assert town.content.nodes.trace([pdq(1).bits]) == []
    assert node.id != other.id


def test_canaries_look_like_pictures_hashes_and_are_one_nodes_alone() -> None:
    one, other = canaries(b"1" * 32), canaries(b"2" * 32)
    assert one == canaries(b"1" * 32)
    assert {bin(int.from_bytes(bits, "big")).count("1") for _, bits in one} == {128}
    assert len({bits for _, bits in [*one, *other]}) == 2 * CANARIES


def test_walls(town: Town, tmp_path: Path) -> None:
    node = accredited(town)
    nodes = town.content.nodes
    with pytest.raises(Missing):
        nodes.hand_out(town.actor("ines"), node.id, tmp_path / "x", True, town.purpose("ines"))
    with pytest.raises(Denied):
        nodes.hand_out(town.actor("ivan"), node.id, tmp_path / "x", True, None)
    with pytest.raises(Denied, match="agencies and hotlines"):
        accredited(town, "plaza")
    with pytest.raises(Missing):
        nodes.revoke("node-none")
    assert not (tmp_path / "x").exists()


def test_a_row_without_a_pdq_is_not_answered_no(town: Town, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    town.content.submissions.submit(town.actor("ines"), Submission((pdq(1),)))
    whole = part_of(town, accredited(town), folder, True)
    listed = read_list([io.BytesIO(whole)], town.content.nodes.public_key, town.platform.clock.now())
    rows = f'{{"id":1,"md5":"{"0" * 32}"}}\n{{"id":2,"pdq":"{pdq(1).value}","pdq_quality":0}}\n{{"id":3}}\n'
    refused: list[object] = []
    found = [record for _, record in match_rows(listed, io.BytesIO(rows.encode()), "rows", refused.append)]
    assert [one["known"] for one in found] == [None, None]
    assert len(refused) == 1


@on_both
def test_what_is_declared_is_noted_at_the_own_node_only(town: Town, tmp_path: Path, clock: FixedClock) -> None:
    node = accredited(town)
    folder = tmp_path / "parts"
    folder.mkdir()
    (before,) = town.content.nodes.page(town.actor("ivan"))
    assert (before.state, before.until) == ("without a list", None)
    part_of(town, node, folder, whole=True)
    for hits in (2, 3):
        town.content.nodes.declare(town.actor("ivan"), node.id, hits)
    (after,) = town.content.nodes.page(town.actor("ivan"))
    assert (after.state, after.node.declared) == ("good", 5)
    assert after.until == clock.now() + LASTS
    with pytest.raises(Missing):
        town.content.nodes.declare(town.actor("ines"), node.id, 1)
    assert town.content.nodes.page(town.actor("ines")) == []
    clock.advance(LASTS)
    town._actors.clear()
    (over,) = town.content.nodes.page(town.actor("ivan"))
    assert over.state == "over"
    assert town.platform.trail.verify() == []


def test_the_watch_desk_sees_every_node(town: Town) -> None:
    accredited(town)
    assert town.content.nodes.page(town.actor("sara")) == []
    town.content.membership.set_desk(town.actor("sara"), True)
    (seen,) = town.content.nodes.page(town.actor("sara"))
    assert (seen.node.name, seen.body, seen.state) == ("Lab 2", "another body", "without a list")
    town.check("ivan", 1)
    (seen,) = town.content.nodes.page(town.actor("sara"))
    assert seen.body == "South Agency", "once it takes part, as far as it shows itself"
    assert town.content.nodes.page(town.actor("ines")) == [], "a desk is worked by who may"
