"""Loading the demo world into a home, through the same verbs that people use.

Tenants and members are founded once, with one freshly minted passphrase that is printed and kept in
`demo-accounts.txt` (mode 0600). The first agency gets the world, the second a small one of another
seed, so that the wall between them can be seen. Loading again changes nothing.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safelight.access.core.tenant import Actor
from safelight.ads.service.ingest import IngestSummary
from safelight.assembly.demo.members import MEMBERS, TENANTS
from safelight.assembly.demo.poor import poor_records
from safelight.assembly.demo.world import make_world, write_jsonl, write_truth
from safelight.assembly.platform import Platform
from safelight.infra.ids import new_passphrase
from safelight.kernel.provenance import Rejected, Warned
from safelight.kernel.sealed import Sealed

ACCOUNTS = "demo-accounts.txt"
BEST = 5
LOADERS = {"port-invented": ("ana", 1), "made-up-county": ("abe", 10)}
"""Agency to the login of its analyst and the share of the world it gets: the whole, a tenth."""

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did, and how to go on."""

    summary: IngestSummary
    best: tuple[Mapping[str, Any], ...]
    accounts: Path
    passphrase: Sealed

    def lines(self) -> list[str]:
        """What `safelight demo` prints."""
        one = self.summary
        lines = [
            f"{one.read:,} ads read, {one.rejected} lines refused on purpose, {one.groups:,} groups, {one.leads} leads",
            "",
            "The five best leads (a lead is a suggestion to look, never evidence):",
        ]
        for rank, record in enumerate(self.best, start=1):
            lines += ["", *_lead_lines(rank, record)]
        return [*lines, "", *self._sign_in_lines()]

    def _sign_in_lines(self) -> list[str]:
        return [
            "Sign in as ida (investigator), sol (supervisor), uma (auditor), ada (advocate on the text line) or ola "
            f"(its shift lead), passphrase {self.passphrase.reveal()}",
            f"All demo accounts: {self.accounts}",
        ]


def load_demo(
    platform: Platform,
    *,
    seed: int,
    size: int,
    jsonl: str = "",
    report: Callable[[Rejected | Warned], None] = lambda _: None,
    progress: Progress = lambda *_: None,
) -> Loaded:
    """Load the world of `seed` with about `size` ads. `jsonl` also writes its records (and truth) to files."""
    passphrase = _found(platform)
    if jsonl:
        world = make_world(seed, size)
        write_jsonl(world, Path(jsonl))
        write_truth(world, Path(jsonl).with_suffix(".truth.jsonl"))
    summaries = {}
    for tenant, (login, part) in LOADERS.items():
        actor = platform.access.sign_in(login, passphrase).actor
        progress("make", 0, 1)
        path = _write(platform.settings.home, tenant, seed + (part != 1), max(size // part, 200))
        progress("make", 1, 1)
        summaries[tenant] = platform.ingest.ingest_paths(actor, [str(path)], io.BytesIO(), report, progress)
        platform.access.sign_out(actor)
    platform.outbox.drain()
    ida = platform.access.sign_in("ida", passphrase).actor
    best = platform.leads.queue(ida, limit=BEST).rows
    _open_cases(platform, ida)
    platform.access.sign_out(ida)
    records = tuple(row.record for row in best)
    return Loaded(summaries["port-invented"], records, platform.settings.home / ACCOUNTS, passphrase)


def _write(home: Path, tenant: str, seed: int, size: int) -> Path:
    """The world's records as a file, with the deliberately broken lines at its end."""
    folder = home / "demo"
    folder.mkdir(exist_ok=True)
    path = folder / f"{tenant}-{seed}-{size}.jsonl"
    if not path.exists():
        draft = path.with_suffix(".draft")
        write_jsonl(make_world(seed, size), draft)
        with draft.open("ab") as file:
            for poor in poor_records(seed):
                file.write(poor.line + b"\n")
        draft.replace(path)
    return path


def _found(platform: Platform) -> Sealed:
    """Found the demo's tenants and members once; returns their passphrase."""
    path = platform.settings.home / ACCOUNTS
    if path.exists():
        return Sealed(path.read_text(encoding="ascii").splitlines()[0].removeprefix("passphrase: "))
    passphrase = new_passphrase()
    tenants = {}
    for tenant in TENANTS:
        jurisdiction = f"US-{tenant.jurisdiction}" if tenant.jurisdiction else "US"
        tenants[tenant.id] = platform.access.found_tenant(tenant.name, tenant.kind, jurisdiction)
    for member in MEMBERS:
        platform.access.enrol(tenants[member.tenant].id, member.login, member.name, (member.role,), passphrase)
    lines = [f"passphrase: {passphrase.reveal()}", ""]
    lines += [
        f"{member.login:<6} {member.role:<14} {member.name}, {member.title}, {member.tenant}" for member in MEMBERS
    ]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")
    return passphrase


def _open_cases(platform: Platform, ida: Actor) -> None:
    """One open case, so that a first search has a purpose."""
    if not platform.cases.list(ida):
        authority = "Demonstration only: no legal ground is needed for invented ads"
        platform.cases.open_case(ida, "Practice case: a first look at the queue", "trafficking", authority)


def _lead_lines(rank: int, record: Mapping[str, Any]) -> list[str]:
    low, high = record["interval"]
    numbers = f"score {record['score']:.2f} (control {record['control']:.2f}, risk {record['risk']:.2f})"
    first = f"{rank}. {record['lead_id']}  {numbers}, band {low:.2f} to {high:.2f}, {len(record['ad_ids'])} ads"
    reasons = [reason for reason in record["reasons"] if reason["contribution"] > 0]
    return [first, *(_reason_line(reason) for reason in _strongest(reasons))]


def _strongest(reasons: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(reasons, key=lambda reason: (-reason["contribution"], reason["indicator"]))[:3]


def _reason_line(reason: Mapping[str, Any]) -> str:
    quote = reason["evidence"][0]
    text = " ".join(quote["text"].split())
    short = text if len(text) <= 60 else text[:57] + "..."
    words = reason["indicator"].replace("_", " ")
    return f'   {reason["contribution"]:+.2f} {reason["kind"]}: {words}, as in ad {quote["ad_id"]}: "{short}"'
