"""What productions are: arrays of settings, one entry a recipe, drawn for whole families of neighbours."""

import numpy as np

SIBLINGS = 4
# How many choices the recipes of a family differ in.
FEWEST, MOST = 1, 6
# How often a choice that differs is another one altogether, and not another in half of its settings.
ALTOGETHER = 0.6
# In some families what differs is nearer to the others' than another draw is: by this share of the way, at least.
NEAR, NEAREST = 0.5, 0.2
# In some families the levels stray as well.
STRAYING, STRAY_DB = 0.4, 1.5

MELODIC = ("bass", "lead", "stab", "pluck", "pad", "line")
STRUCK = ("kick", "clap", "hat", "open", "tom", "shaker")
SPECTRA = ("saw", "square", "pulse", "organ", "vowel", "digital", "fm")
FILTERS = ("low", "steep", "band", "high")


class Draw:
    """Arrays of independent draws."""

    def __init__(self, rng, count):
        self.rng, self.count = rng, count

    def even(self, low, high, size=()):
        return self.rng.uniform(low, high, (self.count, *size))

    def ratio(self, low, high, size=()):
        """Even over the logarithm."""
        return np.exp(self.even(np.log(low), np.log(high), size))

    def bell(self, spread, size=()):
        return self.rng.normal(0, spread, (self.count, *size))

    def chance(self, share):
        return self.rng.random(self.count) < share

    def pick(self, options, chances=None):
        return np.asarray(options)[self.rng.choice(len(options), self.count, p=chances)]

    def sometimes(self, share, values):
        return np.where(self.chance(share), values, 0.0)


def draw_families(rng, families):
    """Settings of families of recipes, `SIBLINGS` each: a dictionary of choices, each a dictionary of arrays."""
    count = families * SIBLINGS
    shared = {
        choice: {name: np.repeat(values, SIBLINGS, axis=0) for name, values in settings.items()}
        for choice, settings in draw_recipes(rng, families).items()
    }
    own = draw_recipes(rng, count)
    choices = list(shared)
    # An instrument that is silent is no choice.
    sounding = np.stack([shared[choice].get("on", np.ones(count, bool)) for choice in choices], axis=1)[::SIBLINGS]
    order = np.argsort(rng.random((families, len(choices))) + 2.0 * ~sounding, axis=1).argsort(axis=1)
    differs = order < rng.integers(FEWEST, MOST + 1, families)[:, None]
    straying = np.repeat(rng.random(families) < STRAYING, SIBLINGS)
    way = np.repeat(np.where(rng.random(families) < NEAR, rng.uniform(NEAREST, 1, families), 1), SIBLINGS)
    for i, choice in enumerate(choices):
        changed = np.repeat(differs[:, i], SIBLINGS)
        altogether = np.repeat(rng.random(families) < ALTOGETHER, SIBLINGS)
        for name, values in shared[choice].items():
            if name in KEPT:
                continue
            taken, by = (
                array.reshape(-1, *[1] * (values.ndim - 1))
                for array in (changed & (altogether | (rng.random(count) < 0.5)), way)
            )
            other = own[choice][name]
            if values.dtype.kind == "f":
                other = values + by * (other - values)
            shared[choice][name] = np.where(taken, other, values)
        if "level_db" in shared[choice]:
            shared[choice]["level_db"] = shared[choice]["level_db"] + straying * rng.normal(0, STRAY_DB, count)
    return shared


# Of the arrangement, which a family shares.
KEPT = ("on", "pattern")


def draw_recipes(rng, count):
    """Settings of productions that have nothing in common. Frequencies in Hz, times in seconds, levels in dB."""
    draw = Draw(rng, count)
    return {
        "kick": kick(draw),
        "clap": struck(draw, (500, 4500), (0.03, 0.35), tone=(140, 350), level=(-16, -1), chance=0.9, bursts=5),
        "hat": struck(draw, (3500, 12000), (0.01, 0.09), tone=(2500, 9500), level=(-24, -7), chance=0.92),
        "open": struck(draw, (3000, 11000), (0.05, 0.4), tone=(2500, 9500), level=(-22, -6), chance=0.85),
        "tom": struck(draw, (200, 4000), (0.02, 0.3), tone=(70, 1600), level=(-26, -8), chance=0.6),
        "shaker": struck(draw, (1500, 11000), (0.015, 0.15), tone=(600, 6000), level=(-30, -12), chance=0.6),
        "bass": melodic(draw, (90, 2500), voices=(1, 2), level=(-6, 4), chance=0.95)
        | {"sub_db": draw.even(-24, 2), "own_line": draw.chance(0.5)},
        "lead": melodic(draw, (700, 14000), voices=(1, 2, 3, 5, 7), level=(-7, 4), chance=0.7),
        "stab": melodic(draw, (500, 12000), voices=(1, 2, 3), level=(-7, 4), chance=0.6),
        "pluck": melodic(draw, (400, 9000), voices=(1, 2, 3), level=(-7, 4), chance=0.65),
        "pad": melodic(draw, (300, 10000), voices=(1, 2, 3), level=(-7, 4), chance=0.75),
        "line": melodic(draw, (200, 3000), voices=(1,), level=(-7, 4), chance=0.35, resonant=0.7),
        "noise": {
            "on": draw.chance(0.35),
            "level_db": draw.even(-46, -24),
            "hz": draw.ratio(800, 9000),
            "q": draw.ratio(0.3, 2),
            "rise": draw.even(0, 1),
            "width": draw.even(0, 1),
        },
        "room": {
            "seconds": draw.ratio(0.3, 5),
            "low_hz": draw.ratio(60, 600),
            "high_hz": draw.ratio(1500, 14000),
            "early": draw.even(0, 0.06),
            "bloom": draw.ratio(0.003, 0.08),
            "width": draw.even(0.3, 1.3),
        },
        "echo": {
            "steps": draw.pick([1, 2, 3, 3, 4, 5, 6]).astype(float),
            "keep": draw.even(0.1, 0.72),
            "low_hz": draw.ratio(60, 700),
            "high_hz": draw.ratio(900, 10000),
            "sides": draw.even(0, 1),
        },
        "pump": {
            "depth": draw.even(0, 1),
            "seconds": draw.ratio(0.08, 0.45),
            "shape": draw.ratio(0.5, 3),
            "rest": draw.even(0, 0.6),
        },
        "master": {
            "tilt_db": draw.bell(0.9),
            "low_db": draw.bell(2),
            "low_hz": draw.ratio(50, 250),
            "high_db": draw.bell(2),
            "high_hz": draw.ratio(3000, 11000),
            "bell_hz": draw.ratio(80, 10000, (3,)),
            "bell_db": draw.bell(1.8, (3,)),
            "bell_q": draw.ratio(0.4, 2.5, (3,)),
            "width_low": draw.even(0, 0.9),
            "width_high": draw.ratio(0.5, 1.9),
            "width_hz": draw.ratio(80, 400),
            "cut_hz": draw.ratio(14000, 22000),
            "squeeze": draw.even(0, 0.75),
            "attack_s": draw.ratio(0.003, 0.06),
            "release_s": draw.ratio(0.04, 0.5),
            "drive": draw.ratio(0.35, 3.5),
            "knee": draw.ratio(1.3, 8),
        },
        "feel": {
            "swing": draw.sometimes(0.3, draw.even(0, 0.3)),
            "own_drums": draw.chance(0.5),
            "tuned_kick": draw.chance(0.5),
        },
    }


def kick(draw):
    return {
        "on": np.ones(draw.count, bool),
        "pattern": draw.pick([0, 1, 2, 3], [0.82, 0.06, 0.06, 0.06]),
        "hz": draw.ratio(38, 70),
        "sweep_hz": draw.ratio(60, 900),
        "sweep_s": draw.ratio(0.004, 0.05),
        "snap_hz": draw.sometimes(0.6, draw.ratio(400, 5000)),
        "snap_s": draw.ratio(0.001, 0.005),
        "decay_s": draw.ratio(0.07, 0.45),
        "curve": draw.even(0.8, 2),
        "click": draw.even(0, 0.7),
        "click_hz": draw.ratio(900, 9000),
        "click_s": draw.ratio(0.001, 0.012),
        "drive": draw.ratio(0.3, 8),
        "bias": draw.even(-0.3, 0.3),
        "level_db": draw.even(-4, 4),
        "room_db": draw.even(-50, -22),
    }


def struck(draw, noise, decay, tone, level, chance, bursts=1):
    return {
        "on": draw.chance(chance),
        "hz": draw.ratio(*noise),
        "q": draw.ratio(0.3, 4),
        "steep": draw.even(0.6, 3),
        "decay_s": draw.ratio(*decay),
        "curve": draw.even(0.7, 1.6),
        "attack_s": draw.ratio(0.0003, 0.012),
        "tones_hz": draw.ratio(*tone, (4,)),
        "tones": draw.even(0, 1) ** 2,
        "bend": draw.sometimes(0.5, draw.even(-0.3, 1.2)),
        "bend_s": draw.ratio(0.005, 0.06),
        "bursts": draw.rng.integers(1, bursts + 1, draw.count),
        "burst_s": draw.ratio(0.006, 0.02),
        "seed": draw.rng.integers(1 << 20, size=draw.count),
        "width": draw.even(0, 0.9),
        "pan": draw.sometimes(0.4, draw.even(-0.5, 0.5)),
        "drive": draw.sometimes(0.3, draw.ratio(0.5, 5)),
        "level_db": draw.even(*level),
        "room_db": draw.even(-36, -8),
    }


def melodic(draw, cutoff, voices, level, chance, resonant=0.35):
    return {
        "on": draw.chance(chance),
        "spectrum": draw.pick(range(len(SPECTRA)), [0.34, 0.1, 0.12, 0.08, 0.08, 0.1, 0.18]),
        "seed": draw.rng.integers(1 << 20, size=draw.count),
        "tilt": draw.even(-0.4, 0.4),
        "pulse": draw.even(0.06, 0.48),
        "fm_ratio": draw.pick([1, 1, 2, 2, 3, 4, 5, 7]).astype(float),
        "fm_index": draw.ratio(0.4, 9),
        "fm_rest": draw.even(0.02, 0.6),
        "filter": draw.pick(range(len(FILTERS)), [0.5, 0.3, 0.12, 0.08]),
        "cutoff_hz": draw.ratio(*cutoff),
        "follow": draw.even(0, 0.8),
        "sweep_octaves": draw.even(0, 4.5) * draw.chance(0.8),
        "resonance": np.where(draw.chance(resonant), draw.ratio(1.2, 9), draw.even(0.55, 1.2)),
        "sweep_s": draw.ratio(0.03, 0.8),
        "attack_s": draw.ratio(0.0015, 0.03),
        "decay_s": draw.ratio(0.05, 0.9),
        "sustain": draw.even(0, 1),
        "release_s": draw.ratio(0.01, 0.3),
        "length": draw.even(0.4, 1.0),
        "voices": draw.pick(voices),
        "detune_cents": draw.ratio(3, 45),
        "spread": draw.even(0, 1),
        "octave": draw.rng.integers(-1, 2, draw.count),
        "low_cut_hz": draw.ratio(20, 400),
        "bell_hz": draw.ratio(150, 9000),
        "bell_db": draw.bell(4),
        "bell_q": draw.ratio(0.5, 3),
        "shelf_db": draw.bell(2.5),
        "drive": draw.sometimes(0.4, draw.ratio(0.3, 6)),
        "pan": draw.sometimes(0.3, draw.even(-0.5, 0.5)),
        "duck": draw.even(0, 1) ** 0.6,
        "level_db": draw.even(*level),
        "room_db": draw.even(-32, -5),
        "echo_db": draw.even(-34, -7),
    }
