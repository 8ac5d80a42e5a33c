"""Hash sets in and out of a home: submitted like anything else, once, from where it stopped, and taken back."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.lib.network import REASON, Town, md5, on_both, town

from safelight.access.core.purpose import Purpose
from safelight.content.core.observation import Submission
from safelight.content.service.imports import Choice, Imported
from safelight.kernel.errors import Denied
from safelight.kernel.ids import CaseId
from safelight.kernel.provenance import Rejected, Warned

__all__ = ["town"]

CONTEXT = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media"


def vics(*seeds: int, **fields: object) -> bytes:
    media = [{"MediaID": seed, "Category": 1, "MD5": md5(seed).value.upper(), **fields} for seed in seeds]
    return json.dumps({"@odata.context": CONTEXT, "value": media}).encode()


def take(
    town: Town, raw: bytes, login: str = "ines", choice: Choice | None = None
) -> tuple[Imported, list[Rejected | Warned]]:
    told: list[Rejected | Warned] = []
    done = town.content.hash_sets.take(town.actor(login), io.BytesIO(raw), "set", choice or Choice(), told.append)
    return done, told


def held(town: Town, login: str = "ines") -> list[Mapping[str, object]]:
    rows, _ = town.content.submissions.page(town.actor(login), "held")
    return [{"category": f"{row.profile}:{row.code}", "identified": row.identified} for row in rows]


def handed_out(town: Town, login: str = "ines", form: str = "jsonl", to_companies: bool = False) -> str:
    sets = town.content.hash_sets
    assert form in ("vics", "csv", "jsonl")
    kind = "vics" if form == "vics" else "csv" if form == "csv" else "jsonl"
    return "".join(sets.hand_out(town.actor(login), kind, "US", to_companies, town.purpose(login)))


@on_both
def test_an_import_submits_tells_both_sides_and_changes_nothing_when_it_comes_again(town: Town) -> None:
    take(town, vics(1, 2), "ivan")
    done, _ = take(town, vics(2, 3, VictimIdentified="true"))
    assert (done.submitted, done.known, done.notices, done.refused) == (2, 0, 1, 0)
    assert town.causes("ivan") == town.causes("ines") == ["match"]
    again, _ = take(town, vics(2, 3, VictimIdentified="true"))
    assert (again.submitted, again.known, again.notices, again.skipped) == (0, 2, 0, 0)
    assert held(town) == [{"category": "US:1", "identified": True}] * 2


def test_an_import_that_was_cut_off_goes_on_where_it_stopped(town: Town) -> None:
    raw = vics(*range(1_500))

    class Stopped(Exception):
        pass

    def stop(_: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        town.content.hash_sets.take(town.actor("ines"), io.BytesIO(raw), "set", Choice(), lambda _: None, stop)
    done, _ = take(town, raw)
    assert (done.skipped, done.submitted, done.known, done.entries) == (1_000, 500, 0, 1_500)


def test_a_bad_record_is_named_and_the_rest_goes_through(town: Town) -> None:
    text = vics(1, 2).replace(md5(1).value.upper().encode(), b"XYZ")
    done, told = take(town, text)
    assert (done.submitted, done.refused) == (1, 1)
    assert [one.line() for one in told] == [
        "set:1: record 1 (MediaID 1): A md5 has 32 hexadecimal digits; this has 3 characters."
    ]


def test_the_same_file_with_another_category_is_told_and_the_first_stands(town: Town) -> None:
    take(town, vics(1))
    done, told = take(town, vics(1, Category=2))
    assert (done.known, done.warned) == (1, 1)
    assert told[0].reason == "entry 1 is held with US:1; its US:2 was not taken"
    assert held(town)[0]["category"] == "US:1"


def test_codes_can_be_left_out_or_filed_under_a_profile(town: Town) -> None:
    done, _ = take(town, vics(1, Category=0), choice=Choice(without=frozenset({"0"})))
    assert done.entries == 0
    other = vics(1, Category=2).replace(b"/US/", b"/Default/")
    take(town, other, choice=Choice(profile="US", case_ref="OP-1"))
    assert held(town)[0]["category"] == "US:2"


def ncmec(kind: str, code: str = "A1") -> bytes:
    prints = f"<fingerprints><md5>{md5(1).value}</md5></fingerprints>" if kind == "image" else ""
    entry = f'<{kind}><member id="4">E</member><id>x</id><classification>{code}</classification>{prints}</{kind}>'
    return f"<queryResult><images>{entry}</images></queryResult>".encode()


def test_a_hotlines_update_files_its_entry_anew_and_its_tombstone_takes_it_back(town: Town) -> None:
    town.content.submissions.submit(town.actor("ivan"), Submission((md5(1),)))
    take(town, ncmec("image", "A1"))
    take(town, ncmec("image", "A2"))
    assert [one["category"] for one in held(town)] == ["NCMEC:A2"]
    done, _ = take(town, ncmec("deletedImage"))
    assert done.withdrawn == 1
    assert held(town) == []
    assert town.causes("ivan") == ["match", "retraction", "match", "retraction"]
    assert take(town, ncmec("deletedImage"))[0].withdrawn == 0


def test_an_export_needs_a_purpose_and_is_in_the_audit_log(town: Town) -> None:
    take(town, vics(1))
    with pytest.raises(Denied):
        next(town.content.hash_sets.hand_out(town.actor("ines"), "vics", "US", False, None))
    wrong = Purpose(CaseId("case-none"), REASON)
    with pytest.raises(Denied):
        next(town.content.hash_sets.hand_out(town.actor("ines"), "vics", "US", False, wrong))
    handed_out(town)
    rows = town.platform.trail.page(town.actor("sara")).rows
    assert [row.entry.outcome for row in rows if row.entry.action == "content.export"] == [
        "allowed",
        "denied",
        "denied",
    ]


@on_both
def test_what_is_exported_comes_back_the_same_on_another_network(town: Town, tmp_path: Path) -> None:
    take(town, vics(*range(1, 8), VictimIdentified="true", IsDistributed=False, Series="paper"))
    for form in ("vics", "jsonl", "csv"):
        done, told = take(town, handed_out(town, form=form).encode(), "wera")
        assert (done.refused, done.warned, told) == (0, 0, [])
        assert held(town, "wera") == held(town, "ines")


def test_what_two_did_not_confirm_is_not_exported_to_companies(town: Town) -> None:
    seen = town.submit("ines", 1)
    assert handed_out(town, to_companies=True) == ""
    for login in ("ivan", "wera"):
        town.check(login, 1)
        notice = town.told(login)[0]["notice"]
        town.content.inbox.judge(town.actor(login), str(notice), "confirmed")
    exported = handed_out(town, to_companies=True)
    assert json.loads(exported)["id"] == seen


def test_no_file_tells_another_tenants_holdings(town: Town) -> None:
    take(town, vics(1), "ivan")
    assert handed_out(town) == ""
