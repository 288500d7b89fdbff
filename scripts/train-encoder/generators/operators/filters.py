"""Filters that mastering and instruments share."""

from math import pi

import numpy as np
from scipy.signal import iirpeak, lfilter, sosfilt, tf2sos

from .clock import RATE


def shelf(x, hz, db, high):
    """First-order shelf."""
    a = 10 ** (db / 20)
    k = np.tan(pi * hz / RATE)
    if high:
        b, c = np.array([a + k, k - a]), np.array([1 + k, k - 1])
    else:
        b, c = np.array([1 + a * k, a * k - 1]), np.array([1 + k, k - 1])
    return lfilter(b / c[0], c / c[0], x)


def bell(x, hz, db, q):
    if abs(db) < 0.05:
        return x
    b, a = iirpeak(min(hz, 18000), q, fs=RATE)
    return x + (10 ** (db / 20) - 1) * sosfilt(tf2sos(b, a), x)
