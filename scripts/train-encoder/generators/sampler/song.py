"""Songs: instruments and drums, two sections of each, rooms, echoes, masters; as log-mel excerpts."""

import math

import numpy as np
import torch

import front_end

from .clock import Clock
from .drums import kick_shot, noise_bed, strike, struck_shot
from .instruments import FADE_S, LENGTHS, levelled, pitches_hz, play
from .mastering import echo_response, mastered, room_response
from .recipe import MELODIC, STRUCK
from .score import CHORDS, TONES, draw_songs
from .signals import LENGTH, amplitude, column

# Songs of a recipe.
SONGS = 4
# Of each song: everything mastered, some of it mastered, everything unmastered.
EXCERPTS = 3
# How often a part is heard in the section that is not everything.
HEARD = {"kick": 0.5, "bass": 0.55}
USUALLY = 0.55
DUCKED_BEDS = 0.5
LOWEST_SUB_HZ = 75


def render_families(rng, recipes, generator, device):
    """Excerpts of `SONGS` songs of every recipe in dB, float16: songs x EXCERPTS x 2 x bands x rows."""
    return torch.stack([decibels(signal) for signal in render_signals(rng, recipes, generator, device)], dim=1)


def render_signals(rng, recipes, generator, device):
    """The sound of the excerpts, songs x 2 x LENGTH each."""
    score = draw_songs(rng, recipes, SONGS)
    of_song = score.pop("recipe")
    heard = {name: rng.random(len(of_song)) < HEARD.get(name, USUALLY) for name in (*MELODIC, *STRUCK, "noise")}
    stray_db = {name: rng.normal(0, 0.7, len(of_song)) for name in MELODIC}
    settings = {
        choice: {name: tensor(values[of_song], device) for name, values in values_of.items()}
        for choice, values_of in recipes.items()
    }
    score = {name: tensor(values, device) for name, values in score.items()}
    heard = {name: tensor(values, device).float() for name, values in heard.items()}
    clock = Clock(score, settings["feel"]["swing"])
    full, some = sections(settings, score, clock, heard, stray_db, generator)
    return [
        mastered(full, settings["master"], full, score["less_db"]),
        mastered(some, settings["master"], full, score["less_db"]),
        full,
    ]


def tensor(values, device):
    """Whole numbers stay whole."""
    values = np.asarray(values)
    kind = torch.float32 if values.dtype.kind == "f" else torch.bool if values.dtype.kind == "b" else torch.int64
    return torch.as_tensor(values, dtype=kind, device=device)


def sections(settings, score, clock, heard, stray_db, generator):
    """The mix of everything and that of some of it, songs x 2 x LENGTH each."""
    device, songs = clock.step.device, len(clock.step)
    mixes = [torch.zeros(songs, 2, LENGTH, device=device) for _ in range(2)]
    rooms, echoes = ([torch.zeros(songs, LENGTH, device=device) for _ in range(2)] for _ in range(2))
    kicks = clock.events(score["kick_at"])
    duck = ducking(settings["pump"], kicks)

    def add(name, sound, room_db=None, echo_db=None):
        stereo = sound if sound.ndim == 3 else sound[:, None]
        mono = sound.mean(dim=1) if sound.ndim == 3 else sound
        for i, share in enumerate((torch.ones(songs, device=device), heard[name])):
            mixes[i].add_(stereo * share[:, None, None])
            if room_db is not None:
                rooms[i].add_(mono * column(share * amplitude(room_db)))
            if echo_db is not None:
                echoes[i].add_(mono * column(share * amplitude(echo_db)))

    for name in MELODIC:
        part = settings[name]
        sound = play(name, part, score, clock, generator)
        sound = levelled(name, part, sound, tensor(stray_db[name], device))
        if name == "bass":
            sound = sound + sub(part, score, clock)[:, None]
        sound = sound * (1 - column(part["duck"]) * duck)[:, None]
        add(name, sound, part["room_db"], part["echo_db"])
    add("kick", strike(kick_shot(settings["kick"], generator), kicks), settings["kick"]["room_db"])
    for name in STRUCK[1:]:
        drum = settings[name]
        add(name, strike(struck_shot(drum, generator), clock.events(score[f"{name}_at"])), drum["room_db"])
    add("noise", noise_bed(settings["noise"], generator) * (1 - DUCKED_BEDS * duck)[:, None])
    responses = room_response(settings["room"], generator), echo_response(settings["echo"], clock.step_s)
    for mix, room, echo in zip(mixes, rooms, echoes):
        wet = torch.fft.rfft(room)[:, None] * responses[0] + torch.fft.rfft(echo)[:, None] * responses[1]
        mix.add_(torch.fft.irfft(wet, LENGTH) * (1 - DUCKED_BEDS * duck)[:, None])
    return mixes


def ducking(pump, kicks):
    """How far the kick pushes the rest down, 0 to 1."""
    gone = (kicks.since - column(pump["rest"] * 0.1)).clamp_(min=0) / column(pump["seconds"])
    return torch.exp(-(gone ** column(pump["shape"]))) * column(pump["depth"]) * (kicks.velocity > 0)


def sub(bass, score, clock):
    """A sine under the bass, an octave lower where that can still be heard."""
    events = clock.events(score["bass_at"])
    chord = (clock.bar // score["bars"][:, None]) % CHORDS
    hz = pitches_hz("bass", bass, score).gather(1, chord * TONES + score["bass_tone"].gather(1, clock.place))
    hz = torch.where(hz > LOWEST_SUB_HZ, hz / 2, hz)
    held = column(bass["length"] * clock.step_s * LENGTHS["bass"])
    gain = (events.since / FADE_S).clamp_(max=1) * torch.exp(-(events.since - held).clamp_(min=0) / 0.02)
    gain = gain * (events.until / FADE_S).clamp_(0, 1) * events.velocity
    level = amplitude(bass["sub_db"] - 11) * bass["on"]
    return torch.sin(2 * math.pi * events.of(hz) * events.since) * gain * column(level)


def decibels(stereo):
    """`front_end.mel_rows` of many songs, in dB."""
    device = stereo.device
    window = torch.hann_window(front_end.WINDOW, device=device)
    scale = 2.0 / (front_end.WINDOW * window.pow(2).sum())
    weights = torch.as_tensor(front_end.band_weights(), dtype=torch.float32, device=device)
    mid_side = torch.stack([stereo[:, 0] + stereo[:, 1], stereo[:, 0] - stereo[:, 1]], dim=1) * math.sqrt(0.5)
    frames = mid_side.unfold(2, front_end.WINDOW, front_end.HOP)
    spectrum = torch.fft.rfft(frames * window)
    powers = (spectrum.real**2 + spectrum.imag**2) @ weights.T
    return (10 * torch.log10(powers.transpose(2, 3) * scale + 1e-10)).half()
