"""The length that everything is rendered in, and its levels."""

import numpy as np

RATE = 44100
LENGTH = 300 * 1024  # samples, 6.97 s


def amplitude(db):
    return 10 ** (db / 20)


def rms(signal):
    return np.sqrt(np.mean(signal**2)) + np.float32(1e-9)
