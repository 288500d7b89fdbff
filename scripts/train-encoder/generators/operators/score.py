"""What is played, and when."""

import numpy as np

from .clock import LENGTH, RATE, SECONDS
from .recipe import Draw

LOWEST_C_HZ = 32.703
# Four tones each, in semitones above the root of the bar.
MODES = [(0, 3, 7, 10), (0, 3, 7, 12), (0, 4, 7, 11), (0, 5, 7, 12), (0, 2, 7, 9), (0, 3, 8, 10)]


class Score:
    """Key, chords and rhythm of one song, and the ducking that its kicks ask for."""

    def __init__(self, recipe, rng):
        self.recipe, self.draw = recipe, Draw(rng)
        beat = 60 / recipe["tempo"] * (1 + 0.012 * (self.draw("t").random() - 0.5))
        self.sixteenth = beat / 4
        self.total = int(LENGTH / RATE / self.sixteenth) + 1
        self.root_hz = LOWEST_C_HZ * 2 ** (int(self.draw("root").integers(0, 12)) / 12)
        self.mode = self.draw.pick("mode", MODES)
        self.roots = [int(semitones) for semitones in self.draw("walk").choice([0, 0, -2, -4, 3, 5, -5, 7], size=4)]
        self.kicks = euclid(recipe["kit"]["kick_pulses"])

    def at(self, step):
        """The sample that a sixteenth begins at."""
        return int((step + (self.recipe["swing"] if step % 2 else 0)) * self.sixteenth * RATE)

    def steps(self, pattern):
        """Every sixteenth of the song that a pattern of a bar falls on."""
        return [s for s in range(self.total) if s % 16 in pattern]

    def pitch(self, step, tone, octave):
        """Frequency of a tone of the mode, on the root of the step's bar."""
        return self.root_hz * 2 ** (
            octave + (self.roots[(step // 16) % 4] + self.mode[tone % 4] + 12 * (tone // 4)) / 12
        )

    def tuned(self, hz):
        """The root in the octave that leaves a frequency as nearly as it can be where it is."""
        return self.root_hz * 2 ** round(float(np.log2(hz / self.root_hz)))

    def lay(self, hits):
        """Adds up (sample, sound) pairs."""
        out = np.zeros(LENGTH)
        for at, sound in hits:
            n = min(len(sound), LENGTH - at)
            if n > 0:
                out[at : at + n] += sound[:n]
        return out

    def pump(self):
        """Gain that falls with each kick and comes back."""
        gain = np.ones(LENGTH)
        depth, seconds = self.recipe["pump_depth"], self.recipe["pump_s"]
        curve = 1 - depth * np.exp(-SECONDS[: int(RATE * 5 * seconds)] / seconds)
        for step in self.steps(self.kicks):
            at = self.at(step)
            n = min(len(curve), LENGTH - at)
            if n > 0:
                gain[at : at + n] = curve[:n]
        return gain


def euclid(pulses, steps=16, turn=0):
    """Pulses spread as evenly as whole steps allow (Bjorklund's rhythm by its residue form)."""
    return [s for s in range(steps) if pulses and ((s - turn) * pulses) % steps < pulses]
