"""What a build does: a low-pass opens, drums roll, noise rises."""

import numpy as np
from scipy.fft import irfft, rfft, rfftfreq

from .drums import Drums
from .levels import LENGTH, RATE, amplitude

# Low-passes between which the sound goes on while the filter opens.
STAGES = 10


class Builds(Drums):
    """Each build is another one, whatever the recipe."""

    def opening(self, signals):
        """Signals (n x LENGTH) through a low-pass that opens, or that stays shut as before a build."""
        shut_hz, open_hz = np.exp(self.rng.uniform(np.log([250, 5000]), np.log([4000, 18000])))
        begins = self.rng.uniform(-0.6, 0.5)
        ends = begins + self.rng.uniform(0.5, 2)
        self.way = np.clip((self.seconds / self.seconds[-1] - begins) / (ends - begins), 0, 1)
        if self.rng.random() < 0.35:
            self.way = np.zeros(LENGTH)
        hz = rfftfreq(LENGTH, 1 / RATE)
        spectra = rfft(signals)
        order = self.rng.choice([2, 4])
        quieter = amplitude(-self.rng.uniform(0, 8) * (1 - self.way))
        out = np.zeros_like(signals)
        for stage in range(STAGES):
            share = np.maximum(0, 1 - np.abs(self.way * (STAGES - 1) - stage)) * quieter
            if share.any():
                corner = shut_hz * (open_hz / shut_hz) ** (stage / (STAGES - 1))
                response = (1 / np.sqrt(1 + (hz / corner) ** (2 * order))).astype(np.float32)
                out += irfft(spectra * response, LENGTH) * share.astype(np.float32)
        return out

    def transition(self):
        """A roll of the clap and a rise of noise, where the filter opens."""
        out = np.zeros((2, LENGTH), np.float32)
        clap = self.recipe["clap"]
        places = np.minimum((np.arange(self.steps) * self.step * RATE).astype(int), LENGTH - 1)
        way = self.way[places]
        if self.rng.random() < 0.5:
            every = np.where(way < 0.4, 4, np.where(way < 0.75, 2, 1))
            struck = [s for s in range(self.steps) if 0 < way[s] < 1 and s % every[s] == 0]
            roll = self.decays(struck, clap["decay_s"], [0.25 + 0.75 * way[s] for s in struck])
            out += self.noise(clap["hz"], 1.2, clap["width"]) * roll * amplitude(clap["level"] - self.rng.uniform(4, 16))
        if self.rng.random() < 0.6:
            low, high = (self.noise(hz, 1.0, 1.0) for hz in (900, 6000))
            rise = amplitude(self.rng.uniform(-36, -18) - 24 * (1 - self.way)) * (self.way > 0)
            out += ((1 - self.way) * low + self.way * high) * rise
        return out.astype(np.float32)
