"""What people hand `safelight ads` by mistake: each is named, with what to do about it, and nothing ends in a fault."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.lib.homes import home_with_people, one_hand
from tests.surface.test_cli import Shell, jsonl

AD = b'{"id":"1","body":"Rooms, call 510-555-0123"}\n'


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    (tmp_path / "ads.jsonl").write_bytes(AD)
    (tmp_path / "folder").mkdir()
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\xff\n")
    return Shell(tmp_path)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--known-images", "folder"), "folder can't be read: Is a directory"),
        (("--known-images", "picture.png"), "holds no SHA-256 or PDQ digest"),
        (("--picture-text", "folder"), "folder can't be read: Is a directory"),
        (("--picture-text", "picture.png"), "holds no words of pictures"),
        (("--recipes", "nowhere"), "nowhere is no folder of recipes"),
        (("--recipes", "folder"), "folder holds no recipe"),
        (("--country", "usa"), "'usa' is no ISO 3166 code"),
        (("--base-rate", "2"), "a share between 0 and 1"),
        (("--engine", "other"), "There is no engine 'other'"),
    ],
)
def test_an_option_that_makes_no_sense_is_invalid(shell: Shell, option: tuple[str, str], said: str) -> None:
    _, err = shell("ads", "process", "ads.jsonl", "--out", "out", *option, code=2)
    assert said in err
    assert not list((shell.folder / "out").iterdir() if (shell.folder / "out").exists() else [])


def test_a_country_may_be_written_small(shell: Shell) -> None:
    assert json.loads(shell("ads", "extract", "ads.jsonl", "--country", "us")[0])["phones"] == ["+15105550123"]


def test_a_byte_order_mark_hides_no_digest_of_a_hash_list(shell: Shell) -> None:
    digest = "ab" * 32
    (shell.folder / "list.txt").write_text(f"\ufeff{digest}\n", "utf-8")
    (shell.folder / "ads.jsonl").write_bytes(jsonl([{"id": "1", "body": "x", "images": [{"sha256": digest}]}]))
    out, err = shell("ads", "process", "ads.jsonl", "--out", "out", "--known-images", "list.txt", "--json")
    assert json.loads(out)["counts"]["quarantined"] == 1
    assert err == ""


def test_a_pipe_is_read_once_and_has_no_digest(shell: Shell) -> None:
    pipe = shell.folder / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(AD,))
    writer.start()
    out, _ = shell("ads", "process", "pipe", "ads.jsonl", "--out", "out", "--json")
    writer.join()
    summary = json.loads(out)
    assert summary["inputs"] == [
        {"path": "pipe", "bytes": None, "sha256": None},
        {"path": "ads.jsonl", "bytes": len(AD), "sha256": hashlib.sha256(AD).hexdigest()},
    ]
    assert summary["counts"]["rows"] == 2


def test_a_run_does_not_read_what_the_last_one_wrote(shell: Shell) -> None:
    for _ in range(2):
        out, err = shell("ads", "process", ".", "--out", "out", "--json")
        summary = json.loads(out)
        assert (summary["counts"]["rows"], summary["counts"]["rejected"]) == (1, 0)
        assert "out: warning: the output of this run goes there" in err
    assert [one["path"] for one in summary["inputs"]] == ["ads.jsonl", "picture.png"]


def test_closed_standard_input_and_a_full_disk_are_said(shell: Shell) -> None:
    command = [sys.executable, "-m", "safelight", "ads", "extract"]
    closed = subprocess.run(
        ["sh", "-c", '"$@" <&-', "sh", *command], capture_output=True, env=shell.environment, check=False
    )
    assert (closed.returncode, b"no ad in the input" in closed.stderr) == (2, True)
    with open("/dev/full", "wb") as full:
        stopped = subprocess.run(
            [*command, "ads.jsonl"],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=shell.folder,
            env=shell.environment,
            check=False,
        )
    assert stopped.returncode == 6
    assert stopped.stderr.decode().splitlines() == ["error: No space left on device [cli.system]"]


def test_an_export_that_can_not_be_written_is_not_made(shell: Shell) -> None:
    home_with_people(shell.folder).platform.close()
    shell("login", "ines")
    shell("ads", "ingest", "-", stdin=jsonl(one_hand()))
    case = shell("case", "open", "Desk report", "--authority", "Section 9")[0].strip()
    lead = json.loads(shell("ads", "leads", "--json")[0])["lead_id"]
    for target, said in (("folder", "is a folder"), ("none/lead.zip", "can't be written: No such file or directory")):
        asked = ("--out", target, "--purpose", case, "--reason", "follow-up")
        assert said in shell("ads", "export", lead, *asked, code=2)[1]
    assert [path.name for path in shell.folder.glob("*.part")] == []
    out, _ = shell("ads", "export", lead, "--out", "lead.zip", "--purpose", case, "--reason", "follow-up", "--json")
    package = (shell.folder / "lead.zip").read_bytes()
    assert json.loads(out)["sha256"] == hashlib.sha256(package).hexdigest()
