"""The routes of the chat page: read, write, leave, come back, and the neutral page behind the exit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Form, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse

from safelight.kernel.errors import Missing, SafelightError
from safelight.kernel.sealed import Sealed
from safelight.textline.service.chat_page import LONGEST, TITLE, ChatPage, ChatPages, Talk
from safelight.web import live
from safelight.web.page import STATIC, Console, bundle, console_of
from safelight.web.texter.words import MEASURES, PROBLEMS, WORDS, spoken

router = APIRouter()

COOKIE = "p"
"""The one cookie: the words to come back with. It ends with the browser's session and with the quick exit."""

FILES = ("page.js", "page.css", "page.svg")
"""The files of the bundle that this page loads; no other is served under its address."""


@dataclass(frozen=True, slots=True)
class Here:
    """One request to one page, and whoever makes it."""

    request: Request
    console: Console
    page: ChatPage
    name: str
    token: Sealed | None

    @property
    def pages(self) -> ChatPages:
        return self.console.platform.textline.pages

    @property
    def address(self) -> str:
        return f"{self.request.scope.get('root_path', '')}/{quote(self.name, safe='')}"

    @property
    def language(self) -> str:
        return spoken(self.request.headers.get("accept-language", ""), self.page.language)

    def shown(self, talk: Talk | None, problem: str = "", kept: str = "", status: int = 200) -> HTMLResponse:
        """The page with a conversation on it."""
        return html(self.request, "texter/page.html", status, **self.values(talk), problem=problem, kept=kept)

    def values(self, talk: Talk | None) -> dict[str, Any]:
        return {
            "words": WORDS[self.language],
            "language": self.language,
            "title": self.page.title,
            "where": self.address,
            "away": away_address(self.request),
            "talk": talk,
            "token": self.token.reveal() if self.token and talk else "",
            "longest": LONGEST,
        }

    def keep(self, answer: Response, token: Sealed) -> Response:
        answer.set_cookie(
            COOKIE,
            token.reveal(),
            httponly=True,
            samesite="strict",
            secure=self.request.url.scheme == "https",
            path=self.address,
        )
        return answer


def here(request: Request, name: str) -> Here:
    console = console_of(request)
    value = request.cookies.get(COOKIE, "")
    page = console.platform.textline.pages.page(name)
    return Here(request, console, page, name, Sealed(value) if 0 < len(value) <= 64 else None)


@router.get("/away")
def away(request: Request) -> Response:
    """The neutral page."""
    return html(request, "texter/away.html", title=TITLE, measures=MEASURES)


@router.get("/static/{name}")
def file(name: str) -> Response:
    """The page's own script and style, and nothing else of the bundle."""
    own = {address.rpartition("/")[2] for plain, address in bundle().items() if plain in FILES}
    if name not in own:
        raise Missing("textline.page.missing", "There is no such page.")
    return FileResponse(STATIC / name)


@router.get("/{name}")
def read(request: Request, name: str) -> Response:
    """The page, with the running conversation of whoever holds its cookie."""
    at = here(request, name)
    return at.shown(at.pages.look(at.page, at.token) if at.token else None)


@router.post("/{name}")
def write(request: Request, name: str, text: Annotated[str, Form()] = "") -> Response:
    """Take a text in. What can't be kept comes back with what was written."""
    at = here(request, name)
    try:
        token = at.pages.say(at.page, at.token, text)
    except Missing:
        raise
    except SafelightError as refused:
        problem = WORDS[at.language][PROBLEMS.get(refused.code, "later")]
        return at.shown(at.pages.look(at.page, at.token) if at.token else None, problem, text, 429)
    return at.keep(RedirectResponse(at.address, 303), token)


@router.post("/{name}/leave")
def leave(request: Request, name: str) -> Response:
    """The quick exit: nothing more is shown here, and the browser forgets what it may."""
    at = here(request, name)
    answer = RedirectResponse(away_address(request), 303)
    answer.delete_cookie(COOKIE, path=at.address, httponly=True, samesite="strict")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    if at.token is not None:
        try:
            at.pages.leave(at.page, at.token)
        except SafelightError as refused:  # whoever leaves must get away whatever else fails
            at.console.platform.log.event("page.leave", code=refused.code)
    return answer


@router.post("/{name}/back")
def back(request: Request, name: str, words: Annotated[str, Form()] = "") -> Response:
    """Go on with a conversation by its words."""
    at = here(request, name)
    token = Sealed(" ".join(words.lower().split())[:64]) if words.strip() else None
    if token is None or at.pages.revision(at.page, token) is None:
        return at.shown(None, WORDS[at.language]["wrong"], status=404)
    return at.keep(RedirectResponse(at.address, 303), token)


@router.get("/{name}/stream")
def stream(request: Request, name: str, after: int = 0) -> StreamingResponse:
    """What changes on the page, as it happens."""
    at = here(request, name)
    talk = at.pages.look(at.page, at.token) if at.token else None
    follower = live.Follower(
        request, at.console.platform.textline.bell, at.console.closing, talk.id if talk else "none", lambda: None
    )
    return live.stream(follower, live.asked_from(request, str(after)), looking(at))


@router.get("/{name}/part")
def part(request: Request, name: str, after: int = 0) -> Response:
    """What changed on the page, once."""
    return live.part(looking(here(request, name))(str(after)))


def looking(at: Here) -> live.Look:
    def look(cursor: str) -> live.Part | None:
        after = int(cursor) if cursor.isdigit() else 0
        now = at.pages.revision(at.page, at.token) if at.token else None
        if now is None:
            raise Missing("textline.page.missing", "There is no such page.")
        if now <= after:
            return None
        talk = at.pages.look(at.page, at.token) if at.token else None
        template = at.console.templates.get_template("texter/thread.html")
        return live.Part(str(now), template.render(**at.values(talk)))

    return look


def away_address(request: Request) -> str:
    return f"{request.scope.get('root_path', '')}/away"


def html(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    console, root = console_of(request), request.scope.get("root_path", "")
    files = {name: f"{root}/static/{address.rpartition('/')[2]}" for name, address in bundle().items() if name in FILES}
    return HTMLResponse(console.templates.get_template(template).render(files=files, **values), status)


def install(app: FastAPI) -> None:
    """Whatever is not there or goes wrong looks like the neutral page."""

    def neutral(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else REFUSED.get(type(error), 404)
        return html(request, "texter/away.html", status, title=TITLE, measures=MEASURES)

    for kind in (SafelightError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, neutral)


REFUSED: Mapping[type[Exception], int] = {RequestValidationError: 400}
