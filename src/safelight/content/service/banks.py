"""Banks as programs of Hasher-Matcher-Actioner know them, over the network's own verbs.

What is put into a bank is a submission; a look-up is a check, told to both sides like any other, and besides meets the
own banks. A program names no case, so a member sets the purpose under which the tenant's programs look up. Promises: an
index that isn't ready is Unavailable; taking content out of its last bank retracts it. Refuses: fetching by address.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.content.core import frames
from safelight.content.core.fingerprint import MD5, PDQ, VPDQ, Fingerprint, fingerprint
from safelight.content.core.match import band
from safelight.content.core.observation import Submission, goes_near, near_frames, print_key
from safelight.content.core.video_match import RULE
from safelight.content.service.checks import Checks
from safelight.content.service.hashing import HashOptions, hash_stream
from safelight.content.service.network import Network
from safelight.content.service.submissions import Submissions
from safelight.content.store import banks as store
from safelight.content.store.banks import Bank, Banked
from safelight.kernel.errors import Conflict, Denied, Invalid, Missing, SafelightError
from safelight.kernel.ids import CaseId

SIGNAL_TYPES: Mapping[str, str] = {"pdq": PDQ, "video_md5": MD5, "vpdq": VPDQ}
"""HMA's names of its default signal types and of its extension for videos, and the kinds of fingerprint they are."""

CONTENT_TYPES: Mapping[str, tuple[str, ...]] = {"photo": ("pdq",), "video": ("video_md5", "vpdq")}

NETWORK_BANK = "SAFELIGHT_NETWORK"
"""The bank that what others hold is answered under."""

FIRST_NETWORK_ID = 1 << 52
"""Ids of network matches start here, far beyond the numbers of own contents and within what JSON holds exactly."""

_NAME = re.compile(r"[A-Z0-9_]{1,200}")
"""HMA's rule for names of banks (its storage interface, read 2026-11)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One content that a look-up met. `distance` in words: a number for own content, a band for what others hold."""

    number: int
    bank: str
    distance: str


class Banks:
    """The verbs."""

    def __init__(self, network: Network, access: Access, submissions: Submissions, checks: Checks) -> None:
        self._network = network
        self._access = access
        self._submissions = submissions
        self._checks = checks

    # --- looking up -----------------------------------------------------------------------------

    def stand(self, actor: Actor, purpose: Purpose | None) -> None:
        """Set the purpose under which the tenant's programs look up; it must be good for a check now."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.check", subject, purpose)
        assert purpose is not None
        self._change(
            scope,
            "purpose",
            lambda connection, intent: store.set_purpose(connection, scope, purpose.case_id, purpose.reason, intent),
        )

    def look_up(self, actor: Actor, signal_type: str, value: str) -> list[Hit]:
        """What a signal meets: own contents first, then what others hold."""
        one = signal(signal_type, value)
        scope = self._access.permit(actor, "content.held", Subject("tenant", actor.tenant.id))
        with self._network.book.read() as connection:
            standing = store.purpose_of(connection, scope)
        if standing is None:
            message = (
                "Set the purpose of your programs first: safelight content bank purpose --purpose CASE --reason TEXT"
            )
            raise Denied("content.bank.purpose", message)
        purpose = Purpose(CaseId(standing[0]), standing[1])
        (answer,) = self._checks.check(actor, [(one,)], purpose)
        return [*self._own_hits(scope, one), *(_network_hit(one) for one in answer.matches)]

    def _own_hits(self, scope: Scope, one: Fingerprint) -> list[Hit]:
        with self._network.book.read() as connection:
            met = dict.fromkeys(store.own_equal(connection, scope, print_key(one)), 0)
            for known, apart in self._own_near(connection, scope, one):
                met[known] = min(apart, met.get(known, apart))
            found = store.contents(connection, scope, observations=met) if met else []
        return [Hit(each.number, each.bank, str(met[each.observation_id])) for each in found]

    def _own_near(self, connection: Connection, scope: Scope, one: Fingerprint) -> list[tuple[str, int]]:
        """Own observations that a picture or a video is near to, each with the bits."""
        if goes_near(one):
            finds = self._network.follower.search(connection, [one.bits])
            numbered = store.own_numbered(connection, scope, {number for _, number, _ in finds})
            return [(numbered[number][0], apart) for _, number, apart in finds if number in numbered]
        asked = near_frames(one)
        if not asked:
            return []
        tally = self._network.follower.search_frames(connection, asked)
        numbered = store.own_numbered(connection, scope, tally.videos)
        overlaps = tally.overlaps(len(asked) - tally.resting, {number: size for number, (_, size) in numbered.items()})
        return [(numbered[number][0], each.distance) for number, each in overlaps.items() if RULE.stands(each)]

    def answering(self, actor: Actor, hits: list[Hit], seed: str | None) -> list[str]:
        """Banks that answer, each by its share of look-ups; the same seed gives the same answer."""
        shares = {bank.name: bank.ratio for bank in self.page(actor)} | {NETWORK_BANK: 1.0}
        coin = share_of(seed)
        names = dict.fromkeys(hit.bank for hit in hits)
        return [name for name in names if shares.get(name, 0.0) >= coin and shares.get(name, 0.0) > 0]

    def sizes(self) -> int:
        """Fingerprints in the near index, once it is open; Unavailable until then."""
        return self._network.follower.size()

    # --- banks ----------------------------------------------------------------------------------

    def page(self, actor: Actor) -> list[Bank]:
        """The own banks, by name."""
        scope = self._access.permit(actor, "content.held", Subject("tenant", actor.tenant.id))
        with self._network.book.read() as connection:
            return store.banks_of(connection, scope)

    def standing(self, actor: Actor) -> tuple[list[tuple[Bank, int]], tuple[str, str] | None]:
        """The own banks with how many contents each has, and the case and reason under which programs look up."""
        scope = self._access.permit(actor, "content.held", Subject("tenant", actor.tenant.id))
        with self._network.book.read() as connection:
            sizes = store.bank_sizes(connection, scope)
            found = [(bank, sizes.get(bank.name, 0)) for bank in store.banks_of(connection, scope)]
            return found, store.purpose_of(connection, scope)

    def find(self, actor: Actor, name: str) -> Bank:
        """One own bank."""
        for bank in self.page(actor):
            if bank.name == name:
                return bank
        raise Missing("content.bank.missing", f"bank '{name}' not found")

    def create(self, actor: Actor, name: str, ratio: float) -> Bank:
        bank = checked(Bank(name, ratio))
        scope = self._access.permit(actor, "content.submit", Subject("bank", name))
        if any(known.name == name for known in self.page(actor)):
            raise Conflict("content.bank.exists", "Bank already exists")
        self._change(scope, name, lambda connection, intent: store.add_bank(connection, scope, bank, intent))
        return bank

    def change(self, actor: Actor, name: str, new_name: str, ratio: float) -> Bank:
        self.find(actor, name)
        bank = checked(Bank(new_name, ratio))
        scope = self._access.permit(actor, "content.submit", Subject("bank", name))
        if new_name != name and any(known.name == new_name for known in self.page(actor)):
            raise Conflict("content.bank.exists", "Bank already exists")
        self._change(scope, name, lambda connection, intent: store.change_bank(connection, scope, name, bank, intent))
        return bank

    def delete(self, actor: Actor, name: str) -> None:
        """Drop a bank. What stands in no other bank is retracted."""
        scope = self._access.permit(actor, "content.retract", Subject("bank", name))
        with self._network.book.read() as connection:
            inside = store.contents(connection, scope, bank=name)
        self._change(scope, name, lambda connection, intent: store.drop_bank(connection, scope, name, intent))
        for each in inside:
            self._let_go(scope, each.observation_id)

    # --- contents -------------------------------------------------------------------------------

    def add(self, actor: Actor, name: str, signals: Mapping[str, str]) -> tuple[int, Mapping[str, str]]:
        """Put content into a bank by its signals; returns its number and the signals as kept."""
        self.find(actor, name)
        if not signals:
            raise Invalid("content.bank.empty", "No signals given")
        prints = {kind: signal(kind, value) for kind, value in signals.items() if value}
        if not prints:
            raise Invalid("content.bank.empty", "No signals given")
        made = self._submissions.submit(actor, Submission(tuple(prints.values())))
        scope = self._access.permit(actor, "content.submit", Subject("bank", name))
        kept = {kind: signal_value(one) for kind, one in prints.items()}
        number = self._change(
            scope, name, lambda connection, intent: store.add_content(connection, scope, name, made.id, kept, intent)
        )
        assert isinstance(number, int)
        return number, kept

    def content(self, actor: Actor, name: str, number: int) -> Banked:
        """One content of a bank."""
        self.find(actor, name)
        scope = self._access.permit(actor, "content.held", Subject("bank", name))
        with self._network.book.read() as connection:
            for each in store.contents(connection, scope, bank=name):
                if each.number == number:
                    return each
        raise Missing("content.bank.content", f"content {number} not found")

    def remove(self, actor: Actor, name: str, number: int) -> int:
        """Take content out of a bank; returns how many there were."""
        self.find(actor, name)
        try:
            known = self.content(actor, name, number)
        except Missing:
            return 0
        scope = self._access.permit(actor, "content.retract", Subject("bank", name))
        self._change(scope, name, lambda connection, intent: store.drop_content(connection, scope, number, intent))
        self._let_go(scope, known.observation_id)
        return 1

    def _let_go(self, scope: Scope, observation_id: str) -> None:
        with self._network.book.read() as connection:
            elsewhere = store.contents(connection, scope, observations=[observation_id])
        if elsewhere:
            return
        with suppress(Conflict, Missing):  # it was retracted or erased already, by another way
            self._submissions.retract(scope.actor, observation_id, "no_ground")

    def _change(self, scope: Scope, name: str, write: Callable[..., object]) -> object:
        intent = self._access.intent(scope, Subject("bank", name), action="content.bank.change")
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            done = write(connection, intent)
        self._access.settle()
        return done


def signal(signal_type: str, value: str) -> Fingerprint:
    """The fingerprint of a signal. Raises Invalid in HMA's words."""
    kind = SIGNAL_TYPES.get(signal_type)
    if kind is None:
        raise Invalid("content.bank.signal_type", f"No such SignalType '{signal_type}'")
    try:
        return fingerprint(kind, value)
    except SafelightError as refused:
        raise Invalid("content.bank.signal", f"invalid signal type: {refused.message}") from None


def signal_value(one: Fingerprint) -> str:
    """A fingerprint as the field's programs exchange it: of a video ThreatExchange's JSON, else its own spelling."""
    return frames.signal(one.frames) if one.kind == VPDQ else one.value


def hash_upload(stream: BinaryIO, content_type: str, wanted: str | None) -> dict[str, str]:
    """Signals of an uploaded file. A weak or undecodable picture has an empty pdq, as in HMA; of a video whose frames
    can't be hashed here the vpdq is left out, or empty when it was asked for by name."""
    if content_type not in CONTENT_TYPES:
        raise Invalid("content.bank.content_type", f"no such content_type: '{content_type}'")
    names = [each.strip() for each in wanted.split(",")] if wanted else list(CONTENT_TYPES[content_type])
    for each in names:
        if each not in CONTENT_TYPES[content_type]:
            raise Invalid("content.bank.types", f"signal type '{each}' doesn't exist or is disabled")
    made = hash_stream(stream, "upload", HashOptions(workers=1))
    found = {"pdq": _sound_pdq(made), "video_md5": str(made["md5"]), "vpdq": _vpdq(made)}
    return {name: found[name] for name in names if found[name] or name == "pdq" or wanted}


def _sound_pdq(made: Mapping[str, object]) -> str:
    quality = made.get("pdq_quality")
    weak = not isinstance(quality, int) or quality < WEAK
    return "" if weak or not made["pdq"] else str(made["pdq"])


def _vpdq(made: Mapping[str, object]) -> str:
    return frames.signal(frames.read_frames(str(made["vpdq"]))) if made.get("vpdq") else ""


WEAK = 50
"""Below this quality HMA makes no signal (threatexchange's pdq signal, read 2026-11)."""


def checked(bank: Bank) -> Bank:
    """The bank, or Invalid for a name or a share that can't be."""
    if not _NAME.fullmatch(bank.name) or bank.name == NETWORK_BANK:
        raise Invalid("content.bank.name", "bank names are capital letters, digits and _, and not the network's own")
    if not 0 <= bank.ratio <= 1:
        raise Invalid("content.bank.ratio", "enabled_ratio is 0 to 1")
    return bank


def share_of(seed: str | None) -> float:
    """Where a look-up falls between 0 and 1: by its seed, or at random."""
    if seed is None:
        return secrets.randbelow(1 << 53) / (1 << 53)
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:6]) / (1 << 48)


def _network_hit(match: Mapping[str, object]) -> Hit:
    digest = hashlib.sha256(str(match["notice"]).encode()).digest()
    number = FIRST_NETWORK_ID + int.from_bytes(digest[:6]) % FIRST_NETWORK_ID
    apart = match.get("distance")
    return Hit(number, NETWORK_BANK, str(match.get("bits", band(apart) if isinstance(apart, int) else "0")))
