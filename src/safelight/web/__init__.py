"""The console: pages that the server renders, for people who triage leads, search, work cases and meet on content.

`create_app` puts the areas together, one module each: leads, search, alerts, cases, content (`notices`, `holdings`,
`network`, `lists`, `nodes`, `exchanges`, `silent`), the text line (`textline`; `texter` is an application of its own),
audit and help. A route parses a form, calls one service verb and renders; it decides nothing. Promises: every page
works without script, nothing loads from another origin, every answer carries the headers of `security.py`. Refuses:
reading a store, or showing an error that the one map in `errors.py` lacks.
"""

from __future__ import annotations

from collections.abc import Collection

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from safelight.assembly import Platform
from safelight.web import (
    alerts,
    ask,
    audit,
    cases,
    errors,
    exchanges,
    help,
    holdings,
    impact,
    leads,
    lessons,
    lists,
    network,
    nodes,
    notices,
    numbers,
    posters,
    reports,
    search,
    seek,
    sign_in,
    silent,
)
from safelight.web import textline as text_line
from safelight.web.page import STATIC, Console, environment
from safelight.web.security import LOOPBACK, Guard

AREAS = (
    sign_in.router,
    lessons.router,
    leads.router,
    reports.router,
    posters.router,
    search.router,
    alerts.router,
    seek.router,
    ask.router,
    cases.router,
    numbers.router,
    impact.router,
    audit.router,
    help.router,
    notices.router,
    holdings.router,
    network.router,
    lists.router,
    nodes.router,
    exchanges.router,
    silent.router,
    text_line.router,
)


class GuardedApp(FastAPI):
    """FastAPI with the guard outside everything, so that the answer to a crash passes it too."""

    guard_hosts: Collection[str] = LOOPBACK

    def build_middleware_stack(self) -> ASGIApp:
        return Guard(super().build_middleware_stack(), self.guard_hosts, self._note)

    def _note(self, error: Exception) -> None:
        self.state.console.platform.log.failure("web.broken", error)


def create_app(platform: Platform) -> FastAPI:
    """The console on a platform, reached on loopback and under the names that its settings list as hosts."""
    app = GuardedApp(title="Safelight console", openapi_url=None, docs_url=None, redoc_url=None)
    app.guard_hosts = frozenset({*LOOPBACK, *(host.lower() for host in platform.settings.hosts)})
    app.state.console = Console(platform, environment())
    for router in AREAS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    errors.install(app)
    return app


__all__ = ["create_app"]
