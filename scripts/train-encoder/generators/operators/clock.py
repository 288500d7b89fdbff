"""The time that everything is rendered in."""

import numpy as np

RATE = 44100
LENGTH = 300 * 1024  # samples, 6.97 s
SECONDS = np.arange(LENGTH, dtype=np.float64) / RATE


def amplitude(db):
    return 10 ** (db / 20)
