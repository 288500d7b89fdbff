"""Breaks and builds: a low-pass that stays shut or opens, a roll, a riser; differently in every song."""

import numpy as np
import torch

from .signals import LENGTH, RATE, amplitude, bins, column, low_pass, peak

# How often a section that is not everything is one of these, and how often its filter only stays shut.
OFTEN, SHUT = 0.55, 0.35
# Who is behind the filter.
FILTERED = ("lead", "stab", "pluck", "pad", "line")
# How often a part is heard.
HEARD = {"kick": 0.1, "bass": 0.15, "noise": 0.5}
FILTERED_HEARD, STRUCK_HEARD = 0.75, 0.15
ROLLS, RISERS = 0.5, 0.6
WINDOW, HOP = 2048, 512


def draw_builds(rng, songs):
    """One a song. Of those that are not builds the filter is open all the time, and nothing rolls or rises."""
    builds = rng.random(songs) < OFTEN
    moves = builds & (rng.random(songs) >= SHUT)
    begins = rng.uniform(-0.6, 0.5, songs)
    return {
        "builds": builds,
        "shut_hz": np.exp(rng.uniform(np.log(250), np.log(4000), songs)),
        "open_hz": np.where(builds, np.exp(rng.uniform(np.log(5000), np.log(18000), songs)), 1e6),
        "steep": rng.choice([1.0, 2.0], songs),
        "ring": rng.uniform(0, 1.2, songs) * builds,
        # Where in the excerpt the filter begins to open and is open: both may lie outside of it.
        "begins": np.where(builds, np.where(moves, begins, 2.0), -2.0),
        "opens": np.where(builds, np.where(moves, begins + rng.uniform(0.5, 2.0, songs), 3.0), -1.0),
        "quieter_db": rng.uniform(0, 8, songs) * builds,
        "rolls": moves & (rng.random(songs) < ROLLS),
        "roll_db": rng.uniform(-12, 2, songs),
        "riser": moves & (rng.random(songs) < RISERS),
        "riser_db": rng.uniform(-36, -18, songs),
    }


def heard_in_builds(rng, builds, parts):
    """Who is heard in a song's build."""
    songs = len(builds["builds"])
    usually = {name: HEARD.get(name, FILTERED_HEARD if name in FILTERED else STRUCK_HEARD) for name in parts}
    return {name: rng.random(songs) < share for name, share in usually.items()}


def progress(builds, moments):
    """How far a song's build has come, 0 to 1, at moments (shares of the excerpt, songs x moments or moments)."""
    begins, opens = column(builds["begins"]), column(builds["opens"])
    return ((moments - begins) / (opens - begins)).clamp(0, 1)


def filtered(signal, builds):
    """Signals (songs x channels x LENGTH) through the low-pass of their song's build, louder as it opens."""
    device = signal.device
    hz = bins(WINDOW, device)[None, :, None]
    frames = LENGTH // HOP + 1
    way = progress(builds, torch.linspace(0, 1, frames, device=device))
    corner = column(builds["shut_hz"]) * (column(builds["open_hz"]) / column(builds["shut_hz"])) ** way
    corner = corner[:, None]
    response = low_pass(hz, corner, 1) ** (2 * builds["steep"][:, None, None])
    response = response * (1 + builds["ring"][:, None, None] * peak(hz, corner, 4.0) ** 2)
    response = response * amplitude(-column(builds["quieter_db"]) * (1 - way))[:, None]
    return shaped_in_time(signal, response)


def riser(builds, generator):
    """Noise that rises in pitch and level while the filter opens: songs x 2 x LENGTH."""
    device = builds["riser_db"].device
    songs = len(builds["riser_db"])
    noise = torch.randn((songs, 2, LENGTH), generator=generator, device=device)
    way = progress(builds, torch.linspace(0, 1, LENGTH // HOP + 1, device=device))
    centre = (400 * 20**way)[:, None]
    level = amplitude(column(builds["riser_db"]) - 24 * (1 - way)) * column(builds["riser"].float())
    return shaped_in_time(noise, peak(bins(WINDOW, device)[None, :, None], centre, 1.2) * level[:, None])


def shaped_in_time(signal, response):
    """Signals (songs x channels x LENGTH) through a response (songs x bins x frames) that changes with time."""
    window = torch.hann_window(WINDOW, device=signal.device)
    flat = signal.flatten(0, 1)
    spectrum = torch.stft(flat, WINDOW, HOP, window=window, return_complex=True)
    spectrum = spectrum.unflatten(0, signal.shape[:2]) * response[:, None]
    return torch.istft(spectrum.flatten(0, 1), WINDOW, HOP, window=window, length=LENGTH).unflatten(0, signal.shape[:2])


def roll_velocities(builds, step_s, steps):
    """Beats, then eighths, then sixteenths, louder and louder: songs x steps, 0 where nothing is struck."""
    device = step_s.device
    places = torch.arange(steps, device=device)
    way = progress(builds, places * column(step_s) * (RATE / LENGTH))
    every = torch.where(way < 0.4, 4, torch.where(way < 0.75, 2, 1))
    struck = (places[None] % every == 0) & (way > 0) & (way < 1) & builds["rolls"][:, None]
    return struck * (0.25 + 0.75 * way)

