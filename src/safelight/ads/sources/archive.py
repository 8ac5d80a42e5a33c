"""Writes what a crawl saw as WARC 1.1: who crawled on what legal basis, every request and answer, what came of it.

Digests are SHA-256, ids are derived from what they name, times are the crawl's own: the same answers at the same times
give the same records.
"""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from safelight.infra.http import Fetched, request_line
from safelight.kernel.clock import iso

_UNTRUE_NOW = frozenset({"transfer-encoding", "connection", "keep-alive"})
"""Hop-by-hop headers: they describe the transfer, which isn't kept (RFC 9110, section 7.6.1)."""


class _Sha256Writer(WARCWriter):  # type: ignore[misc]  # warcio has no types
    def _create_digester(self) -> Digester:
        return Digester("sha256")


class Archive:
    """One WARC file in the making."""

    def __init__(self, file: BinaryIO) -> None:
        self._writer = _Sha256Writer(file, gzip=True, warc_version="1.1")

    def about(self, fields: Mapping[str, str], at: datetime) -> None:
        """The warcinfo record. A line end in a value would forge a field and becomes a blank."""
        lines = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields.items())
        self._write("warcinfo", "", lines.encode(), at, "application/warc-fields")

    def exchange(self, got: Fetched, at: datetime) -> None:
        """One request and its answer."""
        request = request_line(got.url, dict(got.request_headers))
        headers = [pair for pair in got.headers if pair[0].lower() not in _UNTRUE_NOW]
        status = StatusAndHeaders(f"{got.status} {got.reason}", headers, protocol="HTTP/1.1")
        block = status.to_bytes(encoding="latin-1") + got.body
        extra = {"WARC-IP-Address": got.address} | ({"WARC-Truncated": "length"} if got.truncated else {})
        self._write("response", got.url, block, at, "application/http; msgtype=response", extra)
        self._write("request", got.url, request, at, "application/http; msgtype=request")

    def outcome(self, record: Mapping[str, object], at: datetime) -> None:
        """The metadata record: the crawl's report."""
        body = json.dumps(record, sort_keys=True, ensure_ascii=False).encode("utf-8")
        self._write("metadata", "", body, at, "application/json")

    def _write(
        self, kind: str, url: str, block: bytes, at: datetime, media_type: str, extra: Mapping[str, str] | None = None
    ) -> None:
        named = uuid.uuid5(uuid.NAMESPACE_URL, f"{kind} {url} {iso(at)}")
        headers = {"WARC-Record-ID": f"<urn:uuid:{named}>", "WARC-Date": iso(at)} | dict(extra or {})
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(block),
            length=len(block),
            warc_content_type=media_type,
            warc_headers_dict=headers,
        )
        self._writer.write_record(record)
