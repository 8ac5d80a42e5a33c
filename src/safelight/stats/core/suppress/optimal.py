"""The fewest hidden cells, by an integer program: for small tables, and the twin that `choose.py` is measured by.

One yes-or-no for each cell, and for each small cell and direction one table that reaches its limit while only hidden
cells move (after Fischetti and Salazar, Management Science 47(7), 2001, in its plain form without decomposition).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from safelight.stats.core.suppress.attack import Mask, Puzzle
from safelight.stats.core.suppress.need import Need


def fewest(puzzle: Puzzle, need: Need, nodes: int | None = None) -> Mask | None:
    """The smallest set of cells to hide, None when `nodes` of the search did not prove it."""
    cells = len(puzzle.counts)
    demands = [(int(at), sign, amount) for at in need.cells for sign, amount in need.directions(int(at))]
    up = 4 * max((amount for _, _, amount in demands), default=0.0)
    room = np.minimum(puzzle.room(), up)
    blocks: list[LinearConstraint] = []
    width = cells * (1 + len(demands))
    lower, upper = np.zeros(width), np.ones(width)
    lower[:cells] = need.forced
    upper[:cells] = need.hideable
    eye = sparse.identity(cells, format="csr")
    for number, (at, sign, amount) in enumerate(demands):
        start = cells * (1 + number)
        pad = [sparse.csr_array((puzzle.matrix.shape[0], start)), puzzle.matrix]
        pad.append(sparse.csr_array((puzzle.matrix.shape[0], width - start - cells)))
        if puzzle.matrix.shape[0]:
            blocks.append(LinearConstraint(sparse.hstack(pad, format="csr"), 0, 0))
        for limit, way in ((up, 1), (room, -1)):
            left = sparse.diags_array(np.broadcast_to(limit, (cells,)))
            row = [left, sparse.csr_array((cells, start - cells)), -way * eye]
            row.append(sparse.csr_array((cells, width - start - cells)))
            blocks.append(LinearConstraint(sparse.hstack(row, format="csr"), 0, np.inf))
        lower[start : start + cells], upper[start : start + cells] = -room, up
        if sign > 0:
            lower[start + at] = amount
        else:
            upper[start + at] = -amount
    cost = np.zeros(width)
    cost[:cells] = 1
    kinds = np.zeros(width)
    kinds[:cells] = 1
    options = {} if nodes is None else {"node_limit": nodes}
    found = milp(cost, integrality=kinds, bounds=Bounds(lower, upper), constraints=blocks, options=options)
    return None if found.status != 0 else found.x[:cells] > 0.5
