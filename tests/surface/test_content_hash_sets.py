"""`safelight content import` and `export` as people script them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.lib.homes import PASSWORD, settings_for
from tests.lib.network import found_town
from typer.testing import CliRunner

from safelight.cli import app
from safelight.kernel.errors import Denied, Invalid


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    town = found_town(tmp_path)
    town.actor("ines")
    case = town.purpose("ines").case_id
    signed = town.platform.access.sign_in("ines", PASSWORD)
    town.platform.close()
    monkeypatch.setenv("SAFELIGHT_HOME", str(settings_for(tmp_path).home))
    monkeypatch.setenv("SAFELIGHT_TOKEN", signed.token.reveal())
    (tmp_path / "case").write_text(case)
    return tmp_path


def run(*arguments: str) -> tuple[str, str]:
    done = CliRunner().invoke(app, ["content", *arguments], standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.stdout, done.stderr


@pytest.mark.corpora
def test_the_field_samples_go_in_and_out_again(home: Path, corpora: Path) -> None:
    samples = corpora / "content" / "vics"
    out, err = run("import", str(samples / "vics20_media_us.json"), "--json")
    done = json.loads(out)
    assert (done["format"], done["entries"], done["submitted"], done["known"], done["refused"]) == ("vics", 9, 7, 2, 2)
    assert done["left"] == {"Comments": 1, "Exifs": 1, "Tags": 2}
    assert "(MediaID 1008): A md5 has 32 hexadecimal digits; this has 3 characters." in err
    assert "left behind: Exifs (1)" in err
    for name in ("vics20_media_us_bom.json", "vics20_cases_uk.json", "vics13_cases.json", "icse_baseline.csv"):
        assert json.loads(run("import", str(samples / name), "--json")[0])["refused"] == 0
    case = (home / "case").read_text()
    run("export", str(home / "out.json"), "--purpose", case, "--reason", "handing over to the bureau")
    media = json.loads((home / "out.json").read_text())["value"]
    by_md5 = {one["MD5"]: one for one in media}
    first = by_md5["9F51F7F7C0FA631639AAE99ACA8F3B30"]
    assert (first["Category"], first["VictimIdentified"], first["IsDistributed"]) == (1, "true", "true")
    assert by_md5["2D98787303E00F3B21EA4FF07FE1E33F"]["Category"] == 0
    assert len(media) == 7 + 2 + 1


def test_an_export_without_a_purpose_is_denied_and_an_empty_import_is_invalid(home: Path) -> None:
    with pytest.raises(Denied):
        run("export", str(home / "out.json"))
    assert not (home / "out.json").exists()
    (home / "none.csv").write_text("md5\n")
    with pytest.raises(Invalid):
        run("import", str(home / "none.csv"))


def test_strict_makes_a_refused_row_count(home: Path) -> None:
    (home / "some.csv").write_text("ad932c3d9ee0cb65854572ab13689158\nnot a digest\n")
    out, err = run("import", str(home / "some.csv"), "--json")
    assert (json.loads(out)["submitted"], json.loads(out)["refused"]) == (1, 1)
    assert "some.csv:2: neither a header" in err
    with pytest.raises(Invalid):
        run("import", str(home / "some.csv"), "--strict")
