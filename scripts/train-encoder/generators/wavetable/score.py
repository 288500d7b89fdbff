"""What is played, and when."""

import numpy as np

from .levels import LENGTH, RATE

KICKS = {
    "four": [0, 4, 8, 12],
    "broken": [0, 3, 8, 11],
    "skip": [0, 4, 7, 8, 12],
    "two-step": [0, 6, 10],
}
BASS_LINES = {
    "off-beat": [2, 6, 10, 14],
    "rolling": [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15],
    "gallop": [2, 3, 6, 7, 10, 11, 14, 15],
    "long": [0, 8],
    "syncopated": [0, 3, 6, 10, 13],
}
# Steps of the scale, chord by chord.
PROGRESSIONS = (
    [0, 5, 2, 6],
    [0, 5, 6, 4],
    [0, 3, 5, 6],
    [0, 2, 5, 6],
    [0, 0, 5, 6],
    [0, 0, 0, 0],
    [0, 6, 5, 6],
    [0, 3, 0, 4],
)
SCALES = {"minor": [0, 2, 3, 5, 7, 8, 10], "major": [0, 2, 4, 5, 7, 9, 11], "phrygian": [0, 1, 3, 5, 7, 8, 10]}


class Score:
    """Key, chords and rhythm of one song."""

    def __init__(self, recipe, rng):
        self.recipe, self.rng = recipe, rng
        self.step = 60 / (recipe["tempo"] * np.exp(rng.normal(0, 0.008))) / 4
        self.steps = int(LENGTH / RATE / self.step) + 1
        self.scale = SCALES[str(rng.choice(["minor", "minor", "minor", "major", "phrygian"]))]
        self.tonic = int(rng.integers(33, 45))
        self.chords = PROGRESSIONS[rng.integers(len(PROGRESSIONS))]
        self.bars_a_chord = int(rng.choice([1, 1, 2]))
        self.seconds = np.arange(LENGTH) / RATE
        self.kick_steps = [s for s in range(self.steps) if s % 16 in KICKS[recipe["kick"]["pattern"]]]
        self.duck = self.ducking()

    def time_of(self, step):
        return (step + (self.recipe["swing"] if step % 2 else 0)) * self.step

    def degree_hz(self, degree, octave=0):
        midi = self.tonic + 12 * (octave + degree // 7) + self.scale[degree % 7]
        return 440 * 2 ** ((midi - 69) / 12)

    def nearest_tonic_hz(self, hz):
        """The key's own note that is nearest to a frequency: many producers tune their kick to the song."""
        octaves = np.log2(self.degree_hz(0) / hz)
        return hz * 2 ** (octaves - np.round(octaves))

    def chord_at(self, step):
        return self.chords[(step // (16 * self.bars_a_chord)) % len(self.chords)]

    def ducking(self):
        settings = self.recipe["duck"]
        phase = np.full(LENGTH, 10.0, np.float32)
        for step in self.kick_steps:
            at = int(self.time_of(step) * RATE)
            if at < LENGTH:
                phase[at:] = self.seconds[: LENGTH - at] / (4 * self.step * settings["release"])
        return (np.maximum(0, 1 - phase) ** settings["shape"]).astype(np.float32)

    def place(self, hit, steps, velocities=None):
        out = np.zeros(LENGTH, np.float32)
        for i, step in enumerate(steps):
            at = int(self.time_of(step) * RATE)
            n = min(len(hit), LENGTH - at)
            if n > 0:
                out[at : at + n] += hit[:n] * (1 if velocities is None else velocities[i])
        return out
