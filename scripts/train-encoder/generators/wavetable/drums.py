"""Kick, hats, clap, percussion and noise."""

import numpy as np
from scipy.fft import irfft, rfftfreq

from .levels import LENGTH, RATE, amplitude, rms
from .score import Score


class Drums(Score):
    """All in stereo."""

    def kick(self):
        settings = self.recipe["kick"]
        n = int(RATE * min(0.6, 5 * settings["decay_s"]))
        t = self.seconds[:n]
        sweep = settings["sweep_hz"] * np.exp(-t / settings["sweep_s"])
        hz = self.nearest_tonic_hz(settings["hz"]) if settings["tuned"] else settings["hz"]
        body = np.sin(2 * np.pi * np.cumsum(hz + sweep) / RATE) * np.exp(-t / settings["decay_s"])
        click = self.rng.normal(size=n) * np.exp(-t / 0.004) * settings["click"]
        click = np.diff(click, prepend=0) if settings["click_hz"] > 3500 else click
        hit = np.tanh((body + click) * (1 + settings["drive"])) * amplitude(settings["level"] - 9)
        return np.tile(self.place(hit, self.kick_steps), (2, 1))

    def drums(self):
        hats, clap, percussion, noise = (self.recipe[name] for name in ("hats", "clap", "percussion", "noise"))
        grid = range(self.steps)
        closed = {
            0: grid,
            1: [s for s in grid if s % 4 != 0],
            2: [s for s in grid if s % 4 == 2],
            3: [s for s in grid if s % 2 == 0],
        }
        accents = [0.55 + 0.45 * (s % 4 == 2) for s in closed[hats["pattern"]]]
        texture = self.noise(hats["hz"], hats["q"], hats["width"])
        out = texture * (
            amplitude(hats["closed"]) * self.decays(closed[hats["pattern"]], hats["closed_s"], accents)
            + amplitude(hats["open"]) * self.decays([s for s in grid if s % 4 == 2], hats["open_s"])
            + amplitude(hats["ride"]) * self.decays([s for s in grid if s % 2 == 0], 0.3)
        )
        bursts = [0.011 * i for i in range(clap["bursts"])]
        hit = sum(
            np.exp(-np.maximum(0, (t := self.seconds[:16000] - late)) / clap["decay_s"]) * (t >= 0) for late in bursts
        )
        snare = self.place(hit / len(bursts), [s for s in grid if s % 8 == 4])
        out += self.noise(clap["hz"], 1.2, clap["width"]) * snare * amplitude(clap["level"])
        if percussion["on"]:
            t = self.seconds[: int(RATE * 6 * percussion["decay_s"])]
            for i, hz in enumerate(percussion["hz"]):
                hit = np.sin(2 * np.pi * hz * t) * np.exp(-t / percussion["decay_s"])
                steps = [s for s in grid if s % 16 in percussion["steps"][i::3]]
                pan = 0.5 + 0.4 * (i - 1)
                out += np.outer([1 - pan, pan], self.place(hit, steps)) * amplitude(percussion["level"]) * 2
        if noise["on"]:
            rise = 0.3 + 0.7 * self.seconds / self.seconds[-1]
            out += self.noise(noise["hz"], 0.5, 0.8) * rise * amplitude(noise["level"])
        return (out * amplitude(-6)).astype(np.float32)

    def noise(self, hz, q, width):
        """Noise around a frequency, in stereo."""
        bins = rfftfreq(LENGTH, 1 / RATE) + 1e-3
        shape = 1 / np.sqrt(1 + (q * (bins / hz - hz / bins)) ** 2)
        spectrum = self.rng.standard_normal((2, 2 * len(bins)), np.float32).view(np.complex64) * shape.astype(
            np.float32
        )
        mid, side = irfft(spectrum, LENGTH)
        side *= np.float32(width)
        out = np.stack([mid + side, mid - side])
        return out / rms(out)

    def decays(self, steps, seconds, velocities=None):
        n = int(min(LENGTH, 6 * seconds * RATE))
        return self.place(np.exp(-self.seconds[:n] / seconds), steps, velocities)
