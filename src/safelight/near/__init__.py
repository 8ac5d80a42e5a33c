"""Near-match kernels that ads and content share, on plain arrays.

MinHash signatures over byte 5-shingles, LSH bands that only *suggest* pairs, verification of every
pair, connected components, word alignment. Each clever function has an obvious twin in `twin.py`
and a property test that compares the two.

Promises: no domain words, no input or output, the same arrays in give the same arrays out. numba is
loaded when the first kernel runs, never on import. Refuses: a band is a candidate, never an edge.
"""

from safelight.near.align import align
from safelight.near.components import components
from safelight.near.minhash import ROWS, SIGNATURE_BYTES, from_arrow, from_strings, signatures, similarity
from safelight.near.pairs import candidates, near_pairs, verify

__all__ = [
    "ROWS",
    "SIGNATURE_BYTES",
    "align",
    "candidates",
    "components",
    "from_arrow",
    "from_strings",
    "near_pairs",
    "signatures",
    "similarity",
    "verify",
]
