"""Batches: which excerpts meet, and how they are varied on their way to the network."""

import numpy as np
import torch

from front_end import CENTRE_DB, FLOOR, HIGH_HZ, LOW_HZ, PATCH_ROWS, WIDTH_DB, BANDS, band_edges_hz, k_weights, mel_of

# Excerpts by what they are: see `material.py`.
MASTERED = (0, 1, 3, 4)
CHAINED = 2
UNMASTERED = 5
# How far pitch, tempo and tilt are moved: so little that neighbours stay apart. Keys and tempos differ between the songs
# of a recipe anyway.
SEMITONES = 0.7
TEMPO = 0.04
TILT_DB = 0.5


class Sampler:
    """Draws batches of excerpt numbers (6 x recipe + excerpt) with their labels; -1 means: belongs to no group.

    Step n of a seed is the same batch whenever it is drawn, so that a resumed run goes on as if it had not stopped.
    """

    def __init__(self, recipes, chains, families, seed, families_a_batch, chains_a_batch, copies):
        self.recipes, self.chains, self.families, self.seed = np.asarray(recipes), chains, families, seed
        self.families_a_batch, self.chains_a_batch, self.copies = families_a_batch, chains_a_batch, copies

    def batch(self, step, available):
        """A batch from the recipes below `available`."""
        rng = np.random.default_rng([self.seed, 1, step])
        recipes = self.recipes[self.recipes < available]
        chains, counts = np.unique(self.chains[recipes], return_counts=True)
        chains = chains[counts > 1]
        excerpts, labels = [], {"recipe": [], "song": [], "chain": []}
        families = np.unique(self.families[recipes])
        drawn = rng.choice(families, size=min(self.families_a_batch, len(families)), replace=False)
        for recipe in recipes[np.isin(self.families[recipes], drawn)]:
            for excerpt in rng.choice([*MASTERED, UNMASTERED], size=self.copies, replace=False):
                excerpts.append(6 * recipe + excerpt)
                labels["recipe"].append(recipe)
                labels["song"].append(2 * recipe + (excerpt > 2))
                labels["chain"].append(-1)
        for chain in rng.choice(chains, size=min(self.chains_a_batch, len(chains)), replace=False):
            members = recipes[self.chains[recipes] == chain]
            for recipe in rng.choice(members, size=min(3, len(members)), replace=False):
                excerpts.append(6 * recipe + CHAINED)
                labels["recipe"].append(-1)
                labels["song"].append(-1)
                labels["chain"].append(chain)
        return np.asarray(excerpts), {name: np.asarray(values) for name, values in labels.items()}


def varied(excerpts, generator):
    """Patches of excerpts in dB, each with its own pitch, tempo, moment, tilt and noise floor."""
    count, device = len(excerpts), excerpts.device

    def uniform(low, high):
        return low + (high - low) * torch.rand(count, 1, generator=generator, device=device)

    mel_low, mel_high = float(mel_of(LOW_HZ)), float(mel_of(HIGH_HZ))
    spacing = (mel_high - mel_low) / (BANDS + 1)
    ratio = 2 ** (uniform(-SEMITONES, SEMITONES) / 12)
    centres = torch.as_tensor(band_edges_hz()[1:-1], dtype=torch.float32, device=device)[None] * ratio
    band = (2595 * torch.log10(1 + centres / 700) - mel_low) / spacing - 1
    rows = excerpts.shape[-1]
    stretch = uniform(1 - TEMPO, 1 + TEMPO)
    start = torch.rand(count, 1, generator=generator, device=device) * (rows - 1 - stretch * (PATCH_ROWS - 1))
    row = start + stretch * torch.arange(PATCH_ROWS, device=device)[None]
    grid = torch.stack(
        [
            (2 * row / (rows - 1) - 1)[:, None, :].expand(count, BANDS, PATCH_ROWS),
            (2 * band / (BANDS - 1) - 1)[:, :, None].expand(count, BANDS, PATCH_ROWS),
        ],
        dim=-1,
    )
    patch = torch.nn.functional.grid_sample(excerpts.float(), grid, padding_mode="border", align_corners=True)
    tilt_db = uniform(-TILT_DB, TILT_DB) * torch.linspace(-1, 1, BANDS, device=device)[None]
    return normalised(patch + tilt_db[:, None, :, None], 10 ** uniform(-8, -6.5))


def plain(excerpts):
    """The first patch of each excerpt, as the program would see it."""
    return normalised(excerpts[..., :PATCH_ROWS].float(), FLOOR)


def normalised(patch_db, floor):
    """`front_end.normalise` of patches in dB."""
    powers = 10 ** (patch_db / 10)
    weights = torch.as_tensor(k_weights(), dtype=torch.float32, device=powers.device)
    loudness = (powers.sum(dim=1) * weights[None, :, None]).sum(dim=1).mean(dim=1)[:, None, None, None]
    floor = floor[:, :, None, None] if torch.is_tensor(floor) else floor
    return (10 * torch.log10(powers / loudness + floor) - CENTRE_DB) / WIDTH_DB
