#!/usr/bin/env python3
"""Writes songs of recipes that were held out of the training, to choose the weights of the blocks by.

    python3 scripts/train-encoder/validation_songs.py --out DIR [--families 8] [--songs 4]

DIR gets a folder for each generator, with `FAMILY-RECIPE-SONG.wav`: a groove, a break where the song has one, and the
drop, seven seconds each, mastered as one. `npm run bench:similar -- --validation DIR` measures them.
"""

import argparse
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from scipy.io import wavfile

from front_end import RATE_HZ
from material import FAMILY, GENERATORS, draw_sibling, family_of, generator_of
from train_encoder import HELD_OUT

# Songs 0 and 1 of a recipe are those of `material.py`.
FIRST_SONG = 2
FULL_SCALE = 0.98


def held_out_families(generator, count):
    """The first families of a generator that training never sees."""
    step = len(GENERATORS)
    return [HELD_OUT * step * i + GENERATORS.index(generator) for i in range(count)]


def write_song(task):
    out, seed, number, song = task
    generator = generator_of(number)
    recipe = draw_sibling(seed, number)
    rng = np.random.default_rng([seed, family_of(number), number % FAMILY, FIRST_SONG + song])
    made = generator.Song(recipe, rng)
    loud = made.mix("drop")
    sections = [made.mix(name) for name in ("groove", "break") if name in made.sections()] + [loud]
    signal = np.concatenate([generator.master(section, recipe, loud) for section in sections], axis=1)
    signal *= FULL_SCALE / max(FULL_SCALE, np.max(np.abs(signal)))
    name = generator.__name__.split(".")[-1]
    file = Path(out) / name / f"{family_of(number)}-{number}-{song}.wav"
    file.parent.mkdir(parents=True, exist_ok=True)
    wavfile.write(file, RATE_HZ, np.round(32767 * signal.T).astype(np.int16))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=7, help="of the training")
    parser.add_argument("--families", type=int, default=8, help="of each generator")
    parser.add_argument("--songs", type=int, default=4, help="of each recipe")
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    tasks = [
        (options.out, options.seed, FAMILY * family + sibling, song)
        for generator in GENERATORS
        for family in held_out_families(generator, options.families)
        for sibling in range(FAMILY)
        for song in range(options.songs)
    ]
    with get_context("spawn").Pool(options.processes) as pool:
        for _ in pool.imap_unordered(write_song, tasks):
            pass


if __name__ == "__main__":
    main()
