"""Consensus: what several texts of one script have in common, word for word, and where each fills in its own.

No text is the model. Tokens are laid in columns piece by piece (`consensus_kernels`), so that a moved sentence stands
where it stands in the script, and each column is told in the fewest bits (`slot_kernels`): a constant word that some
edited, a slot, or nothing of the script. Disguised letters don't matter; the form that most write is shown. The
answer depends on these texts alone, and on their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safelight.near.letters import codes_of, letters

MOST_TOKENS = 512
"""Tokens of a text that are laid in columns: the table is quadratic, ads have about 60 words (p95 200; research)."""

MOST_READ = 64 * MOST_TOKENS
"""Code points of a text that are looked at for these tokens."""

MOST_COLUMNS = 2_048
"""Columns that are opened: four times what one text can have, which a dozen heavily edited ones don't fill."""


RIVALS = 2
"""Other words that are shown in a place where nothing says which was edited: of three texts, all."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """`spans[starts[i]:starts[i + 1]]`: where the words, numbers, signs and stops of text i stand in it. `keys` are
    equal for equal words however they are dressed, `written` for equal strings; `odd`: how strangely it is dressed."""

    keys: NDArray[np.uint64]
    written: NDArray[np.uint64]
    kinds: NDArray[np.int8]
    odd: NDArray[np.int16]
    spans: NDArray[np.int32]
    starts: NDArray[np.int64]

    def rows(self, first: int, last: int) -> Tokens:
        """The tokens of texts first to last - 1."""
        at = slice(self.starts[first], self.starts[last])
        starts = self.starts[first : last + 1] - self.starts[first]
        return Tokens(self.keys[at], self.written[at], self.kinds[at], self.odd[at], self.spans[at], starts)


@dataclass(frozen=True, slots=True)
class Script:
    """The columns of a script in order. `shown[c]`: the text that writes constant c as most do, -1 for a slot;
    `rivals[c]`: up to RIVALS texts with other words there that as many have, else -1; `tokens[c, i]`: the number of
    text i's token there, -1 when it has none."""

    shown: NDArray[np.int64]
    rivals: NDArray[np.int64]
    tokens: NDArray[np.int32]


def tokens_of(texts: Sequence[str]) -> Tokens:
    """The first MOST_TOKENS tokens of each text."""
    from safelight.near import letter_kernels as kernels

    codes = codes_of([text[:MOST_READ] for text in texts])
    known = letters(codes.codes)
    most = int(np.minimum(np.diff(codes.starts), MOST_TOKENS).sum()) + 1
    keys, written = np.empty(most, np.uint64), np.empty(most, np.uint64)
    kinds, odd, spans = np.empty(most, np.int8), np.empty(most, np.int16), np.empty((most, 2), np.int32)
    ends = np.zeros(len(texts) + 1, np.int64)
    tokens = (keys, written, kinds, odd, spans)
    kernels.cut(codes.codes, codes.starts, MOST_TOKENS, known.heads, known.rows, tokens, ends[1:])
    size = int(ends[-1])
    return Tokens(keys[:size], written[:size], kinds[:size], odd[:size], spans[:size], ends)


def consensus(tokens: Tokens) -> Script:
    """The script of these texts. The first decides the order of what was moved, nothing else."""
    from safelight.near import consensus_kernels, slot_kernels

    _, keys = np.unique(tokens.keys, return_inverse=True)
    cells = consensus_kernels.lay(keys, tokens.kinds, tokens.starts, MOST_COLUMNS)
    verdicts = np.empty(len(cells), np.int8)
    shown, rivals = np.empty(len(cells), np.int64), np.empty((len(cells), RIVALS), np.int64)
    slot_kernels.judge(cells, keys, tokens.written, tokens.kinds, tokens.odd, tokens.starts, verdicts, shown, rivals)
    kept = verdicts != slot_kernels.ABSENT
    return Script(shown[kept], rivals[kept], cells[kept])
