#!/usr/bin/env python3
"""Writes songs of families that were held out of the training, to choose the weights of facets by.

    python3 scripts/train-encoder/validation_songs.py --out DIR [--families 8] [--songs 4]

DIR gets a folder for each generator, with `FAMILY-RECIPE-SONG.wav`: a groove, a break where the song has one, and the
drop, seven seconds each, mastered as one. `npm run bench:similar -- --validation DIR` measures them.

The four recipes of a family are neighbours, as in `scripts/bench/similar/neighbour-song.ts`: the same production but for
three choices (the sound of an instrument, or the mastering). Song n has the same tempo in all of them, and a loudness
and a key of its own.
"""

import argparse
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from scipy.io import wavfile

from front_end import RATE_HZ
from material import FAMILY, GENERATORS, family_of, generator_of
from train_encoder import HELD_OUT

DIFFERENCES = 3
TEMPO_BPM = (124, 148)
LESS_DRIVE_DB = 6.0
# Keeps these draws away from those of `material.py`.
STREAM = 91
FULL_SCALE = 0.98


def held_out_families(generator, count):
    """The first families of a generator that training never sees."""
    step = len(GENERATORS)
    return [HELD_OUT * step * i + GENERATORS.index(generator) for i in range(count)]


def choices(recipe):
    """What a recipe can be told by: groups of settings, each a path to a dictionary and the settings in it."""
    if "kit" not in recipe:
        names = ("kick", "bass", "acid", "lead", "arp", "pad", "hats", "clap", "percussion", "master")
        return [((name,), recipe[name]) for name in names if recipe[name].get("on", True)]
    drums = [
        (("kit",), [key for key in recipe["kit"] if key.startswith(drum)])
        for drum in ("kick_", "snare_", "hat_", "tom_")
    ]
    parts = [(("parts", name), part) for name, part in recipe["parts"].items() if part["on"]]
    return [*parts, *drums, (("master",), recipe["master"])]


# Of the arrangement, which a family shares.
SHARED = ("on", "pattern", "pulses", "octave")


def neighbour(seed, number):
    """The recipe of a number: its family's, with three choices of its own."""
    family, generator = family_of(number), generator_of(number)
    recipe = generator.draw_recipe(np.random.default_rng([seed, STREAM, family]))
    other = generator.draw_recipe(np.random.default_rng([seed, STREAM, family, number % FAMILY]))
    found = choices(recipe)
    for i in np.random.default_rng([seed, STREAM, family, FAMILY]).permutation(len(found))[:DIFFERENCES]:
        path, settings = found[i]
        own, its = recipe, other
        for name in path:
            own, its = own[name], its[name]
        own.update({key: its[key] for key in settings if not key.endswith(SHARED)})
    return recipe


def song_of(seed, number, song):
    """Song number `song` of the recipe of a number, 2 x samples in 16 bits."""
    generator = generator_of(number)
    tempo = np.random.default_rng([seed, STREAM, family_of(number), FAMILY + 1, song]).uniform(*TEMPO_BPM)
    recipe = neighbour(seed, number) | {"tempo": float(tempo)}
    rng = np.random.default_rng([seed, STREAM, family_of(number), number % FAMILY, song])
    made = generator.Song(recipe, rng)
    loud = made.mix("drop")
    # The louder the section that sets the drive, the less of it.
    like = loud * 10 ** (rng.uniform(0, LESS_DRIVE_DB) / 20)
    sections = [made.mix(name) for name in ("groove", "break") if name in made.sections()] + [loud]
    signal = np.concatenate([generator.master(section, recipe, like) for section in sections], axis=1)
    return sixteen_bits(signal)


def sixteen_bits(signal):
    """A signal no louder than full scale, as whole numbers."""
    return np.round(32767 * signal * FULL_SCALE / max(FULL_SCALE, np.max(np.abs(signal)))).astype(np.int16)


def write_song(task):
    out, seed, number, song = task
    name = generator_of(number).__name__.split(".")[-1]
    file = Path(out) / name / f"{family_of(number)}-{number}-{song}.wav"
    file.parent.mkdir(parents=True, exist_ok=True)
    wavfile.write(file, RATE_HZ, song_of(seed, number, song).T)


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
