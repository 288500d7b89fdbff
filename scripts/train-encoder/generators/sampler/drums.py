"""Drums: each a one-shot, struck at its steps."""

import math

import torch

from .signals import LENGTH, RATE, amplitude, bins, column, low_pass, peak, saturate

SHOT = 32768  # samples, 0.74 s
LOOP = 65536


def strike(shot, events):
    """Strikes a one-shot (songs x ... x SHOT) at events: songs x ... x LENGTH."""
    at = (events.since * RATE).round_().long().clamp_(0, SHOT - 1)
    if shot.ndim == 2:
        return shot.gather(1, at) * events.velocity
    return torch.stack([side.gather(1, at) for side in shot.unbind(1)], dim=1) * events.velocity[:, None]


def kick_shot(kick, generator):
    """Mono."""
    t = torch.arange(SHOT, device=kick["hz"].device) / RATE

    def of(name):
        return column(kick[name])

    def swept(hz, seconds):
        return hz * seconds * (1 - torch.exp(-t / seconds))

    turns = of("hz") * t + swept(of("sweep_hz"), of("sweep_s")) + swept(of("snap_hz"), of("snap_s"))
    body = torch.sin(2 * math.pi * turns) * torch.exp(-((t / of("decay_s")) ** of("curve")))
    noise = shaped(white((len(body), SHOT), t.device, generator), of("click_hz"), 1.0, 1.0)
    hit = saturate(body + of("click") * noise * torch.exp(-t / of("click_s")), of("drive"), of("bias"))
    hit = hit * ((t[-1] - t) / 0.05).clamp(0, 1)
    return hit / hit.abs().amax(dim=1, keepdim=True) * column(amplitude(kick["level_db"] - 8))


def struck_shot(drum, generator):
    """Stereo."""
    t = torch.arange(SHOT, device=drum["hz"].device) / RATE

    def of(name):
        return drum[name][:, None, None]

    noise = white((len(drum["hz"]), 2, SHOT), t.device, generator)
    noise = shaped(noise, of("hz"), of("q"), of("steep"))
    mid, side = noise[:, :1], noise[:, 1:] * of("width")
    turns = drum["tones_hz"][:, :, None] * (t + of("bend") * of("bend_s") * (1 - torch.exp(-t / of("bend_s"))))
    tones = torch.sin(2 * math.pi * turns).sum(dim=1, keepdim=True) * 0.5
    x = torch.cat([mid + side, mid - side], dim=1) * (1 - of("tones")) + tones * of("tones")
    envelope = torch.zeros_like(t).expand(len(mid), 1, -1).clone()
    for burst in range(int(drum["bursts"].max())):
        since = (t - burst * of("burst_s")).clamp(min=0)
        shape = torch.exp(-((since / of("decay_s")) ** of("curve"))) * (1 - torch.exp(-since / of("attack_s")))
        last = burst == of("bursts") - 1
        quick = torch.exp(-since / (0.5 * of("burst_s"))) * (1 - torch.exp(-since / of("attack_s")))
        envelope += (burst < of("bursts")) * torch.where(last, shape, 0.8 * quick)
    x = saturate(x * envelope, of("drive"))
    x = x / (x.abs().amax(dim=(1, 2), keepdim=True) + 1e-9)
    sides = torch.stack([1 - drum["pan"], 1 + drum["pan"]], dim=1)[:, :, None]
    return x * sides * (amplitude(drum["level_db"]) * drum["on"])[:, None, None] * ((t[-1] - t) / 0.05).clamp(0, 1)


def noise_bed(bed, generator):
    """Noise that lies under everything and may rise: songs x 2 x LENGTH."""
    device = bed["hz"].device
    loop = shaped(
        white((len(bed["hz"]), 2, LOOP), device, generator), bed["hz"][:, None, None], bed["q"][:, None, None], 1.0
    )
    mid, side = loop[:, :1], loop[:, 1:] * bed["width"][:, None, None]
    loop = torch.cat([mid + side, mid - side], dim=1)
    loop = loop * (amplitude(bed["level_db"]) * bed["on"])[:, None, None]
    rise = 1 - column(bed["rise"]) * torch.linspace(1, 0, LENGTH, device=device)
    return loop.repeat(1, 1, LENGTH // LOOP + 1)[..., :LENGTH] * rise[:, None]


def white(shape, device, generator):
    return torch.randn(shape, generator=generator, device=device)


def shaped(noise, hz, q, steep):
    """Noise around a frequency, of level 1."""
    frequencies = bins(noise.shape[-1], noise.device)
    response = peak(frequencies, hz, q) ** (0.5 * steep) * low_pass(frequencies, 17000.0, 4)
    out = torch.fft.irfft(torch.fft.rfft(noise) * response, noise.shape[-1])
    return out / (out.pow(2).mean(dim=-1, keepdim=True).sqrt() + 1e-9)
