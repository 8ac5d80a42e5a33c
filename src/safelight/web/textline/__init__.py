"""The text line in the console: the queue, and a conversation in which people text each other live."""

from __future__ import annotations

from fastapi import APIRouter

from safelight.web.textline import conversation, queue

router = APIRouter()
router.include_router(queue.router)
router.include_router(conversation.router)

__all__ = ["router"]
