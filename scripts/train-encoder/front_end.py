"""The encoder's front end: log-mel patches of a stereo signal.

The program computes the same in TypeScript (`src/dsp/mel-bands.ts`, `src/similarity/sound-patches.ts`); the file
`test/similarity/golden-patches.json`, written by `golden_patches.py`, holds both to each other. Whoever changes a number
here raises `FRONT_END` and trains again.
"""

import numpy as np
from scipy.fft import rfft

FRONT_END = "mel96-midside-1"

RATE_HZ = 44100
WINDOW = 4096
HOP = 1024
BANDS = 96
LOW_HZ, HIGH_HZ = 30.0, 16000.0
# 5.94 s: three bars and a half at 140 BPM.
PATCH_ROWS = 256
# A band this far below the patch's own loudness counts as silent.
FLOOR = 1e-7
# Centre and width of the values in dB relative to the patch's loudness, so that the network sees about -2 to 2.
CENTRE_DB, WIDTH_DB = -40.0, 20.0


def mel_of(hz):
    """O'Shaughnessy's mel scale."""
    return 2595.0 * np.log10(1.0 + np.asarray(hz) / 700.0)


def hz_of(mel):
    return 700.0 * (10.0 ** (np.asarray(mel) / 2595.0) - 1.0)


def band_edges_hz():
    """BANDS + 2 corners; band i rises from corner i to its centre i + 1 and falls to corner i + 2."""
    return hz_of(np.linspace(mel_of(LOW_HZ), mel_of(HIGH_HZ), BANDS + 2))


def band_weights(rate_hz=RATE_HZ, window=WINDOW):
    """Triangles in hertz, at most 1 high, as a matrix bands x bins."""
    edges = band_edges_hz()[:, None]
    bins = np.arange(window // 2 + 1) * rate_hz / window
    rise = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    fall = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.maximum(0.0, np.minimum(rise, fall))


def k_weights():
    """Power gain of K-weighting (ITU-R BS.1770-5, the filters of its table at 48 kHz) at the bands' centres."""
    z = np.exp(-2j * np.pi * band_edges_hz()[1:-1] / 48000.0)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high_pass = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    return np.abs(shelf * high_pass) ** 2


_WINDOW = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)
_SCALE = 2.0 / (WINDOW * np.sum(_WINDOW**2))
_WEIGHTS = band_weights().T
_K_WEIGHTS = k_weights()


def mel_rows(stereo):
    """Powers of mid and side, (L +- R)/sqrt 2, in each band: array 2 x bands x rows, row r around r HOP + WINDOW/2.

    Computed in the precision of the signal.
    """
    left, right = stereo
    rows = (len(left) - WINDOW) // HOP + 1
    powers = []
    for signal in ((left + right) * left.dtype.type(np.sqrt(0.5)), (left - right) * left.dtype.type(np.sqrt(0.5))):
        step = signal.strides[0]
        frames = np.lib.stride_tricks.as_strided(signal, (rows, WINDOW), (step * HOP, step))
        spectrum = rfft(frames * _WINDOW.astype(left.dtype), axis=1)
        # The bins at 0 and Nyquist, which would count half, lie outside of all bands.
        power = spectrum.real**2 + spectrum.imag**2
        powers.append((power @ (_SCALE * _WEIGHTS).astype(left.dtype)).T)
    return np.stack(powers)


def normalise(patch):
    """What the network sees of a patch of powers (... x 2 x bands x rows): dB relative to the patch's own loudness."""
    loudness = np.mean(np.tensordot(np.sum(patch, axis=-3), _K_WEIGHTS, axes=([-2], [0])), axis=-1)
    relative = patch / loudness[..., None, None, None]
    return ((10.0 * np.log10(relative + FLOOR) - CENTRE_DB) / WIDTH_DB).astype(np.float32)
