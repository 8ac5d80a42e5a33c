"""The verifier in the package: it runs without Safelight, accepts what was exported, and sees every change that we
could think of, by a stranger without the key and by an insider who signs anew."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.lib.homes import home_with_people, on_her_own, one_hand

from safelight.ads.core.extract import EXTRACTION_VERSION
from safelight.ads.render import verify
from safelight.cases.core.package import MANIFEST, SIGNATURE
from safelight.infra.crypto import signing_key
from safelight.kernel.clock import FixedClock

Files = dict[str, bytes]
Mutation = Callable[[Files], None]

CHILD = {"id": "q-1", "title": "Hello there", "body": "I am 15 years old, call 510-555-0123 for company"}


@dataclass
class Exported:
    files: Files
    key: Ed25519PrivateKey
    renamed: dict[str, Any]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exported]:
    folder = tmp_path_factory.mktemp("export")
    home = home_with_people(folder, FixedClock(datetime(2026, 3, 1, 12, tzinfo=UTC)))
    home.ingest([*one_hand(), *on_her_own(), CHILD])
    ines, case = home.actor("ines"), home.case()
    home.platform.search.search(ines, "dinner", home.purpose(case))
    leads = [row.lead_id for row in home.platform.leads.queue(ines).rows]
    for lead in leads:
        home.platform.leads.open(ines, lead)
        home.platform.leads.accept(ines, lead, case.id)
    first = home.platform.exports.export(ines, case.id, home.purpose(case), "District prosecutor")
    lead_files = unpack(home.platform.exports.export(ines, leads[0], home.purpose(case), "Defence").content)
    files = unpack(first.content)
    about_case = [one for one in json.loads(files["custody.json"])["entries"] if case.id in one["entry"]]
    assert len(about_case) > 1, "the lead's own package has other entries"
    key = signing_key(folder / "home" / "keys" / "signing.key")
    yield Exported(files, key, strangers(lead_files, files))
    home.platform.close()


def strangers(narrow: Files, wide: Files) -> dict[str, Any]:
    """A manifest that says the case's package is about the lead: its custody holds, about another thing."""
    lead = json.loads(narrow[MANIFEST])["subject"]
    return {**json.loads(wide[MANIFEST]), "subject": lead}


def unpack(content: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def signed_anew(files: Files, key: Ed25519PrivateKey) -> Files:
    """What an insider with the agency's key can do: list the changed files and sign the list."""
    manifest = json.loads(files[MANIFEST])
    manifest["files"] = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in sorted(files.items())
        if name not in (MANIFEST, SIGNATURE)
    ]
    manifest["signature"]["public_key"] = key.public_key().public_bytes_raw().hex()
    content = json.dumps(manifest, sort_keys=True).encode()
    return {**files, MANIFEST: content, SIGNATURE: key.sign(content)}


def verdict(files: Files, capsys: pytest.CaptureFixture[str], tmp_path: Path, key: str = "") -> tuple[int, str]:
    target = tmp_path / "package.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    code = verify.main([str(target), *(["--key", key] if key else [])])
    return code, capsys.readouterr().out


def edit(name: str, change: Callable[[Any], None]) -> Mutation:
    """Change the first record of a JSONL file, or a JSON file as a whole."""

    def mutate(files: Files) -> None:
        if name.endswith(".jsonl"):
            first, *rest = files[name].splitlines(keepends=True)
            record = json.loads(first)
            change(record)
            files[name] = b"".join([json.dumps(record).encode() + b"\n", *rest])
        else:
            record = json.loads(files[name])
            change(record)
            files[name] = json.dumps(record).encode()

    return mutate


def replace(name: str, old: bytes, new: bytes) -> Mutation:
    def mutate(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return mutate


def original(change: Callable[[bytes], bytes]) -> Mutation:
    def mutate(files: Files) -> None:
        name = min(name for name in files if name.startswith("originals/"))
        files[name] = change(files[name])

    return mutate


def drop(name: str) -> Mutation:
    return lambda files: files.pop(name) and None


def first_line_gone(name: str) -> Mutation:
    return lambda files: files.update({name: files[name].split(b"\n", 1)[1]})


def flip(name: str) -> Mutation:
    return lambda files: files.update({name: bytes([files[name][0] ^ 1]) + files[name][1:]})


STRANGER: dict[str, Mutation] = {
    "a byte of an original": original(lambda content: content.replace(b"dinner", b"winner")),
    "an original emptied": original(lambda _: b""),
    "a word of an ad": replace("ads.jsonl", b"gallery", b"gallows"),
    "a file left out": drop("custody.json"),
    "a file added": lambda files: files.update({"extra.txt": b"also see"}),
    "another recipient": replace(MANIFEST, b"District", b"Distract"),
    "a bit of the signature": flip(SIGNATURE),
    "an empty signature": lambda files: files.update({SIGNATURE: b""}),
    "the use limits": replace("USE-LIMITS.txt", b"may not", b"may now"),
    "the verifier itself": replace("verify.py", b"return 1 if report.failed else 0", b"return 0"),
    "an error rate": lambda files: files.update(
        {"tool.json": files["tool.json"].replace(b'"right": 8', b'"right": 9')}
    ),
    "a reason in the custody log": replace("custody.json", b"ads.lead.view", b"ads.lead.vie0"),
    "the manifest gone": drop(MANIFEST),
    "the manifest no JSON": lambda files: files.update({MANIFEST: b"{"}),
}

INSIDER: dict[str, Mutation] = {
    "an original": original(lambda content: content.replace(b"dinner", b"winner")),
    "what an ad says": replace("ads.jsonl", b"gallery", b"gallows"),
    "the site of an ad": edit("ads.jsonl", lambda ad: ad.update(site="other.example")),
    "an ad removed": first_line_gone("ads.jsonl"),
    "an extraction removed": first_line_gone("extractions.jsonl"),
    "a capture removed": first_line_gone("captures.jsonl"),
    "a value moved by a letter": edit(
        "extractions.jsonl", lambda one: one["mentions"][0].update(start=one["mentions"][0]["start"] + 1)
    ),
    "a value that no ad says": edit("extractions.jsonl", lambda one: one["mentions"][0].update(text="Karin")),
    "a quotation": replace("leads.jsonl", b'"text": "', b'"text": "x'),
    "a link to an ad that is not there": edit("links.jsonl", lambda link: link.update(a="ad-none")),
    "an original kept back": edit("captures.jsonl", lambda one: one.update(file=None)),
    "a reason in the custody log": replace("custody.json", b"ads.lead.view", b"ads.lead.vie0"),
    "a proof": edit(
        "custody.json", lambda one: one["entries"][0]["proof"].__setitem__(0, b64encode(bytes(32)).decode())
    ),
    "the number of an entry": edit("custody.json", lambda one: one["entries"][0].update(seq=0)),
    "an entry twice": edit("custody.json", lambda one: one["entries"].append(one["entries"][0])),
    "the head of the log": edit("custody.json", lambda one: one.update(tree_size=one["tree_size"] + 1)),
    "the signed note": edit(
        "custody.json", lambda one: one.update(checkpoint=one["checkpoint"].replace("safelight/", "safelite/"))
    ),
    "a quarantined ad's text": replace("ads.jsonl", b'"quarantined": true', b'"quarantined": true, "body": "Hello"'),
}


def test_an_untouched_package_is_accepted(
    exported: Exported, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    key = exported.key.public_key().public_bytes_raw().hex()
    code, told = verdict(exported.files, capsys, tmp_path, key)
    assert (code, told.splitlines()[-1]) == (0, "VERIFIED"), told
    assert "12 ads say word for word what their JSON originals say" in told
    assert "that is the key you gave" in told
    assert verdict(signed_anew(exported.files, exported.key), capsys, tmp_path)[0] == 0, (
        "signing anew alone is no change"
    )


@pytest.mark.parametrize("what", STRANGER)
def test_a_change_without_the_key_shows(
    what: str, exported: Exported, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    files = dict(exported.files)
    STRANGER[what](files)
    assert files != exported.files, "nothing was changed"
    code, told = verdict(files, capsys, tmp_path)
    assert (code, "WRONG" in told, told.splitlines()[-1]) == (1, True, "NOT VERIFIED"), told


@pytest.mark.parametrize("what", INSIDER)
def test_a_change_signed_with_the_agencys_own_key_shows(
    what: str, exported: Exported, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    files = dict(exported.files)
    INSIDER[what](files)
    code, told = verdict(signed_anew(files, exported.key), capsys, tmp_path)
    assert code == 1, told
    assert "ok     the manifest was signed" in told, "it is another check that saw it"


def test_custody_of_something_else_shows(
    exported: Exported, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    files = {**exported.files, MANIFEST: json.dumps(exported.renamed).encode()}
    code, told = verdict(signed_anew(files, exported.key), capsys, tmp_path)
    assert code == 1
    assert "is about something else" in told


def test_a_package_signed_by_somebody_else_shows_by_its_key(
    exported: Exported, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    forged = signed_anew(exported.files, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    code, told = verdict(forged, capsys, tmp_path, exported.key.public_key().public_bytes_raw().hex())
    assert code == 1
    assert "ANOTHER key" in told
    assert "the audit log's head is not signed by the key of the manifest" in told


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["ads.jsonl", "../ads.jsonl", "/etc/ads.jsonl"])
def test_a_zip_that_plays_tricks_is_refused(
    name: str, exported: Exported, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    target = tmp_path / "tricks.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for each, content in exported.files.items():
            archive.writestr(each, content)
        archive.writestr(name, b"{}\n")
    assert verify.main([str(target)]) == 1
    assert "twice or outside its folder" in capsys.readouterr().out
    target.write_bytes(target.read_bytes()[:-40])
    assert verify.main([str(target)]) == 1


@pytest.mark.parametrize("cryptography", [True, False], ids=["cryptography", "openssl"])
def test_it_runs_by_itself_in_the_unpacked_folder(cryptography: bool, exported: Exported, tmp_path: Path) -> None:
    if not cryptography and shutil.which("openssl") is None:
        pytest.skip("no openssl: the way without the Python package cryptography can't be tried here")
    for name, content in exported.files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    alone = [] if cryptography else ["-S"]  # without site-packages there is no cryptography
    command = [sys.executable, "-I", *alone, "verify.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    (tmp_path / "manifest.sig").write_bytes(bytes(64))
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "NOT VERIFIED")


def test_the_package_explains_itself_and_shows_no_score(exported: Exported) -> None:
    files = exported.files
    readme = files["README.txt"].decode()
    assert "python3 verify.py" in readme
    assert "District prosecutor" in readme
    tool = json.loads(files["tool.json"])
    assert all({"what", "right", "said", "there", "data"} <= set(row) for row in tool["error_rates"]["rows"])
    assert tool["error_rates"]["command"].startswith("python benchmarks/")
    assert b"same phone" in files["why-linked.txt"]
    assert len(files["timeline.txt"].splitlines()) == 14
    assert b"T00:00:00" not in files["timeline.txt"], "a day alone is no midnight"
    rates = tool["error_rates"]["extraction"].partition("+")[0]
    assert ("were read by other rules" in readme) == (rates != EXTRACTION_VERSION.partition("+")[0])
    assert not any(b'"score"' in content for name, content in files.items() if name != "verify.py")
    child = CHILD["body"].encode()
    assert not any(child in content for content in files.values())
