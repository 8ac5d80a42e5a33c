"""The text line in the console: the queue, live conversations, what people do around them, an agency's inbox."""

from __future__ import annotations

from fastapi import APIRouter

from safelight.web.textline import choice, conversation, disclosure, inbox, people, queue, shift

router = APIRouter()
for area in (queue, conversation, people, choice, disclosure, shift, inbox):
    router.include_router(area.router)

__all__ = ["router"]
