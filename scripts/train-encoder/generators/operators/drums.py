"""Kick, snare, hats and toms."""

from math import pi

import numpy as np
from scipy.signal import butter, sosfilt

from .clock import LENGTH, RATE, SECONDS, amplitude
from .score import Score, euclid


class Drums(Score):
    """Both in stereo."""

    def kick(self):
        kit = self.recipe["kit"]
        t = SECONDS[: int(RATE * 4 * kit["kick_s"])]
        phase = (
            2
            * pi
            * (self.tuned(kit["kick_hz"]) if kit["kick_tuned"] else kit["kick_hz"])
            * (t + kit["kick_bend"] * kit["kick_bend_s"] * (1 - np.exp(-t / kit["kick_bend_s"])))
        )
        knock = sosfilt(
            butter(2, [1500, 6000], "band", fs=RATE, output="sos"), self.draw("knock").normal(size=len(t))
        ) * np.exp(-t / 0.006)
        hit = np.sin(phase) * np.exp(-((t / kit["kick_s"]) ** 1.4)) + kit["kick_knock"] * knock
        hit = np.arctan(hit * kit["kick_clip"]) * amplitude(kit["kick_db"] - 10)
        mono = self.lay([(self.at(s), hit) for s in self.steps(self.kicks)])
        return np.stack([mono, mono])

    def drums(self):
        kit = self.recipe["kit"]
        noise = self.draw("noise").normal(size=(2, LENGTH))
        metal = sum(np.sign(np.sin(2 * pi * hz * SECONDS + i)) for i, hz in enumerate(kit["metal"])) / 5
        air = sosfilt(
            butter(3, kit["air"], "high", fs=RATE, output="sos"),
            noise * (1 - kit["metal_share"]) + metal * kit["metal_share"],
        )
        air /= np.sqrt(np.mean(air**2)) + 1e-9
        hats = self.lay(
            [
                (self.at(s), decay(kit["hat_s"]) * (0.5 + 0.5 * (s % 2 == 0)))
                for s in self.steps(euclid(kit["hat_pulses"]))
            ]
        )
        opened = self.lay([(self.at(s), decay(kit["open_s"])) for s in self.steps([2, 6, 10, 14])])
        out = air * (hats * amplitude(kit["hat_db"]) + opened * amplitude(kit["open_db"]))
        n = int(RATE * 5 * kit["snare_s"])
        t = SECONDS[:n]
        crack = sosfilt(
            butter(1, [0.5 * kit["snare_noise_hz"], 2 * kit["snare_noise_hz"]], "band", fs=RATE, output="sos"),
            noise[:, :n],
        )
        tone = np.sin(2 * pi * kit["snare_hz"] * t * (1 + 0.2 * np.exp(-t / 0.02)))
        snare = (1.5 * crack + kit["snare_tone"] * tone) * np.exp(-t / kit["snare_s"])
        tom_seconds = SECONDS[: int(RATE * 5 * kit["tom_s"])]
        tom = np.sin(2 * pi * kit["tom_hz"] * tom_seconds) * np.exp(-tom_seconds / kit["tom_s"])
        toms = self.lay([(self.at(s), tom) for s in self.steps(euclid(kit["tom_pulses"], turn=2))])
        for side in range(2):
            out[side] += self.lay([(self.at(s), snare[side]) for s in self.steps([4, 12])]) * amplitude(kit["snare_db"])
            out[side] += toms * amplitude(kit["tom_db"]) * (1.2 if side else 0.6)
        return 0.5 * (out + noise * amplitude(kit["dust_db"]))


def decay(seconds):
    return np.exp(-SECONDS[: int(RATE * 6 * seconds)] / seconds)
