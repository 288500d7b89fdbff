"""Chains of audio effects: the same chain on different music is one of the things the encoder learns to hear."""

import numpy as np
from scipy.fft import irfft, rfft, rfftfreq
from scipy.signal import fftconvolve, lfilter

RATE = 44100


def draw_chain(seed, number):
    """Settings of one chain; two to four of its effects are on."""
    rng = np.random.default_rng([seed, 77, number])

    def log(low, high):
        return float(np.exp(rng.uniform(np.log(low), np.log(high))))

    chain = {
        "tilt_db": rng.normal(0, 2.5),
        "bells": [(log(80, 11000), rng.normal(0, 5), log(0.5, 3)) for _ in range(2)],
        "squeeze": (rng.uniform(0.3, 0.85), log(0.002, 0.05), log(0.03, 0.4)),
        "drive": (log(1.5, 12), rng.uniform(-0.3, 0.3)),
        "room": (log(0.15, 2.5), log(1500, 10000), rng.uniform(0.1, 0.6)),
        "width": (log(0.1, 3), log(60, 600)),
        "comb": (log(0.0006, 0.006), rng.uniform(0.3, 0.8)),
        "band": (log(30, 300), log(3000, 16000)),
    }
    on = rng.choice(list(chain), size=int(rng.integers(2, 5)), replace=False)
    return {name: chain[name] for name in chain if name in on}, int(rng.integers(1 << 30))


def apply_chain(drawn, mix):
    """The mix (2 x samples) through a chain of `draw_chain`, float32."""
    chain, seed = drawn
    x = mix * np.float32(0.15 / (np.sqrt(np.mean(mix**2)) + 1e-9))
    n = x.shape[1]
    if chain.keys() & {"tilt_db", "bells", "band", "comb", "width"}:
        hz = rfftfreq(n, 1 / RATE) + 1e-3
        db = chain.get("tilt_db", 0.0) * np.clip(np.log2(hz / 1000), -5, 4) / 2
        for centre, gain, q in chain.get("bells", []):
            db += gain / (1 + (q * (hz / centre - centre / hz)) ** 2)
        curve = (10 ** (db / 20)).astype(complex)
        if "band" in chain:
            low, high = chain["band"]
            curve /= (1 - 1j * low / hz) ** 2 * (1 + 1j * hz / high) ** 2
        if "comb" in chain:
            delay, feedback = chain["comb"]
            curve /= 1 - feedback * np.exp(-2j * np.pi * hz * delay)
        mid_side = rfft(np.stack([x[0] + x[1], x[0] - x[1]]) / 2) * curve.astype(np.complex64)
        if "width" in chain:
            gain, corner = chain["width"]
            mid_side[1] *= gain / np.sqrt(1 + (corner / hz) ** 2)
        mid, side = irfft(mid_side, n)
        x = np.stack([mid + side, mid - side])
    if "squeeze" in chain:
        amount, attack, release = chain["squeeze"]
        hop = 128
        level = 10 * np.log10(np.mean(x.reshape(2, -1, hop) ** 2, axis=(0, 2)) + 1e-9)
        over = np.maximum(0, level + 26) * amount
        for seconds in (attack, release):
            keep = np.exp(-hop / RATE / seconds)
            over = np.maximum(over * (seconds == release), lfilter([1 - keep], [1, -keep], over))
        x = x * np.interp(np.arange(n), np.arange(len(over)) * hop, 10 ** (-over / 20))
    if "drive" in chain:
        gain, bias = chain["drive"]
        x = np.tanh(gain * x + bias) - np.tanh(bias)
    if "room" in chain:
        seconds, damping, wet = chain["room"]
        rng = np.random.default_rng(seed)
        t = np.arange(int(RATE * seconds)) / RATE
        keep = np.exp(-2 * np.pi * damping / RATE)
        tail = lfilter([1 - keep], [1, -keep], rng.normal(size=(2, len(t))) * np.exp(-6.9 * t / seconds))
        tail /= np.sqrt(np.sum(tail**2, axis=1, keepdims=True))
        x = (1 - wet) * x + wet * fftconvolve(x, tail, axes=1)[:, :n]
    return x.astype(np.float32)
