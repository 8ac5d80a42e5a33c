"""Hash sets and bundles by hand: take a list in, write the own one out, and say whose bundles are trusted.

A page takes what fits into one request; larger sets come by `safelight content import`. What a file holds beside its
fingerprints (names, paths, comments, thumbnails) stays behind, and the page lists it. Handing out names a case and a
reason, and is recorded before the first byte leaves.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Annotated, BinaryIO, Literal

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import Response, StreamingResponse

from safelight.access.core.permission import allows
from safelight.access.core.purpose import Purpose
from safelight.content.core.bundle import BEGINNING
from safelight.content.service.imports import Choice, Imported
from safelight.kernel.errors import Invalid
from safelight.kernel.ids import CaseId
from safelight.kernel.provenance import Rejected, Warned
from safelight.web.cases import open_cases
from safelight.web.notices import content_tabs
from safelight.web.page import Signed, Visit

router = APIRouter(prefix="/content/lists")

MOST_PROBLEMS = 20

Typed = Annotated[str, Form(max_length=200)]
Kind = Literal["vics", "csv", "jsonl", "bundle"]
ENDINGS: dict[str, tuple[str, str]] = {
    "vics": ("hashes.json", "application/json"),
    "csv": ("hashes.csv", "text/csv"),
    "jsonl": ("hashes.jsonl", "application/jsonl"),
}


@router.get("")
def lists(visit: Signed) -> Response:
    return page(visit)


def page(visit: Visit, done: Imported | None = None, problems: tuple[str, ...] = ()) -> Response:
    """The page, with what became of a file when one was just taken in."""
    content = visit.platform.content
    may_trust = allows(visit.actor, "content.policy")
    return visit.page(
        "lists.html",
        tabs=content_tabs(visit.actor, "/content/lists"),
        done=done,
        problems=problems,
        cases=open_cases(visit),
        may_export=allows(visit.actor, "content.export"),
        may_trust=may_trust,
        key=content.bundles.public_key,
        trusted=content.bundles.senders(visit.actor) if may_trust else {},
    )


@router.post("/import")
def take_in(
    visit: Signed,
    file: Annotated[UploadFile | None, File()] = None,
    case_ref: Typed = "",
    profile: Typed = "",
) -> Response:
    """Submit every entry that can be taken; a bundle is verified first."""
    if file is None or not file.filename:
        raise Invalid("web.content.nothing", "Choose a file.")
    problems: list[str] = []

    def kept(row: Rejected | Warned) -> None:
        if len(problems) < MOST_PROBLEMS:
            problems.append(row.line())

    content, name = visit.platform.content, file.filename[:100]
    if _is_bundle(file.file):
        done = content.bundles.take(visit.actor, file.file, name, kept)
    else:
        choice = Choice(case_ref=case_ref.strip(), profile=profile.strip())
        done = content.hash_sets.take(visit.actor, file.file, name, choice, kept)
    return page(visit, done, tuple(problems))


def _is_bundle(stream: BinaryIO) -> bool:
    head = stream.read(len(BEGINNING))
    stream.seek(0)
    return head == BEGINNING


@router.post("/export")
def hand_out(
    visit: Signed,
    form: Annotated[Kind, Form()] = "vics",
    country: Annotated[str, Form(max_length=16, pattern="[A-Za-z]+")] = "US",
    to_companies: Typed = "",
    whole: Typed = "",
    case_id: Typed = "",
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """The own observations as a file, without case references."""
    purpose = Purpose(CaseId(case_id), reason) if case_id or reason else None
    if form == "bundle":
        return _bundle(visit, bool(whole), purpose)
    pieces = visit.platform.content.hash_sets.hand_out(visit.actor, form, country, bool(to_companies), purpose)
    first = next(pieces, "")  # permitted and recorded before anything of the answer leaves
    name, kind = ENDINGS[form]
    return _attached((piece.encode() for piece in chain([first], pieces)), name, kind)


def _bundle(visit: Visit, whole: bool, purpose: Purpose | None) -> Response:
    """The next bundle. It is written whole before it is sent: its signature stands at its head."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "next.bundle")
        made = visit.platform.content.bundles.hand_out(visit.actor, target, whole, purpose)
        body = target.read_bytes()
    return _attached(iter([body]), f"safelight-{made.sequence}.bundle", "application/octet-stream")


def _attached(pieces: Iterator[bytes], name: str, kind: str) -> Response:
    return StreamingResponse(pieces, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.post("/trust")
def trust(visit: Signed, key: Typed = "", name: Typed = "") -> Response:
    """Take in bundles signed with this key from now on."""
    visit.platform.content.bundles.trust(visit.actor, key, name)
    return visit.done("/content/lists", "key_trusted")
