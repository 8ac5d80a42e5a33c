"""What every page needs: who is looking, the templates, and the way to answer.

`Visit` is one signed-in request: actor, session token, form token, preferences. Depending on `visit`
both demands a session and, for anything that writes, the session's form token; a route that forgets
it is caught by a test that walks the router. Refuses: rendering anything unescaped.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, cast

from fastapi import Depends, Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from safelight.access.core.permission import allows
from safelight.access.core.tenant import Actor
from safelight.assembly import Platform
from safelight.kernel.errors import Broken, Denied
from safelight.kernel.sealed import Sealed
from safelight.web import show
from safelight.web.messages import SAID
from safelight.web.security import SAFE_METHODS, cookie_name, form_token, same_token

STATIC = Path(str(files("safelight.web"))) / "static"


class SignInNeeded(Exception):
    """Nobody is signed in; the answer is the sign-in page."""


@dataclass(frozen=True, slots=True)
class Console:
    """The parts a route uses: the platform's services, the templates, and where bundle files are. While `closing` is
    set, a page that is followed live gets what there is and no more."""

    platform: Platform
    templates: Environment
    closing: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Visit:
    """One signed-in request."""

    request: Request
    console: Console
    actor: Actor
    token: Sealed
    form_token: str

    @property
    def platform(self) -> Platform:
        return self.console.platform

    @property
    def alerts_waiting(self) -> int:
        """How many of the actor's alerts nobody opened yet."""
        return self.platform.saved.waiting(self.actor) if allows(self.actor, "ads.saved.list") else 0

    @property
    def in_place(self) -> bool:
        """True when htmx asks for the part of a page rather than the page."""
        return self.request.headers.get("hx-request") == "true"

    def fragment(self, template: str, **values: Any) -> str:
        """A part of a page as HTML."""
        return self.console.templates.get_template(template).render(visit=self, **values)

    def page(self, template: str, status: int = 200, said: str = "", **values: Any) -> HTMLResponse:
        """A page. `said`, a key of SAID, is what a write just did whose page can't be redirected to; else the address
        says it."""
        words = SAID.get(said or self.request.query_params.get("said", ""), "")
        return render(self.request, template, status, visit=self, said=words, **values)

    def done(self, path: str, said: str) -> Response:
        """After a write: back to a page, which says what happened. `said` is a key of SAID."""
        mark = "&" if "?" in path else "?"
        return RedirectResponse(f"{path}{mark}said={said}", 303)

    def part(self, template: str, said: str, **values: Any) -> HTMLResponse:
        """After a write by htmx: the changed part, and what to say aloud."""
        answer = render(self.request, template, 200, visit=self, said="", **values)
        answer.headers["Safelight-Says"] = SAID[said]
        return answer


def console_of(request: Request) -> Console:
    return cast(Console, request.app.state.console)


def session_token(request: Request) -> Sealed | None:
    value = request.cookies.get(cookie_name(request.url.scheme == "https"))
    return Sealed(value) if value else None


async def given_token(request: Request) -> str | None:
    """The form token of a write, from the form; None on reads."""
    if request.method in SAFE_METHODS:
        return None
    value = (await request.form()).get("form_token", "")
    return value if isinstance(value, str) else ""


def visit(request: Request, given: Annotated[str | None, Depends(given_token)]) -> Visit:
    """The signed-in visit, or SignInNeeded; a write without the session's own form token is Denied."""
    console = console_of(request)
    token = session_token(request)
    if token is None:
        raise SignInNeeded
    try:
        actor = console.platform.access.actor_for(token)
    except Denied:
        raise SignInNeeded from None
    found = Visit(request, console, actor, token, form_token(token))
    request.state.visit = found
    if given is not None and not same_token(given, token):
        raise Denied("web.form.stale", "This form is out of date. Go back, reload the page and try again.")
    return found


def listening(request: Request) -> Visit:
    """The signed-in visit of a page that asks by itself. It does not keep the session alive."""
    console, token = console_of(request), session_token(request)
    if token is None:
        raise SignInNeeded
    try:
        actor = console.platform.access.actor_for(token, touch=False)
    except Denied:
        raise SignInNeeded from None
    return Visit(request, console, actor, token, form_token(token))


Signed = Annotated[Visit, Depends(visit)]
Listening = Annotated[Visit, Depends(listening)]


def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    environment = console_of(request).templates
    preferences = {
        "keys": "off" if request.cookies.get("keys") == "off" else "on",
        "scheme": request.cookies.get("scheme") if request.cookies.get("scheme") in ("light", "dark") else "",
    }
    html = environment.get_template(template).render(path=request.url.path, **preferences, **values)
    return HTMLResponse(html, status)


def environment() -> Environment:
    """The templates: everything escaped, an unknown name is an error, bundle files by their hashed names."""
    made = Environment(
        loader=PackageLoader("safelight.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = bundle()
    made.filters.update(show.FILTERS)
    return made


def bundle() -> dict[str, str]:
    """Plain name -> address of each bundle file."""
    manifest = STATIC / "manifest.json"
    if not manifest.is_file():
        raise Broken("web.bundle.missing", "The console's bundle was not built; run: python build_hook.py console")
    return {name: f"/static/{hashed}" for name, hashed in json.loads(manifest.read_text()).items()}
