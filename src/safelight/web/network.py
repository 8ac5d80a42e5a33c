"""The network's log and the own tenant's part in it: heads and proofs, what is shown, where notices are announced."""

from __future__ import annotations

import json
import re
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import PlainTextResponse, Response

from safelight.access.core.permission import allows
from safelight.access.core.tenant import TENANT_KINDS
from safelight.content.core.disclosure import DETAILS, IDENTITIES, WHENS, read_policy
from safelight.content.service.transparency import Head, verifier
from safelight.kernel.errors import Invalid, Missing
from safelight.web.notices import content_tabs
from safelight.web.page import Signed, Visit

router = APIRouter(prefix="/content")

_PLAIN = re.compile(r"[^A-Za-z0-9._-]")


@router.get("/log")
def log(visit: Signed) -> Response:
    """The newest signed head, and how to check it oneself."""
    head: Head | None = None
    try:
        head = visit.platform.content.transparency.head(visit.actor)
    except Missing:
        head = None
    return visit.page("network_log.html", tabs=content_tabs(visit.actor, "/content/log"), head=head)


@router.post("/log/proof")
def proof(visit: Signed, subject: Annotated[str, Form(max_length=100)]) -> Response:
    """The proof of an own submission, retraction or notice, as a file for the verifier."""
    subject = subject.strip()
    found = visit.platform.content.transparency.proof(visit.actor, subject)
    return attached(json.dumps(found, indent=1) + "\n", f"proof-{subject}.json", "application/json")


@router.get("/log/head")
def note(visit: Signed) -> Response:
    return attached(visit.platform.content.transparency.head(visit.actor).note, "head.txt", "text/plain")


@router.get("/log/verifier")
def verifier_script(visit: Signed) -> Response:
    """The stand-alone verifier."""
    del visit
    return attached(verifier(), "verify_log.py", "text/x-python")


def attached(text: str, name: str, kind: str) -> Response:
    disposition = f'attachment; filename="{_PLAIN.sub("_", name)}"'
    return PlainTextResponse(text, media_type=kind, headers={"Content-Disposition": disposition})


# --- what the own tenant shows, and where it is told ----------------------------------------------


@router.get("/policy")
def policy_page(visit: Signed) -> Response:
    return policy(visit, "")


def policy(visit: Visit, secret: str) -> Response:
    """The settings; `secret` is shown this once."""
    setup = visit.platform.content.membership.setup(visit.actor)
    return visit.page(
        "policy.html",
        tabs=content_tabs(visit.actor, "/content/policy"),
        setup=setup,
        shows={kind: setup.party.policy.toward(kind) for kind in TENANT_KINDS},
        identities=IDENTITIES,
        whens=WHENS,
        details=DETAILS,
        may_set=allows(visit.actor, "content.policy"),
        secret=secret,
    )


async def fields(visit: Signed) -> dict[str, str]:
    """Every field of the form: a policy has four for each kind of body."""
    return {name: value for name, value in (await visit.request.form()).items() if isinstance(value, str)}


@router.post("/policy")
def set_policy(visit: Signed, given: Annotated[dict[str, str], Depends(fields)]) -> Response:
    """What is shown to whom from now on."""
    shows = {
        kind: {
            "identity": given.get(f"{kind}.identity", ""),
            "liaison": bool(given.get(f"{kind}.liaison")),
            "when": given.get(f"{kind}.when", ""),
            "match": given.get(f"{kind}.match", ""),
        }
        for kind in TENANT_KINDS
    }
    try:
        wanted = read_policy({"shows": shows, "reciprocal": bool(given.get("reciprocal"))})
    except ValueError as error:
        raise Invalid("web.content.policy", f"The policy can't be taken: {error}.") from None
    visit.platform.content.membership.set_policy(visit.actor, wanted, given.get("liaison", ""))
    return visit.done("/content/policy", "policy_kept")


@router.post("/policy/mail")
def set_mail(visit: Signed, mail: Annotated[str, Form(max_length=200)] = "") -> Response:
    visit.platform.content.membership.set_mail(visit.actor, mail)
    return visit.done("/content/policy", "policy_kept")


@router.post("/policy/webhook")
def set_webhook(visit: Signed, webhook: Annotated[str, Form(max_length=500)] = "") -> Response:
    """The secret that signs is shown once, on the page that answers."""
    secret = visit.platform.content.membership.set_webhook(visit.actor, webhook)
    return policy(visit, secret.reveal() if secret else "")
