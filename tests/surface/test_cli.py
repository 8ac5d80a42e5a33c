"""The command line as people script it: exit codes, stateless commands, a whole session on a home."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.lib.homes import PASSWORD, home_with_people, on_her_own, one_hand

from safelight.cli import EXIT_CODES, exit_code
from safelight.kernel.errors import KINDS

FILES = {
    "extractions.jsonl",
    "groups.jsonl",
    "templates.jsonl",
    "links.jsonl",
    "movements.jsonl",
    "leads.jsonl",
    "quarantine.jsonl",
    "summary.json",
}


class Shell:
    """Runs `safelight` as a person's shell would, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        root = Path(__file__).parents[2]
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "XDG_STATE_HOME": str(folder / "state"),
            "PYTHONPATH": str(root / "src"),
            "SAFELIGHT_HOME": str(folder / "home"),
            "SAFELIGHT_PASSWORD": PASSWORD.reveal(),
        }

    def __call__(self, *words: str, stdin: bytes = b"", code: int = 0) -> tuple[str, str]:
        command = [sys.executable, "-m", "safelight", *words]
        done = subprocess.run(
            command, input=stdin, capture_output=True, cwd=self.folder, env=self.environment, check=False
        )
        assert done.returncode == code, done.stderr.decode()
        return done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def at_home(tmp_path: Path, shell: Shell) -> Shell:
    home_with_people(tmp_path).platform.close()
    return shell


def jsonl(records: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def test_every_kind_of_error_has_its_exit_code() -> None:
    assert set(EXIT_CODES) == set(KINDS)
    assert [exit_code(kind("a.b", "c")) for kind in KINDS] == [2, 3, 4, 5, 6, 70]


def test_extract_reads_standard_input_and_says_what_it_could_not_read(shell: Shell) -> None:
    lines = b'{"id":"1","text":"call 510-555-0123"}\nnot json\n{"id":"2"}\n'
    out, err = shell("ads", "extract", "-", "--country", "US", stdin=lines)
    record = json.loads(out)
    assert (record["ad_id"], record["phones"]) == ("1", ["+15105550123"])
    assert record["mentions"][0]["source"] == "text"
    assert "-:2" in err or "stdin:2" in err
    assert ":3" in err
    assert len(err.splitlines()) == 2


def test_a_url_alone_is_extracted_but_is_no_ad_to_process(shell: Shell) -> None:
    line = b'{"id":"1","url":"http://list.example/reno-companions/646-389-5480/?pid=6875896"}\n'
    record = json.loads(shell("ads", "extract", stdin=line)[0])
    assert (record["ad_id"], record["mentions"][0]["source"]) == ("1", "url")
    assert [phone[-10:] for phone in record["phones"]] == ["6463895480"]
    shell("ads", "process", "-", "--out", "out", stdin=line, code=2)


def test_extract_is_invalid_when_nothing_could_be_read_or_when_strict(shell: Shell) -> None:
    shell("ads", "extract", "-", stdin=b"not json\n", code=2)
    mixed = b'{"id":"1","text":"call 510-555-0123"}\nnot json\n'
    shell("ads", "extract", "-", stdin=mixed)
    shell("ads", "extract", "-", "--strict", stdin=mixed, code=2)
    shell("ads", "extract", "there-is-no-such-file.jsonl", code=4)
    assert "no ad in the input" in shell("ads", "extract", "-", stdin=b"", code=2)[1]


def test_process_writes_every_file_and_the_same_bytes_again(shell: Shell) -> None:
    (shell.folder / "ads.jsonl").write_bytes(jsonl([*one_hand(), *on_her_own()]))
    for out in ("one", "two"):
        printed, _ = shell("ads", "process", "ads.jsonl", "--out", out, "--country", "US", "--json")
        assert json.loads(printed)["counts"]["leads"] == 1
    assert {file.name for file in (shell.folder / "one").iterdir()} == FILES
    for name in FILES - {"summary.json"}:
        assert (shell.folder / "one" / name).read_bytes() == (shell.folder / "two" / name).read_bytes(), name
    groups = [json.loads(line) for line in (shell.folder / "one" / "groups.jsonl").read_text().splitlines()]
    assert {group["activity"] for group in groups} == {"controlled", "independent"}


def test_a_folder_that_cannot_be_written_to_is_invalid(shell: Shell) -> None:
    (shell.folder / "taken").write_text("a file")
    _, err = shell("ads", "process", "-", "--out", "taken/out", stdin=jsonl(one_hand()), code=2)
    assert "taken/out is no folder" in err


def test_without_a_home_or_a_session_commands_say_what_to_do(shell: Shell, tmp_path: Path) -> None:
    _, err = shell("ads", "leads", code=4)
    assert "safelight init" in err
    home_with_people(tmp_path).platform.close()
    _, err = shell("ads", "leads", code=3)
    assert "safelight login" in err


def test_a_session_from_sign_in_to_export(at_home: Shell) -> None:
    at_home("login", "ines")
    out, _ = at_home("ads", "ingest", "-", "--json", stdin=jsonl([*one_hand(), *on_her_own()]))
    assert json.loads(out)["new"] == 14
    out, _ = at_home("ads", "ingest", "-", "--json", stdin=jsonl([*one_hand(), *on_her_own()]))
    assert (json.loads(out)["new"], json.loads(out)["rows_changed"]) == (0, 0)
    lead = json.loads(at_home("ads", "leads", "--json")[0])["lead_id"]
    assert "new, watched, dismissed, accepted" in at_home("ads", "leads", "--status", "bogus", code=2)[1]
    at_home("ads", "search", "dinner", code=3)
    case = at_home("case", "open", "Desk report", "--authority", "Section 9")[0].strip()
    at_home("ads", "search", "dinner", "--purpose", case, code=3)
    with_purpose = ("--purpose", case, "--reason", "follow-up")
    out, _ = at_home("ads", "search", "city:Reno", "--json", *with_purpose)
    assert len(out.splitlines()) == 6
    at_home("ads", "export", lead, "--out", "lead.zip", code=3)
    at_home("ads", "export", "lead-none", "--out", "lead.zip", *with_purpose, code=4)
    at_home("ads", "export", lead, "--out", "lead.zip", *with_purpose)
    assert (at_home.folder / "lead.zip").stat().st_size > 1000
    assert "verified" in at_home("check")[0]
    at_home("case", "close", case, "--as", "not_enough_to_go_on")
    at_home("case", "close", case, "--as", "not_enough_to_go_on", code=5)
    at_home("ads", "search", "dinner", *with_purpose, code=3)
    at_home("logout")
    at_home("ads", "leads", code=3)


def test_an_ad_cannot_steer_the_terminal(at_home: Shell) -> None:
    at_home("login", "ines")
    shown = [{**each, "title": "calm \x1b[2J\u202edinner\nrow"} for each in one_hand()]
    at_home("ads", "ingest", "-", stdin=jsonl(shown))
    case = at_home("case", "open", "Desk report", "--authority", "Section 9")[0].strip()
    out, _ = at_home("ads", "search", "dinner", "--purpose", case, "--reason", "follow-up")
    assert "calm \ufffd[2J\ufffddinner\ufffdrow" in out


def test_check_fails_when_the_audit_log_was_touched(at_home: Shell) -> None:
    at_home("login", "ines")
    assert json.loads(at_home("check", "--json")[0])["ok"] is True
    with sqlite3.connect(at_home.folder / "home" / "audit.sqlite") as audit:
        audit.execute("DELETE FROM leaves WHERE seq = (SELECT max(seq) FROM leaves)")
    audit.close()
    out, err = at_home("check", "--json", code=70)
    assert json.loads(out)["ok"] is False
    assert "check.failed" in err


def test_check_gives_a_leaf_to_what_a_killed_process_left_waiting(at_home: Shell) -> None:
    at_home("login", "ines")
    with sqlite3.connect(at_home.folder / "home" / "ops.sqlite") as ops:
        ops.execute("INSERT INTO intents (id, entry, sequenced) VALUES ('aud-left', X'7B7D', 0)")
    ops.close()
    before, _ = at_home("check", "--json")
    assert json.loads(before)["ok"] is True
    assert at_home("check", "--json")[0] == before


def test_a_wrong_password_is_denied_and_usage_is_invalid(at_home: Shell) -> None:
    at_home.environment["SAFELIGHT_PASSWORD"] = "some other phrase"
    at_home("login", "ines", code=3)
    at_home("ads", "nonsense", code=2)
    at_home("ads", "process", code=2)


def test_start_up_loads_nothing_heavy(shell: Shell) -> None:
    heavy = "('numba', 'pyarrow', 'tantivy', 'uvicorn', 'fastapi')"
    probe = f"import sys, safelight.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, env=shell.environment, check=True)
    assert done.stdout.decode().strip() == "[]"
