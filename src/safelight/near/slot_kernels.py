"""The numba kernels that judge columns by minimum description length, behind `consensus`. Import this module inside
functions only, as `kernels`.

Each column is told in the fewest bits: as no part of the script (its tokens are insertions), as a constant word that
some members edited, or as a slot that each fills anew. How often members edit is estimated from the columns themselves.
"""

from __future__ import annotations

import numpy as np

from safelight.near.compiled import compiled
from safelight.near.letter_kernels import STOP, WORD

ABSENT, CONSTANT, SLOT = range(3)

WORD_BITS = 10.0
"""Bits of one word among those of its kind: a vocabulary of about a thousand."""

SLOT_BITS, WORD_SLOT_BITS = 4.3, 7.0
"""Bits that say "here is a slot": one column in twenty for names, numbers and signs, one in 128 for a plain word, which
is more often an edit."""

STRANGE_BITS = 3.0
"""Bits of a filling of another kind than its slot's."""

PRIOR_EDITS, PRIOR_TOKENS = 1.0, 20.0
"""What is believed of edits before a column is seen: one token in twenty, as strongly as twenty tokens say it."""


@compiled
def spread(cells, keys, starts, column, found, counts):  # type: ignore[no-untyped-def]
    """Distinct keys of a column, the most frequent first (ties: the first member's), as the index of their first token
    to `found` and their members to `counts`; returns (distinct, members that have any)."""
    distinct, present = 0, 0
    for member in range(cells.shape[1]):
        if cells[column, member] < 0:
            continue
        token = starts[member] + cells[column, member]
        present += 1
        k = 0
        while k < distinct and keys[found[k]] != keys[token]:
            k += 1
        if k == distinct:
            found[k], counts[k] = token, 0
            distinct += 1
        counts[k] += 1
    top = np.argmax(counts[:distinct]) if distinct else 0
    found[0], found[top] = found[top], found[0]
    counts[0], counts[top] = counts[top], counts[0]
    return distinct, present


@compiled
def edits(cells, keys, starts):  # type: ignore[no-untyped-def]
    """Shares of tokens that were replaced, left out and put in, from the columns that half of the members have."""
    members = cells.shape[1]
    found, counts = np.empty(members, np.int64), np.empty(members, np.int64)
    kept, swapped, lost, extra = 0.0, 0.0, 0.0, 0.0
    for column in range(len(cells)):
        _, present = spread(cells, keys, starts, column, found, counts)
        if 2 * present < members:
            extra += present
        elif 2 * counts[0] >= members:
            kept += counts[0]
            swapped += present - counts[0]
            lost += members - present
    told = kept + swapped + lost + PRIOR_TOKENS
    return (swapped + PRIOR_EDITS) / told, (lost + PRIOR_EDITS) / told, (extra + PRIOR_EDITS) / told


@compiled
def seating(counts, distinct, concentration):  # type: ignore[no-untyped-def]
    """Bits that say which members share a filling, by the Chinese restaurant process."""
    bits, sat = 0.0, 0.0
    for k in range(distinct):
        for others in range(counts[k]):
            bits += np.log2((concentration + sat) / (concentration if others == 0 else float(others)))
            sat += 1.0
    return bits


@compiled
def _edited(found, counts, distinct, kinds, kind_bits):  # type: ignore[no-untyped-def]
    """Bits of what stands in a constant's place; an edit that several have is told once, as in a slot."""
    bits = 0.0
    for k in range(1, distinct):
        bits += WORD_BITS + kind_bits[kinds[found[k]]]
    return bits + seating(counts[1:], distinct - 1, 4.0)


@compiled
def _fillings(found, counts, distinct, kinds, kind_bits):  # type: ignore[no-untyped-def]
    """Bits of a slot and what stands in it; its kind is that of most of its tokens."""
    tally = np.zeros(STOP + 1, np.int64)
    for k in range(distinct):
        tally[kinds[found[k]]] += counts[k]
    own = np.argmax(tally)
    bits = WORD_SLOT_BITS if own == WORD else SLOT_BITS
    for k in range(distinct):
        other = kinds[found[k]]
        bits += WORD_BITS + (0.0 if other == own else kind_bits[other] + STRANGE_BITS)
    shared = min(seating(counts, distinct, 0.5), seating(counts, distinct, 4.0), seating(counts, distinct, 32.0))
    return bits + shared + 2.0


@compiled
def costs(found, counts, distinct, present, members, kinds, kind_bits, rates):  # type: ignore[no-untyped-def]
    """Bits of the column as an insertion, as a constant, as a slot."""
    swap, lose, add = rates
    every, first = 0.0, WORD_BITS + kind_bits[kinds[found[0]]]
    for k in range(distinct):
        every += counts[k] * (WORD_BITS + kind_bits[kinds[found[k]]])
    gone = -(members - present) * np.log2(lose)
    absent = every - present * np.log2(add)
    constant = first + _edited(found, counts, distinct, kinds, kind_bits) + gone
    constant -= counts[0] * np.log2(max(0.05, 1 - swap - lose)) + (present - counts[0]) * np.log2(swap)
    slot = np.inf
    if kinds[found[0]] != STOP and 2 * present > members and present > 1:
        slot = _fillings(found, counts, distinct, kinds, kind_bits) + gone
    return absent, constant, slot


@compiled
def form(cells, keys, written, odd, starts, column, key):  # type: ignore[no-untyped-def]
    """The member whose token of that key is written as most write it; ties go to the plainest."""
    best, most, plainest = -1, 0, 0
    for member in range(cells.shape[1]):
        token = starts[member] + cells[column, member]
        if cells[column, member] < 0 or keys[token] != key:
            continue
        alike = 0
        for other in range(cells.shape[1]):
            alike += cells[column, other] >= 0 and written[starts[other] + cells[column, other]] == written[token]
        if best < 0 or alike > most or (alike == most and odd[token] < plainest):
            best, most, plainest = member, alike, odd[token]
    return best


@compiled
def judge(cells, keys, written, kinds, odd, starts, verdicts, shown, rivals):  # type: ignore[no-untyped-def]
    """What each column is, to `verdicts`, and the member whose token of a constant is shown, to `shown`. As many
    members may have other words there, so that nothing says which was edited: a row of `rivals` has the members whose
    tokens are shown too, or -1."""
    members = cells.shape[1]
    found, counts = np.empty(members, np.int64), np.empty(members, np.int64)
    kind_bits = np.empty(STOP + 1)
    for kind in range(STOP + 1):
        kind_bits[kind] = -np.log2((np.sum(kinds == kind) + 1.0) / (len(kinds) + STOP + 1.0))
    rates = edits(cells, keys, starts)
    for column in range(len(cells)):
        distinct, present = spread(cells, keys, starts, column, found, counts)
        absent, constant, slot = costs(found, counts, distinct, present, members, kinds, kind_bits, rates)
        verdicts[column], shown[column], rivals[column] = ABSENT, -1, -1
        if slot < min(absent, constant):
            verdicts[column] = SLOT
        elif constant <= absent:
            verdicts[column] = CONSTANT
            shown[column] = form(cells, keys, written, odd, starts, column, keys[found[0]])
            number = 0
            for k in range(1, distinct):
                equal = counts[k] == counts[0] and kinds[found[0]] != STOP and kinds[found[k]] != STOP
                if equal and number < rivals.shape[1]:
                    rivals[column, number] = form(cells, keys, written, odd, starts, column, keys[found[k]])
                    number += 1
