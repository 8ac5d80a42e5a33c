"""VICS as it is met in the field: every trap of the readers, on invented records."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping

import pytest

from safelight.content.core.carried import Carried
from safelight.content.sources.json_text import MOST
from safelight.content.sources.vics import VicsFile
from safelight.kernel.provenance import Rejected, Warned

US = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media"
MD5 = "9F51F7F7C0FA631639AAE99ACA8F3B30"


def record(**fields: object) -> dict[str, object]:
    return {"MediaID": 7, "Category": 1, "MD5": MD5, **fields}


def read(text: str | bytes) -> tuple[VicsFile, list[Carried | Rejected | Warned]]:
    raw = text.encode() if isinstance(text, str) else text
    file = VicsFile(io.BytesIO(raw), "set.json")
    return file, list(file.entries())


def read_records(*records: object, context: str = US) -> list[Carried | Rejected | Warned]:
    return read(json.dumps({"@odata.context": context, "value": list(records)}))[1]


def one(**fields: object) -> Carried:
    found = [each for each in read_records(record(**fields)) if isinstance(each, Carried)]
    return found[0]


@pytest.mark.parametrize(
    ("written", "identified"),
    [
        ("true", True),
        (True, True),
        ("True", True),
        ("Yes", True),
        (1, True),
        ("false", False),
        (False, False),
        (None, False),
    ],
)
def test_flags_are_read_as_values_and_as_words(written: object, identified: bool) -> None:
    assert one(VictimIdentified=written).given.identified is identified


def test_a_flag_that_is_neither_is_not_stated_and_said() -> None:
    warned, kept = read_records(record(VictimIdentified="maybe", IsDistributed="maybe")), None
    kept = warned.pop()
    assert isinstance(kept, Carried)
    assert not kept.given.identified
    assert "distributed" not in kept.given.facts
    assert sorted(each.reason for each in warned if isinstance(each, Warned)) == [
        "IsDistributed is neither true nor false; taken as not stated",
        "VictimIdentified is neither true nor false; taken as not stated",
    ]


def test_the_other_flags_become_facts() -> None:
    facts = one(OffenderIdentified="false", IsDistributed=True, IsSuspected="true", SelfGenerated=None).given.facts
    assert facts == {"offender_identified": "no", "distributed": "yes", "suspected": "yes"}


def test_category_nought_is_a_category() -> None:
    given = one(Category=0).given
    assert (given.profile, given.code) == ("US", "0")


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_no_category_is_no_claim(blank: object) -> None:
    assert (one(Category=blank).given.profile, one(Category=blank).given.code) == ("", "")


def test_a_code_outside_the_profile_is_kept_under_the_files_own_name() -> None:
    warning, kept = read_records(record(Category=5))
    assert isinstance(kept, Carried)
    assert (kept.given.profile, kept.given.code) == ("VICS-US", "5")
    assert isinstance(warning, Warned)
    assert warning.line().startswith("set.json:1: record 1 (MediaID 7): warning: category 5 is none of the US")


@pytest.mark.parametrize(
    ("context", "profile"),
    [
        (US, "US"),
        (US.replace("/US/", "/UK/"), "VICS-UK"),
        (US.replace("/US/", "/Default/"), "VICS-Default"),
        ("http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Media", "VICS-1.3"),
        ("http://github.com/ICMEC/ProjectVic/DataModels/1.2.xml#Media", "VICS-1.2"),
        ("something else", "VICS"),
    ],
)
def test_whose_codes_a_file_has_is_said_by_its_context(context: str, profile: str) -> None:
    (found,) = read_records(record(), context=context)
    assert isinstance(found, Carried)
    assert found.given.profile == profile


def test_the_old_key_of_the_context_is_read_too() -> None:
    text = json.dumps({"odata.metadata": US.replace("2.0.xml/US/$metadata", "1.3.xml"), "value": [record()]})
    file, (found,) = read(text)
    assert file.context.version == "1.3"
    assert isinstance(found, Carried)


def test_a_context_behind_the_records_is_warned_of() -> None:
    _, found = read(json.dumps({"value": [record()], "@odata.context": US}))
    assert isinstance(found[0], Carried)
    assert found[0].given.profile == "VICS"
    assert isinstance(found[1], Warned)


@pytest.mark.parametrize(
    ("md5", "reason"),
    [
        ("XYZ", "A md5 has 32 hexadecimal digits; this has 3 characters."),
        ("g" * 32, "A md5 has 32 hexadecimal digits; this has other characters."),
        (12, "md5 is not a text"),
        ("D41D8CD98F00B204E9800998ECF8427E", "md5 is that of an empty file, which matches any other"),
        ("0" * 32, "md5 is a placeholder, one digit repeated"),
        ("", "the record has no MD5 and no other hash"),
    ],
)
def test_a_malformed_or_useless_md5_costs_its_record_only(md5: object, reason: str) -> None:
    bad, good = read_records(record(MD5=md5), record(MediaID=8))
    assert isinstance(bad, Rejected)
    assert bad.line() == f"set.json:1: record 1 (MediaID 7): {reason}"
    assert isinstance(good, Carried)


def test_md5_comes_in_either_case_and_is_one_value() -> None:
    assert one(MD5=MD5).given.fingerprints == one(MD5=MD5.lower()).given.fingerprints


def test_what_can_name_somebody_is_left_behind_and_counted() -> None:
    personal = {
        "RelativeFilePath": "VIC_Files\\a.jpg",
        "MediaFiles": [{"FileName": "a.jpg", "FilePath": "Pictures/someone/a.jpg"}],
        "Exifs": [{"PropertyName": "Owner", "PropertyValue": "someone"}],
        "Comments": "seen at someone's",
        "Tags": "someone",
        "Miniature": "aGVsbG8=",
    }
    file, found = read(json.dumps({"@odata.context": US, "value": [record(**personal), record(Tags="")]}))
    assert file.left == dict.fromkeys(personal, 1)
    assert "someone" not in repr(found)


def test_cases_hold_media_and_their_contacts_stay_behind() -> None:
    case = {"CaseNumber": "OP-1", "ContactName": "A. Example", "Media": [record(), record(MediaID=8)]}
    file, found = read(json.dumps({"@odata.context": US.replace("Media", "Cases"), "value": [case, case]}))
    assert [each.id for each in found if isinstance(each, Carried)] == ["7", "8", "7", "8"]
    assert file.left == {"Case.CaseNumber": 2, "Case.ContactName": 2}


def test_a_case_among_records_is_opened_too() -> None:
    found = read_records(record(), {"CaseID": "x", "Media": [record(MediaID=8)]}, record(MediaID=9))
    assert [each.id for each in found if isinstance(each, Carried)] == ["7", "8", "9"]


def test_alternative_hashes_are_read_and_a_bad_one_is_named() -> None:
    others = [{"HashName": "PDQ", "HashValue": "f8" * 32}, {"HashName": "SHA256", "HashValue": "1f"}, "x"]
    *warnings, kept = read_records(record(AlternativeHashes=others))
    assert isinstance(kept, Carried)
    assert [each.kind for each in kept.given.fingerprints] == ["md5", "pdq"]
    assert len(warnings) == 2


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_a_byte_order_mark_is_no_part_of_the_text(mark: bytes) -> None:
    _, (found,) = read(mark + json.dumps({"@odata.context": US, "value": [record()]}).encode())
    assert isinstance(found, Carried)


def test_utf_16_is_read() -> None:
    _, (found,) = read(json.dumps({"@odata.context": US, "value": [record(Series="série")]}).encode("utf-16"))
    assert isinstance(found, Carried)
    assert found.given.series == "série"


def test_a_record_that_is_no_json_costs_itself_only() -> None:
    good = json.dumps(record())
    _, found = read(f'{{"@odata.context": "{US}", "value": [{good},\n {{"MD5": tru, "x": "]}}"}}, {good}]}}')
    assert [type(each) for each in found] == [Carried, Rejected, Carried]
    assert isinstance(found[1], Rejected)
    assert found[1].line() == "set.json:2: record 2: not JSON: Expecting value"


@pytest.mark.parametrize("element", ["7", '"text"', "[1, 2]", "null", "true"])
def test_what_is_no_object_costs_itself_only(element: str) -> None:
    good = json.dumps(record())
    _, found = read(f'{{"value": [{good}, {element}, {good}]}}')
    assert [type(each) for each in found] == [Carried, Rejected, Carried]


def test_a_bomb_of_depth_costs_itself_only() -> None:
    deep = "[" * 200_000 + "]" * 200_000
    good = json.dumps(record())
    _, found = read(f'{{"@odata.context": "{US}", "value": [{good}, {{"Exifs": {deep}}}, {good}]}}')
    assert [type(each) for each in found] == [Carried, Rejected, Carried]
    assert isinstance(found[1], Rejected)
    assert "nested too deep" in found[1].reason


def test_a_bomb_of_size_costs_itself_only() -> None:
    large = json.dumps("x" * (MOST + 10))
    good = json.dumps(record())
    _, found = read(f'{{"@odata.context": "{US}", "value": [{good}, {{"Miniature": {large}}}, {good}]}}')
    assert [type(each) for each in found] == [Carried, Rejected, Carried]
    assert isinstance(found[1], Rejected)
    assert "more than" in found[1].reason


def test_a_number_without_end_is_no_value() -> None:
    good = json.dumps(record())
    _, found = read(f'{{"value": [{good}, {{"MediaSize": {"9" * 5_000}}}, {good}, {{"MediaSize": NaN}}, {good}]}}')
    assert [type(each) for each in found] == [Carried, Rejected, Carried, Rejected, Carried]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "neither { nor ["),
        ("hello", "neither { nor ["),
        ('{"value": [', "ends in the middle"),
        ('{"values": []}', 'no array "value"'),
        ('{"value": [{"MD5": "' + MD5, "ends in the middle"),
        ('{"value": 7}', 'no array "value"'),
    ],
)
def test_a_file_that_is_none_or_is_cut_is_refused_in_words(text: str, reason: str) -> None:
    found = read(text)[1]
    assert isinstance(found[-1], Rejected)
    assert reason in found[-1].reason


def test_a_cut_file_gives_what_came_before() -> None:
    _, found = read(json.dumps({"value": [record(), record()]})[:-20])
    assert isinstance(found[0], Carried)
    assert isinstance(found[-1], Rejected)


def test_unprintable_and_long_series_are_left_out() -> None:
    for series in ("a\u202eb", "x" * 101, 7):
        fields: Mapping[str, object] = {"Series": series}
        warned, kept = read_records(record(**fields))
        assert isinstance(warned, Warned)
        assert isinstance(kept, Carried)
        assert kept.given.series == ""
