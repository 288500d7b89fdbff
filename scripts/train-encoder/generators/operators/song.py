"""One song of a recipe: its parts, laid over each other section by section."""

import numpy as np
from scipy.signal import butter, oaconvolve, sosfilt

from .clock import LENGTH, RATE
from .drums import Drums
from .instruments import Instruments

PLANS = {
    "drop": ("low", "keys", "strings", "bells", "drone", "stab"),
    "break": ("keys", "strings", "bells", "drone"),
    "groove": ("low", "stab"),
}


class Song(Instruments, Drums):
    """One song of a recipe."""

    def __init__(self, recipe, rng):
        super().__init__(recipe, rng)
        pump = self.pump()
        self.layers = {name: self.layer(name, pump) for name, part in recipe["parts"].items() if part["on"]}
        self.beat_sound = self.kick() + self.drums()
        self.tails = [self.tail(side) for side in range(2)]

    def sections(self):
        """Names of the sections that can be rendered; all but a break without any part always can."""
        return [plan for plan, names in PLANS.items() if plan != "break" or any(name in self.layers for name in names)]

    def mix(self, plan):
        """One section, unmastered, float32 2 x LENGTH."""
        mix = np.zeros((2, LENGTH))
        room, echo = np.zeros(LENGTH), np.zeros(LENGTH)
        for name in PLANS[plan]:
            if name in self.layers:
                mix += self.layers[name]
                mono = self.layers[name].mean(axis=0)
                room += self.recipe["parts"][name]["room"] * mono
                echo += self.recipe["parts"][name]["echo"] * mono
        if plan != "break":
            mix += self.beat_sound
            room += 0.12 * self.beat_sound.mean(axis=0)
        return (mix + self.room(room) + self.echo(echo)).astype(np.float32)

    def tail(self, side):
        """Echoes at random moments, fewer and darker with time."""
        n = int(RATE * min(3.0, 1.5 * self.recipe["room_s"]))
        random = self.draw(f"room{side}")
        taps = np.zeros(n)
        moments = random.integers(200, n, size=int(self.recipe["room_density"] * n / RATE))
        taps[moments] = random.choice([-1, 1], size=len(moments)) * np.exp(
            -6.9 * moments / RATE / self.recipe["room_s"]
        )
        taps = sosfilt(butter(1, self.recipe["room_dark"], "low", fs=RATE, output="sos"), taps)
        return (taps / (np.sqrt(np.sum(taps**2)) + 1e-9)).astype(np.float32)

    def room(self, send):
        """The reverb of a mono send."""
        return np.stack([oaconvolve(send.astype(np.float32), tail)[:LENGTH] for tail in self.tails])

    def echo(self, send):
        """Five echoes from side to side, each darker than the one before."""
        gap = int(self.recipe["echo_steps"] * self.sixteenth * RATE)
        dark = butter(1, self.recipe["echo_dark"], "low", fs=RATE, output="sos")
        out = np.zeros((2, LENGTH))
        tap, gain = send, 1.0
        for i in range(1, 6):
            tap = sosfilt(dark, tap)
            gain *= self.recipe["echo_keep"]
            if i * gap >= LENGTH or gain < 0.02:
                break
            out[i % 2, i * gap :] += tap[: LENGTH - i * gap] * gain
            out[1 - i % 2, i * gap :] += tap[: LENGTH - i * gap] * gain * 0.4
        return out
