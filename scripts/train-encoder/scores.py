"""How good vectors are at finding what belongs together."""

import numpy as np


def precision_at_5(library, groups, rows=None, queries=None):
    """Mean share of a vector's own group among its five nearest by cosine; the size of a small group caps it.

    All are z-scored by the library's mean and spread, the vector itself is never found.

    rows     which vectors ask; all where left out
    queries  what asks in their place, in the order of the rows
    """
    mean, spread = library.mean(axis=0), library.std(axis=0) + 1e-6
    rows = np.arange(len(library)) if rows is None else np.flatnonzero(rows)
    asked = unit((library[rows] if queries is None else queries) - mean, spread)
    similarity = asked @ unit(library - mean, spread).T
    similarity[np.arange(len(rows)), rows] = -np.inf
    nearest = np.argsort(-similarity, axis=1, kind="stable")[:, :5]
    groups = np.asarray(groups)
    sizes = np.bincount(groups)[groups[rows]] - 1
    hits = (groups[nearest] == groups[rows][:, None]).sum(axis=1)
    return float(np.mean(hits / np.minimum(5, sizes)))


def unit(vectors, spread):
    scaled = vectors / spread
    return scaled / np.linalg.norm(scaled, axis=1, keepdims=True)
