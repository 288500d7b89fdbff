"""The mastering chain of a recipe."""

import numpy as np
from scipy.fft import irfft, rfft, rfftfreq
from scipy.ndimage import maximum_filter1d
from scipy.signal import lfilter

from .levels import LENGTH, RATE


def master(mix, recipe, like):
    """The recipe's mastering. `like` is the loud section whose level sets the drive for all of them."""
    settings = recipe["master"]
    spectrum = rfft(np.stack([mix[0] + mix[1], mix[0] - mix[1]]) * np.float32(0.5))
    hz = rfftfreq(LENGTH, 1 / RATE) + 1e-3
    octaves = np.log2(hz / 1000)
    gain_db = settings["tilt"] * np.clip(octaves, -5, 4) + settings["low_db"] / (1 + (hz / 120) ** 2)
    for centre, gain, q in settings["bells"]:
        gain_db += gain / (1 + (q * (hz / centre - centre / hz)) ** 2)
    curve = 10 ** (gain_db / 20) / np.sqrt(1 + (hz / settings["cut_hz"]) ** 16)
    side = settings["width_low"] + (settings["width_high"] - settings["width_low"]) / (1 + (150 / hz) ** 2)
    mid, side = irfft(spectrum * np.stack([curve, curve * side]).astype(np.float32), LENGTH)
    out = np.stack([mid + side, mid - side])

    out *= settings["drive"] * 0.35 / (np.sqrt(np.mean(like**2)) + 1e-9)
    block = 256
    level = np.sqrt(np.mean(out.reshape(2, -1, block) ** 2, axis=(0, 2)) + 1e-9)
    over = np.maximum(0, 20 * np.log10(level / 0.2)) * settings["squeeze"]
    slow = lfilter([1 - (a := np.exp(-block / RATE / settings["release_s"]))], [1, -a], over)
    quick = lfilter([1 - (a := np.exp(-block / RATE / settings["attack_s"]))], [1, -a], over)
    reduction = 10 ** (-np.maximum(slow, quick) / 20)
    out *= np.interp(np.arange(LENGTH), np.arange(len(reduction)) * block + block / 2, reduction).astype(np.float32)
    out = np.tanh(out)
    peak = maximum_filter1d(np.max(np.abs(out).reshape(2, -1, block), axis=(0, 2)), 9)
    limit = np.minimum(1, settings["ceiling"] / np.maximum(peak, 1e-6))
    return (out * np.interp(np.arange(LENGTH), np.arange(len(limit)) * block + block / 2, limit)).astype(np.float32)
