"""Songs: instruments and drums, two sections of each, rooms, echoes, masters; as log-mel excerpts."""

import math
from collections import namedtuple

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
# The sections of a whole song, but for the last, which is everything: who is heard in each.
FORM = (("lead", "stab", "pluck", "pad", "noise"), ("kick", "bass", "line", *STRUCK[1:]))
DUCKED_BEDS = 0.5
LOWEST_SUB_HZ = 75


def render_families(rng, recipes, generator, device):
    """Excerpts of `SONGS` songs of every recipe in dB, float16: songs x EXCERPTS x 2 x bands x rows."""
    return torch.stack([decibels(signal) for signal in render_signals(rng, recipes, generator, device)], dim=1)


def render_signals(rng, recipes, generator, device):
    """The sound of the excerpts, songs x 2 x LENGTH each."""
    full, some = render_sections(rng, recipes, generator, device, None)
    return [full.mastered, some.mastered, full.mix]


def render_songs(rng, recipes, generator, device):
    """Whole songs, songs x 2 x samples: what is heard when is the same in all of them (`FORM`), then comes everything."""
    full, *others = render_sections(rng, recipes, generator, device, FORM)
    return torch.cat([section.mastered for section in (*others, full)], dim=2)


Section = namedtuple("Section", "mix mastered")


def render_sections(rng, recipes, generator, device, form):
    """Sections of songs: everything, and then those of a form, or one of parts at random where there is none."""
    score = draw_songs(rng, recipes, SONGS)
    of_song = score.pop("recipe")
    parts = (*MELODIC, *STRUCK, "noise")
    if form is None:
        heard = [{name: rng.random(len(of_song)) < HEARD.get(name, USUALLY) for name in parts}]
    else:
        heard = [{name: np.full(len(of_song), name in section) for name in parts} for section in form]
    stray_db = {name: rng.normal(0, 0.7, len(of_song)) for name in MELODIC}
    settings = {
        choice: {name: tensor(values[of_song], device) for name, values in values_of.items()}
        for choice, values_of in recipes.items()
    }
    score = {name: tensor(values, device) for name, values in score.items()}
    shares = [
        {name: torch.ones(len(of_song), device=device) for name in parts},
        *({name: tensor(values, device).float() for name, values in section.items()} for section in heard),
    ]
    clock = Clock(score, settings["feel"]["swing"])
    mixes = sections(settings, score, clock, shares, stray_db, generator)
    return [Section(mix, mastered(mix, settings["master"], mixes[0], score["less_db"])) for mix in mixes]


def tensor(values, device):
    """Whole numbers stay whole."""
    values = np.asarray(values)
    kind = torch.float32 if values.dtype.kind == "f" else torch.bool if values.dtype.kind == "b" else torch.int64
    return torch.as_tensor(values, dtype=kind, device=device)


def sections(settings, score, clock, shares, stray_db, generator):
    """Mixes of songs, songs x 2 x LENGTH each, by the share of each part that is heard in each."""
    device, songs = clock.step.device, len(clock.step)
    mixes = [torch.zeros(songs, 2, LENGTH, device=device) for _ in shares]
    rooms, echoes = ([torch.zeros(songs, LENGTH, device=device) for _ in shares] for _ in range(2))
    kicks = clock.events(score["kick_at"])
    duck = ducking(settings["pump"], kicks)

    def add(name, sound, room_db=None, echo_db=None):
        stereo = sound if sound.ndim == 3 else sound[:, None]
        mono = sound.mean(dim=1) if sound.ndim == 3 else sound
        for i, share in enumerate(heard[name] for heard in shares):
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
    kick = settings["kick"]
    hz = torch.where(settings["feel"]["tuned_kick"], tuned_hz(kick["hz"], score["tonic"]), kick["hz"])
    add("kick", strike(kick_shot(kick | {"hz": hz}, generator), kicks), kick["room_db"])
    for name in STRUCK[1:]:
        drum = settings[name]
        add(name, strike(struck_shot(drum, generator), clock.events(score[f"{name}_at"])), drum["room_db"])
    add("noise", noise_bed(settings["noise"], generator) * (1 - DUCKED_BEDS * duck)[:, None])
    responses = room_response(settings["room"], generator), echo_response(settings["echo"], clock.step_s)
    for mix, room, echo in zip(mixes, rooms, echoes):
        wet = torch.fft.rfft(room)[:, None] * responses[0] + torch.fft.rfft(echo)[:, None] * responses[1]
        mix.add_(torch.fft.irfft(wet, LENGTH) * (1 - DUCKED_BEDS * duck)[:, None])
    return mixes


def tuned_hz(hz, tonic):
    """The tonic (a MIDI number) in the octave that is nearest to a frequency."""
    octaves = torch.log2(hz / 440) - (tonic - 69) / 12
    return hz * 2 ** (octaves.round() - octaves)


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
