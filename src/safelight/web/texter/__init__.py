"""The chat page: where a person writes without a phone number, on a page that says nothing about what it is for.

`create_chat_page` makes an application of its own, to be mounted at `/p`, so that it can be served under a name that
nobody connects with the console. Promises: a neutral title and look, one cookie and only after the first text, no
script needed, nothing from another origin, nothing kept by the browser, a quick exit that replaces the page by a
neutral one. Refuses to say whether anybody wrote here before.
"""

from __future__ import annotations

from collections.abc import Collection

from fastapi import FastAPI
from starlette.types import ASGIApp

from safelight.assembly import Platform
from safelight.web.page import Console, environment
from safelight.web.security import LOOPBACK, Guard
from safelight.web.texter import pages


class GuardedPage(FastAPI):
    """FastAPI with the guard outside everything."""

    guard_hosts: Collection[str] = LOOPBACK

    def build_middleware_stack(self) -> ASGIApp:
        return Guard(super().build_middleware_stack(), self.guard_hosts, self._note)

    def _note(self, error: Exception) -> None:
        self.state.console.platform.log.failure("page.broken", error)


def create_chat_page(platform: Platform) -> FastAPI:
    """The chat pages on a platform, to be mounted at /p."""
    app = GuardedPage(title="Pages", openapi_url=None, docs_url=None, redoc_url=None)
    app.guard_hosts = frozenset({*LOOPBACK, *(host.lower() for host in platform.settings.hosts)})
    app.state.console = Console(platform, environment())
    app.include_router(pages.router)
    pages.install(app)
    return app


__all__ = ["create_chat_page"]
