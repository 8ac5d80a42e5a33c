"""ICSE, other CSV, JSON lines, NCMEC's XML and StopNCII's JSON, and which of them a file is."""

from __future__ import annotations

import io
import json

import pytest

from safelight.content.core.carried import Carried
from safelight.content.sources.hash_sets import open_hash_set, recognise
from safelight.kernel.provenance import Rejected, Warned

MD5 = "ad932c3d9ee0cb65854572ab13689158"
SHA1 = "17d3ff75fb091173b05d84a15d0b0d3f4645a1ba"
ICSE = "MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series name;Baseline\n"
NCMEC = '<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2"><images>{}</images></queryResult>'


def read(text: str | bytes) -> tuple[str, list[Carried | Rejected | Warned], dict[str, int]]:
    raw = text.encode() if isinstance(text, str) else text
    kind, file = open_hash_set(io.BytesIO(raw), "set")
    return kind, list(file.entries()), file.left


def test_an_icse_row_is_read_by_its_columns() -> None:
    kind, (found,), _ = read("\ufeff" + ICSE + f"{MD5.upper()};{SHA1};;900001;Yes;No;No;Paper;Yes\n")
    assert kind == "csv"
    assert isinstance(found, Carried)
    assert found.id == "900001"
    assert [each.value for each in found.given.fingerprints] == [MD5, SHA1]
    assert found.given.facts == {"distributed": "yes", "offender_identified": "no", "baseline": "yes"}
    assert (found.given.series, found.given.identified, found.given.profile) == ("Paper", False, "")


def test_a_list_may_be_digests_alone() -> None:
    _, found, _ = read(f"{MD5}\n{SHA1}\nnot a digest\n{'ab' * 32}\n")
    assert [each.given.fingerprints[0].kind for each in found if isinstance(each, Carried)] == ["md5", "sha1", "sha256"]
    assert [each.line() for each in found if isinstance(each, Rejected)] == [
        "set:3: neither a header with a hash column nor an MD5, SHA-1 or SHA-256"
    ]


def test_a_bad_csv_row_costs_itself_only_and_other_columns_are_counted() -> None:
    _, found, left = read(f"id,md5,path\n1,{MD5},folder/someone\n2,xyz,\n3,{MD5}\n4,{SHA1[:32]},\n")
    assert [type(each) for each in found] == [Carried, Rejected, Rejected, Carried]
    assert left == {"path": 1}


def test_json_lines_are_read_as_content_hash_writes_them() -> None:
    line = json.dumps({"path": "folder/someone/a.jpg", "md5": MD5, "pdq": "f8" * 32, "pdq_quality": 80})
    kind, (found,), _ = read(line + "\n")
    assert kind == "jsonl"
    assert isinstance(found, Carried)
    assert found.given.fingerprints[1].quality == 80


def entry(kind: str = "image", hashes: str = f"<md5>{MD5}</md5>", name: str = "one") -> str:
    head = f'<member id="42">Example</member><id>{name}</id><classification>A1</classification>'
    return f"<{kind}>{head}<fingerprints>{hashes}</fingerprints></{kind}>"


def test_an_ncmec_entry_has_its_class_and_the_id_of_its_member() -> None:
    kind, (found,), left = read(NCMEC.format(entry()))
    assert kind == "ncmec"
    assert isinstance(found, Carried)
    assert (found.id, found.given.profile, found.given.code) == ("ncmec:42:one", "NCMEC", "A1")
    assert left == {"member": 1}


def test_an_ncmec_tombstone_takes_its_entry_back() -> None:
    _, (found,), _ = read(NCMEC.format(entry("deletedImage", "")))
    assert isinstance(found, Carried)
    assert found.withdrawn
    assert found.id == "ncmec:42:one"


def test_a_hash_that_cannot_be_read_is_named_and_the_rest_goes_through() -> None:
    hashes = f"<md5>{MD5}</md5><pdna>b1a1...</pdna><tmk-pdqf rel='self' href='/v2/x'/>"
    _, found, _ = read(NCMEC.format(entry(hashes=hashes) + entry(hashes="<md5>x</md5>", name="two")))
    assert [type(each) for each in found] == [Warned, Warned, Carried, Warned, Rejected]


def test_a_document_type_is_refused_so_that_nothing_outside_is_read() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a SYSTEM "named.txt">]>' + NCMEC.format(entry(hashes="<md5>&a;</md5>"))
    _, found, _ = read(bomb)
    assert [type(each) for each in found] == [Rejected]
    assert "document type" in found[0].line()


def test_xml_that_breaks_off_or_goes_deep_gives_what_came_before() -> None:
    _, found, _ = read(NCMEC.format(entry())[:-20])
    assert [type(each) for each in found] == [Carried, Rejected]
    _, found, _ = read("<a>" * 100)
    assert "nested too deep" in found[0].line()


@pytest.mark.parametrize(("status", "withdrawn"), [("Active", False), ("Withdrawn", True), ("Deleted", True)])
def test_stopncii_says_whether_a_hash_still_counts(status: str, withdrawn: bool) -> None:
    record = {"hashValue": "9d" * 32, "hashStatus": status, "signalType": "ImagePDQ", "caseNumbers": {"a": "Active"}}
    kind, (found,), left = read(json.dumps({"count": 1, "hashRecords": [record], "hasMoreRecords": False}))
    assert kind == "stopncii"
    assert isinstance(found, Carried)
    assert found.withdrawn is withdrawn
    assert left == {"caseNumbers": 1}


def test_a_stopncii_record_that_is_none_costs_itself_only() -> None:
    good = {"hashValue": MD5, "signalType": "VideoMD5"}
    _, found, _ = read(json.dumps({"hashRecords": [good, 7, {"hashValue": "x", "signalType": "ImagePDQ"}, good]}))
    assert [type(each) for each in found] == [Carried, Rejected, Rejected, Carried]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b'\xef\xbb\xbf{"@odata.context": "x", "value": [', "vics"),
        (b'{"value": []}', "vics"),
        (b"[{", "vics"),
        (b'{"id": 1, "md5": "x"}\n{', "jsonl"),
        (b'{"hashRecords": []}', "stopncii"),
        (b"<?xml", "ncmec"),
        (b"id,md5\n", "csv"),
        (b"\xff\xfe{\x00", "vics"),
    ],
)
def test_the_first_bytes_say_what_a_file_is(head: bytes, kind: str) -> None:
    assert recognise(head) == kind
