"""The numba kernels behind `multi_index`. Import this module inside functions only: loading numba costs about 1.5 s.

A hash is four uint64 words. A look-up runs in phases over one query, each of which asks memory for what the next
one reads, so that cache misses overlap: a bit for each bucket that says whether it is empty, bounds, rows, hashes, the
distance. Measured gain of the phases 2.3 to 2.7 times (research, 2026-11). Every literal that meets a uint64 is one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.core import cgutils as untyped_cgutils
from numba.extending import intrinsic

from safelight.near.compiled import compiled

cgutils: Any = untyped_cgutils
_U = np.uint64
_ONE, _WORD_BITS = _U(1), _U(64)
_AHEAD = 16
"""Rows ahead that sorting asks memory for: building 10 M took 11 CPU seconds, without it 22 (measured 2026-11)."""

_BLOCK = 4096
"""Hashes scanned for all queries before the next ones: 128 KiB, which stays in the second-level cache."""

_RUN = 64
"""Hashes compared at a time by vector instructions; only a run that holds a near one is looked at hash by hash."""

_FEW_PLACES = 512
"""Places in opened buckets up to which it isn't asked whether a row stands at several."""

_REPEATS = 16
"""Passing by a row that was seen costs about a sixteenth of comparing one that wasn't."""

_MANY = 3
"""Queries from which it pays to lay the words of a block in columns for them: .6 ns a hash and query instead of 1.5,
and 1 ns a hash for the laying (measured 2026-11)."""


def _ones(_typing: Any, _word: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


def _ask(_typing: Any, array: Any, _index: Any) -> Any:
    signature = types.void(array, types.int64)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = signature.args[0]
        view = context.make_array(kind)(context, builder, arguments[0])
        stride = cgutils.unpack_tuple(builder, view.strides, kind.ndim)[0]
        place = builder.add(builder.ptrtoint(view.data, ir.IntType(64)), builder.mul(arguments[1], stride))
        pointer = ir.IntType(8).as_pointer()
        address = builder.inttoptr(place, pointer)
        word = ir.IntType(32)
        shape = ir.FunctionType(ir.VoidType(), [pointer, word, word, word])
        prefetch = cgutils.get_or_insert_function(builder.module, shape, "llvm.prefetch.p0")
        builder.call(prefetch, [address, word(0), word(3), word(1)])  # for reading, keep close, into the data cache
        return context.get_dummy_value()

    return signature, generate


ones: Any = intrinsic(_ones)
"""`ones(word)`: set bits of a uint64, one instruction."""

ask: Any = intrinsic(_ask)
"""`ask(array, index)`: asks for the cache line of array[index] (first axis) and doesn't wait for it."""


@compiled
def permute(hashes, table, out):  # type: ignore[no-untyped-def]
    """`out[i]` are the four words of the 32 bytes `hashes[i]`; `table[place, byte]` says which bits a byte sets."""
    for row in range(hashes.shape[0]):
        a, b, c, d = _U(0), _U(0), _U(0), _U(0)
        for place in range(32):
            words = table[place, hashes[row, place]]
            a |= words[0]
            b |= words[1]
            c |= words[2]
            d |= words[3]
        out[row, 0], out[row, 1], out[row, 2], out[row, 3] = a, b, c, d


@compiled
def band_of(words, start, width):  # type: ignore[no-untyped-def]
    """Bits start to start + width of four words, as a number."""
    word, shift = start >> 6, _U(start & 63)
    value = words[word] >> shift
    if (start & 63) + width > 64:
        value |= words[word + 1] << (_WORD_BITS - shift)
    return np.int64(value & ((_ONE << _U(width)) - _ONE))


@compiled
def fill_band(words, start, width, bounds, rows, keys):  # type: ignore[no-untyped-def]
    """Counting sort of one band: rows of bucket k are rows[bounds[k]:bounds[k + 1]], ascending. `bounds` is zero;
    `keys` is room for as many uint32 as there are hashes."""
    count = words.shape[0]
    for row in range(count):
        keys[row] = band_of(words[row], start, width)
    for row in range(count):
        ask(bounds, np.int64(keys[min(row + _AHEAD, count - 1)]))
        bounds[keys[row]] += np.uint32(1)
    total = np.uint32(0)
    for key in range(bounds.shape[0]):
        total += bounds[key]
        bounds[key] = total
    for row in range(count - 1, -1, -1):
        ask(bounds, np.int64(keys[max(row - 2 * _AHEAD, 0)]))
        ask(rows, np.int64(bounds[keys[max(row - _AHEAD, 0)]]) - 1)
        key = keys[row]
        bounds[key] -= np.uint32(1)
        rows[bounds[key]] = row


@compiled
def crowd(bounds):  # type: ignore[no-untyped-def]
    """Over all hashes, the sum of how many others share their bucket."""
    total = 0.0
    for key in range(bounds.shape[0] - 1):
        size = np.float64(bounds[key + 1] - bounds[key])
        total += size * (size - 1.0)
    return total


@compiled
def squeeze(bounds, filled, ranks):  # type: ignore[no-untyped-def]
    """Takes empty buckets out of `bounds`, in place, and marks the others: bit k % 64 of filled[k / 64]; ranks[w]
    counts the buckets marked before word w. The bounds of the one of rank r become bounds[r] and bounds[r + 1].
    Returns how many are marked."""
    rank = 0
    for word in range(filled.shape[0]):
        ranks[word] = rank
        marks = _U(0)
        for bit in range(min(64, bounds.shape[0] - 1 - word * 64)):
            key = word * 64 + bit
            start = bounds[key]
            if start < bounds[key + 1]:
                marks |= _ONE << _U(bit)
                bounds[rank] = start
                rank += 1
        filled[word] = marks
    bounds[rank] = bounds[bounds.shape[0] - 1]
    return rank


@compiled
def grown(found):  # type: ignore[no-untyped-def]
    larger = np.empty((found.shape[0] * 2, 3), np.int64)
    larger[: found.shape[0]] = found
    return larger


@compiled
def apart_within(a, b, radius):  # type: ignore[no-untyped-def]
    """Distance of two hashes, or -1 when it is beyond `radius`."""
    apart = np.int64(ones(a[0] ^ b[0]) + ones(a[1] ^ b[1]))
    if apart > radius:
        return -1
    apart += np.int64(ones(a[2] ^ b[2]) + ones(a[3] ^ b[3]))
    return apart if apart <= radius else -1


@compiled
def scan_block(words, sought, limit, hits):  # type: ignore[no-untyped-def]
    """Puts the rows that are at most `limit` away into `hits`; returns how many. Nothing else is in this loop: with the
    growing of results inside it was 14 times slower."""
    a, b, c, d = sought[0], sought[1], sought[2], sought[3]
    count = 0
    for row in range(words.shape[0]):
        apart = ones(words[row, 0] ^ a) + ones(words[row, 1] ^ b)
        if apart <= limit:
            apart += ones(words[row, 2] ^ c) + ones(words[row, 3] ^ d)
            if apart <= limit:
                hits[count] = row
                count += 1
    return count


@compiled
def scan_columns(first, second, sought, limit, hits):  # type: ignore[no-untyped-def]
    """Puts the places into `hits` where the first two words are at most `limit` away; returns how many. `first` and
    `second` are those words, each in an array of its own, which the compiler turns into vector instructions."""
    a, b = sought[0], sought[1]
    count = 0
    for start in range(0, first.shape[0], _RUN):
        left, right = first[start : start + _RUN], second[start : start + _RUN]
        least = _U(256)
        for at in range(left.shape[0]):
            least = min(least, ones(left[at] ^ a) + ones(right[at] ^ b))
        if least <= limit:
            for at in range(left.shape[0]):
                if ones(left[at] ^ a) + ones(right[at] ^ b) <= limit:
                    hits[count] = start + at
                    count += 1
    return count


@compiled
def scan(words, queries, picked, radius, found, count):  # type: ignore[no-untyped-def]
    """Compares every picked query with every hash. Appends (query, row, distance) to `found` behind `count`."""
    hits = np.empty(_BLOCK, np.int64)
    first, second = np.empty(_BLOCK, np.uint64), np.empty(_BLOCK, np.uint64)
    many = picked.shape[0] >= _MANY
    for block in range(0, words.shape[0], _BLOCK):
        end = min(block + _BLOCK, words.shape[0])
        if many:
            for row in range(block, end):
                first[row - block], second[row - block] = words[row, 0], words[row, 1]
        for at in range(picked.shape[0]):
            query = picked[at]
            if many:
                near = scan_columns(first[: end - block], second[: end - block], queries[query], _U(radius), hits)
            else:
                near = scan_block(words[block:end], queries[query], _U(radius), hits)
            for hit in range(near):
                row = block + hits[hit]
                apart = apart_within(words[row], queries[query], radius)
                if apart < 0:
                    continue
                if count == found.shape[0]:
                    found = grown(found)
                found[count, 0], found[count, 1], found[count, 2] = query, row, apart
                count += 1
    return found, count


@compiled
def found_before(query, words, band, bands):  # type: ignore[no-untyped-def]
    """Whether an earlier band already led to this hash: so each match is told once, without remembering any."""
    for b in range(band):
        start, width, reach = bands[b, 0], bands[b, 1], bands[b, 2]
        if reach >= 0:
            change = band_of(query, start, width) ^ band_of(words, start, width)
            if np.int64(ones(_U(change))) <= reach:
                return True
    return False


@compiled
def probe(filled, bands, masks, sought, keys):  # type: ignore[no-untyped-def]
    """First phase: every bucket that the query may have to open. `bands[b]` is start, width, reach, first mask, end of
    masks, offset into `filled` and `ranks`, offset into `bounds`."""
    at = 0
    for b in range(bands.shape[0]):
        key = band_of(sought, bands[b, 0], bands[b, 1])
        for m in range(bands[b, 3], bands[b, 4]):
            keys[at] = key ^ masks[m]
            ask(filled, bands[b, 5] + (keys[at] >> 6))
            at += 1


@compiled
def not_empty(filled, ranks, bounds, bands, keys, slots, owners):  # type: ignore[no-untyped-def]
    """Second phase: the places in `bounds` of buckets that hold something, and their bands. Returns how many."""
    full, at = 0, 0
    for b in range(bands.shape[0]):
        for _ in range(bands[b, 3], bands[b, 4]):
            word, bit = bands[b, 5] + (keys[at] >> 6), _U(keys[at] & 63)
            at += 1
            marks = filled[word] >> bit
            if marks & _ONE:
                before = filled[word] & ((_ONE << bit) - _ONE)
                slots[full] = bands[b, 6] + np.int64(ranks[word]) + np.int64(ones(before))
                owners[full] = b
                ask(bounds, slots[full])
                full += 1
    return full


@compiled
def open_buckets(bounds, rows, total, full, slots, owners, ends):  # type: ignore[no-untyped-def]
    """Third phase: `slots` and `ends` become the places of the buckets in `rows`. Returns how many hashes they hold."""
    size = np.int64(0)
    for p in range(full):
        start, end = bounds[slots[p]], bounds[slots[p] + 1]
        first = owners[p] * total
        slots[p], ends[p] = first + start, first + end
        ask(rows, slots[p])
        size += np.int64(end - start)
    return size


@compiled
def gather(words, rows, full, slots, owners, ends, candidates, origin):  # type: ignore[no-untyped-def]
    """Fourth phase: the rows in those buckets, and the band each came from."""
    at = 0
    for p in range(full):
        for place in range(slots[p], ends[p]):
            candidates[at], origin[at] = rows[place], owners[p]
            ask(words, np.int64(rows[place]))
            at += 1


@compiled
def gather_once(words, rows, full, slots, owners, ends, most, seen, candidates, origin):  # type: ignore[no-untyped-def]
    """As `gather`, but each row only once, with the first of its bands: near-identical hashes share the buckets of most
    bands, and reading them again for each was most of the work. `seen` has a bit for each row, all zero, and is left
    so. Returns how many rows; -1 when they are more than `most`."""
    count = 0
    for p in range(full):
        for place in range(slots[p], ends[p]):
            row = rows[place]
            word, bit = np.int64(row >> np.uint32(6)), _ONE << _U(row & np.uint32(63))
            if seen[word] & bit:
                continue
            if count == most:
                forget(seen, candidates, count)
                return -1
            seen[word] |= bit
            candidates[count], origin[count] = row, owners[p]
            ask(words, np.int64(row))
            count += 1
    forget(seen, candidates, count)
    return count


@compiled
def forget(seen, candidates, count):  # type: ignore[no-untyped-def]
    """Clears the bits of these rows."""
    for at in range(count):
        seen[candidates[at] >> np.uint32(6)] = _U(0)


@compiled
def look_up(words, filled, ranks, bounds, rows, bands, masks, queries, radius, most, found):  # type: ignore[no-untyped-def]
    """Appends (query, row, distance) of every match to `found`. A query that would compare more than `most` hashes, or
    meets more than `_REPEATS` times as many places, is left out and marked in `crowded`."""
    count, probes = 0, 0
    for b in range(bands.shape[0]):
        probes += bands[b, 4] - bands[b, 3]
    keys, slots, ends = np.empty(probes, np.int64), np.empty(probes, np.int64), np.empty(probes, np.int64)
    owners, seen = np.empty(probes, np.int64), np.empty(0, np.uint64)
    candidates, origin = np.empty(max(most, 1), np.uint32), np.empty(max(most, 1), np.uint8)
    crowded = np.zeros(queries.shape[0], np.bool_)
    for query in range(queries.shape[0]):
        sought = queries[query]
        probe(filled, bands, masks, sought, keys)
        full = not_empty(filled, ranks, bounds, bands, keys, slots, owners)
        size = open_buckets(bounds, rows, words.shape[0], full, slots, owners, ends)
        if size > _FEW_PLACES:
            if not seen.shape[0]:
                seen = np.zeros((words.shape[0] + 63) // 64, np.uint64)
            if size > _REPEATS * most:
                size = -1
            else:
                size = gather_once(words, rows, full, slots, owners, ends, most, seen, candidates, origin)
        else:
            gather(words, rows, full, slots, owners, ends, candidates, origin)
        if size < 0:
            crowded[query] = True
            continue
        for p in range(size):
            row = np.int64(candidates[p])
            apart = apart_within(words[row], sought, radius)
            if apart < 0 or found_before(sought, words[row], np.int64(origin[p]), bands):
                continue
            if count == found.shape[0]:
                found = grown(found)
            found[count, 0], found[count, 1], found[count, 2] = query, row, apart
            count += 1
    return found, count, crowded
