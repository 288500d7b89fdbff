"""Rooms, echoes and masters, as frequency responses and slow gains."""

import torch

from .drums import white
from .signals import LENGTH, RATE, amplitude, bins, column, high_pass, low_pass, peak

BLOCK = 256


def room_response(room, generator):
    """Songs x 2 x bins. It wraps around: the song has played before."""
    device = room["seconds"].device
    t = torch.arange(LENGTH, device=device) / RATE
    late = t - column(room["early"])
    envelope = torch.exp(-6.9 * late / column(room["seconds"])) * (
        1 - torch.exp(-late.clamp(min=0) / column(room["bloom"]))
    )
    tail = white((len(late), 2, LENGTH), device, generator) * (envelope * (late > 0))[:, None]
    tail = tail / tail.pow(2).sum(dim=-1, keepdim=True).sqrt()
    hz = bins(LENGTH, device)
    shape = high_pass(hz, column(room["low_hz"]), 1) * low_pass(hz, column(room["high_hz"]), 1)
    mid, side = tail[:, :1], tail[:, 1:] * room["width"][:, None, None]
    return torch.fft.rfft(torch.cat([mid + side, mid - side], dim=1)) * shape[:, None]


def echo_response(echo, step_s):
    """Songs x 2 x bins: echoes that may go from side to side."""
    hz = bins(LENGTH, step_s.device)
    delay = column(echo["steps"] * step_s)
    turn = torch.polar(
        torch.ones_like(hz * delay), -2 * torch.pi * torch.fft.rfftfreq(LENGTH, 1 / RATE, device=hz.device) * delay
    )
    once = turn * (high_pass(hz, column(echo["low_hz"]), 1) * low_pass(hz, column(echo["high_hz"]), 1))
    again = once * column(echo["keep"])
    left = once / (1 - again**2)
    right = left * again
    cross = 0.5 * column(1 - echo["sides"])
    return torch.stack([left * (1 - cross) + right * cross, right * (1 - cross) + left * cross], dim=1)


def mastered(mix, master, like, less_db):
    """A mix (songs x 2 x LENGTH) through its master, as hard as the section `like` asks for, less some dB of drive."""
    hz = bins(LENGTH, mix.device)

    def of(name):
        return column(master[name])

    gain_db = of("tilt_db") * torch.log2(hz / 1000).clamp(-5, 4)
    gain_db = gain_db + of("low_db") / (1 + (hz / of("low_hz")) ** 2) + of("high_db") / (1 + (of("high_hz") / hz) ** 2)
    for i in range(3):
        gain_db = gain_db + column(master["bell_db"][:, i]) * peak(
            hz, column(master["bell_hz"][:, i]), column(master["bell_q"][:, i])
        )
    curve = amplitude(gain_db) * low_pass(hz, of("cut_hz"), 8)
    width = of("width_low") + (of("width_high") - of("width_low")) / (1 + (of("width_hz") / hz) ** 2)
    spectrum = torch.fft.rfft(torch.stack([mix[:, 0] + mix[:, 1], mix[:, 0] - mix[:, 1]], dim=1) / 2)
    mid, side = torch.fft.irfft(spectrum * torch.stack([curve, curve * width], dim=1), LENGTH).unbind(1)
    x = torch.stack([mid + side, mid - side], dim=1)
    x = x * (0.35 * master["drive"] * amplitude(-less_db) / (like.pow(2).mean(dim=(1, 2)).sqrt() + 1e-6))[:, None, None]
    x = x * compression(x, master)[:, None]
    knee = master["knee"][:, None, None]
    return x * (1 + x.abs() ** knee) ** (-1 / knee)


def compression(x, master):
    """Gain of a compressor that goes down in `attack_s` and comes back in `release_s`, at every sample."""
    power = x.pow(2).mean(dim=1).reshape(len(x), -1, BLOCK).mean(dim=2)
    over_db = (10 * torch.log10(power + 1e-9) + 14).clamp(min=0) * column(master["squeeze"])
    held = smoothed(over_db, master["release_s"])
    quick = smoothed(over_db, master["attack_s"])
    gain = amplitude(-torch.maximum(held, quick))
    return torch.nn.functional.interpolate(gain[:, None], size=LENGTH, mode="linear", align_corners=False)[:, 0]


def smoothed(values, seconds):
    """Exponential means over blocks."""
    blocks = values.shape[1]
    age = torch.arange(blocks, device=values.device) * (BLOCK / RATE)
    kernel = torch.exp(-age / column(seconds))
    kernel = kernel / (kernel.sum(dim=1, keepdim=True))
    size = 2 * blocks
    return torch.fft.irfft(torch.fft.rfft(values, size) * torch.fft.rfft(kernel, size), size)[:, :blocks]
