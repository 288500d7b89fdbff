"""Training material: recipes rendered to log-mel excerpts, in shards that are each made once.

Recipes come in families of four: the same production with some of its parts exchanged and its levels moved, as the
tracks of one genre differ. Told apart from its siblings, a recipe is known by its details and not by its genre.

A recipe is rendered as two songs:

    song 0   loud section mastered · another section mastered · loud section, unmastered, through a shared effect chain
    song 1   loud section mastered · another section mastered · loud section unmastered

Everything follows from the seed and the recipe's number, so a shard made by any process on any day is the same.
"""

import os
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch

from effect_chains import apply_chain, draw_chain
from front_end import BANDS, FRONT_END, mel_rows
from generators import operators, wavetable

GENERATORS = (wavetable, operators)
EXCERPTS = 6
ROWS = 297
FAMILY = 4
# How often a sibling takes a part (an instrument, the master) from elsewhere, and how often single settings of it.
EXCHANGED, MIXED = 0.25, 0.25
# How far a sibling's levels stray.
LEVEL_DB = 2.0
# A chain is heard on this many families of each generator.
FAMILIES_A_CHAIN = 2
SHARD = 16


def family_of(number):
    return number // FAMILY


def generator_of(number):
    """Families take turns between the generators."""
    return GENERATORS[family_of(number) % len(GENERATORS)]


def chain_of(number):
    """Which shared effect chain is heard on a recipe."""
    return family_of(number) // (len(GENERATORS) * FAMILIES_A_CHAIN)


def draw_sibling(seed, number):
    """The recipe of a number: the first of a family is drawn freely, the others are made from it."""
    generator = generator_of(number)
    recipe = generator.draw_recipe(np.random.default_rng([seed, family_of(number)]))
    if number % FAMILY == 0:
        return recipe
    rng = np.random.default_rng([seed, family_of(number), number % FAMILY])
    return _mixed(recipe, generator.draw_recipe(rng), rng)


def _mixed(base, other, rng):
    """The settings of `base`, parts of which are those of `other`."""
    out = {}
    for name, value in base.items():
        chance = rng.random()
        if isinstance(value, dict) and any(isinstance(part, dict) for part in value.values()):
            out[name] = _mixed(value, other[name], rng)
        elif chance < EXCHANGED:
            out[name] = other[name]
        elif isinstance(value, dict) and chance < EXCHANGED + MIXED:
            out[name] = {key: other[name][key] if rng.random() < 0.5 else value[key] for key in value}
        else:
            out[name] = value
        if isinstance(value, dict):
            moved = {key: out[name][key] + rng.normal(0, LEVEL_DB) for key in LEVELS if key in out[name]}
            out[name] = out[name] | moved
    return out


LEVELS = ("level", "gain_db", "sub", "closed", "open", "kick_db", "snare_db", "hat_db", "open_db", "tom_db")


def recipe_excerpts(seed, number):
    """The six excerpts of a recipe in dB, float16 6 x 2 x 96 x ROWS."""
    generator = generator_of(number)
    recipe = draw_sibling(seed, number)
    excerpts = []
    for song in range(2):
        rng = np.random.default_rng([seed, family_of(number), number % FAMILY, song])
        made = generator.Song(recipe, rng)
        loud = made.mix("drop")
        other = made.mix("break" if "break" in made.sections() and rng.random() < 0.65 else "groove")
        excerpts += [generator.master(section, recipe, loud) for section in (loud, other)]
        excerpts.append(apply_chain(draw_chain(seed, chain_of(number)), loud) if song == 0 else loud)
    rows = np.stack([mel_rows(excerpt.astype(np.float32)) for excerpt in excerpts])
    return (10 * np.log10(rows[..., :ROWS] + 1e-10)).astype(np.float16)


def _make_shard(task):
    folder, seed, shard = task
    file = Path(folder) / f"{FRONT_END}-seed{seed}-{shard:05d}.npy"
    if not file.exists():
        unfinished = file.with_name(f"{os.getpid()}.partial.npy")
        np.save(unfinished, np.stack([recipe_excerpts(seed, shard * SHARD + i) for i in range(SHARD)]))
        unfinished.rename(file)
    return file


class Material:
    """Excerpts (6 x recipe + excerpt) of a number of recipes on a device, rendered by other processes in order."""

    def __init__(self, folder, seed, recipes, processes, device):
        Path(folder).mkdir(parents=True, exist_ok=True)
        self.recipes = recipes
        self.chains = np.asarray([chain_of(number) for number in range(recipes)])
        self.excerpts = torch.empty((EXCERPTS * recipes, 2, BANDS, ROWS), dtype=torch.float16, device=device)
        self.ready = 0
        self._pool = get_context("spawn").Pool(processes)
        self._shards = self._pool.imap(_make_shard, [(folder, seed, shard) for shard in range(recipes // SHARD)])

    def wait_for(self, recipes):
        """Returns once the first `recipes` of them are there."""
        while self.ready < recipes:
            made = torch.from_numpy(np.load(next(self._shards))).flatten(0, 1)
            self.excerpts[EXCERPTS * self.ready :][: len(made)] = made.to(self.excerpts.device)
            self.ready += SHARD

    def close(self):
        self._pool.terminate()
