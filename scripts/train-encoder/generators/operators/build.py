"""The rise before everything comes: a filter that is turned up, and noise that climbs."""

import numpy as np
from scipy.signal import butter, sosfilt

from .clock import LENGTH, RATE, SECONDS, amplitude
from .drums import Drums

# Samples between two positions of the knob: 23 ms.
HELD = 1024


class Build(Drums):
    """Turned differently in every song."""

    def knob(self):
        """How far the rise has come, block by block."""
        draw = self.draw("rise")
        start, length = draw.uniform(-0.6, 0.5), draw.uniform(0.5, 2)
        way = np.clip((np.linspace(0, 1, LENGTH // HELD) - start) / length, 0, 1)
        return np.zeros_like(way) if draw.random() < 0.35 else way

    def rising(self, signals):
        """Signals (n x LENGTH) through a low-pass whose corner goes up block by block."""
        draw = self.draw("turned")
        low, high = draw.uniform(np.log(250), np.log(4000)), draw.uniform(np.log(5000), np.log(18000))
        quiet_db = draw.uniform(0, 8)
        out = np.empty_like(signals)
        state = np.zeros((1, len(signals), 2))
        for block, way in enumerate(self.knob()):
            at = slice(block * HELD, (block + 1) * HELD)
            sections = butter(2, np.exp(low + way * (high - low)), "low", fs=RATE, output="sos")
            passed, state = sosfilt(sections, signals[:, at], zi=state)
            out[:, at] = passed * amplitude(-quiet_db * (1 - way))
        return out

    def riser(self):
        """Noise that climbs, and the snare's noise struck faster and faster under it; often neither."""
        draw = self.draw("riser")
        way = np.repeat(self.knob(), HELD)
        out = np.zeros((2, LENGTH))
        noise = draw.normal(size=(2, LENGTH))
        if draw.random() < 0.6:
            bands = [sosfilt(butter(1, edges, "band", fs=RATE, output="sos"), noise) for edges in ([400, 1600], [3000, 12000])]
            out += ((1 - way) * bands[0] + way * bands[1]) * amplitude(draw.uniform(-34, -18) - 24 * (1 - way)) * (way > 0)
        if draw.random() < 0.5:
            kit = self.recipe["kit"]
            t = SECONDS[: int(RATE * 5 * kit["snare_s"])]
            hit = np.sin(2 * np.pi * kit["snare_hz"] * t) * kit["snare_tone"] + 0.8 * noise[0, : len(t)]
            hit = hit * np.exp(-t / kit["snare_s"]) * amplitude(kit["snare_db"] - draw.uniform(8, 20))
            hits = []
            for step in range(self.total):
                at = self.at(step)
                if at < LENGTH and 0 < way[at] < 1 and step % (4 if way[at] < 0.4 else 2 if way[at] < 0.75 else 1) == 0:
                    hits.append((at, hit * (0.25 + 0.75 * way[at])))
            out += self.lay(hits)
        return out
