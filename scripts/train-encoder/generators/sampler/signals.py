"""Shapes that everything is rendered in, and what is done to whole signals."""

import torch

RATE = 44100
LENGTH = 300 * 1024  # samples, 6.97 s


def amplitude(db):
    return 10 ** (db / 20)


def column(values):
    """One number a song, to be multiplied with signals (songs x ...)."""
    return values[:, None]


def bins(length, device):
    """Frequencies of a real transform; the first a little above 0, so that logarithms exist."""
    return torch.fft.rfftfreq(length, 1 / RATE, device=device).clamp(min=1.0)


def low_pass(hz, corner, order=2):
    return 1 / torch.sqrt(1 + (hz / corner) ** (2 * order))


def high_pass(hz, corner, order=2):
    return low_pass(corner, hz, order)


def peak(hz, centre, q):
    """1 at the centre, falling to both sides."""
    return 1 / (1 + (q * (hz / centre - centre / hz)) ** 2)


def saturate(x, drive, bias=0.0):
    """Through a curve that is a straight line where `drive` is 0."""
    scale = 1 + drive
    return (torch.tanh(scale * x + bias) - torch.tanh(torch.as_tensor(bias, device=x.device))) / torch.sqrt(scale)
