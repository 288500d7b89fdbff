"""The instruments that play notes from wavetables."""

import numpy as np
from scipy.fft import irfft

from .levels import LENGTH, RATE, amplitude, rms
from .score import BASS_LINES, Score

TABLE = 2048
SWEEP_STEPS = 28
# How far a song strays from its recipe, as a deviation of the logarithm.
STRAY = 0.06
LEVELS = {"bass": -13.0, "acid": -20.0, "lead": -16.0, "arp": -20.0, "pad": -20.0}


class Instruments(Score):
    """One method an instrument, by the name that recipes have for it; each gives stereo."""

    def track(self, name):
        """A ducked instrument at its level."""
        settings = self.recipe[name]
        sound = getattr(self, name)(self.strayed(settings))
        if settings["drive"] > 0:
            peak = np.max(np.abs(sound)) + 1e-9
            sound = np.tanh(sound / peak * np.float32(1 + settings["drive"]))
        sound = sound * np.float32(amplitude(settings["level"] + LEVELS[name] + self.rng.normal(0, 0.7)) / rms(sound))
        return sound * (1 - settings["duck"] * self.recipe["duck"]["depth"] * self.duck)

    def strayed(self, settings):
        """The recipe's settings as this song has them."""
        return {
            key: value * np.exp(self.rng.normal(0, STRAY)) if key in ("cutoff", "decay", "release", "detune") else value
            for key, value in settings.items()
        }

    def bass(self, settings):
        line = [s for s in range(self.steps) if s % 16 in BASS_LINES[settings["line"]]]
        length = 6 if settings["line"] == "long" else 1
        jumps = self.rng.choice([0, 0, 0, 0, 7], size=16)
        notes = [(s, length, self.degree_hz(self.chord_at(s) + jumps[s % 16]), 1.0) for s in line]
        settings = settings | {"voices": min(2, settings["voices"]), "spread": 0.2 * settings["spread"]}
        out = self.play(settings, notes)
        sub = self.play(
            settings | {"spectrum": "organ", "cutoff": 90, "sweep": 0, "voices": 1, "resonance": 0.7}, notes
        )
        return out / rms(out) + amplitude(settings["sub"]) * sub / rms(sub)

    def acid(self, settings):
        pitches = self.rng.choice([0, 0, 0, 2, 4, 7, 7], size=16)
        sounding = self.rng.random(16) < 0.75
        accents = 0.6 + 0.4 * (self.rng.random(16) < 0.3)
        notes = [
            (s, 1, self.degree_hz(int(pitches[s % 16]), 1), accents[s % 16])
            for s in range(self.steps)
            if sounding[s % 16]
        ]
        return self.play(settings | {"voices": 1, "resonance": 3 + settings["resonance"]}, notes)

    def lead(self, settings):
        octave = 2 + settings["octave"]
        if settings["style"] == "melody":
            pattern = [(int(step), int(self.rng.integers(0, 8))) for step in np.flatnonzero(self.rng.random(16) < 0.5)]
            notes = [
                (16 * bar + step, 2, self.degree_hz(self.chord_at(16 * bar) + degree, octave), 1.0)
                for bar in range(self.steps // 16 + 1)
                for step, degree in pattern
            ]
            return self.play(settings, notes)
        triad = [0, 2, 4] + ([6] if self.rng.random() < 0.3 else [])
        starts = {
            "chords": range(0, self.steps, 16),
            "gated": range(0, self.steps, 16),
            "stabs": [s for s in range(self.steps) if s % 16 in (0, 3, 6, 10)],
        }[settings["style"]]
        length = 2 if settings["style"] == "stabs" else 16
        notes = [
            (s, length, self.degree_hz(self.chord_at(s) + degree, octave), 1.0) for s in starts for degree in triad
        ]
        out = self.play(settings, notes)
        if settings["style"] == "gated":
            gate = self.rng.random(16) < 0.6
            gate[0] = True
            out *= np.minimum(
                1, self.place(np.hanning(int(self.step * RATE)), [s for s in range(self.steps) if gate[s % 16]]) * 2
            )
        return out

    def arp(self, settings):
        order = self.rng.permutation(3 * settings["span"])
        steps = range(0, self.steps, settings["density"])
        notes = [
            (
                s,
                1,
                self.degree_hz(
                    self.chord_at(s) + [0, 2, 4][order[i % len(order)] % 3], 2 + int(order[i % len(order)]) // 3
                ),
                0.7 + 0.3 * (s % 4 == 0),
            )
            for i, s in enumerate(steps)
        ]
        return self.play(settings | {"voices": min(3, settings["voices"]), "sustain": 0.0}, notes)

    def pad(self, settings):
        notes = [
            (s, 16, self.degree_hz(self.chord_at(s) + degree, 1 + settings["octave"]), 1.0)
            for s in range(0, self.steps, 16)
            for degree in (0, 2, 4, 7)
        ]
        return self.play(
            settings
            | {"attack": 12 * settings["attack"], "sustain": 1.0, "sweep": 0.0, "voices": min(5, settings["voices"])},
            notes,
        )

    def play(self, settings, notes):
        """Notes are (step, steps, frequency, velocity)."""
        out = np.zeros((2, LENGTH), np.float32)
        known = {}
        for step, steps, hz, velocity in notes:
            at = int(self.time_of(step) * RATE)
            held = steps * self.step
            samples = min(LENGTH - at, int((held + 3 * settings["release"]) * RATE))
            if samples <= 0:
                continue
            key = round(hz, 3), steps
            if key not in known or known[key].shape[1] < samples:
                known[key] = self.tone(settings, hz, samples, held)
            out[:, at : at + samples] += known[key][:, :samples] * velocity
        return out

    def tone(self, settings, hz, samples, seconds_held):
        """One note, 2 x samples."""
        tables = self.tables(settings, hz)
        t = self.seconds[:samples]
        fall = np.exp(-t / settings["decay"])
        row = np.round((SWEEP_STEPS - 1) * fall).astype(np.int32)
        gain = np.minimum(1, t / settings["attack"]) * (settings["sustain"] + (1 - settings["sustain"]) * fall)
        gain *= np.exp(-np.maximum(0, t - seconds_held) / settings["release"])
        out = np.zeros((2, samples), np.float32)
        for voice in range(settings["voices"]):
            place = 0.0 if settings["voices"] == 1 else 2 * voice / (settings["voices"] - 1) - 1
            cycles = t * (hz * 2 ** (place * settings["detune"] / 1200)) + self.rng.random()
            index = ((cycles - np.floor(cycles)) * TABLE).astype(np.int32)
            wave = tables[row, index]
            pan = 0.5 + 0.5 * settings["spread"] * place * (-1) ** voice
            out[0] += wave * (1 - pan)
            out[1] += wave * pan
        return out * gain.astype(np.float32)

    def tables(self, settings, hz):
        """Band-limited tables of an instrument at one pitch, row by row with a wider open filter."""
        count = int(max(1, min(TABLE // 2 - 1, 17000 / hz)))
        k = np.arange(1, count + 1)
        amplitudes = {
            "saw": 1.0 / k,
            "square": (k % 2) / k,
            "pulse": np.abs(np.sin(np.pi * k * settings["pulse"])) / k,
            "organ": np.isin(k, [1, 2, 3, 4, 6, 8, 10, 12, 16]) / np.sqrt(k),
            "vowel": sum(
                np.exp(-(((k * hz - f) / (120 + 0.1 * f)) ** 2))
                for f in (550 + 900 * settings["pulse"], 1100 + 2500 * settings["pulse"], 2900)
            )
            + 0.03 / k,
            "digital": np.random.default_rng(settings["seed"]).lognormal(0, 1.2, TABLE)[:count] / k,
        }[settings["spectrum"]] * k ** settings["tilt"]
        cutoffs = settings["cutoff"] * 2 ** np.linspace(0, settings["sweep"], SWEEP_STEPS)
        ratio = k * hz / cutoffs[:, None]
        response = 1 / np.sqrt((1 - ratio**2) ** 2 + (ratio / settings["resonance"]) ** 2)
        spectrum = np.zeros((SWEEP_STEPS, TABLE // 2 + 1), np.complex64)
        spectrum[:, 1 : count + 1] = -1j * amplitudes * response
        return irfft(spectrum, TABLE).astype(np.float32) * TABLE
