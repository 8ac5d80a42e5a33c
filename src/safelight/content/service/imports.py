"""Take a hash set from a file into the network, and hand the own observations out as one.

An import goes through the submission service: notices, audit and the log are as for any submission, and the same entry
again changes nothing. It goes on where it stopped when the same file comes again. An entry that its source took back,
or filed otherwise, retracts the observation it had become. Refuses: an export to companies of what is not cleared, that
is confirmed by two and disputed by none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import BinaryIO, Literal

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.content.core.carried import Carried
from safelight.content.core.observation import Submission, submission_problem
from safelight.content.render.hash_sets import write_list, write_vics
from safelight.content.service.network import Network
from safelight.content.service.submissions import Submissions, Submitted
from safelight.content.sources.hash_sets import HashSet, open_hash_set
from safelight.content.store import imports, observations
from safelight.kernel.errors import Invalid
from safelight.kernel.provenance import Rejected, Warned

BATCH = 1_000
"""Entries submitted together; the progress kept is that exact."""

PIECE = 1_048_576

Report = Callable[[Rejected | Warned], None]
Tell = Callable[[int], None]
ExportForm = Literal["vics", "csv", "jsonl"]


@dataclass(slots=True)
class Imported:
    """What became of a file. `known`: held already. `left`: fields left behind, by the file's own names."""

    format: str = ""
    digest: str = ""
    entries: int = 0
    submitted: int = 0
    known: int = 0
    withdrawn: int = 0
    refused: int = 0
    warned: int = 0
    skipped: int = 0
    notices: int = 0
    left: dict[str, int] = field(default_factory=dict)

    def record(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Choice:
    """How to read a file. `without`: category codes whose entries stay out; `profile` files codes under this one."""

    kind: HashSet | None = None
    case_ref: str = ""
    profile: str = ""
    without: frozenset[str] = frozenset()


class HashSets:
    """The verbs."""

    def __init__(self, network: Network, access: Access, submissions: Submissions) -> None:
        self._network = network
        self._access = access
        self._submissions = submissions

    def take(
        self, actor: Actor, stream: BinaryIO, name: str, choice: Choice, report: Report, tell: Tell | None = None
    ) -> Imported:
        """Submit every entry that can be taken."""
        scope = self._access.permit(actor, "content.import", Subject("tenant", actor.tenant.id))
        digest = _digest(stream)
        done = Imported(digest=digest)
        done.format, file = open_hash_set(stream, name, choice.kind)
        with self._network.book.read() as connection:
            done.skipped = imports.entries_done(connection, scope, digest) if digest else 0
        entries = sound(file.entries(), done, report, choice)
        for _ in islice(entries, done.skipped):
            pass  # taken before; reading is some fifty times as fast as submitting
        while batch := list(islice(entries, BATCH)):
            self._take_batch(scope, batch, done, report, name)
            self._note(scope, done, finished=False)
            if tell is not None:
                tell(done.entries)
        if done.entries or done.refused:
            self._note(scope, done, finished=True)
        done.left = dict(sorted(file.left.items()))
        return done

    def take_entries(
        self, scope: Scope, entries: Iterator[Carried | Rejected], done: Imported, report: Report, name: str
    ) -> None:
        """Submit entries that another part read, as `take` does. `scope` permits an import."""
        told = sound(entries, done, report, Choice())
        while batch := list(islice(told, BATCH)):
            self._take_batch(scope, batch, done, report, name)

    def _note(self, scope: Scope, done: Imported, finished: bool) -> None:
        intent = self._access.intent(scope, Subject("file", done.digest or "stream"), {"entries": done.entries})
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            imports.note_progress(
                connection, scope, done.digest or "stream", done.format, done.entries, finished, intent
            )
        self._access.settle()

    def _take_batch(self, scope: Scope, batch: Sequence[Carried], done: Imported, report: Report, name: str) -> None:
        """In the order of the file, because an entry may be taken back further on."""
        named = [one.id for one in batch if _has_own_id(one)]
        with self._network.book.read() as connection:
            became = imports.observations_of(connection, scope, named) if named else {}
        for one in batch:
            if one.withdrawn:
                done.withdrawn += self._retract(scope.actor, became.pop(one.id, ""))
        fresh = [one for one in batch if not one.withdrawn]
        made = self._submissions.submit_many(scope.actor, [one.given for one in fresh]) if fresh else []
        done.notices += sum(len(one.notices) for one in made)
        done.submitted += sum(not one.known for one in made)
        done.known += sum(one.known for one in made)
        made = self._compare(scope, fresh, made, became, done, lambda reason: report(Warned(name, reason)))
        self._tie(scope, {one.id: each.id for one, each in zip(fresh, made, strict=True) if _has_own_id(one)})

    def _compare(
        self,
        scope: Scope,
        fresh: Sequence[Carried],
        made: Sequence[Submitted],
        became: dict[str, str],
        done: Imported,
        warn: Callable[[str], None],
    ) -> list[Submitted]:
        """What was held may be claimed otherwise: the source's own entry is filed anew, any other only named."""
        with self._network.book.read() as connection:
            held = observations.find_all(connection, {each.id for each in made if each.known})
        final = []
        for one, each in zip(fresh, made, strict=True):
            kept = held.get(each.id)
            differs = kept is not None and one.given.code and (kept.profile, kept.code) != _filed(one.given)
            if not differs or kept is None:
                final.append(each)
            elif became.get(one.id) == each.id:
                self._retract(scope.actor, each.id)
                final.append(self._submissions.submit(scope.actor, one.given))
            else:
                done.warned += 1
                was = f"{kept.profile}:{kept.code}" if kept.code else "no category"
                warn(f"entry {one.id} is held with {was}; its {one.given.profile}:{one.given.code} was not taken")
                final.append(each)
        return final

    def _retract(self, actor: Actor, observation_id: str) -> int:
        if not observation_id:
            return 0
        with self._network.book.read() as connection:
            kept = observations.find_all(connection, {observation_id}).get(observation_id)
        if kept is None or kept.status != "held":
            return 0
        self._submissions.retract(actor, observation_id, "no_ground")
        return 1

    def _tie(self, scope: Scope, became: dict[str, str]) -> None:
        if not became:
            return
        intent = self._access.intent(scope, Subject("tenant", scope.tenant_id), {"tied": len(became)})
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            imports.tie(connection, scope, became, intent)
        self._access.settle()

    # --- handing out ----------------------------------------------------------------------------

    def hand_out(
        self, actor: Actor, form: ExportForm, country: str, to_companies: bool, purpose: Purpose | None
    ) -> Iterator[str]:
        """The own held submissions as pieces of a file. In the audit log, with their number, before the first piece."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.export", subject, purpose)
        with self._network.book.read() as connection:
            count = sum(1 for _ in imports.own_held(connection, scope, to_companies))
        details = {"form": form, "observations": count, "to_companies": to_companies}
        self._access.commit_read(scope, subject, details)
        with self._network.book.read() as connection:
            entries = (entry for _, entry in imports.own_held(connection, scope, to_companies))
            yield from write_vics(entries, country) if form == "vics" else write_list(entries, form)


def sound(
    entries: Iterator[Carried | Rejected | Warned] | Iterator[Carried | Rejected],
    done: Imported,
    report: Report,
    choice: Choice,
) -> Iterator[Carried]:
    """The entries to submit, in order; the others are counted and reported."""
    for one in entries:
        if isinstance(one, Rejected):
            done.refused += 1
            report(one)
        elif isinstance(one, Warned):
            done.warned += 1
            report(one)
        else:
            given = replace(one.given, case_ref=one.given.case_ref or choice.case_ref)
            if choice.profile and given.code:
                given = replace(given, profile=choice.profile)
            problem = None if one.withdrawn else submission_problem(given)
            if problem is not None:
                done.refused += 1
                report(Rejected(f"entry {one.id}", problem))
            elif given.code not in choice.without or not given.code:
                done.entries += 1
                yield replace(one, given=given)


def _filed(given: Submission) -> tuple[str, str]:
    return given.profile, given.code


def _has_own_id(one: Carried) -> bool:
    """Whether an entry's id means the same entry in the source's next file: hotlines' do, a tool's counter doesn't."""
    return ":" in one.id


def _digest(stream: BinaryIO) -> str:
    """SHA-256 of a file, with the cursor back at its start; empty for what can't be read twice."""
    if not stream.seekable():
        return ""
    found = hashlib.sha256()
    while piece := stream.read(PIECE):
        found.update(piece)
    if not stream.tell():
        raise Invalid("content.import.empty", "The file is empty.")
    stream.seek(0)
    return found.hexdigest()
