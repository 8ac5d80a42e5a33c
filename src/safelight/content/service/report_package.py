"""A CyberTipline report package: documents and a manifest in one archive, checked, for a person to send. Never sent.

Stateless: it reads the fields that a person wrote and touches no home. Refuses: a package with a problem in it.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping

from safelight.content.core.cybertip import FILE_DETAILS, REPORT, make, problems, write
from safelight.content.sources.xml_nodes import read_xml
from safelight.kernel.errors import Invalid

EPOCH = (1980, 1, 1, 0, 0, 0)
"""Archive entries carry no time, so that the same fields give the same bytes."""

NOTE = "Built by Safelight for a person to review and send. Nothing was sent. Check against the service's live schema."


def check(raw: bytes) -> list[str]:
    """What is not as documented in a report or fileDetails document; empty when all is."""
    return list(problems(read_xml(raw)))


def build(fields: object) -> bytes:
    """The archive from `{"report": {...}, "files": [{...}]}`. Raises Invalid naming every problem."""
    if not isinstance(fields, Mapping) or "report" not in fields or set(fields) - {"report", "files"}:
        raise Invalid("content.report.fields", 'Expected an object with "report" and, if there are any, "files".')
    files = fields.get("files", [])
    if not isinstance(files, list):
        raise Invalid("content.report.fields", '"files" is a list.')
    documents = {"report.xml": _document(REPORT.name, fields["report"])}
    for number, one in enumerate(files, 1):
        placed = {"reportId": "REPORT-ID", "fileId": f"FILE-ID-{number}", **one} if isinstance(one, Mapping) else one
        documents[f"file-{number}.xml"] = _document(FILE_DETAILS.name, placed)
    return _archive(documents)


def _document(name: str, fields: object) -> str:
    shape = REPORT if name == REPORT.name else FILE_DETAILS
    try:
        node = make(shape, fields)
    except ValueError as error:
        raise Invalid("content.report.fields", f"{error}.") from None
    found = list(problems(node))
    if found:
        raise Invalid("content.report.invalid", "; ".join(found[:20]) + ".")
    text = write(node)
    again = check(text.encode())
    if again:
        raise Invalid("content.report.invalid", "; ".join(again[:20]) + ".")
    return text


def _archive(documents: Mapping[str, str]) -> bytes:
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in documents.items()}
    manifest = json.dumps({"note": NOTE, "sent": False, "sha256": digests}, indent=1, sort_keys=True) + "\n"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**documents, "manifest.json": manifest}.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), text)
    return target.getvalue()
