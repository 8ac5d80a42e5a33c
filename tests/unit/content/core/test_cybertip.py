"""CyberTipline documents: written in order, checked by path, refused with reasons, never sent."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from safelight.content.core.cybertip import INCIDENT_TYPES
from safelight.content.service.report_package import build, check
from safelight.kernel.errors import Invalid

SUMMARY = {"incidentDateTime": "2026-11-25T10:00:00Z", "incidentType": INCIDENT_TYPES[1]}
REPORTER = {"reportingPerson": {"email": "desk@example.org", "firstName": "Dana", "lastName": "Example"}}
REPORT: Mapping[str, object] = {"reporter": REPORTER, "incidentSummary": SUMMARY}


def documents(fields: object) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(build(fields))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_package_has_its_documents_in_the_documented_order_and_says_that_it_was_not_sent() -> None:
    file = {"originalFileName": "a & b.jpg", "industryClassification": "A1", "viewedByEsp": True}
    file |= {"originalFileHash": [{"text": "ab" * 16, "@hashType": "MD5"}], "fileAnnotations": ["viral"]}
    found = documents({"report": REPORT, "files": [file]})
    report = found["report.xml"]
    assert report.index("incidentType") < report.index("incidentDateTime") < report.index("firstName")
    assert "<originalFileName>a &amp; b.jpg</originalFileName>" in found["file-1.xml"]
    assert f'<originalFileHash hashType="MD5">{"ab" * 16}</originalFileHash>' in found["file-1.xml"]
    assert json.loads(found["manifest.json"])["sent"] is False
    assert [check(text.encode()) for name, text in found.items() if name.endswith(".xml")] == [[], []]


def test_the_same_fields_give_the_same_bytes() -> None:
    assert build({"report": REPORT}) == build({"report": REPORT})


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"report": {"reporter": REPORTER}}, "/report: incidentSummary is missing"),
        ({"report": {**REPORT, "victims": {}}}, "report does not know victims"),
        ({"report": {**REPORT, "incidentSummary": {**SUMMARY, "incidentType": "x"}}}, "incidentType: is not as"),
        (
            {"report": {**REPORT, "incidentSummary": {**SUMMARY, "incidentDateTime": "today"}}},
            "incidentDateTime: is not",
        ),
        ({"report": {**REPORT, "reporter": {"reportingPerson": {"email": "x"}}}}, "/email: is not as documented"),
        ({"report": {**REPORT, "reporter": []}}, "reporter is an object"),
        ({"report": REPORT, "files": [{"industryClassification": "C9"}]}, "industryClassification: is not as"),
        ({"report": REPORT, "files": [{"originalFileHash": [{"text": "ab" * 16, "@kind": "x"}]}]}, "attribute kind"),
        ({"reports": {}}, 'an object with "report"'),
        ({"report": REPORT, "files": {}}, '"files" is a list'),
    ],
)
def test_every_problem_is_named(fields: object, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        build(fields)
    assert says in refused.value.message


def test_order_and_repetition_are_checked() -> None:
    text = documents({"report": REPORT})["report.xml"]
    swapped = text.replace("<firstName>Dana</firstName>", "").replace(
        "</lastName>", "</lastName><firstName>D</firstName>"
    )
    assert "belongs before it" in check(swapped.encode())[0]
    twice = text.replace("<firstName>Dana</firstName>", "<firstName>D</firstName><firstName>E</firstName>")
    assert check(twice.encode()) == ["/report/reporter/reportingPerson: firstName stands 2 times, at most 1 may"]


@pytest.mark.parametrize(
    "raw", [b"", b"<report>", b'<!DOCTYPE r [<!ENTITY a "b">]><report>&a;</report>', b"<a>" * 50 + b"</a>" * 50]
)
def test_what_is_no_sound_document_is_invalid(raw: bytes) -> None:
    with pytest.raises(Invalid):
        check(raw)


@pytest.mark.corpora
def test_the_published_invalid_sample_is_refused_for_its_reason(corpora: Path) -> None:
    raw = (corpora / "content" / "cybertip" / "report_invalid_missing_incident.xml").read_bytes()
    assert check(raw) == ["/report: incidentSummary is missing"]
