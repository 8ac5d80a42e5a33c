"""What decisions on leads teach, and on whom leads fall, over HTTP. Neither changes a score or an order."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from safelight.api.session import TheActor, ThePlatform

router = APIRouter(prefix="/ads", tags=["ads"])


@router.get("/learned")
def learned(
    platform: ThePlatform, actor: TheActor, limit: Annotated[int, Query(ge=1, le=200)] = 20
) -> dict[str, object]:
    """What your agency's decisions teach: the weight of each reason, how well that told later decisions, and which
    undecided leads to judge next, `limit` of each order."""
    lesson = platform.lessons.learned(actor, limit)
    return {**asdict(lesson), "better": bool(lesson.quality and lesson.quality.better)}


@router.get("/disparity")
def disparity(platform: ThePlatform, actor: TheActor) -> dict[str, object]:
    """Languages and states that become leads more often than the others: ratio of the shares with a 95 % interval.
    A ratio is no cause."""
    return {"disparity": [one.record() for one in platform.lessons.disparities(actor)]}
