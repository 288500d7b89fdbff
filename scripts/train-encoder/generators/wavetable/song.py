"""One song of a recipe: its instruments, laid over each other section by section."""

import numpy as np
from scipy.fft import irfft, rfft, rfftfreq

from .drums import Drums
from .instruments import LEVELS, Instruments
from .levels import LENGTH, RATE, amplitude

SECTIONS = {
    "drop": ("bass", "acid", "lead", "arp", "pad"),
    "break": ("lead", "arp", "pad"),
    "groove": ("bass", "acid", "arp"),
}


class Song(Instruments, Drums):
    """One song of a recipe: what is played in each section, and its unmastered sound."""

    def __init__(self, recipe, rng):
        super().__init__(recipe, rng)
        self.dry = {name: self.track(name) for name in LEVELS if recipe[name]["on"]}
        self.drums_and_kick = self.kick(), self.drums()
        self.reverb, self.echo = self.responses()

    def sections(self):
        """Names of the sections that can be rendered; the drop, with everything in it, always can."""
        return [
            name for name, tracks in SECTIONS.items() if name != "break" or any(track in self.dry for track in tracks)
        ]

    def mix(self, section):
        """A section before mastering, float32 2 x LENGTH."""
        mix = np.zeros((2, LENGTH), np.float32)
        wet = np.zeros((2, LENGTH), np.float32)
        for name in SECTIONS[section]:
            if name in self.dry:
                mix += self.dry[name]
                mono = self.dry[name].mean(axis=0)
                wet[0] += amplitude(self.recipe[name]["reverb"]) * mono
                wet[1] += amplitude(self.recipe[name]["delay"]) * mono
        pumping = 1.0
        if section != "break":
            kick, drums = self.drums_and_kick
            mix += kick + drums
            wet[0] += amplitude(self.recipe["clap"]["room"]) * drums.mean(axis=0)
            pumping -= 0.5 * self.recipe["duck"]["depth"] * self.duck
        sends = rfft(wet)
        return mix + irfft(self.reverb * sends[0] + self.echo * sends[1], LENGTH) * pumping

    def responses(self):
        """Frequency responses of reverb and delay. They wrap around: the loop has played before."""
        reverb, delay = self.recipe["reverb"], self.recipe["delay"]
        hz = rfftfreq(LENGTH, 1 / RATE)
        tail = self.rng.standard_normal((2, LENGTH), np.float32) * np.exp(
            -6.9 * self.seconds / reverb["seconds"]
        ).astype(np.float32)
        response = rfft(tail) / np.sqrt(np.sum(tail[0] ** 2))
        response *= (
            reverb["width"] / np.sqrt(1 + (hz / reverb["damping_hz"]) ** 2) * (hz / np.hypot(hz, reverb["low_hz"]))
        ).astype(np.float32)
        echo = np.exp(-2j * np.pi * hz * delay["steps"] * self.step) / np.sqrt(1 + (hz / delay["cut_hz"]) ** 2)
        return response, (echo / (1 - delay["feedback"] * echo)).astype(np.complex64)
