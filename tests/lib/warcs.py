"""Builds WARC bytes for tests: records with invented, neutral pages, plain or gzip a record."""

from __future__ import annotations

import gzip
import hashlib

PAGE = """<!doctype html><html><head><title>{title} | Classifieds</title></head><body><nav><a href="/">Home</a></nav>
<main><h1>{title}</h1><p>Location: Oakland, CA</p><p>Posted: 2026-02-0{day}</p>
<div><p>Company for dinner and city tours, evenings and weekends, ask for number {day}.</p><p>Call 510 555 012{day}.</p>
</div></main><footer>Imprint</footer></body></html>"""


def page(day: int) -> bytes:
    return PAGE.format(title=f"Rooms and tours {day}", day=day).encode()


def response(body: bytes, headers: str = "Content-Type: text/html; charset=utf-8", status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body


def record(block: bytes, url: str, kind: str = "response", media_type: str = "application/http") -> bytes:
    digest = hashlib.sha256(block).hexdigest()
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-02-20T10:00:00Z\r\n"
        f"WARC-Block-Digest: sha256:{digest}\r\nContent-Type: {media_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def records(count: int) -> list[bytes]:
    """`count` good response records of the pages 1 to `count`."""
    return [record(response(page(day)), f"https://rooms.example/ads/{day}") for day in range(1, count + 1)]


def packed(parts: list[bytes]) -> bytes:
    return b"".join(gzip.compress(part, mtime=0) for part in parts)
