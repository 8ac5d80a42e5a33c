"""The log proves what happened to whom it concerns, and says nothing to anybody else."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.lib.network import Town, town

from safelight.content.service.transparency import verifier
from safelight.infra.cosignature import Witness
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict, Missing

__all__ = ["town"]


def verified(folder: Path, *proofs: object, arguments: tuple[str, ...] = ()) -> tuple[int, str]:
    """What the stand-alone verifier says, run as a stranger would."""
    script = folder / "verify_log.py"
    script.write_text(verifier())
    paths = []
    for number, proof in enumerate(proofs):
        paths.append(folder / f"proof-{number}.json")
        paths[-1].write_text(json.dumps(proof))
    command = [sys.executable, "-I", str(script), *map(str, paths), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    return done.returncode, done.stdout + done.stderr


def test_own_submission_retraction_and_notice_are_proven_by_the_verifier_alone(town: Town, tmp_path: Path) -> None:
    held = town.submit("ines", 1)
    town.check("ivan", 1)
    town.content.submissions.retract(town.actor("ines"), held, "mistaken")
    with pytest.raises(Conflict, match="not out yet"):
        town.content.transparency.proof(town.actor("ines"), held)
    town.content.transparency.publish()
    ours = town.content.transparency.proof(town.actor("ines"), held)
    told = town.content.transparency.proof(town.actor("ivan"), str(town.told("ivan")[-1]["notice"]))
    code, said = verified(tmp_path, ours, told)
    assert code == 0, said
    assert "retraction" in said
    assert "VERIFIED" in said


@pytest.mark.parametrize("what", ["record", "salt", "path", "checkpoint", "leaf"])
def test_one_changed_byte_is_detected(town: Town, tmp_path: Path, what: str) -> None:
    held = town.submit("ines", 1)
    town.content.transparency.publish()
    proof = json.loads(json.dumps(town.content.transparency.proof(town.actor("ines"), held)))
    entry = proof["entries"][0]
    if what == "record":
        entry["record"] = entry["record"].replace("submission", "retraction")
    elif what == "salt":
        entry["salt"] = base64.b64encode(bytes(32)).decode()
    elif what == "path":
        entry["path"][0] = base64.b64encode(bytes(32)).decode()
    elif what == "leaf":
        entry["leaf"] ^= 1
    else:
        proof["checkpoint"] = proof["checkpoint"].replace("\n16\n", "\n17\n")
    code, said = verified(tmp_path, proof)
    assert code == 1, said
    assert "NOT VERIFIED" in said


def test_a_tenant_proves_its_own_and_nothing_else(town: Town) -> None:
    held = town.submit("ines", 1)
    town.content.transparency.publish()
    for name in (held, "obs-none"):
        with pytest.raises(Missing, match="You hold nothing of that name"):
            town.content.transparency.proof(town.actor("ivan"), name)


def test_a_round_with_a_match_looks_like_one_without(town: Town) -> None:
    town.submit("ines", 1)
    town.content.transparency.publish()
    alone = town.content.transparency.head(town.actor("ines")).size
    town.submit("ivan", 1)
    town.content.transparency.publish()
    assert (alone, town.content.transparency.head(town.actor("ines")).size) == (16, 32)
    leaves = town.content.transparency.leaves(town.actor("ines"), 0)
    assert leaves[:16] == sorted(leaves[:16])
    assert all(len(leaf) == 64 for leaf in leaves)


def test_a_shredded_leaf_stays_and_opens_no_more(town: Town) -> None:
    held = town.submit("ines", 1)
    town.content.transparency.publish()
    town.content.submissions.erase(town.actor("sara"), held)
    with pytest.raises(Conflict, match="erased"):
        town.content.transparency.proof(town.actor("ines"), held)
    assert town.content.transparency.verify() == []


def test_another_tenant_cosigns_only_a_log_that_grew(town: Town, tmp_path: Path, clock: FixedClock) -> None:
    town.submit("ines", 1)
    town.content.transparency.publish()
    log = town.content.transparency
    key = Ed25519PrivateKey.generate()
    log.add_witness(town.actor("lars"), "south.example", key.public_key().public_bytes_raw().hex())
    head = log.head(town.actor("lars"))
    witness = Witness("south.example", key, bytes.fromhex(head.public_key), tmp_path / "seen")
    line = witness.see(head.note, 0, (), clock.now())
    assert log.cosign(town.actor("lars"), line).cosigned == 1
    town.submit("ines", 2)
    log.publish()
    with pytest.raises(Conflict, match="fit the newest head"):
        log.cosign(town.actor("lars"), line)
    grown = log.consistency(town.actor("lars"), witness.last_size())
    path = [base64.b64decode(str(one)) for one in grown["path"]]  # type: ignore[attr-defined]
    with pytest.raises(Conflict, match="forked"):
        witness.see(str(grown["checkpoint"]), 16, [bytes(32) for _ in path], clock.now())
    line = witness.see(str(grown["checkpoint"]), 16, path, clock.now())
    log.cosign(town.actor("lars"), line)
    proof = log.proof(town.actor("ines"), town.content.submissions.page(town.actor("ines"))[0][0].id)
    named = f"south.example={key.public_key().public_bytes_raw().hex()}"
    code, said = verified(tmp_path, proof, arguments=("--witness", named))
    assert (code, "cosigned by south.example" in said) == (0, True), said
    code, said = verified(tmp_path, proof, arguments=("--witness", "south.example=" + "00" * 32))
    assert code == 1


def test_a_changed_or_cut_log_is_found(town: Town) -> None:
    from sqlalchemy import text

    town.submit("ines", 1)
    town.content.transparency.publish()
    assert town.content.transparency.verify() == []
    with town.platform.books["content"].write() as connection:
        connection.execute(text("UPDATE log_leaves SET leaf = zeroblob(32) WHERE seq = 3"))
    assert "changed" in town.content.transparency.verify()[0]
    with town.platform.books["content"].write() as connection:
        connection.execute(text("DELETE FROM log_leaves WHERE seq > 10"))
    assert "cut" in town.content.transparency.verify()[0]
