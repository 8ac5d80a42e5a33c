"""Nodes and banks: who carries which part of the signed list, and what the tenant's programs match against.

A node's row says its part, until when that is good, and what was declared from it; the watch desk sees every body's,
everybody else their own. A list that turned up is compared with the own nodes' canaries. Accrediting, revoking and
writing parts stay on the command line: they end in files that are carried by hand.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from starlette.responses import Response

from safelight.access.core.permission import allows
from safelight.content.core.node_list import CANARIES
from safelight.content.service.intake import pdq_in
from safelight.kernel.errors import Invalid
from safelight.web.notices import content_tabs
from safelight.web.page import Signed, Visit

router = APIRouter(prefix="/content/nodes")

STATES = {"good": "good", "over": "expired", "revoked": "retracted", "without a list": ""}
"""How a state is coloured: the words say it, the colour helps."""


@router.get("")
def nodes(visit: Signed) -> Response:
    return page(visit)


def page(visit: Visit, traced: tuple[tuple[str, int], ...] | None = None, asked: int = 0) -> Response:
    """The page, with what a list that turned up says when one was just compared."""
    content, company = visit.platform.content, visit.actor.tenant.kind == "company"
    banks, purpose = content.banks.standing(visit.actor)
    return visit.page(
        "nodes.html",
        tabs=content_tabs(visit.actor, "/content/nodes"),
        company=company,
        nodes=() if company else content.nodes.page(visit.actor),
        colours=STATES,
        banks=banks,
        purpose=purpose,
        may_export=allows(visit.actor, "content.export"),
        canaries=CANARIES,
        traced=traced,
        asked=asked,
    )


@router.post("/trace")
def trace(visit: Signed, file: Annotated[UploadFile | None, File()] = None) -> Response:
    """Which own node's canaries are in a list that turned up."""
    if file is None or not file.filename:
        raise Invalid("web.content.nothing", "Choose a file.")
    listed = pdq_in(file.file, file.filename[:100])
    if not listed:
        raise Invalid("web.content.nothing", "There is no PDQ in the file.")
    found = visit.platform.content.nodes.trace_own(visit.actor, listed)
    return page(visit, tuple((node.name, count) for node, count in found), len(listed))
