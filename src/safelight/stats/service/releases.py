"""The release register: draft noisy tables from records, approve by two, publish under a number within the budget.

A draft is made here from the records, so that its price is the plan's and nobody's statement. Its files never change:
their digests are checked again before the release is published. Refuses what the population's budget doesn't allow.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from typing import cast

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.infra.db import Book, one_writer
from safelight.kernel.errors import Broken, Conflict, Invalid, Missing, SafelightError
from safelight.kernel.ids import IdSource
from safelight.kernel.workflow import Refusal
from safelight.stats.core.publish.noise import Words
from safelight.stats.core.release import (
    APPROVALS,
    WORKFLOW,
    Release,
    approval_refusal,
    budget_refusal,
    release_problem,
)
from safelight.stats.service.publish import PublishRequest, publish
from safelight.stats.store import releases as store

ADVISORY_LOCK = 0x5AFE_0006


class Releases:
    """The verbs."""

    def __init__(self, book: Book, access: Access, ids: IdSource, folder: Path, secret: Words) -> None:
        self._book = book
        self._access = access
        self._ids = ids
        self._folder = folder
        self._secret = secret

    def draft(self, actor: Actor, request: PublishRequest, title: str, population: str, method: str) -> Release:
        """Make the files of a release and keep it as a draft. `request.target` is not used: the home holds them."""
        release_id = self._ids.mint("rel")
        scope = self._access.permit(actor, "stats.release.draft", Subject("release", release_id))
        problem = release_problem(title, population, method)
        if problem is not None:
            raise Invalid("stats.release.incomplete", problem)
        if request.seed is not None:
            raise Invalid("stats.release.seed", "A release takes the system's randomness; rehearse with stats publish.")
        target = self._folder / release_id
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        report = publish(replace(request, target=target), self._secret, lambda *_: None)
        mu = float(cast("float", report["mu"]))
        release = Release(
            id=release_id,
            tenant_id=scope.tenant_id,
            number=None,
            title=title.strip(),
            population=population.strip(),
            method=method.strip(),
            mu=mu,
            manifest=_manifest(target),
            status=WORKFLOW.start,
            drafted_by=actor.member.id,
            drafted_at=scope.at,
            published_at=None,
        )
        try:
            self._keep(scope, release)
        except SafelightError:
            rmtree(target)
            raise
        self._access.settle()
        return release

    def _keep(self, scope: Scope, release: Release) -> None:
        with self._book.write() as connection:
            self._within_budget(connection, release)
            intent = self._access.intent(scope, Subject("release", release.id), {"mu": f"{release.mu:.6f}"})
            store.add_release(connection, scope, release, intent)

    def approve(self, actor: Actor, release_id: str) -> Release:
        """Say yes. The second yes of a member who didn't draft it makes it approved."""
        subject = Subject("release", release_id)
        scope = self._access.permit(actor, "stats.release.approve", subject)
        with self._book.write() as connection:
            one_writer(connection, ADVISORY_LOCK)
            release = self._own(connection, scope, release_id)
            _refuse(approval_refusal(release, actor.member.id))
            status = "approved" if len(release.approvals) + 1 >= APPROVALS else release.status
            store.add_approval(connection, scope, release, status, self._access.intent(scope, subject))
        self._access.settle()
        return self._again(scope, release_id)

    def publish(self, actor: Actor, release_id: str) -> Release:
        """Publish an approved release under the next number, when its population's budget allows."""
        subject = Subject("release", release_id)
        scope = self._access.permit(actor, "stats.release.publish", subject)
        with self._book.write() as connection:
            one_writer(connection, ADVISORY_LOCK)
            release = self._own(connection, scope, release_id)
            move = WORKFLOW.move(release.status, "publish")
            if isinstance(move, Refusal):
                raise Conflict(f"stats.{move.code}", move.reason)
            self._within_budget(connection, release)
            if _manifest(self._folder / release.id) != release.manifest:
                raise Broken("stats.release.changed", "The files of this release are not those that were approved.")
            store.publish_release(connection, scope, release, scope.at, self._access.intent(scope, subject))
        self._access.settle()
        return self._again(scope, release_id)

    def list(self, actor: Actor) -> list[Release]:
        """The own agency's releases, newest first."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "stats.release.list", subject)
        with self._book.read() as connection:
            found = store.list_releases(connection, scope)
        self._access.commit_read(scope, subject, {"releases": len(found)})
        return found

    def folder_of(self, release: Release) -> Path:
        """Where the files of a release are."""
        return self._folder / release.id

    def _within_budget(self, connection: Connection, release: Release) -> None:
        mus = store.published_mus(connection, release.population)
        _refuse(budget_refusal(release.population, mus, release.mu))

    def _again(self, scope: Scope, release_id: str) -> Release:
        with self._book.read() as connection:
            return self._own(connection, scope, release_id)

    @staticmethod
    def _own(connection: Connection, scope: Scope, release_id: str) -> Release:
        release = store.find_release(connection, scope, release_id)
        if release is None:
            raise Missing("stats.release.missing", "There is no such release.")
        return release


def _refuse(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Conflict(refusal.code, refusal.reason)


def _manifest(folder: Path) -> str:
    """The SHA-256 of every file, as sha256sum writes it."""
    files = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)
