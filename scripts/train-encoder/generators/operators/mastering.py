"""The mastering chain of a recipe."""

from math import exp

import numpy as np
from scipy.signal import butter, lfilter, sosfilt

from .clock import RATE, amplitude
from .filters import bell, shelf


def master(mix, recipe, like):
    """Shelves, three bands compressed apart, soft clipping, ceiling; as hard as the section `like` asks for."""
    bus = recipe["master"]
    gain = 0.22 / (float(np.sqrt(np.mean(like**2))) + 1e-9)
    x = mix.astype(np.float64) * gain
    x = shelf(x, 110, bus["low_shelf_db"], high=False)
    x = shelf(x, 6500, bus["high_shelf_db"], high=True)
    x = bell(x, bus["dip_hz"], bus["dip_db"], 1.1)
    low = sosfilt(butter(2, 180, "low", fs=RATE, output="sos"), x)
    rest = x - low
    high = sosfilt(butter(2, 3000, "high", fs=RATE, output="sos"), rest)
    total = np.zeros_like(x)
    for band, db in zip((low, rest - high, high), bus["bands_db"]):
        total += squeeze(band, bus["ratio"], bus["release"]) * amplitude(db)
    mid, side = total[0] + total[1], total[0] - total[1]
    side = sosfilt(butter(1, bus["mono_below"], "high", fs=RATE, output="sos"), side) * bus["side"]
    y = np.stack([mid + side, mid - side]) / 2 * bus["clip"] * 2
    y = y / (1 + np.abs(y) ** 2.5) ** 0.4
    return (y * amplitude(bus["ceiling_db"])).astype(np.float32)


def squeeze(band, ratio, release):
    hop = 192
    power = np.mean(band.reshape(2, -1, hop) ** 2, axis=(0, 2))
    keep = exp(-hop / RATE / release)
    follower = lfilter([1 - keep], [1, -keep], power)
    level = np.maximum(power * 0.5, follower) + 1e-8
    gain = np.minimum(1, (0.01 / level)) ** (0.5 * ratio)
    return band * np.repeat(gain, hop)
