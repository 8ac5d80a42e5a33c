"""An export as a file to keep: the package's own bytes, never shown in the browser."""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.responses import Response

from safelight.access.core.purpose import Purpose
from safelight.cases.core.package import Package
from safelight.web.page import Visit

_PLAIN = re.compile(r"[^A-Za-z0-9._-]")


def download(visit: Visit, subject_id: str, purpose: Purpose, recipient: str) -> Response:
    """Export a lead or a case under a purpose, for a recipient ("" for the own agency)."""
    return handed_over(visit.platform.exports.export(visit.actor, subject_id, purpose, recipient))


def handed_over(package: Package) -> Response:
    """A package as a file to keep."""
    name = _PLAIN.sub("_", package.filename)
    disposition = f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(package.filename, safe='')}"
    return Response(package.content, media_type="application/zip", headers={"Content-Disposition": disposition})
