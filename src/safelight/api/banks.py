"""HMA's paths: `/h/hash`, `/m/raw_lookup`, `/m/lookup`, `/c/bank...`, so that a program written for it works unchanged.

Shapes are those of Meta's Hasher-Matcher-Actioner (hashing, matching, curation blueprints, read 2026-11). Unlike there,
every request needs a token: as bearer, or as the password of basic authentication, which fits into a program's address.
An index that isn't ready is 503, never "no match". Refuses: fetching from an address that a caller names.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Body, Depends, FastAPI, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from safelight.access.core.tenant import Actor
from safelight.api.answers import NOT_SIGNED_IN, Guarded
from safelight.api.session import ThePlatform
from safelight.assembly import Platform
from safelight.content.service.banks import SIGNAL_TYPES, hash_upload
from safelight.kernel.errors import Conflict, Denied, Invalid, Missing, SafelightError, Unavailable
from safelight.kernel.sealed import Sealed

STATUS: Mapping[type[SafelightError], int] = {Invalid: 400, Denied: 403, Missing: 404, Conflict: 403, Unavailable: 503}
"""HMA answers 403 for a bank that exists already."""

NO_FETCH = "fetching by url is not offered; upload the file or send its signal"
Fields = Annotated[dict[str, object], Body()]


def actor_of(platform: ThePlatform, authorization: Annotated[str, Header()] = "") -> Actor:
    """Whom the request acts for, by bearer token or by the password of basic authentication."""
    kind, _, given = authorization.partition(" ")
    token = given.strip()
    if kind.lower() == "basic":
        try:
            token = base64.b64decode(token, validate=True).decode("ascii").partition(":")[2]
        except (ValueError, binascii.Error):
            token = ""
    elif kind.lower() != "bearer":
        token = ""
    if not token:
        raise Denied(NOT_SIGNED_IN, "Send a token: as bearer, or as the password of basic authentication")
    return platform.access.actor_for(Sealed(token))


TheActor = Annotated[Actor, Depends(actor_of)]
router = APIRouter(dependencies=[Depends(actor_of)])


# --- hashing ------------------------------------------------------------------------------------


@router.get("/h/hash")
def hash_address() -> None:
    """Refused: it would let a caller make this machine fetch anything."""
    raise Invalid("content.bank.fetch", NO_FETCH)


@router.post("/h/hash")
async def hash_file(request: Request) -> dict[str, str]:
    """Signals of the one uploaded file; its field is named photo or video."""
    return await _hashes(request)


async def _hashes(request: Request) -> dict[str, str]:
    async with request.form(max_files=2, max_fields=20) as form:
        files = [(name, value) for name, value in form.multi_items() if isinstance(value, UploadFile)]
        if not files:
            raise Invalid("content.bank.upload", "Missing multipart/form-data file upload")
        if len(files) > 1:
            raise Invalid("content.bank.upload", "Only one file allowed per request")
        name, upload = files[0]
        return await run_in_threadpool(hash_upload, upload.file, name, request.query_params.get("types"))


# --- matching -----------------------------------------------------------------------------------


@router.get("/m/raw_lookup")
def raw_lookup(
    platform: ThePlatform, actor: TheActor, signal: str, signal_type: str, include_distance: str = "false"
) -> dict[str, object]:
    """Ids of what a signal meets, with distances when asked for."""
    hits = platform.content.banks.look_up(actor, signal_type, signal)
    if include_distance.lower() in ("true", "1", "yes"):
        return {"matches": [{"content_id": hit.number, "distance": hit.distance} for hit in hits]}
    return {"matches": [hit.number for hit in hits]}


@router.get("/m/lookup")
def lookup(
    platform: ThePlatform,
    actor: TheActor,
    signal: str = "",
    signal_type: str = "",
    url: str = "",
    seed: str | None = None,
) -> list[str]:
    """Banks that a signal meets."""
    if url:
        raise Invalid("content.bank.fetch", NO_FETCH)
    for name, value in (("signal", signal), ("signal_type", signal_type)):
        if not value:
            raise Invalid("content.bank.parameter", f"{name} is required")
    return _banks(platform, actor, signal_type, signal, seed)


@router.post("/m/lookup")
async def lookup_file(platform: ThePlatform, actor: TheActor, request: Request) -> dict[str, list[str]]:
    """Banks that an uploaded file meets, by signal type."""
    seed = request.query_params.get("seed")
    hashes = await _hashes(request)
    return {
        name: await run_in_threadpool(_banks, platform, actor, name, value, seed) if value else []
        for name, value in hashes.items()
    }


def _banks(platform: Platform, actor: Actor, signal_type: str, signal: str, seed: str | None) -> list[str]:
    hits = platform.content.banks.look_up(actor, signal_type, signal)
    return platform.content.banks.answering(actor, hits, seed)


@router.get("/m/index/status")
def index_status(platform: ThePlatform) -> dict[str, object]:
    """Whether look-ups can be answered; every commit is in the index, so it is never behind."""
    size = platform.content.banks.sizes()
    return {
        name: {"present": True, "built_to": int(platform.clock.now().timestamp()), "size": size}
        for name in SIGNAL_TYPES
    }


# --- curation -----------------------------------------------------------------------------------


@router.get("/c/banks")
def banks(platform: ThePlatform, actor: TheActor) -> list[dict[str, object]]:
    """The own banks."""
    return [_bank(bank.name, bank.ratio) for bank in platform.content.banks.page(actor)]


@router.post("/c/banks", status_code=201)
def create(platform: ThePlatform, actor: TheActor, fields: Fields) -> dict[str, object]:
    """Make a bank."""
    if "name" not in fields:
        raise Invalid("content.bank.parameter", "name is required")
    made = platform.content.banks.create(actor, str(fields["name"]), _ratio(fields, 1.0))
    return _bank(made.name, made.ratio)


@router.get("/c/bank/{name}")
def show(platform: ThePlatform, actor: TheActor, name: str) -> dict[str, object]:
    """One bank."""
    bank = platform.content.banks.find(actor, name)
    return _bank(bank.name, bank.ratio)


@router.put("/c/bank/{name}")
def change(platform: ThePlatform, actor: TheActor, name: str, fields: Fields) -> dict[str, object]:
    """Rename a bank, or change its share of look-ups."""
    bank = platform.content.banks.find(actor, name)
    done = platform.content.banks.change(actor, name, str(fields.get("name", name)), _ratio(fields, bank.ratio))
    return _bank(done.name, done.ratio)


@router.delete("/c/bank/{name}")
def drop(platform: ThePlatform, actor: TheActor, name: str) -> dict[str, str]:
    """Drop a bank."""
    platform.content.banks.delete(actor, name)
    return {"message": "Done"}


@router.post("/c/bank/{name}/signal")
def add_signals(platform: ThePlatform, actor: TheActor, name: str, fields: Fields) -> dict[str, object]:
    """Put content into a bank by its signals."""
    number, kept = platform.content.banks.add(actor, name, {kind: str(value) for kind, value in fields.items()})
    return {"id": number, "signals": dict(kept)}


@router.post("/c/bank/{name}/content")
async def add_file(platform: ThePlatform, actor: TheActor, name: str, request: Request) -> dict[str, object]:
    """Put an uploaded file into a bank; its bytes are hashed and not kept."""
    if request.query_params.get("url"):
        raise Invalid("content.bank.fetch", NO_FETCH)
    number, kept = await run_in_threadpool(platform.content.banks.add, actor, name, await _hashes(request))
    return {"id": number, "signals": dict(kept)}


@router.get("/c/bank/{name}/content/{number}")
def content(platform: ThePlatform, actor: TheActor, name: str, number: int) -> dict[str, object]:
    """One content of a bank."""
    found = platform.content.banks.content(actor, name, number)
    bank = platform.content.banks.find(actor, name)
    plain = {"id": found.number, "disable_until_ts": 0, "collab_metadata": {}, "original_media_uri": None}
    return {**plain, "bank": _bank(bank.name, bank.ratio), "signals": dict(found.signals)}


@router.delete("/c/bank/{name}/content/{number}")
def drop_content(platform: ThePlatform, actor: TheActor, name: str, number: int) -> dict[str, int]:
    """Take content out of a bank."""
    return {"deleted": platform.content.banks.remove(actor, name, number)}


@router.get("/c/signal_type")
def signal_types() -> list[dict[str, object]]:
    """The signal types there are."""
    return [{"name": name, "enabled_ratio": 1.0} for name in SIGNAL_TYPES]


def _bank(name: str, ratio: float) -> dict[str, object]:
    return {"name": name, "matching_enabled_ratio": ratio}


def _ratio(fields: Mapping[str, object], otherwise: float) -> float:
    if "enabled_ratio" in fields:
        try:
            return float(str(fields["enabled_ratio"]))
        except ValueError:
            raise Invalid("content.bank.ratio", "enabled_ratio is a number") from None
    if "enabled" in fields:
        return 1.0 if str(fields["enabled"]).lower() in ("true", "1", "yes") else 0.0
    return otherwise


# --- the application ----------------------------------------------------------------------------


class BanksBefore:
    """ASGI: requests under /h, /m and /c go to the banks, every other to `rest`."""

    def __init__(self, banks: ASGIApp, rest: ASGIApp) -> None:
        self._banks, self._rest = banks, rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        own = scope["type"] == "http" and scope["path"].startswith(("/h/", "/m/", "/c/"))
        await (self._banks if own else self._rest)(scope, receive, send)


def create_banks(platform: Platform) -> Guarded:
    """HMA's paths on a platform, to stand at the root before the console."""
    app = FastAPI(title="HMA-compatible banks", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.platform = platform
    app.add_exception_handler(SafelightError, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _by_status)
    app.include_router(router)
    return Guarded(app, platform.log)


def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, SafelightError)
    if error.code == NOT_SIGNED_IN:
        return _said(401, error.message, {"WWW-Authenticate": "Bearer"})
    return _said(STATUS.get(type(error), 500), error.message if type(error) in STATUS else "broken")


def _not_understood(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = sorted({str(item["loc"][-1]) for item in error.errors()})
    return _said(400, f"{', '.join(fields)} is required" if fields else "not understood")


def _by_status(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _said(error.status_code, str(error.detail))


def _said(status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"message": message}, status, dict(headers or {}))
