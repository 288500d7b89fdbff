"""The parts that play notes."""

from math import exp, pi

import numpy as np
from scipy.signal import butter, lfilter, sosfilt

from .clock import LENGTH, RATE, SECONDS, amplitude
from .filters import bell
from .score import Score, euclid


class Instruments(Score):
    """One method a part, by the name that recipes have for it; each gives mono."""

    def layer(self, name, pump):
        """A part as it stands in the mix, in stereo."""
        part = self.recipe["parts"][name]
        mono = self.shape(getattr(self, name)(part), part)
        mono *= amplitude(part["gain_db"] + WEIGHT_DB[name] + self.draw(name + "fader").normal(0, 0.7))
        return self.widen(mono * (1 - part["pump"] * (1 - pump)), part)

    def shape(self, x, part):
        """Filters, then a level of 1, then fewer steps of amplitude."""
        x = sosfilt(butter(2, part["low_cut"], "high", fs=RATE, output="sos"), x)
        x = sosfilt(butter(2, part["cut"], "low", fs=RATE, output="sos"), x)
        x = bell(x, part["peak"], part["peak_db"], 2.0)
        x /= np.sqrt(np.mean(x**2)) + 1e-9
        if part["crush"] > 0:
            x = np.round(x / part["crush"]) * part["crush"]
        return x

    def widen(self, x, part):
        """Panned, and a slowly moving copy on the other side."""
        if part["chorus"] <= 0:
            return np.stack([x, x]) * 0.7
        shift = RATE * (0.011 + 0.003 * np.sin(2 * pi * 0.6 * SECONDS))
        moved = x[np.maximum(0, np.arange(LENGTH) - shift.astype(int))]
        left = x + part["chorus"] * moved
        right = x - part["chorus"] * moved
        return np.stack([left * (1 - part["pan"]), right * (1 + part["pan"])]) * 0.6

    def low(self, part):
        pattern = euclid(part["pulses"], turn=int(self.draw("lowturn").integers(0, 3)))
        if self.draw.chance("away", 0.6):
            pattern = [s for s in pattern if s not in self.kicks] or [2, 6, 10, 14]
        tones = self.draw("lowtones").choice([0, 0, 0, 2, 4], size=16)
        hits, known = [], {}
        for s in self.steps(pattern):
            hz = self.pitch(s, int(tones[s % 16]), 0 if part["octave"] == 0 else 1)
            if hz not in known:
                known[hz] = self.operator(hz, part | {"decay": 0.3 * part["decay"]}, 0.8 * self.sixteenth)
            hits.append((self.at(s), known[hz]))
        return self.lay(hits)

    def keys(self, part):
        chord = self.mode[:3]
        hits = [
            (self.at(s), self.operator(self.pitch(s, 0, 3), part, 3 * self.sixteenth, chord))
            for s in self.steps(euclid(min(part["pulses"], 5)))
        ]
        return self.lay(hits)

    def strings(self, part):
        return self.melody_of("strings", part, 2 + part["octave"], lambda hz: self.string(hz, part, self.sixteenth))

    def bells(self, part):
        return self.melody_of(
            "bells",
            part,
            4 + part["octave"],
            lambda hz: self.operator(hz, part | {"ratio": part["ratio"] * 1.007}, self.sixteenth),
        )

    def drone(self, part):
        soft = part | {"attack": 20 * part["attack"], "brightness_decay": 4.0, "index": 0.4 * part["index"]}
        hits = [
            (self.at(s), self.operator(self.pitch(s, 0, 2 + part["octave"]), soft, 16 * self.sixteenth, self.mode))
            for s in range(0, self.total, 16)
        ]
        return self.lay(hits)

    def stab(self, part):
        short = part | {"decay": 0.4 * part["decay"]}
        hits = [
            (self.at(s), self.operator(self.pitch(s, 0, 3), short, self.sixteenth, (0, 3, 7, 10)))
            for s in self.steps(euclid(3, turn=int(self.draw("stabturn").integers(0, 8))))
        ]
        return self.lay(hits)

    def melody_of(self, name, part, octave, play):
        """A pattern of sixteen tones, each played by `play` at its frequency."""
        pattern = euclid(part["pulses"], turn=int(self.draw(name + "turn").integers(0, 4)))
        tones = self.draw(name + "tones").integers(0, 8, size=16)
        hits, known = [], {}
        for s in self.steps(pattern):
            hz = self.pitch(s, int(tones[s % 16]), octave)
            if hz not in known:
                known[hz] = play(hz)
            hits.append((self.at(s), known[hz] * (0.7 + 0.3 * (s % 4 == 0))))
        return self.lay(hits)

    def operator(self, hz, part, held, chord=(0,)):
        """A carrier that a second sine bends; what is left of the bend after the decay is `index2`."""
        n = int(min(LENGTH, RATE * (held + 2.5 * part["decay"])))
        t = SECONDS[:n]
        bend = part["index2"] + (part["index"] - part["index2"]) * np.exp(-t / part["brightness_decay"])
        out = np.zeros(n)
        for semitones in chord:
            f = hz * 2 ** (semitones / 12)
            if f * (1 + part["ratio"]) > 15000:
                continue
            modulator = np.sin(2 * pi * f * part["ratio"] * t)
            if part["feedback"]:
                modulator = np.sin(2 * pi * f * part["ratio"] * t + part["feedback"] * modulator)
            limited = np.minimum(bend, max(0.2, (16000 / f - 1) / part["ratio"] / 2))
            out += np.sin(2 * pi * f * t + limited * modulator)
        return out * np.minimum(1, t / part["attack"]) * np.exp(-np.maximum(0, t - held) / part["decay"])

    def string(self, hz, part, held):
        """Karplus and Strong's string: noise around a loop a period long that loses its treble."""
        period = max(8, round(RATE / hz))
        loss = 0.5 + 0.495 * exp(-hz / 2500)
        keep = exp(-1 / (hz * part["decay"] * 2))
        n = int(min(LENGTH, RATE * (held + 1.5 * part["decay"])))
        burst = np.zeros(n)
        burst[: min(n, period)] = self.draw("burst").uniform(-1, 1, min(n, period))
        denominator = np.zeros(period + 2)
        denominator[0], denominator[period], denominator[period + 1] = 1, -keep * loss, -keep * (1 - loss)
        return lfilter([1], denominator, burst)


WEIGHT_DB = {"low": -12, "keys": -17, "strings": -20, "bells": -22, "drone": -20, "stab": -19}
