"""Instruments that play notes: tables of one cycle, for each pitch and each opening of the filter."""

import math

import torch

from .recipe import FILTERS, SPECTRA
from .score import CHORDS, TONES
from .signals import LENGTH, amplitude, column, peak, saturate

TABLE = 2048
HARMONICS = 600
OPENINGS = 16
HIGHEST_HZ = 19000
FADE_S = 0.004
PITCHES = CHORDS * TONES
# In which every part's level counts.
BALANCE_DB = {"bass": -13.0, "lead": -17.0, "stab": -19.0, "pluck": -20.0, "pad": -20.0, "line": -20.0}
CHORDAL = ("stab", "pad")
OCTAVES = {"bass": 0, "lead": 2, "stab": 1, "pluck": 2, "pad": 1, "line": 0}


def play(name, part, score, clock, generator):
    """A part in stereo, songs x 2 x LENGTH, ducking and level still to come."""
    hz = pitches_hz(name, part, score)
    tables = cycles(part, hz)
    events = clock.events(score[f"{name}_at"])
    since, device = events.since, hz.device
    fall = torch.exp(-since / column(part["sweep_s"]))
    opening = (fall * (OPENINGS - 1)).round_().long()
    chord = (clock.bar // score["bars"][:, None]) % CHORDS
    tone = score[f"{name}_tone"].gather(1, clock.place)
    out = torch.zeros(len(hz), 2, LENGTH, device=device)
    songs = torch.arange(len(hz), device=device)[:, None]
    for slot in range(TONES if name in CHORDAL else 1):
        pitch = events.of(chord * TONES + (slot if name in CHORDAL else tone))
        base = ((songs * PITCHES + pitch) * OPENINGS + opening) * TABLE
        tone_hz = hz.gather(1, pitch)
        for voice in range(int(part["voices"].max())):
            sounds = (voice < part["voices"]).float()
            place = torch.where(part["voices"] > 1, 2 * voice / (part["voices"] - 1).clamp(min=1) - 1, 0.0 * sounds)
            # Voices that are not quite evenly spread beat less regularly.
            place = place * (1 + 0.13 * math.sin(7.0 * voice))
            start = torch.rand(len(hz), 1, generator=generator, device=device)
            cycle = since * (tone_hz * column(2 ** (place * part["detune_cents"] / 1200))) + start
            wave = tables.take(base + ((cycle - cycle.floor()) * TABLE).long().clamp_(max=TABLE - 1))
            pan = 0.5 + 0.5 * part["spread"] * place * (-1) ** voice
            out[:, 0].addcmul_(wave, column(sounds * (1 - pan)))
            out[:, 1].addcmul_(wave, column(sounds * pan))
    held = column(part["length"] * clock.step_s * LENGTHS[name])
    gain = (since / column(part["attack_s"] * (10 if name == "pad" else 1))).clamp_(max=1)
    gain = gain * (column(part["sustain"]) + column(1 - part["sustain"]) * torch.exp(-since / column(part["decay_s"])))
    gain = gain * torch.exp(-(since - held).clamp_(min=0) / column(part["release_s"]))
    gain = gain * (events.until / FADE_S).clamp_(0, 1) * events.velocity
    return out * gain[:, None]


# Sixteenths that a note is held for, at most.
LENGTHS = {"bass": 1.5, "lead": 3.0, "stab": 2.0, "pluck": 1.0, "pad": 18.0, "line": 1.2}


def levelled(name, part, sound, stray_db):
    """A part through its saturation, at its level, at its place between the sides."""
    peak_level = sound.abs().amax(dim=(1, 2), keepdim=True) + 1e-9
    driven = saturate(sound / peak_level, part["drive"][:, None, None])
    size = driven.pow(2).mean(dim=(1, 2), keepdim=True).sqrt() + 1e-6
    level = amplitude(part["level_db"] + BALANCE_DB[name] + stray_db) * part["on"]
    sides = torch.stack([1 - part["pan"], 1 + part["pan"]], dim=1)
    return driven * ((level[:, None] * sides)[:, :, None] / size)


def pitches_hz(name, part, score):
    """Songs x PITCHES."""
    degree = score[f"{name}_degree"].flatten(1)
    scale = score["scale"].gather(1, degree % 7)
    octave = OCTAVES[name] + (part["octave"] if name != "bass" else 0 * part["octave"]) + (name == "bass")
    midi = score["tonic"][:, None] + scale + 12 * (degree // 7 + octave[:, None])
    # Nothing below the lowest bass, nothing above what a lead plays.
    midi = torch.where(midi < 28, midi + 12, torch.where(midi > 100, midi - 12, midi))
    return 440 * 2 ** ((midi - 69).float() / 12)


def cycles(part, hz):
    """One cycle of each pitch and opening, flat: songs x PITCHES x OPENINGS x TABLE."""
    device = hz.device
    k = torch.arange(1, HARMONICS + 1, device=device, dtype=torch.float32)
    rows = torch.linspace(0, 1, OPENINGS, device=device)
    at_hz = hz[:, :, None] * k
    spectrum = spectra(part, at_hz, k, rows)
    spectrum = spectrum * (k ** column(part["tilt"]))[:, None, None]
    cutoff = column(part["cutoff_hz"]) * (hz / 220) ** column(part["follow"])
    cutoff = cutoff[:, :, None] * 2 ** (part["sweep_octaves"][:, None, None] * rows)
    response = filters(part, at_hz[:, :, None] / cutoff[..., None])
    eq = equaliser(part, at_hz) * (at_hz < HIGHEST_HZ)
    amplitudes = spectrum * (response * eq[:, :, None])
    full = torch.zeros(*amplitudes.shape[:-1], TABLE // 2 + 1, dtype=torch.complex64, device=device)
    full[..., 1 : HARMONICS + 1] = amplitudes
    return torch.fft.irfft(full, TABLE, norm="forward").flatten()


def spectra(part, at_hz, k, rows):
    """Amplitudes of the harmonics, songs x (PITCHES or 1) x (OPENINGS or 1) x HARMONICS, complex."""
    pulse = column(part["pulse"])
    plain = torch.stack(
        [
            (1 / k).expand(len(pulse), -1),
            ((k % 2) / k).expand(len(pulse), -1),
            torch.sin(math.pi * k * pulse).abs() / k,
            (torch.isin(k, torch.tensor([1.0, 2, 3, 4, 6, 8, 10, 12, 16], device=k.device)) / k.sqrt()).expand(
                len(pulse), -1
            ),
            torch.zeros_like(pulse * k),
            digital(part["seed"], k) / k,
            torch.zeros_like(pulse * k),
        ],
        dim=1,
    )
    kind = part["spectrum"]
    chosen = plain[torch.arange(len(kind), device=k.device), kind][:, None].expand(-1, at_hz.shape[1], -1)
    formants = [500 + 900 * pulse, 1000 + 2600 * pulse, torch.full_like(pulse, 2900)]
    vowel = 0.03 / k + sum(torch.exp(-(((at_hz - f[..., None]) / (120 + 0.1 * f[..., None])) ** 2)) for f in formants)
    chosen = torch.where((kind == SPECTRA.index("vowel"))[:, None, None], vowel, chosen)
    out = (-1j * chosen)[:, :, None].expand(-1, -1, len(rows), -1)
    modulated = modulation(part, rows, len(k))[:, None]
    return torch.where((kind == SPECTRA.index("fm"))[:, None, None, None], modulated, out)


def digital(seeds, k):
    """Amplitudes at random, the same for the same seed."""
    noise = torch.sin(seeds.double()[:, None] * 12.9898 + k.double() * 78.233) * 43758.5453
    other = torch.sin(seeds.double()[:, None] * 39.3467 + k.double() * 11.135) * 24634.6345
    u, v = noise - noise.floor(), other - other.floor()
    return torch.exp(1.2 * torch.sqrt(-2 * torch.log(u.clamp(min=1e-6))) * torch.cos(2 * math.pi * v)).float()


def modulation(part, rows, harmonics):
    """Harmonics of a sine that another bends, more where the filter is open: songs x OPENINGS x HARMONICS."""
    turn = torch.arange(TABLE, device=rows.device) * (2 * math.pi / TABLE)
    index = column(part["fm_index"]) * (column(part["fm_rest"]) + (1 - column(part["fm_rest"])) * rows)
    wave = torch.sin(turn + index[..., None] * torch.sin(part["fm_ratio"][:, None, None] * turn))
    return torch.fft.rfft(wave, norm="forward")[..., 1 : harmonics + 1] * 2


def filters(part, ratio):
    """Response at multiples of the cutoff."""
    q = part["resonance"][:, None, None, None]
    square = ratio**2
    low = 1 / torch.sqrt((1 - square) ** 2 + square / q**2)
    kinds = torch.stack(
        [low, low / torch.sqrt(1 + square**2), low * ratio / q.clamp(min=1) + 0.02, low * square], dim=1
    )
    assert kinds.shape[1] == len(FILTERS)
    return kinds[torch.arange(len(kinds), device=ratio.device), part["filter"]]


def equaliser(part, at_hz):
    def of(name):
        return part[name][:, None, None]

    low_cut = 1 / (1 + (of("low_cut_hz") / at_hz) ** 2)
    return low_cut * amplitude(
        of("bell_db") * peak(at_hz, of("bell_hz"), of("bell_q")) + of("shelf_db") / (1 + (3500 / at_hz) ** 2)
    )
