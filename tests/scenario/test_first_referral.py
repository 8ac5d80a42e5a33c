"""The text line's tutorial works as it is written, one process a command: a text, an answer, a choice, a referral, its
acknowledgement, and taking it back; and no file of the home holds her words."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from tests.lib.forked import forking
from tests.scenario.test_tutorial import commands, run, shell

__all__ = ["shell"]


@pytest.mark.slow
def test_the_first_referral_tutorial_works_as_it_is_written(tmp_path: Path, shell: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder, forking(tmp_path / "bin" / "safelight", Path(folder)):
        told = run(commands("tutorials/first-referral.md", 4), tmp_path, shell)
    for said in ("held back, exit code 2", "refused, exit code 2", "nothing there, exit code 4"):
        assert said in told
    assert (tmp_path / "phone.txt").read_text().startswith("< Hi, ")
    thread = json.loads((tmp_path / "thread.json").read_text())
    assert [line["kind"] for line in thread["lines"]] == ["text", "automatic", "reply", "reply", "text"]
    assert {each["state"] for each in thread["sendings"]} == {"delivered"}
    seen = json.loads((tmp_path / "seen.json").read_text())
    assert seen["values"] == {"need": "Wants her papers back.", "place": "Oakland, CA"}
    assert (seen["status"], seen["texts"], seen["stop_use"]) == ("sent", [], "")
    assert "Officer Norden, tomorrow at nine." in (tmp_path / "sent.txt").read_text()
    after = json.loads((tmp_path / "after.json").read_text())
    assert (after["status"], after["values"], after["stop_use"] != "") == ("withdrawn", {}, True)
    files = [path for path in (tmp_path / "line-home").rglob("*") if path.is_file()]
    assert len(files) > 10
    for secret in (b"keeps my papers", b"Wants her papers", b"15550199", b"again on friday"):
        assert not [path.name for path in files if secret in path.read_bytes()]
