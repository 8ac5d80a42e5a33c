"""Collecting pages: the crawler as a verb for surfaces. Stateless: it writes one WARC and opens no home."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from safelight.ads.sources.crawl import CrawlReport, CrawlRequest, crawl
from safelight.kernel.clock import Clock

__all__ = ["CrawlReport", "collect"]


def collect(
    start: str,
    target: Path,
    *,
    legal_basis: str,
    operator: str,
    pages: int,
    delay: float,
    allowed: frozenset[str],
    clock: Clock,
) -> CrawlReport:
    """Crawl one site from `start` into a new WARC at `target`, waiting at least `delay` seconds between requests."""
    request = CrawlRequest(
        start=(start,),
        legal_basis=legal_basis,
        operator=operator,
        max_pages=pages,
        delay=timedelta(seconds=delay),
        allowed=allowed,
    )
    return crawl(request, target, clock=clock, sleep=time.sleep)
