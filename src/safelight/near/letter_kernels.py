"""The numba kernels that cut texts, behind `words` and `scripts`. Import this module inside functions only, as
`kernels`.

Both first unfold a text into folded characters (see `letters`): what each reads as, what it is, and where it stands.
`split` keeps the words that texts are compared by; `cut` keeps all that is shown: words, numbers, signs, stops.
"""

from __future__ import annotations

import numpy as np

from safelight.near.compiled import compiled
from safelight.near.kernels import mix
from safelight.near.letters import BREAK, DIGIT, DISGUISED, INNER, LETTER, LONE, SIGN, UPPER

_U = np.uint64
_PRIME = _U(0x100000001B3)
_BASIS = _U(0xCBF29CE484222325)
_SHIFT_HIGH = _U(32)

WORD, CAPITAL, NUMBER, ORNAMENT, STOP = range(5)
"""Kinds of token: a word, one with a capital at its front, one of digits, symbols or emoji, punctuation."""

_DOT, _HYPHEN, _COMMA, _COLON, _SLASH = (ord(sign) for sign in ".-,:/")
_JOINS = (_DOT, _HYPHEN, _COMMA, _COLON, _SLASH)
_ENDS = (_DOT, ord("!"), ord("?"), ord("|"), ord(";"))


@compiled
def unfold(codes, start, end, heads, rows, room):  # type: ignore[no-untyped-def]
    """(folded characters of codes[start:end] as rows of (plain, read, what, how, place), their number). `room` is used
    when it is large enough."""
    size = 0
    for at in range(start, end):
        size += (heads[codes[at]] - 1) & 31
    if size > len(room):
        room = np.empty((2 * size, 5), np.uint32)
    size = 0
    for at in range(start, end):
        head = np.int64(heads[codes[at]]) - 1
        for row in range(head >> 5, (head >> 5) + (head & 31)):
            room[size, 0], room[size, 1] = rows[row, 0], rows[row, 1]
            room[size, 2], room[size, 3] = rows[row, 2], rows[row, 3]
            room[size, 4] = at - start
            size += 1
    return room, size


@compiled
def _is_inner(room, at, size, inside):  # type: ignore[no-untyped-def]
    """Whether the sign at `at` stands between two characters of a word."""
    return inside and at + 1 < size and (room[at + 1, 2] == LETTER or room[at + 1, 2] == DIGIT)


@compiled
def _word(room, at, size):  # type: ignore[no-untyped-def]
    """(where the word at `at` ends, its digest, its letters)."""
    digest, count, last, first = _BASIS, 0, _U(0), at
    while at < size:
        what = room[at, 2]
        if what == INNER:
            if not _is_inner(room, at, size, at > first):
                break
        elif what not in (LETTER, DIGIT):
            break
        count += what == LETTER
        read = _U(room[at, 1])
        if read != last and read != _U(0):
            digest = (digest ^ read) * _PRIME
            last = read
        at += 1
    return at, digest, count


@compiled
def _pair(room, at, size):  # type: ignore[no-untyped-def]
    """(digest of a character and its next in a script without spaces, whether it counts): the last only alone."""
    digest = (_BASIS ^ _U(room[at, 1])) * _PRIME
    if at + 1 < size and room[at + 1, 2] == LONE:
        return (digest ^ _U(room[at + 1, 1])) * _PRIME, True
    return digest, at == 0 or room[at - 1, 2] != LONE


@compiled
def split(codes, starts, most, heads, rows, words, ends, digests):  # type: ignore[no-untyped-def]
    """Writes 32-bit word digests of each text to `words`, where each text ends to `ends`, and a digest of the whole to
    `digests`. Words without a letter are left out, as is what follows the first `most` words."""
    total, room = 0, np.empty((0, 5), np.uint32)
    for text in range(len(starts) - 1):
        room, size = unfold(codes, starts[text], starts[text + 1], heads, rows, room)
        first, whole, at = total, _BASIS, 0
        while at < size and total - first < most:
            if room[at, 2] == LONE:
                digest, kept = _pair(room, at, size)
                at += 1
            else:
                end, digest, count = _word(room, at, size)
                kept = count > 0
                at = max(end, at + 1)
            if kept:
                words[total] = np.uint32(mix(digest) >> _SHIFT_HIGH)
                whole = mix(whole + _U(words[total]))
                total += 1
        ends[text] = total
        digests[text] = whole


@compiled
def _joins(room, at, size, first):  # type: ignore[no-untyped-def]
    """Whether the sign at `at` stands between two digits, as in a phone number, a price or a date."""
    if room[at, 0] not in _JOINS:
        return False
    return at > first and at + 1 < size and room[at - 1, 2] == DIGIT and room[at + 1, 2] == DIGIT


@compiled
def _token(room, at, size):  # type: ignore[no-untyped-def]
    """(where the word or number at `at` ends, its digest, its kind, how oddly its letters are written)."""
    first, last = at, _U(0)
    read_as, as_is = _BASIS, _BASIS
    letters, figures, uppers, odd = 0, 0, 0, 0
    while at < size:
        what = room[at, 2]
        if what == INNER:
            if not _is_inner(room, at, size, at > first):
                break
        elif what not in (LETTER, DIGIT) and not _joins(room, at, size, first):
            break
        letters += what == LETTER
        figures += what == DIGIT
        uppers += (room[at, 3] & UPPER) > 0
        odd += what != LETTER or (room[at, 3] & DISGUISED) > 0
        as_is = (as_is ^ _U(room[at, 0])) * _PRIME
        if _U(room[at, 1]) != last and room[at, 1] != 0:
            last = _U(room[at, 1])
            read_as = (read_as ^ last) * _PRIME
        at += 1
    if letters == 0 or figures > letters:
        return at, as_is, NUMBER, 0
    capital = uppers == 1 and letters > 1 and (room[first, 3] & UPPER) > 0
    return at, read_as, CAPITAL if capital else WORD, 2 * odd + (uppers > 1)


@compiled
def _run(room, at, size):  # type: ignore[no-untyped-def]
    """(where the run of symbols, or of one punctuation sign, ends, its digest, its kind). Signs that end a sentence are
    one."""
    first, sign = at, room[at, 0]
    if room[at, 2] == SIGN:
        digest, last = _BASIS, _U(0)
        while at < size and room[at, 2] == SIGN:
            if _U(room[at, 0]) != last:
                last = _U(room[at, 0])
                digest = (digest ^ last) * _PRIME
            at += 1
        return at, digest, ORNAMENT
    while at < size and room[at, 0] == sign:
        at += 1
    mark = _U(_DOT) if sign in _ENDS else _U(sign)
    return max(at, first + 1), (_BASIS ^ mark) * _PRIME, STOP


@compiled
def _written(codes, start, end):  # type: ignore[no-untyped-def]
    digest = _BASIS
    for at in range(start, end):
        digest = (digest ^ _U(codes[at])) * _PRIME
    return mix(digest)


@compiled
def cut(codes, starts, most, heads, rows, tokens, ends):  # type: ignore[no-untyped-def]
    """Writes the first `most` tokens of each text to `tokens` (keys, written, kinds, odd, spans) and where each text's
    tokens end to `ends`. Spans count code points from the text's start."""
    keys, written, kinds, odd, spans = tokens
    total, room = 0, np.empty((0, 5), np.uint32)
    for text in range(len(starts) - 1):
        start, length = starts[text], starts[text + 1] - starts[text]
        room, size = unfold(codes, start, start + length, heads, rows, room)
        first, at = total, 0
        while at < size and total - first < most:
            what = room[at, 2]
            end, key, kind, strange = at + 1, _U(room[at, 0]), WORD, 0
            if what in (LETTER, DIGIT):
                end, key, kind, strange = _token(room, at, size)
            elif what not in (LONE, BREAK):
                end, key, kind = _run(room, at, size)
            begin = np.int64(room[at, 4])
            till = max(begin + 1, np.int64(room[end, 4]) if end < size else length)
            if total > first:
                begin = max(begin, np.int64(spans[total - 1, 1]))
            if what != BREAK and begin < till:
                spans[total, 0], spans[total, 1] = begin, till
                keys[total], kinds[total], odd[total] = mix(key), kind, strange
                written[total] = _written(codes, start + begin, start + till)
                total += 1
            at = end
        ends[text] = total


@compiled
def only_letters(codes, starts, kinds, out, ends):  # type: ignore[no-untyped-def]
    """Writes each text's letters (`kinds` 1) to `out`, one space for what stands between two, and where it ends."""
    size = 0
    for text in range(len(starts) - 1):
        first, gap = size, False
        for at in range(starts[text], starts[text + 1]):
            if kinds[codes[at]] != 1:
                gap = True
                continue
            if gap and size > first:
                out[size] = 32
                size += 1
            out[size] = codes[at]
            size += 1
            gap = False
        ends[text] = size
