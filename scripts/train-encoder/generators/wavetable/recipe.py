"""What a production is: every setting of its instruments, effects and mastering."""

import numpy as np

from .score import KICKS

SPECTRA = ("saw", "saw", "saw", "square", "pulse", "organ", "vowel", "digital")


def draw_recipe(rng):
    """All settings of a production."""

    def log(low, high):
        return float(np.exp(rng.uniform(np.log(low), np.log(high))))

    def synth(low_cut, high_cut, **more):
        return {
            "spectrum": str(rng.choice(SPECTRA)),
            "seed": int(rng.integers(1 << 30)),
            "tilt": rng.uniform(-0.35, 0.5),
            "pulse": rng.uniform(0.08, 0.45),
            "cutoff": log(low_cut, high_cut),
            "sweep": rng.uniform(0, 4),
            "resonance": rng.uniform(0.6, 7) if rng.random() < 0.4 else rng.uniform(0.6, 1.5),
            "attack": log(0.002, 0.02),
            "decay": log(0.05, 0.6),
            "sustain": rng.uniform(0, 1),
            "release": log(0.02, 0.5),
            "voices": int(rng.choice([1, 2, 3, 5, 7, 9])),
            "detune": log(4, 45),
            "spread": rng.uniform(0, 1),
            "octave": int(rng.integers(-1, 2)),
            "drive": log(0.3, 4) if rng.random() < 0.35 else 0.0,
            "level": rng.uniform(-7, 5),
            "reverb": rng.uniform(-30, -4),
            "delay": rng.uniform(-30, -6),
            "duck": rng.uniform(0, 1) ** 0.7,
            "on": rng.random() < more.pop("chance", 0.8),
            **more,
        }

    low_end = str(rng.choice(["off-beat", "rolling", "gallop", "long", "syncopated"], p=[0.25, 0.35, 0.15, 0.1, 0.15]))
    return {
        "tempo": float(rng.uniform(122, 150)),
        "swing": rng.uniform(0, 0.28) if rng.random() < 0.3 else 0.0,
        "kick": {
            "pattern": str(rng.choice(list(KICKS), p=[0.76, 0.08, 0.08, 0.08])),
            "hz": log(40, 64),
            "tuned": rng.random() < 0.5,
            "sweep_hz": log(90, 700),
            "sweep_s": log(0.006, 0.05),
            "decay_s": log(0.08, 0.45),
            "click": rng.uniform(0, 0.6),
            "click_hz": log(1200, 9000),
            "drive": log(0.5, 6),
            "level": rng.uniform(-3, 4),
        },
        "bass": synth(120, 1500, chance=0.96, line=low_end, sub=rng.uniform(-18, 3), own=rng.uniform(-4, 4)),
        "acid": synth(200, 900, chance=0.25),
        "lead": synth(900, 12000, chance=0.75, style=str(rng.choice(["chords", "gated", "stabs", "melody"]))),
        "arp": synth(500, 6000, chance=0.65, density=int(rng.choice([1, 2, 3])), span=int(rng.integers(1, 4))),
        "pad": synth(400, 8000, chance=0.8),
        "hats": {
            "closed": rng.uniform(-26, -8),
            "open": rng.uniform(-24, -6),
            "ride": rng.uniform(-40, -14),
            "closed_s": log(0.012, 0.08),
            "open_s": log(0.05, 0.25),
            "hz": log(4500, 11000),
            "q": log(0.4, 3),
            "pattern": int(rng.integers(4)),
            "width": rng.uniform(0, 0.9),
        },
        "clap": {
            "level": rng.uniform(-20, -2),
            "hz": log(700, 3500),
            "decay_s": log(0.04, 0.3),
            "width": rng.uniform(0, 0.8),
            "bursts": int(rng.integers(1, 5)),
            "room": rng.uniform(-30, -6),
        },
        "percussion": {
            "level": rng.uniform(-30, -8),
            "hz": [log(180, 2500) for _ in range(3)],
            "decay_s": log(0.02, 0.2),
            "steps": [int(step) for step in rng.choice(16, size=int(rng.integers(2, 7)), replace=False)],
            "on": rng.random() < 0.6,
        },
        "noise": {"level": rng.uniform(-48, -22), "hz": log(1500, 9000), "on": rng.random() < 0.4},
        "reverb": {
            "seconds": log(0.5, 5),
            "damping_hz": log(2000, 12000),
            "low_hz": log(80, 500),
            "width": rng.uniform(0.4, 1.2),
        },
        "delay": {
            "steps": float(rng.choice([2, 3, 3, 4, 6])),
            "feedback": rng.uniform(0.1, 0.7),
            "cut_hz": log(1200, 8000),
        },
        "duck": {"depth": rng.uniform(0, 1), "release": rng.uniform(0.25, 1.1), "shape": log(0.5, 3)},
        "master": {
            "tilt": rng.normal(0, 0.9),
            "bells": [(log(60, 12000), rng.normal(0, 1.8), log(0.4, 2)) for _ in range(3)],
            "low_db": rng.normal(0, 2),
            "width_low": rng.uniform(0, 0.8),
            "width_high": log(0.5, 1.8),
            "cut_hz": log(14500, 22000),
            "squeeze": rng.uniform(0, 0.7),
            "attack_s": log(0.003, 0.05),
            "release_s": log(0.05, 0.4),
            "drive": log(0.4, 3.5),
            "ceiling": log(0.25, 1.0),
        },
    }
