"""A content network for tests: two agencies, a third, a hotline and a company, each with people, in one home.

Fingerprints are made of seeded random bits; nothing here is of a picture.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.lib.homes import PASSWORD, settings_for

from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor, Role, TenantKind
from safelight.assembly import Platform, build, create_home
from safelight.assembly.network import ContentNetwork
from safelight.content.core.fingerprint import Fingerprint, fingerprint, video
from safelight.content.core.frames import Frame
from safelight.content.core.observation import Submission
from safelight.infra.ids import RandomIds
from safelight.kernel.clock import Clock, FixedClock
from safelight.kernel.ids import CountedIds, TenantId

TENANTS: Mapping[str, tuple[str, TenantKind, str]] = {
    "north": ("North Agency", "agency", "US-CA"),
    "south": ("South Agency", "agency", "US-TX"),
    "west": ("West Agency", "agency", "GB"),
    "line": ("Paper Line", "ngo", "US"),
    "plaza": ("Plaza Company", "company", "US"),
}
PEOPLE: Mapping[str, tuple[str, Role]] = {
    "ines": ("north", "investigator"),
    "sara": ("north", "supervisor"),
    "nils": ("north", "liaison"),
    "aldo": ("north", "auditor"),
    "ivan": ("south", "investigator"),
    "sven": ("south", "supervisor"),
    "lars": ("south", "liaison"),
    "wera": ("west", "investigator"),
    "walt": ("west", "supervisor"),
    "hana": ("line", "hotline"),
    "theo": ("plaza", "trust_safety"),
    "paul": ("plaza", "supervisor"),
}
REASON = "compare with what others hold"


def pdq(seed: int, flips: int = 0, quality: int = 100) -> Fingerprint:
    """256 bits of a seed, with so many of them flipped (always others, in the seed's own order)."""
    rng = random.Random(f"pdq-{seed}")
    value = rng.getrandbits(256)
    for bit in rng.sample(range(256), flips):
        value ^= 1 << bit
    return fingerprint("pdq", f"{value:064x}", quality, "test/1")


def md5(seed: int) -> Fingerprint:
    return fingerprint("md5", f"{random.Random(f'md5-{seed}').getrandbits(128):032x}")


def film(seed: int, first: int = 0, frames: int = 10, flips: int = 0, quality: int = 100) -> Fingerprint:
    """Some frames of an endless video: each has random bits of its own, with so many flipped."""
    rng = random.Random(f"film-{seed}-{first}-{flips}")

    def look(at: int) -> str:
        value = random.Random(f"film-{seed}-{at}").getrandbits(256)
        for bit in rng.sample(range(256), flips):
            value ^= 1 << bit
        return f"{value:064x}"

    return video((Frame(at, quality, look(at), float(at)) for at in range(first, first + frames)), "test/1")


def picture(seed: int, flips: int = 0) -> Submission:
    """One picture's fingerprints: its pdq and the md5 of its file, another file when bits are flipped."""
    return Submission((pdq(seed, flips), md5(1000 * seed + flips)), case_ref=f"REF-{seed}")


@dataclass
class Town:
    """A running network and the people in it, each signed in when first asked for."""

    platform: Platform
    tenants: dict[str, TenantId]
    _actors: dict[str, Actor] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)
    _cases: dict[str, Purpose] = field(default_factory=dict)

    @property
    def content(self) -> ContentNetwork:
        return self.platform.content

    def actor(self, login: str) -> Actor:
        """Enrolled when first asked for: hashing a password costs more than anything a test does."""
        if login not in self._known:
            tenant, role = PEOPLE[login]
            name = login.capitalize() + " Example"
            self.platform.access.enrol(self.tenants[tenant], login, name, (role,), PASSWORD)
            self._known.add(login)
        if login not in self._actors:
            self._actors[login] = self.platform.access.sign_in(login, PASSWORD).actor
        return self._actors[login]

    def purpose(self, login: str) -> Purpose:
        if login not in self._cases:
            cases = self.platform.cases
            case = cases.open_case(self.actor(login), "A matter", "content_deconfliction", "Section 9 duty")
            self._cases[login] = Purpose(case.id, REASON)
        return self._cases[login]

    def submit(self, login: str, seed: int, flips: int = 0, **more: object) -> str:
        given = picture(seed, flips)
        values = {name: getattr(given, name) for name in given.__slots__}
        return self.content.submissions.submit(self.actor(login), Submission(**{**values, **more})).id

    def check(self, login: str, seed: int, flips: int = 0) -> list[Mapping[str, object]]:
        asked = picture(seed, flips).fingerprints
        (answer,) = self.content.checks.check(self.actor(login), [asked], self.purpose(login))
        return list(answer.matches)

    def told(self, login: str) -> list[Mapping[str, object]]:
        """The tenant's feed as programs read it."""
        from safelight.content.service.inbox import feed_record

        return [feed_record(row) for row in self.content.inbox.feed(self.actor(login))]

    def causes(self, login: str) -> list[object]:
        return [one["cause"] for one in self.told(login)]


def found_town(path: Path, clock: Clock | None = None, url: str | None = None) -> Town:
    """A fresh home with everybody above. Ids count when there is a clock."""
    settings = settings_for(path, url)
    create_home(settings.home, RandomIds())
    platform = build(settings, clock, CountedIds() if clock else None)
    tenants = {slug: platform.access.found_tenant(*named).id for slug, named in TENANTS.items()}
    return Town(platform, tenants)


@pytest.fixture
def town(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Town]:
    """A town of its own for each test, on SQLite; on both databases where a test says `on_both`."""
    on_postgres = getattr(request, "param", "sqlite") == "postgres"
    made = found_town(tmp_path, clock, request.getfixturevalue("postgres") if on_postgres else None)
    yield made
    made.platform.close()


on_both = pytest.mark.parametrize(
    "town", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
"""For the stories that together write and read every table; the rest is told on SQLite alone, to spare minutes."""
