"""Help, the limits of use, how scores are made, and a member's own settings of the console."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.responses import Response

from safelight.access.core.purpose import PURPOSE_KINDS
from safelight.ads.core.lead import RISK_THRESHOLD
from safelight.ads.core.score import CEILING, CONTROL_PART, WEIGHT
from safelight.web.messages import KEYS
from safelight.web.page import Signed

router = APIRouter(prefix="/help")

YEAR = 365 * 24 * 3600


@router.get("")
def help_page(visit: Signed) -> Response:
    return visit.page("help.html", keys_table=KEYS)


@router.get("/scoring")
def scoring(visit: Signed) -> Response:
    return visit.page(
        "scoring.html", control_part=CONTROL_PART, ceiling=CEILING, weight=WEIGHT, threshold=RISK_THRESHOLD
    )


@router.get("/limits")
def limits(visit: Signed) -> Response:
    return visit.page("limits.html", kinds=PURPOSE_KINDS)


@router.post("/settings")
def settings(
    visit: Signed,
    keys: Annotated[Literal["on", "off"], Form()],
    scheme: Annotated[Literal["", "light", "dark"], Form()] = "",
) -> Response:
    """Kept in two cookies of this browser: they say nothing about anybody."""
    answer = visit.done("/help", "kept")
    https = visit.request.url.scheme == "https"
    for name, value in (("keys", keys), ("scheme", scheme)):
        answer.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="strict", secure=https)
    return answer
