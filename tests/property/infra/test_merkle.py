"""The Merkle tree against its definition, against every wrong answer nearby, and against third-party proof vectors."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safelight.infra import merkle


def leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(f"entry {number}".encode()) for number in range(count)]


@pytest.mark.parametrize("size", range(1, 34))
def test_every_inclusion_proof_verifies_and_no_other_index_does(size: int) -> None:
    entries = leaves(size)
    head = merkle.root(entries)
    for index in range(size):
        proof = merkle.inclusion_proof(index, size, merkle.subtree_of(entries))
        accepted = [
            other for other in range(size + 2) if merkle.verify_inclusion(other, size, entries[index], proof, head)
        ]
        assert accepted == [index]


@pytest.mark.parametrize("size", range(1, 34))
def test_every_consistency_proof_verifies_and_no_other_old_head_does(size: int) -> None:
    entries = leaves(size)
    head = merkle.root(entries)
    for old in range(1, size + 1):
        proof = merkle.consistency_proof(old, size, merkle.subtree_of(entries))
        assert merkle.verify_consistency(old, size, merkle.root(entries[:old]), head, proof)
        wrong = merkle.root([*entries[: old - 1], merkle.leaf_hash(b"another")])
        assert not merkle.verify_consistency(old, size, wrong, head, proof)


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_frontier_and_stored_nodes_equal_the_definition(entries: list[bytes]) -> None:
    hashes = [merkle.leaf_hash(entry) for entry in entries]
    frontier = merkle.Frontier()
    nodes: dict[tuple[int, int], bytes] = {}
    for leaf in hashes:
        nodes.update({(level, index): node for level, index, node in frontier.append(leaf)})
    assert frontier.root() == merkle.root(hashes)
    if hashes:
        stored = merkle.stored_subtree(lambda level, index: nodes[level, index])
        assert stored(0, len(hashes)) == merkle.root(hashes)


@given(st.integers(1, 40), st.data())
def test_a_flipped_bit_anywhere_is_refused(size: int, data: st.DataObject) -> None:
    entries = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(index, size, merkle.subtree_of(entries))
    parts = [entries[index], merkle.root(entries), *proof]
    which, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[which] = (int.from_bytes(parts[which], "big") ^ (1 << bit)).to_bytes(32, "big")
    assert not merkle.verify_inclusion(index, size, parts[0], parts[2:], parts[1])


def test_the_empty_tree_has_the_head_of_nothing() -> None:
    assert merkle.root([]) == merkle.Frontier().root() == hashlib.sha256(b"").digest()


@pytest.mark.corpora
def test_third_party_proof_vectors(corpora: Path) -> None:
    folder = corpora / "hostile" / "merkle_rfc6962" / "testdata"
    checked = 0
    for file in sorted((folder / "inclusion").rglob("*.json")):
        vector = json.loads(file.read_text())
        leaf, head, proof = _hashes(vector, "leafHash", "root")
        verified = merkle.verify_inclusion(vector["leafIdx"], vector["treeSize"], leaf, proof, head)
        assert verified is not vector["wantErr"], file
        checked += 1
    for file in sorted((folder / "consistency").rglob("*.json")):
        vector = json.loads(file.read_text())
        old_head, head, proof = _hashes(vector, "root1", "root2")
        verified = merkle.verify_consistency(vector["size1"], vector["size2"], old_head, head, proof)
        assert verified is not vector["wantErr"], file
        checked += 1
    assert checked >= 100


def _hashes(vector: dict[str, object], first: str, second: str) -> tuple[bytes, bytes, list[bytes]]:
    proof = vector["proof"] or []
    assert isinstance(proof, list)
    return (
        base64.b64decode(str(vector[first] or "")),
        base64.b64decode(str(vector[second] or "")),
        [base64.b64decode(str(item)) for item in proof],
    )
