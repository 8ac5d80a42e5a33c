"""The Merkle tree of RFC 6962: heads, inclusion proofs, consistency proofs, and their verification.

Pure arithmetic over SHA-256; where leaves are kept is the caller's business, given as a function
`subtree(start, end)` or as a list of leaf hashes. `Frontier` grows a tree leaf by leaf holding only
O(log n) hashes. The verifiers follow RFC 9162 section 2.1.3.2 and 2.1.4.2 and accept nothing but 32-byte hashes.
The obvious twin is `root`, straight from the definition.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""Head of the tree without leaves (RFC 6962 section 2.1)."""

HASH_SIZE = 32

Subtree = Callable[[int, int], bytes]
"""Head over leaves [start, end); asked only for start < end."""


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two below `size` (size >= 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def root(leaves: Sequence[bytes]) -> bytes:
    """The tree head over leaf hashes, by the definition: the slow, obvious twin."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    middle = split(len(leaves))
    return node_hash(root(leaves[:middle]), root(leaves[middle:]))


@dataclass(slots=True)
class Frontier:
    """The right edge of a growing tree: heads of its complete subtrees, widest first. `size` counts leaves."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add one leaf hash. Returns the complete nodes that it made, as (level, index, hash); level 0 is the leaf."""
        made = [(0, self.size, leaf)]
        level, index, node = 0, self.size, leaf
        while (self.size >> level) & 1:
            node = node_hash(self.peaks.pop(), node)
            level, index = level + 1, index >> 1
            made.append((level, index, node))
        self.peaks.append(node)
        self.size += 1
        return made

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        head = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            head = node_hash(peak, head)
        return head


def subtree_of(leaves: Sequence[bytes]) -> Subtree:
    """A `Subtree` over leaf hashes held in memory."""
    return lambda start, end: root(leaves[start:end])


def stored_subtree(node: Callable[[int, int], bytes]) -> Subtree:
    """A `Subtree` over stored complete nodes, `node(level, index)`: O(log n) reads a call."""

    def head(start: int, end: int) -> bytes:
        width = end - start
        if width & (width - 1) == 0 and start % width == 0:
            level = width.bit_length() - 1
            return node(level, start >> level)
        middle = start + split(width)
        return node_hash(head(start, middle), head(middle, end))

    return head


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The audit path of leaf `index` in the tree of `size` leaves, lowest first (0 <= index < size)."""

    def path(start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + split(end - start)
        if index < middle:
            return [*path(start, middle), subtree(middle, end)]
        return [*path(middle, end), subtree(start, middle)]

    return path(0, size)


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], head: bytes) -> bool:
    """Whether `proof` shows that `leaf` stands at `index` of the tree of `size` leaves whose head is `head`."""
    if not 0 <= index < size or any(len(item) != HASH_SIZE for item in (leaf, head, *proof)):
        return False
    position, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and node == head


def consistency_proof(old: int, size: int, subtree: Subtree) -> list[bytes]:
    """That the tree of `old` leaves is a prefix of the tree of `size` leaves (0 < old <= size)."""

    def path(start: int, end: int, whole: bool) -> list[bytes]:
        if old == end:
            return [] if whole else [subtree(start, end)]
        middle = start + split(end - start)
        if old <= middle:
            return [*path(start, middle, whole), subtree(middle, end)]
        return [*path(middle, end, False), subtree(start, middle)]

    return path(0, size, True)


def verify_consistency(old: int, size: int, old_head: bytes, head: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that `old_head` over `old` leaves grew into `head` over `size` leaves."""
    if 0 < old == size:
        return not proof and old_head == head
    if not 0 < old < size or any(len(item) != HASH_SIZE for item in (old_head, head, *proof)):
        return False
    path = list(proof) if old & (old - 1) else [old_head, *proof]
    if not path:
        return False
    position, last = old - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old_node = node = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old_node, node = node_hash(sibling, old_node), node_hash(sibling, node)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and old_node == old_head and node == head
