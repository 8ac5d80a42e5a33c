"""The JSON API under /api/v1: the same verbs as console and command line, for programs.

A bearer token (from `POST /api/v1/session`) says whom a request acts for; look-ups name a case and a
reason as everywhere. Errors are `{"code","message"}` with one status for each of the six kinds. Promises: every
answer is JSON and is not stored by caches. Refuses: cookies, so that a browser can't be led here.
"""

from __future__ import annotations

from fastapi import FastAPI

from safelight import __version__
from safelight.api import ads, contact, content, exchange, lessons, private, saved, session
from safelight.api.answers import Guarded, install
from safelight.assembly import Platform


def create_api(platform: Platform) -> Guarded:
    """The API on a platform, to be mounted at /api/v1."""
    app = FastAPI(
        title="Safelight API", version=__version__, docs_url=None, redoc_url=None, openapi_url="/openapi.json"
    )
    app.state.platform = platform
    install(app)
    app.include_router(session.router)
    app.include_router(saved.router)
    app.include_router(ads.router)
    app.include_router(lessons.router)
    app.include_router(content.router)
    app.include_router(private.router)
    app.include_router(contact.router)
    app.include_router(exchange.router)
    return Guarded(app, platform.log)


__all__ = ["create_api"]
