#!/usr/bin/env python3
"""Fits the metric of `models/`: how the numbers of a track are brought to where songs of one production lie together.

    python3 scripts/train-encoder/fit_metric.py --songs SONGS.npz --out models/coproducer-4-metric.json
    python3 scripts/train-encoder/fit_metric.py --songs SONGS.npz --leave-out

What songs of one recipe differ in (key, notes, arrangement, loudness) moves many numbers together: another key moves all
third octaves below 300 Hz. Part by part of the vector, z-scored on the songs of its generator:

- W is the covariance of songs around the mean of their recipe, B that of recipes around the mean of their family, less
  what chance adds to it, and half of that of families; each the mean over the generators.
- W is shrunk towards a multiple of the identity, by `SHRINKAGE`.
- Along the directions that make W the identity and B diagonal (linear discriminants) a song is taken for what its recipe
  most likely is: l / (1 + l) of where it lies, l being the variance between recipes there, as in probabilistic
  discriminant analysis (Ioffe 2006). The root of that share finds less on a generator that is left out.

Of what was heard the first `COLUMNS` directions are kept. What was measured has a map that keeps its numbers in their
places (the symmetric root of the same metric), so that they keep their names.

`--leave-out` tells what the metric finds on each generator when it is fitted on the others.
"""

import argparse
import base64
import json

import numpy as np

# Chosen by what is found on a generator that is left out.
SHRINKAGE = {"measured": 0.05, "spectrum": 0.05, "modulation": 0.05, "trunk": 0.7}
COLUMNS = 64
# Families count for half: their siblings are what is hard to tell apart.
FAMILY_SHARE = 0.5
# Of a library that is asked, at most.
FAMILIES = 12
# As `src/similarity/vector-library.ts` standardises.
Z_CAP = 3.0


class Songs:
    """Rows of numbers of one generator, z-scored on themselves; a number that is missing is the mean."""

    def __init__(self, values, recipe, family, jnds):
        spread = np.maximum(jnds, np.nanstd(values, axis=0))
        self.z = np.clip((values - np.nanmean(values, axis=0)) / spread, -Z_CAP, Z_CAP)
        self.recipe, self.family = recipe, family

    def scatters(self, part):
        """W and B of a part."""
        z = np.nan_to_num(self.z[:, part])
        _, first, of_recipe = np.unique(self.recipe, return_index=True, return_inverse=True)
        recipes = means(z, of_recipe)
        within = covariance(z - recipes[of_recipe], len(z) - len(recipes))
        _, of_family = np.unique(self.family[first], return_inverse=True)
        families = means(recipes, of_family)
        between = covariance(recipes - families[of_family], len(recipes) - len(families))
        apart = covariance(families - families.mean(axis=0), len(families))
        return within, between - within * len(recipes) / len(z) + FAMILY_SHARE * apart


def means(rows, groups):
    sums = np.zeros((groups.max() + 1, rows.shape[1]))
    np.add.at(sums, groups, rows)
    return sums / np.bincount(groups)[:, None]


def covariance(rows, freedom):
    return rows.T @ rows / freedom


def fitted(generators, part, kind):
    """The map of a part, numbers x what is compared."""
    within, between = (np.mean(parts, axis=0) for parts in zip(*(songs.scatters(part) for songs in generators)))
    size = len(within)
    shrinkage = SHRINKAGE[kind]
    shrunk = (1 - shrinkage) * within + shrinkage * np.trace(within) / size * np.eye(size)
    variances, axes = np.linalg.eigh(shrunk)
    whitening = axes / np.sqrt(variances)
    ratios, turn = np.linalg.eigh(whitening.T @ between @ whitening)
    kept = np.argsort(-ratios, kind="stable")[:COLUMNS]
    ratios = np.maximum(ratios[kept], 0)
    directions = whitening @ turn[:, kept] * (ratios / (1 + ratios))
    if kind != "measured":
        # Which way a direction points is left open: so that its largest number is positive.
        largest = directions[np.argmax(np.abs(directions), axis=0), np.arange(directions.shape[1])]
        return directions * np.sign(largest)
    squares, axes = np.linalg.eigh(directions @ directions.T)
    return (axes * np.sqrt(np.maximum(squares, 0))) @ axes.T


def precision_at_5(songs, families, part, matrix):
    """Mean share of a song's own recipe among its five nearest, in libraries of so many families at most, as the
    program compares."""
    found = []
    known = np.unique(songs.family)
    families = min(families, len(known))
    for at in range(0, len(known) - families + 1, families):
        rows = np.isin(songs.family, known[at : at + families])
        recipe = songs.recipe[rows]
        z = np.nan_to_num(songs.z[rows][:, part]) @ matrix
        squares = np.sum(z**2, axis=1)
        alike = 2 * (z @ z.T) / (squares[:, None] + squares[None] + 1e-12)
        np.fill_diagonal(alike, -np.inf)
        crowd = np.sort(alike, axis=1)[:, -10:].mean(axis=1)
        nearest = np.argsort(-(2 * alike - crowd[None]), axis=1, kind="stable")[:, :5]
        relatives = np.bincount(np.unique(recipe, return_inverse=True)[1]).min() - 1
        found.append((recipe[nearest] == recipe[:, None]).sum(axis=1) / min(5, relatives))
    return float(np.mean(np.concatenate(found)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--songs", required=True, help="what metric_songs.py wrote")
    parser.add_argument("--out", help="file of the metric")
    parser.add_argument("--leave-out", action="store_true")
    options = parser.parse_args()
    data = np.load(options.songs)
    parts = json.loads(str(data["layout"]))
    jnds = np.concatenate([part["jnds"] for part in parts])
    values, generator, recipe, family = (data[name] for name in ("values", "generator", "recipe", "family"))
    known = np.unique(generator)
    songs = {g: Songs(values[own].astype(float), recipe[own], family[own], jnds) for g in known for own in [generator == g]}
    maps, at = [], 0
    for part in parts:
        where = slice(at, at + len(part["ids"]))
        at = where.stop
        kind = part["name"].split(".")[-1]
        # A single number cannot be turned, and curves, form and key are left as they are.
        if kind not in SHRINKAGE or len(part["ids"]) < 2:
            continue
        if options.leave_out:
            for g in known:
                matrix = fitted([songs[h] for h in known if h != g], where, kind)
                plain, learnt = (precision_at_5(songs[g], FAMILIES, where, m) for m in (np.eye(len(part["ids"])), matrix))
                print(f"{part['name']}, generator {g} left out: {plain:.3f} to {learnt:.3f}")
            continue
        matrix = fitted(list(songs.values()), where, kind)
        scale = float(np.max(np.abs(matrix))) / 32767
        whole = np.round(matrix / scale).astype("<i2")
        maps.append(
            {
                "part": part["name"],
                # What was heard has no names; what was measured has to be the same in the program.
                "ids": part["ids"] if kind == "measured" else [],
                "rows": matrix.shape[0],
                "columns": matrix.shape[1],
                "scale": scale,
                "values": base64.b64encode(whole.tobytes()).decode(),
            }
        )
    if options.out:
        with open(options.out, "w") as file:
            json.dump({"schema": "coproducer.metric/1", "maps": maps}, file, indent=2)
            file.write("\n")


if __name__ == "__main__":
    main()
