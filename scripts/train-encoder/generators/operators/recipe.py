"""What a production is: every setting of its parts, drums, effects and mastering."""

import numpy as np


def draw_recipe(rng):
    """All settings of a production. Every setting has a stream of random numbers by its name: names must not change.

    Frequencies are in Hz, times in seconds, levels in dB.
    """
    draw = Draw(rng)
    parts = {}
    for part, share in (("low", 0.95), ("keys", 0.7), ("strings", 0.5), ("bells", 0.5), ("drone", 0.55), ("stab", 0.5)):
        parts[part] = {
            "on": draw.chance(part + "on", share),
            "ratio": draw.pick(part + "ratio", [0.5, 1, 1, 1, 1.41, 2, 2, 3, 3.5, 4, 5, 7]),
            "index": draw.ratio(part + "index", 0.3, 9),
            "index2": draw.ratio(part + "index2", 0.05, 2),
            "feedback": draw.uniform(part + "fb", 0, 1.2) if draw.chance(part + "fbon", 0.5) else 0.0,
            "brightness_decay": draw.ratio(part + "bd", 0.03, 1.0),
            "decay": draw.ratio(part + "decay", 0.08, 1.2),
            "attack": draw.ratio(part + "attack", 0.001, 0.03),
            "cut": draw.ratio(part + "cut", 500, 16000),
            "peak": draw.ratio(part + "peak", 200, 4000),
            "peak_db": draw.uniform(part + "peakdb", -4, 12) if draw.chance(part + "peakon", 0.4) else 0.0,
            "low_cut": draw.ratio(part + "lowcut", 25, 60) if part == "low" else draw.ratio(part + "lowcut", 90, 500),
            "crush": draw.ratio(part + "crush", 0.02, 0.3) if draw.chance(part + "crushon", 0.15) else 0.0,
            "chorus": draw.uniform(part + "chorus", 0, 1) if part != "low" else 0.0,
            "pan": draw.uniform(part + "pan", -0.5, 0.5) if part != "low" else 0.0,
            "gain_db": draw.uniform(part + "gain", -6, 5),
            "echo": draw.uniform(part + "echo", 0, 0.5) * draw.chance(part + "echoon", 0.7),
            "room": draw.uniform(part + "room", 0.02, 0.6) if part != "low" else 0.0,
            "pump": draw.uniform(part + "pump", 0, 1),
            "pulses": int(draw.pick(part + "pulses", [3, 4, 5, 6, 7, 8, 9, 11])),
            "octave": int(draw.pick(part + "oct", [0, 0, 1])),
        }
    kit = {
        "kick_hz": draw.ratio("khz", 38, 70),
        "kick_tuned": draw.chance("ktuned", 0.5),
        "kick_bend": draw.ratio("kbend", 2, 14),
        "kick_bend_s": draw.ratio("kbs", 0.008, 0.06),
        "kick_s": draw.ratio("ks", 0.09, 0.5),
        "kick_knock": draw.uniform("kk", 0, 0.8),
        "kick_clip": draw.ratio("kc", 0.6, 8),
        "kick_pulses": int(draw.pick("kp", [4, 4, 4, 4, 3, 5, 6])),
        "kick_db": draw.uniform("kdb", -4, 4),
        "snare_hz": draw.ratio("shz", 150, 320),
        "snare_noise_hz": draw.ratio("snhz", 900, 5000),
        "snare_s": draw.ratio("ss", 0.05, 0.35),
        "snare_tone": draw.uniform("st", 0, 1),
        "snare_db": draw.uniform("sdb", -16, 0),
        "metal": [draw.ratio(f"metal{i}", 2500, 9500) for i in range(5)],
        "metal_share": draw.uniform("ms", 0, 1),
        "hat_s": draw.ratio("hs", 0.012, 0.11),
        "hat_db": draw.uniform("hdb", -22, -6),
        "hat_pulses": int(draw.pick("hp", [4, 7, 8, 9, 11, 16])),
        "open_s": draw.ratio("os", 0.06, 0.4),
        "open_db": draw.uniform("odb", -26, -6),
        "air": draw.ratio("air", 5000, 11000),
        "tom_hz": draw.ratio("thz", 80, 900),
        "tom_s": draw.ratio("ts", 0.03, 0.3),
        "tom_db": draw.uniform("tdb", -26, -6),
        "tom_pulses": int(draw.pick("tp", [0, 0, 3, 5, 7])),
        "dust_db": draw.uniform("dust", -60, -28),
    }
    bus = {
        "low_shelf_db": draw.uniform("bls", -4, 4),
        "high_shelf_db": draw.uniform("bhs", -5, 5),
        "dip_hz": draw.ratio("bdh", 180, 6000),
        "dip_db": draw.uniform("bdd", -5, 3),
        "ratio": draw.uniform("br", 0, 0.75),
        "release": draw.ratio("brel", 0.04, 0.5),
        "bands_db": [draw.uniform(f"bb{i}", -3, 3) for i in range(3)],
        "clip": draw.ratio("bclip", 0.5, 4),
        "side": draw.ratio("bside", 0.4, 1.9),
        "mono_below": draw.ratio("bmono", 40, 250),
        "ceiling_db": draw.uniform("bceil", -9, 0),
    }
    return {
        "tempo": draw.uniform("tempo", 118, 152),
        "swing": draw.uniform("swing", 0, 0.3) * draw.chance("swingon", 0.35),
        "parts": parts,
        "kit": kit,
        "master": bus,
        "echo_steps": draw.pick("es", [2, 3, 3, 4, 5, 6]),
        "echo_keep": draw.uniform("ek", 0.15, 0.65),
        "echo_dark": draw.ratio("ed", 900, 7000),
        "room_s": draw.ratio("rs", 0.3, 4.5),
        "room_dark": draw.ratio("rd", 1500, 12000),
        "room_density": draw.ratio("rdens", 400, 4000),
        "pump_s": draw.ratio("ps", 0.08, 0.35),
        "pump_depth": draw.uniform("pd", 0, 0.95),
    }


class Draw:
    """Named draws: each parameter has a stream of its own, so that adding one leaves the others as they were."""

    def __init__(self, rng):
        self.root = int(rng.integers(1 << 60))

    def __call__(self, name):
        return np.random.default_rng([self.root, *name.encode()])

    def uniform(self, name, low, high):
        return float(self(name).uniform(low, high))

    def ratio(self, name, low, high):
        """Even over the logarithm."""
        return float(low * (high / low) ** self(name).random())

    def pick(self, name, options):
        return options[int(self(name).integers(len(options)))]

    def chance(self, name, share):
        return bool(self(name).random() < share)
