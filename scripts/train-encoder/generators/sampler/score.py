"""What songs play: patterns, pitches and tempos, as arrays with one entry a song."""

import numpy as np

from .recipe import MELODIC, SIBLINGS, STRUCK

STEPS = 16
CHORDS = 4
# Tones a part has at hand on each chord.
TONES = 3
TEMPO_BPM = (120, 150)
# How often the siblings of a family play the very same notes in a song, and not only the same tempo and key.
SAME_NOTES = 0.5
# A song is as loud as its recipe's master makes it, or up to so much less.
LESS_DRIVE_DB = 7.0

SCALES = ((0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 5, 7, 9, 11), (0, 1, 3, 5, 7, 8, 10), (0, 2, 3, 5, 7, 9, 10))
LOWEST_TONIC = 33
KICKS = ((0, 4, 8, 12), (0, 3, 8, 11), (0, 6, 10), (0, 4, 7, 8, 12))
BASSES = (
    (2, 6, 10, 14),
    (1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15),
    (2, 3, 6, 7, 10, 11, 14, 15),
    (0, 8),
    (0, 3, 6, 10, 13),
    tuple(range(16)),
)
# Share of the steps at which a part has a note.
DENSITY = {
    "lead": (0.2, 0.6),
    "stab": (0.1, 0.35),
    "pluck": (0.3, 1.0),
    "line": (0.4, 0.9),
    "tom": (0.08, 0.4),
    "shaker": (0.3, 1.0),
}


def draw_songs(rng, recipes, songs):
    """Songs of every recipe, one after the other: patterns, pitches, tempos; `recipe` says whose each is."""
    count = len(recipes["kick"]["hz"])
    recipe = np.repeat(np.arange(count), songs)
    family = recipe // SIBLINGS
    # The same draws for all siblings of a family, song by song.
    together = family * songs + np.tile(np.arange(songs), count)
    same = np.repeat(rng.random(count // SIBLINGS) < SAME_NOTES, SIBLINGS * songs)
    shared = compose(rng, count // SIBLINGS * songs)
    own = compose(rng, count * songs)
    score = {name: np.where(expanded(same, own[name]), shared[name][together], own[name]) for name in own}
    for name in ("bpm", "scale", "tonic"):
        score[name] = shared[name][together]
    score["recipe"] = recipe
    score["less_db"] = rng.uniform(0, LESS_DRIVE_DB, len(recipe))
    # Some producers keep their drum patterns and bass lines, some do not.
    kept = compose(rng, count)
    for setting, names in (("own_drums", STRUCK), ("own_line", ("bass",))):
        keeps = (recipes["feel"] if setting == "own_drums" else recipes["bass"])[setting][recipe]
        for name in names:
            at = f"{name}_at"
            score[at] = np.where(expanded(keeps, score[at]), kept[at][recipe], score[at])
    score["kick_at"] = grid([KICKS[i] for i in recipes["kick"]["pattern"][recipe]])
    return score


def expanded(mask, like):
    return mask.reshape(-1, *[1] * (like.ndim - 1))


def grid(patterns):
    out = np.zeros((len(patterns), STEPS), np.float32)
    for row, pattern in zip(out, patterns):
        row[list(pattern)] = 1
    return out


def compose(rng, count):
    """Velocities at each step of a bar (`…_at`, 0 where there is nothing), tones, chords, key and tempo."""

    def scattered(name):
        return (rng.random((count, STEPS)) < rng.uniform(*DENSITY[name], (count, 1))) * rng.uniform(
            0.5, 1, (count, STEPS)
        )

    def one_of(*patterns):
        return grid([patterns[i] for i in rng.integers(len(patterns), size=count)])

    steps = np.arange(STEPS)
    score = {
        "bpm": rng.uniform(*TEMPO_BPM, count),
        "scale": np.asarray(SCALES)[rng.choice(len(SCALES), count, p=[0.5, 0.2, 0.1, 0.2])],
        "tonic": rng.integers(LOWEST_TONIC, LOWEST_TONIC + 12, count),
        "chords": np.where(rng.random((count, 1)) < 0.15, 0, rng.choice([0, 0, 2, 3, 4, 5, 6], (count, CHORDS))),
        "bars": rng.choice([1, 1, 2], count),
        "first": rng.integers(0, 4 * STEPS, count),
        "kick_at": one_of(*KICKS),
        "clap_at": one_of((4, 12), (4, 12), (4, 12), (12,), (4, 11, 12), ()),
        "hat_at": one_of(range(16), range(0, 16, 2), (2, 6, 10, 14), [s for s in steps if s % 4], range(1, 16, 2))
        * rng.uniform(0.5, 1, (count, STEPS)),
        "open_at": one_of((2, 6, 10, 14), (2, 6, 10, 14), (2, 6, 10, 14), (14,), range(0, 16, 2)),
        "tom_at": scattered("tom"),
        "shaker_at": scattered("shaker"),
        "bass_at": one_of(*BASSES) * np.where(steps % 4 == 2, 1, rng.uniform(0.6, 1, (count, 1))),
        "lead_at": scattered("lead"),
        "stab_at": scattered("stab"),
        "pluck_at": np.where(
            rng.random((count, 1)) < 0.4, one_of(range(16), range(0, 16, 2), range(0, 16, 3)), scattered("pluck")
        ),
        "pad_at": one_of((0,), (0,), (0, 8)),
        "line_at": scattered("line"),
    }
    for name in MELODIC:
        score[f"{name}_tone"] = rng.integers(0, TONES, (count, STEPS))
        degrees = np.sort(rng.integers(0, 9, (count, CHORDS, TONES)), axis=2)
        triads = np.asarray([0, 2, 4]) + 7 * (rng.random((count, 1, TONES)) < 0.2)
        if name == "bass":
            degrees = rng.choice([0, 0, 0, 7, 4], (count, 1, TONES)) * np.ones((1, CHORDS, 1), int)
        elif name in ("stab", "pad"):
            degrees = triads * np.ones((1, CHORDS, 1), int)
        score[f"{name}_degree"] = score["chords"][:, :, None] + degrees
    return score
