#!/usr/bin/env python3
"""Renders and measures the songs that `fit_metric.py` learns from: new recipes of all three generators.

    node scripts/build.mjs && node scripts/run.mjs scripts/train-encoder/song-vectors.ts < /dev/null
    python3 scripts/train-encoder/metric_songs.py --out SONGS.npz [--rounds 12] [--processes 15]

A round is eight families of the generator `sampler` and six of each of the other two, four recipes a family and four songs
a recipe, mastered. Neither the training nor `validation_songs.py` draws any of these recipes. A song is measured by the
program itself (`song-vectors.ts`, built by the first line) and is gone after that; SONGS.npz holds a row of numbers for
each, whose generator, family and recipe it is, and what the numbers are.
"""

import argparse
import json
import os
import subprocess
import tempfile
from multiprocessing import get_context
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np
import torch
from scipy.io import wavfile

from front_end import RATE_HZ
from generators import sampler
from material import FAMILY, GENERATORS
from validation_songs import sixteen_bits, song_of

SONGS = 4
SAMPLER_FAMILIES, OTHER_FAMILIES = 8, 6
# Keeps these draws away from those of `endless.py`.
STREAM = 92
SAMPLER = len(GENERATORS)
SCRIPT = Path(__file__).resolve().parents[2] / "dist" / "scripts" / "song-vectors.cjs"

program = None
layout = None


def begin():
    """Every process has a program of its own that measures."""
    global program, layout
    program = subprocess.Popen(["node", str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    layout = program.stdout.readline()


def measured(signal):
    """The numbers of a song (2 x samples, 16 bits)."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "song.wav"
        wavfile.write(file, RATE_HZ, signal.T)
        program.stdin.write(f"{file}\n")
        program.stdin.flush()
        # What could not be measured is null.
        return np.array(json.loads(program.stdout.readline()), np.float32)


def recipe_rows(task):
    """Generator, family, recipe and numbers of each song of a recipe; `signals` where they are rendered already."""
    generator, recipe, seed, signals = task
    if signals is None:
        signals = [song_of(seed, recipe, song) for song in range(SONGS)]
    return [(generator, recipe // FAMILY, recipe, measured(signal)) for signal in signals], layout


@torch.no_grad()
def sampler_songs(seed, number, device):
    """The songs of a round's recipes of the sampler: a break, a groove, then everything, mastered as one."""
    rng = np.random.default_rng([seed, STREAM, number])
    generator = torch.Generator(device=device).manual_seed(int(rng.integers(1 << 62)))
    recipes = sampler.draw_families(rng, SAMPLER_FAMILIES)
    songs = sampler.render_songs(rng, recipes, generator, device).cpu().numpy()
    return [[sixteen_bits(song) for song in songs[at : at + SONGS]] for at in range(0, len(songs), SONGS)]


def tasks(options, device):
    for number in range(options.rounds):
        for i, songs in enumerate(sampler_songs(options.seed, number, device)):
            yield SAMPLER, number * SAMPLER_FAMILIES * FAMILY + i, options.seed, songs
        for family in range(number * OTHER_FAMILIES, (number + 1) * OTHER_FAMILIES):
            for generator in range(len(GENERATORS)):
                for sibling in range(FAMILY):
                    recipe = FAMILY * (len(GENERATORS) * family + generator) + sibling
                    yield generator, recipe, options.seed, None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=17, help="another one than that of any training")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    options = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    rows = []
    with get_context("spawn").Pool(options.processes, begin) as pool:
        for done, described in pool.imap_unordered(recipe_rows, tasks(options, device)):
            rows += done
    rows.sort(key=lambda row: row[:3])
    np.savez_compressed(
        options.out,
        values=np.stack([values for *_, values in rows]),
        **{name: np.array([row[i] for row in rows]) for i, name in enumerate(("generator", "family", "recipe"))},
        layout=described.strip(),
    )


if __name__ == "__main__":
    main()
