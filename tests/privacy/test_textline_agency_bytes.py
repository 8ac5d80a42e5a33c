"""Not a byte of an unreleased text, field or number in any agency's view, log, index, export or deleted page.

Every field, text and note is a canary of its own; after each of many random choices, referrals, orders and takings-back
what each agency can see is compared with what the pure rules release.
"""

from __future__ import annotations

import io
import random
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import redirect_stderr, suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.lib.lines import Line, number, open_desk
from tests.privacy.test_textline_bytes import forms

from safelight.access.core.tenant import Actor
from safelight.infra.boxes import unseal
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict, SafelightError
from safelight.textline.core.consent import FIELDS, MOST, Choice, Field, Ground, released
from safelight.textline.service.consents import Chosen
from safelight.textline.service.disclosures import Proposal
from safelight.textline.store import consents as consent_store
from safelight.textline.store.people_tables import REFERRALS

HERS = "the canary sings at the paper mill"
NOTE = "a lantern stands in the orchard"
WRITTEN: dict[Field, str] = {
    "need": "canary need: somebody at the ferry",
    "place": "canary place: Oakland, CA",
    "age_band": "canary age 18-24",
    "safe_times": "canary times: early mornings",
    "first_name": "canary name Opal",
    "full_name": "canary full name Opal Example",
}
MARKS: dict[Field, str] = {**WRITTEN, "texts": HERS, "number": number(1)}
OFFICERS = ("nina", "hugo", "sol")
STEPS = 36


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 25, 12, tzinfo=UTC))


@pytest.fixture
def line(tmp_path: Path, clock: FixedClock) -> Iterator[Line]:
    opened = open_desk(tmp_path, clock)
    yield opened
    opened.platform.close()


def opened_talk(line: Line) -> str:
    """Ana has it, the limits are told, and she may choose: entry 5 is hers."""
    textline, ana = line.platform.textline, line.actor("ana")
    line.text(number(1), HERS)
    found = textline.desk.claim_next(ana)
    assert found is not None
    textline.threads.note(ana, found, NOTE)
    textline.desk.send_canned(ana, found, "limits", "k1")
    line.text(number(1), "3")
    return found


def seen_by(line: Line, officer: Actor) -> str:
    """Everything of the text line that a member of an agency can get at."""
    textline = line.platform.textline
    parts: list[object] = [
        textline.desk.board(officer),
        textline.referrals.sent(officer),
        textline.shifts.board(officer),
    ]
    for row in textline.inbox.list(officer):
        parts.append(asdict(textline.inbox.read(officer, row.id)))
        with suppress(SafelightError):
            content = textline.evidence.export_referral(officer, row.id).content
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                parts += [archive.read(name) for name in archive.namelist()]
    return repr(parts)


def allowed(line: Line, talk: str, officer: Actor, now: datetime) -> set[Field]:
    """What the pure rules let the officer's agency see, and what an order of its own holds."""
    ana, agency = line.actor("ana"), officer.tenant.id
    scope = line.platform.access.permit(ana, "textline.consent", _subject(talk))
    with line.platform.books["textline"].read() as connection:
        choices = [each.consent for each in consent_store.choices(connection, scope, talk)]
        rows = connection.execute(REFERRALS.select().where(REFERRALS.c.agency_id == agency)).all()
    by_law_or_order: set[Field] = set()
    for row in rows:
        if (row.basis == "disclosure" and row.expires_at > now) or row.held is not None:
            by_law_or_order |= {field for field in FIELDS if f'"{field}"' in row.fields}
    return set(released(choices, (), agency, now)) | by_law_or_order


def _subject(talk: str) -> object:
    from safelight.access.core.audit import Subject

    return Subject("conversation", talk)


class Chance:
    """Draws what happens next."""

    def __init__(self, line: Line, talk: str, clock: FixedClock, seed: int) -> None:
        self._line, self._talk, self._clock = line, talk, clock
        self._random = random.Random(seed)

    def step(self) -> str:
        """Do something at random; what is refused is part of it. Returns what was done."""
        clock_on = timedelta(seconds=self._random.choice((1, 60, 86_400 * 4)))
        self._clock.advance(clock_on)
        what = self._random.choice(
            (self.choose, self.choose, self.refer, self.refer, self.law, self.revoke, self.order)
        )
        with suppress(Conflict):
            what()
        self._line.platform.textline.referral_clock.run()
        return what.__name__

    def some(self, fields: tuple[Field, ...]) -> frozenset[Field]:
        return frozenset(self._random.sample(fields, self._random.randint(1, len(fields))))

    def choose(self) -> None:
        choice: Choice = self._random.choice(("police", "both", "both", "advocate", "not_now"))
        police = choice in ("police", "both")
        agency = self._random.choice(("North Agency", "South Agency")) if police else ""
        fields = self.some(FIELDS) if police else frozenset()
        chosen = Chosen(choice, 5, agency, fields, self._random.choice((1, 7, 30)))
        self._line.platform.textline.consents.record(self._line.actor("ana"), self._talk, chosen)

    def refer(self) -> None:
        textline, ana = self._line.platform.textline, self._line.actor("ana")
        now = [row for row in textline.consents.choices(ana, self._talk) if row.in_force]
        fields = now[0].fields if now else frozenset(FIELDS)
        values = {field: words for field, words in WRITTEN.items() if field in fields}
        if values or fields & {"texts", "number", "language"}:
            textline.referrals.refer(ana, self._talk, values)

    def law(self) -> None:
        disclosures, ana = self._line.platform.textline.disclosures, self._line.actor("ana")
        ground: Ground = self._random.choice(("child_in_danger", "imminent_danger", "court_order"))
        fields = self.some(tuple(sorted(MOST[ground])))
        values = {field: words for field, words in WRITTEN.items() if field in fields}
        agency = self._random.choice(("North Agency", "South Agency"))
        proposal = Proposal(agency, ground, values, "a reason that is long enough to stand", True, fields)
        waiting = disclosures.propose(ana, self._talk, proposal)
        if self._random.random() < 0.3:
            disclosures.confirm(self._line.actor("ben"), waiting)

    def revoke(self) -> None:
        self._line.platform.textline.consents.revoke(self._line.actor("sue"), self._talk)

    def order(self) -> None:
        inbox, hugo = self._line.platform.textline.inbox, self._line.actor("hugo")
        rows = [row for row in inbox.list(hugo) if row.status == "sent"]
        if rows:
            inbox.hold(hugo, self._random.choice(rows).id, self._random.choice(("", "order 12 of the court")))


def test_whatever_happens_an_agency_sees_what_is_released_to_it_now(line: Line, clock: FixedClock) -> None:
    talk = opened_talk(line)
    chance = Chance(line, talk, clock, seed=7)
    done, shown = set(), 0
    for number_of_step in range(STEPS):
        done.add(chance.step())
        if number_of_step % 3 and number_of_step > 6:
            continue
        for login in OFFICERS:
            officer = line.actor(login)
            seen, may = seen_by(line, officer), allowed(line, talk, officer, clock.now())
            visible = {field for field, mark in MARKS.items() if mark in seen}
            assert visible <= may, f"step {number_of_step}: {login} sees {sorted(visible - may)}"
            shown += len(visible)
            assert NOTE not in seen
            assert talk not in seen
    assert done == {"choose", "refer", "law", "revoke", "order"}
    assert shown > 10, "nothing was ever released: the test would prove nothing"


def test_no_file_and_no_log_holds_a_byte_of_it(line: Line, tmp_path: Path, clock: FixedClock) -> None:
    textline, ana, ben, sue = line.platform.textline, *(line.actor(each) for each in ("ana", "ben", "sue"))
    nina, log = line.actor("nina"), io.StringIO()
    with redirect_stderr(log):
        talk = opened_talk(line)
        textline.marks.agree_words(ana, talk, safe="marigold boat")
        textline.marks.set_tier(ana, talk, 2, "reason: a kite above the harbour")
        textline.consents.record(ana, talk, Chosen("both", 5, "North Agency", frozenset(FIELDS)))
        referral = textline.referrals.refer(ana, talk, WRITTEN)
        textline.inbox.acknowledge(nina, referral, "answer: the clock tower at nine")
        reason = "reason: a violin was heard behind the wall"
        values: dict[Field, str] = {"need": "law need: the red umbrella", "place": "Oakland, CA"}
        waiting = textline.disclosures.propose(
            ana, talk, Proposal("South Agency", "child_in_danger", values, reason, True)
        )
        textline.disclosures.confirm(ben, waiting)
        textline.desk.transfer(ana, talk, "ben", "handover: the piano is out of tune")
        textline.desk.wrap_up(ben, talk, "helped", "wrap-up: the swallow came back")
        with suppress(SafelightError):
            textline.referrals.follow_up(ana, referral, f"quoting: {HERS}")
        textline.reveals.reveal(sue, talk, "to phone the emergency desk of that place").reveal()
        line.platform.jobs.run_due()
    needles = {needle for words in (HERS, NOTE, *WRITTEN.values()) for needle in forms(words)}
    for words in (
        "marigold boat",
        "kite above",
        "clock tower",
        "violin was",
        "red umbrella",
        "piano is",
        "swallow came",
    ):
        needles |= forms(words) - {words.encode()[: len(words) // 2]}
    needles |= {number(1).encode(), number(1)[1:].encode()}
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 10, "nothing was searched"
    contents = {path.name: path.read_bytes() for path in files}
    assert [(name, needle) for name, content in contents.items() for needle in needles if needle in content] == []
    assert [needle for needle in needles if needle in log.getvalue().encode()] == []
    line.platform.access.confirm()  # what the clocks did waits for its leaf
    assert line.platform.trail.verify() == []


def test_what_she_took_back_opens_from_no_copy(line: Line, tmp_path: Path) -> None:
    textline, ana = line.platform.textline, line.actor("ana")
    talk, home = opened_talk(line), line.platform.settings.home
    textline.consents.record(ana, talk, Chosen("both", 5, "North Agency", frozenset({"need"})))
    referral = textline.referrals.refer(ana, talk, {"need": WRITTEN["need"]})
    with line.platform.books["textline"].read() as connection:
        row = connection.execute(REFERRALS.select()).one()
    kept = (bytes(row.key_box), bytes(row.box))
    backup = tmp_path / "backup"
    shutil.copytree(home, backup, ignore=shutil.ignore_patterns("keys"))
    textline.consents.revoke(ana, talk)
    keys = [path.read_bytes() for path in (home / "keys" / "textline").glob("referral-*.key")]
    assert keys
    for key in keys:
        with pytest.raises(SafelightError):
            unseal(key, kept[0], f"key {referral}")
    pages = b"".join(path.read_bytes() for path in home.glob("textline.sqlite*"))
    assert [box for box in kept if box in pages] == [], "a page that was let go still holds it"
    other = textline.consents.record(ana, talk, Chosen("both", 5, "South Agency", frozenset({"need"})))
    assert other.in_force
    again = textline.referrals.refer(ana, talk, {"need": WRITTEN["need"]})
    assert textline.inbox.read(line.actor("sol"), again).values["need"] == WRITTEN["need"]
