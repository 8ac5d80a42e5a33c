"""Homes for tests: a small installation with two agencies and a company, and ads that were written for it.

`home_with_people(path)` founds everybody and returns who they are; nothing here skips a service verb.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor, Role
from safelight.ads.service.ingest import IngestSummary
from safelight.assembly import Platform, build, create_home
from safelight.cases.core.case import Case
from safelight.infra.ids import RandomIds
from safelight.kernel.clock import Clock
from safelight.kernel.ids import CountedIds, TenantId
from safelight.kernel.sealed import Sealed
from safelight.settings import Settings

PASSWORD = Sealed("a long enough phrase")
PEOPLE: Mapping[str, tuple[str, Role]] = {
    "ines": ("north", "investigator"),
    "sara": ("north", "supervisor"),
    "aldo": ("north", "auditor"),
    "nora": ("north", "analyst"),
    "adam": ("north", "administrator"),
    "ivan": ("south", "investigator"),
    "theo": ("plaza", "trust_safety"),
}
REASON = "follow-up on a report to the desk"


@dataclass
class Home:
    """A running installation and the people in it, each signed in when first asked for."""

    platform: Platform
    tenants: dict[str, TenantId]

    def __post_init__(self) -> None:
        self._actors: dict[str, Actor] = {}

    def actor(self, login: str) -> Actor:
        if login not in self._actors:
            self._actors[login] = self.platform.access.sign_in(login, PASSWORD).actor
        return self._actors[login]

    def case(self, login: str = "ines") -> Case:
        return self.platform.cases.open_case(self.actor(login), "Desk report 12", "trafficking", "Section 9 duty")

    def purpose(self, case: Case) -> Purpose:
        return Purpose(case.id, REASON)

    def ingest(self, records: Sequence[Mapping[str, object]], login: str = "ines") -> IngestSummary:
        lines = io.BytesIO("".join(json.dumps(record) + "\n" for record in records).encode())
        return self.platform.ingest.ingest_paths(self.actor(login), ["-"], lines)


def settings_for(path: Path, url: str | None = None) -> Settings:
    return Settings(home=path / "home", database_url=url, state=path / "state")


def home_with_people(path: Path, clock: Clock | None = None, url: str | None = None) -> Home:
    """A fresh home in `path` with the tenants and members above. Ids count when there is a clock."""
    settings = settings_for(path, url)
    create_home(settings.home, RandomIds())
    platform = build(settings, clock, CountedIds() if clock else None)
    tenants = {
        "north": platform.access.found_tenant("North Agency", "agency", "US-CA").id,
        "south": platform.access.found_tenant("South Agency", "agency", "US-TX").id,
        "plaza": platform.access.found_tenant("Plaza Company", "company", "US").id,
    }
    for login, (tenant, role) in PEOPLE.items():
        platform.access.enrol(tenants[tenant], login, login.capitalize() + " Example", (role,), PASSWORD)
    return Home(platform, tenants)


def one_hand(count: int = 12) -> list[dict[str, object]]:
    """Ads of three invented adults under one script, one phone, two cities together: a group that raises a lead."""
    script = (
        "Hello, my name is {name} and I keep company for dinner and gallery visits. I am {age} years old, honest and "
        "trustworthy, and I answer every call myself between ten and midnight. Ring {phone} and ask for {name}."
    )
    people = (("Opal", 27), ("Juniper", 31), ("Wren", 29))
    records: list[dict[str, object]] = []
    for number in range(count):
        name, age = people[number % 3]
        city = ("Oakland, CA", "Reno, NV")[(number // 3) % 2]
        day = 1 + number // 3
        body = script.format(name=name, age=age, phone="five one zero 555 01 two three")
        records.append(
            {
                "id": f"ad-{number:03d}",
                "site": "board.example",
                "url": f"https://board.example/{number}",
                "posted_at": f"2024-01-{day:02d}",
                "title": f"Dinner company with {name}",
                "body": body,
                "location": city,
            }
        )
    return records


def on_her_own() -> list[dict[str, object]]:
    """One invented adult who advertises alone."""
    body = (
        "I am Maribel, 35. I walk dogs, read maps and like long lunches by the river; write to me at "
        "maribel@mailbarn.example or call 212-555-0188 in the afternoon."
    )
    return [
        {
            "id": f"solo-{number}",
            "site": "board.example",
            "posted_at": f"2024-02-0{number + 1}",
            "title": "Lunch by the river",
            "body": body,
            "location": "Albany, NY",
        }
        for number in range(2)
    ]
