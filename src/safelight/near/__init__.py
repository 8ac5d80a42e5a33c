"""Near-match kernels that ads and content share, on plain arrays.

Here: MinHash signatures over byte 5-shingles and connected components, each with an obvious twin in `twin.py` and a
property test that compares the two. In modules of their own: clusters of edited texts (`kin`), what the texts of one
have in common (`consensus`), families of picture prints (`prints`, a first look), every hash within a distance
(`multi_index`, exact), circuits (`circuit`).

Promises: no domain words, no input or output, the same arrays in give the same arrays out. numba is
loaded when the first kernel runs, never on import. Refuses: a guess at a pair is never an edge; every pair is compared.
"""

from safelight.near.components import components, sharing
from safelight.near.minhash import ROWS, SIGNATURE_BYTES, from_strings, signatures, similarity

__all__ = [
    "ROWS",
    "SIGNATURE_BYTES",
    "components",
    "from_strings",
    "sharing",
    "signatures",
    "similarity",
]
