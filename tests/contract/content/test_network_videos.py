"""Videos in the network: met by their frames, told, watched, checked silently, taken back like pictures."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from tests.lib.homes import settings_for
from tests.lib.network import Town, film, found_town, on_both, pdq, town

from safelight.assembly import build
from safelight.content.core.fingerprint import Fingerprint, fingerprint
from safelight.content.core.frames import MOST_FRAMES
from safelight.content.core.observation import Submission
from safelight.content.service import submissions
from safelight.content.service.imports import Choice
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Denied, Invalid

__all__ = ["town"]


def submit(town: Town, login: str, *prints: Fingerprint) -> str:
    return town.content.submissions.submit(town.actor(login), Submission(prints)).id


def check(town: Town, login: str, *prints: Fingerprint) -> list[dict[str, object]]:
    (answer,) = town.content.checks.check(town.actor(login), [prints], town.purpose(login))
    return [dict(one) for one in answer.matches]


@on_both
def test_a_copy_of_a_video_tells_both_sides_once_and_its_retraction_too(town: Town) -> None:
    held = submit(town, "ines", film(1), pdq(5))
    (match,) = check(town, "ivan", film(1, flips=12))
    assert (match["likeness"], match["fingerprint"], match["bits"]) == ("near", "vpdq", "11-20")
    check(town, "ivan", film(1, flips=12))
    assert check(town, "wera", film(2)) == []
    assert town.causes("ines") == town.causes("ivan") == ["match"]
    assert town.told("ines")[0]["match"] == {"likeness": "near", "fingerprint": "vpdq", "bits": "11-20"}
    assert town.content.submissions.retract(town.actor("ines"), held, "mistaken").told == 1
    assert check(town, "wera", film(1)) == []
    assert town.causes("ivan") == ["match", "retraction"]


@pytest.mark.parametrize("order", ["film first", "cut first"])
def test_a_cut_meets_its_film_whoever_came_first(order: str, town: Town) -> None:
    given = [film(1, frames=40), film(1, first=10, frames=8, flips=6)]
    first, second = given if order == "film first" else reversed(given)
    submit(town, "ines", first)
    assert len(check(town, "ivan", second)) == 1


def test_too_few_common_frames_are_no_match(town: Town) -> None:
    submit(town, "ines", film(1, frames=20))
    assert check(town, "ivan", film(1, first=6, frames=20)) == [], "14 of 20 are 70 %"
    assert len(check(town, "ivan", film(1, first=4, frames=20))) == 1, "16 of 20 are 80 %"


def test_frames_within_31_bits_count_and_none_beyond(town: Town) -> None:
    submit(town, "ines", film(1))
    assert len(check(town, "ivan", film(1, flips=31))) == 1
    assert check(town, "ivan", film(1, flips=32)) == []


def test_a_still_and_a_frame_are_different_kinds(town: Town) -> None:
    shown = film(1).frames[0].pdq
    submit(town, "ines", film(1))
    submit(town, "ines", pdq(2))
    assert check(town, "ivan", fingerprint("pdq", shown, 100)) == []
    assert check(town, "ivan", fingerprint("vpdq", f"0,100,{pdq(2).value},0")) == []


def test_a_video_of_poor_frames_is_compared_for_equality_and_it_is_said(town: Town) -> None:
    poor = film(1, quality=40)
    done = town.content.submissions.submit(town.actor("ines"), Submission((poor,)))
    assert done.notes == ("flat or weak picture or video: compared for equality only",)
    (answer,) = town.content.checks.check(town.actor("ivan"), [(poor,)], town.purpose("ivan"))
    assert [one["likeness"] for one in answer.matches] == ["same look"]
    assert answer.notes == done.notes
    assert check(town, "ivan", film(1, quality=40, flips=1)) == []


@on_both
def test_a_watch_and_a_silent_check_work_for_videos(town: Town, clock: FixedClock) -> None:
    town.content.submissions.watch(town.actor("ines"), Submission((film(1),)), 30)
    submit(town, "wera", film(1, flips=3))
    assert town.causes("ines") == ["match"]
    asked = town.content.silent.ask(town.actor("ivan"), [(film(1, flips=5),)], 3, town.purpose("ivan"))
    assert town.content.silent.approve(town.actor("sven"), asked.id) == 2
    assert town.causes("ivan") == ["match", "match"]
    assert town.causes("wera") == ["match"]
    clock.advance(timedelta(days=4))
    town._actors.clear()
    assert town.content.silent.end_silences() == 2
    assert town.causes("wera") == ["match", "match"]


@on_both
def test_an_index_read_anew_holds_the_videos_that_are_held(town: Town) -> None:
    kept, gone = submit(town, "ines", film(1)), submit(town, "ines", film(2), pdq(3))
    town.content.submissions.erase(town.actor("sara"), gone)
    follower = town.content.submissions._network.follower

    def held() -> int:
        follower.open()
        assert follower._index is not None
        return len(follower._index)

    assert held() == 10
    assert follower._index is not None
    follower._index.start_anew()
    follower.close()
    assert held() == 10
    assert len(check(town, "ivan", film(1))) == 1
    assert check(town, "ivan", film(2)) == []
    town.content.submissions.retract(town.actor("ines"), kept, "mistaken")
    assert check(town, "wera", film(1)) == []
    assert held() == 0


def test_frames_that_every_video_has_say_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A title card: near to more videos than a frame may be."""
    monkeypatch.setattr("safelight.content.service.near.FLOOD", 3)
    card = film(9, frames=1).value
    for seed in range(1, 6):
        submit(town, "ines", fingerprint("vpdq", f"{card}\n{film(seed, first=1, frames=4).value}"))
    (answer,) = town.content.checks.check(town.actor("ivan"), [(film(9, frames=1),)], town.purpose("ivan"))
    assert (answer.matches, len(answer.notes)) == ((), 1)
    asked = fingerprint("vpdq", f"{card}\n{film(2, first=1, frames=4, flips=3).value}")
    assert len(check(town, "ivan", asked)) == 1


def test_much_is_taken_in_parts_and_too_much_at_once_is_refused(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    given = [Submission((film(seed),)) for seed in range(7)]
    monkeypatch.setattr(submissions, "CHUNK_FRAMES", 25)
    assert [len(each) for each in submissions.chunks(given)] == [2, 2, 2, 1]
    assert len(town.content.submissions.submit_many(town.actor("ines"), given)) == 7
    assert len(check(town, "ivan", film(6, flips=2))) == 1
    longest = fingerprint("vpdq", "\n".join([film(1, frames=1).value] * MOST_FRAMES))
    with pytest.raises(Invalid, match="Ask in parts"):
        town.content.checks.check(town.actor("ivan"), [(longest,)] * 2, town.purpose("ivan"))


def test_creeping_along_the_edge_of_a_video_is_seen(town: Town) -> None:
    """One frame is as good as a picture to somebody who creeps, so frames count as look-ups."""
    submit(town, "ines", film(1, frames=1))
    edge = int(film(1, frames=1).frames[0].pdq, 16) ^ ((1 << 31) - 1)

    def creep() -> None:
        for turn in range(60):
            look = edge ^ (3 << 40 + turn) if turn % 2 else edge
            check(town, "ivan", fingerprint("vpdq", f"0,100,{look:064x},0"))

    with pytest.raises(Denied, match="creep along the edge"):
        creep()


def test_a_carried_list_has_no_videos(town: Town, tmp_path: Path) -> None:
    submit(town, "ines", film(1))
    submit(town, "ines", pdq(1))
    node = town.content.nodes.accredit(town.actor("ivan").tenant, "Lab")
    part = town.content.nodes.hand_out(town.actor("ivan"), node.id, tmp_path / "list", True, town.purpose("ivan"))
    assert part.rows == 17, "one picture and sixteen canaries"


def test_a_restart_keeps_the_videos(tmp_path: Path) -> None:
    made = found_town(tmp_path)
    submit(made, "ines", film(1))
    actor = made.actor("ivan")
    made.platform.close()
    again = build(settings_for(tmp_path, None))
    try:
        done = again.content.submissions.submit(actor, Submission((film(1, flips=4),)))
        assert len(done.notices) == 1
    finally:
        again.close()


@pytest.mark.parametrize("form", ["jsonl", "vics"])
def test_a_hash_set_carries_a_video_whole(form: str, town: Town) -> None:
    submit(town, "ines", film(1, frames=20))
    kind = "vics" if form == "vics" else "jsonl"
    sets = town.content.hash_sets
    raw = "".join(sets.hand_out(town.actor("ines"), kind, "US", False, town.purpose("ines"))).encode()
    done = sets.take(town.actor("ivan"), io.BytesIO(raw), "set", Choice(), lambda _: None)
    assert (done.submitted, done.refused, done.notices) == (1, 0, 1)
    assert len(check(town, "wera", film(1, first=5, frames=8, flips=4))) == 2
