"""Material without end: families of the generator `sampler`, rendered round by round, each heard for a while."""

import numpy as np
import torch

from front_end import BANDS
from generators import sampler
from material import ROWS

# Excerpts that a recipe gives a batch.
COPIES = 4
# Makes every sixth of them one that is not mastered: with more of those, masters could not be told from each other.
UNMASTERED_LATER = 0.25
# Keeps the streams of random numbers apart from each other and from those of `material.py` and `batches.py`.
RECIPES, BATCHES, UNSEEN = 11, 12, 13


class Endless:
    """Excerpts of the last rounds on a device. Round n of a seed is the same whenever it is rendered, up to noise."""

    def __init__(self, seed, families, kept, device):
        self.seed, self.families, self.kept, self.device = seed, families, kept, device
        self.recipe_excerpts = sampler.SONGS * sampler.EXCERPTS
        self.recipes = families * sampler.SIBLINGS
        self.round_excerpts = self.recipes * self.recipe_excerpts
        self.excerpts = torch.empty((kept * self.round_excerpts, 2, BANDS, ROWS), dtype=torch.float16, device=device)
        self.rounds = 0

    def go_to(self, rounds):
        """Renders until so many rounds have been rendered; of those before, only what is kept."""
        for number in range(max(self.rounds, rounds - self.kept), rounds):
            at = number % self.kept * self.round_excerpts
            self.excerpts[at : at + self.round_excerpts] = self.rendered(RECIPES, number)
        self.rounds = max(self.rounds, rounds)

    @torch.no_grad()
    def rendered(self, stream, number):
        """The excerpts of a round, recipe by recipe, song by song: see `generators/sampler/song.py`."""
        rng = np.random.default_rng([self.seed, stream, number])
        generator = torch.Generator(device=self.device).manual_seed(int(rng.integers(1 << 62)))
        recipes = sampler.draw_families(rng, self.families)
        return sampler.render_families(rng, recipes, generator, self.device).flatten(0, 1)

    def batch(self, step, families):
        """Places of excerpts, and which recipe, song and family each is of."""
        rng = np.random.default_rng([self.seed, BATCHES, step])
        there = np.arange(max(0, self.rounds - self.kept), self.rounds)
        known = (there[:, None] * self.families + np.arange(self.families)).ravel()
        drawn = rng.choice(known, size=min(families, len(known)), replace=False)
        recipe = (drawn[:, None] * sampler.SIBLINGS + np.arange(sampler.SIBLINGS)).ravel()
        late = np.where(np.arange(self.recipe_excerpts) % sampler.EXCERPTS == sampler.EXCERPTS - 1, UNMASTERED_LATER, 0)
        excerpt = np.argsort(rng.random((len(recipe), self.recipe_excerpts)) + late, axis=1)[:, :COPIES]
        at = (recipe % (self.kept * self.recipes))[:, None] * self.recipe_excerpts + excerpt
        song = recipe[:, None] * sampler.SONGS + excerpt // sampler.EXCERPTS
        recipe = np.broadcast_to(recipe[:, None], at.shape)
        return at.ravel(), {
            "recipe": recipe.ravel(),
            "song": song.ravel(),
            "family": recipe.ravel() // sampler.SIBLINGS,
        }

    def unseen(self, rounds):
        """Excerpts of recipes that are in no round: recipes x excerpts x 2 x bands x rows."""
        parts = [self.rendered(UNSEEN, number).cpu() for number in range(rounds)]
        return torch.cat(parts).unflatten(0, (-1, self.recipe_excerpts))
