"""First generator: loops of four bars from wavetables, with trance's patterns, sends and a mastering chain.

A recipe is the production: instruments, effects, levels, mastering. A song is the composition: key, chords, lines. The
same recipe always sounds the same way, up to `STRAY`, whatever the song plays.
"""

import numpy as np
from scipy.fft import irfft, rfft, rfftfreq
from scipy.ndimage import maximum_filter1d
from scipy.signal import lfilter

RATE = 44100
LENGTH = 300 * 1024  # 6.97 s
TABLE = 2048
SWEEP_STEPS = 28
# How far a song strays from its recipe, as a deviation of the logarithm.
STRAY = 0.06

SPECTRA = ("saw", "saw", "saw", "square", "pulse", "organ", "vowel", "digital")
KICKS = {
    "four": [0, 4, 8, 12],
    "broken": [0, 3, 8, 11],
    "skip": [0, 4, 7, 8, 12],
    "two-step": [0, 6, 10],
}
BASS_LINES = {
    "off-beat": [2, 6, 10, 14],
    "rolling": [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15],
    "gallop": [2, 3, 6, 7, 10, 11, 14, 15],
    "long": [0, 8],
    "syncopated": [0, 3, 6, 10, 13],
}
PROGRESSIONS = ([0, 5, 2, 6], [0, 5, 6, 4], [0, 3, 5, 6], [0, 2, 5, 6], [0, 0, 5, 6], [0, 0, 0, 0], [0, 6, 5, 6], [0, 3, 0, 4])
SCALES = {"minor": [0, 2, 3, 5, 7, 8, 10], "major": [0, 2, 4, 5, 7, 9, 11], "phrygian": [0, 1, 3, 5, 7, 8, 10]}


def draw_recipe(rng):
    """All settings of a production."""

    def log(low, high):
        return float(np.exp(rng.uniform(np.log(low), np.log(high))))

    def synth(low_cut, high_cut, **more):
        return {
            "spectrum": str(rng.choice(SPECTRA)),
            "seed": int(rng.integers(1 << 30)),
            "tilt": rng.uniform(-0.35, 0.5),
            "pulse": rng.uniform(0.08, 0.45),
            "cutoff": log(low_cut, high_cut),
            "sweep": rng.uniform(0, 4),
            "resonance": rng.uniform(0.6, 7) if rng.random() < 0.4 else rng.uniform(0.6, 1.5),
            "attack": log(0.002, 0.02),
            "decay": log(0.05, 0.6),
            "sustain": rng.uniform(0, 1),
            "release": log(0.02, 0.5),
            "voices": int(rng.choice([1, 2, 3, 5, 7, 9])),
            "detune": log(4, 45),
            "spread": rng.uniform(0, 1),
            "octave": int(rng.integers(-1, 2)),
            "drive": log(0.3, 4) if rng.random() < 0.35 else 0.0,
            "level": rng.uniform(-7, 5),
            "reverb": rng.uniform(-30, -4),
            "delay": rng.uniform(-30, -6),
            "duck": rng.uniform(0, 1) ** 0.7,
            "on": rng.random() < more.pop("chance", 0.8),
            **more,
        }

    low_end = str(rng.choice(["off-beat", "rolling", "gallop", "long", "syncopated"], p=[0.25, 0.35, 0.15, 0.1, 0.15]))
    return {
        "tempo": float(rng.uniform(122, 150)),
        "swing": rng.uniform(0, 0.28) if rng.random() < 0.3 else 0.0,
        "kick": {
            "pattern": str(rng.choice(list(KICKS), p=[0.76, 0.08, 0.08, 0.08])),
            "hz": log(40, 64),
            "sweep_hz": log(90, 700),
            "sweep_s": log(0.006, 0.05),
            "decay_s": log(0.08, 0.45),
            "click": rng.uniform(0, 0.6),
            "click_hz": log(1200, 9000),
            "drive": log(0.5, 6),
            "level": rng.uniform(-3, 4),
        },
        "bass": synth(120, 1500, chance=0.96, line=low_end, sub=rng.uniform(-18, 3), own=rng.uniform(-4, 4)),
        "acid": synth(200, 900, chance=0.25),
        "lead": synth(900, 12000, chance=0.75, style=str(rng.choice(["chords", "gated", "stabs", "melody"]))),
        "arp": synth(500, 6000, chance=0.65, density=int(rng.choice([1, 2, 3])), span=int(rng.integers(1, 4))),
        "pad": synth(400, 8000, chance=0.8),
        "hats": {
            "closed": rng.uniform(-26, -8), "open": rng.uniform(-24, -6), "ride": rng.uniform(-40, -14),
            "closed_s": log(0.012, 0.08), "open_s": log(0.05, 0.25), "hz": log(4500, 11000), "q": log(0.4, 3),
            "pattern": int(rng.integers(4)), "width": rng.uniform(0, 0.9),
        },
        "clap": {"level": rng.uniform(-20, -2), "hz": log(700, 3500), "decay_s": log(0.04, 0.3), "width": rng.uniform(0, 0.8), "bursts": int(rng.integers(1, 5)), "room": rng.uniform(-30, -6)},
        "percussion": {"level": rng.uniform(-30, -8), "hz": [log(180, 2500) for _ in range(3)], "decay_s": log(0.02, 0.2), "steps": [int(step) for step in rng.choice(16, size=int(rng.integers(2, 7)), replace=False)], "on": rng.random() < 0.6},
        "noise": {"level": rng.uniform(-48, -22), "hz": log(1500, 9000), "on": rng.random() < 0.4},
        "reverb": {"seconds": log(0.5, 5), "damping_hz": log(2000, 12000), "low_hz": log(80, 500), "width": rng.uniform(0.4, 1.2)},
        "delay": {"steps": float(rng.choice([2, 3, 3, 4, 6])), "feedback": rng.uniform(0.1, 0.7), "cut_hz": log(1200, 8000)},
        "duck": {"depth": rng.uniform(0, 1), "release": rng.uniform(0.25, 1.1), "shape": log(0.5, 3)},
        "master": {
            "tilt": rng.normal(0, 0.9), "bells": [(log(60, 12000), rng.normal(0, 1.8), log(0.4, 2)) for _ in range(3)],
            "low_db": rng.normal(0, 2), "width_low": rng.uniform(0, 0.8), "width_high": log(0.5, 1.8), "cut_hz": log(14500, 22000),
            "squeeze": rng.uniform(0, 0.7), "attack_s": log(0.003, 0.05), "release_s": log(0.05, 0.4),
            "drive": log(0.4, 3.5), "ceiling": log(0.25, 1.0),
        },
    }  # fmt: skip


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


class Song:
    """One song of a recipe: what is played in each section, and its unmastered sound."""

    def __init__(self, recipe, rng):
        self.recipe, self.rng = recipe, rng
        self.step = 60 / (recipe["tempo"] * np.exp(rng.normal(0, 0.008))) / 4
        self.steps = int(LENGTH / RATE / self.step) + 1
        self.scale = SCALES[str(rng.choice(["minor", "minor", "minor", "major", "phrygian"]))]
        self.tonic = int(rng.integers(33, 45))
        self.chords = PROGRESSIONS[rng.integers(len(PROGRESSIONS))]
        self.bars_a_chord = int(rng.choice([1, 1, 2]))
        self.seconds = np.arange(LENGTH) / RATE
        self.kick_steps = [s for s in range(self.steps) if s % 16 in KICKS[recipe["kick"]["pattern"]]]

        self.duck = self.ducking()
        self.dry = {name: self.track(name) for name in LEVELS if recipe[name]["on"]}
        self.drums_and_kick = self.kick(), self.drums()
        self.reverb, self.echo = self.responses()

    def sections(self):
        """Names of the sections that can be rendered; the drop, with everything in it, always can."""
        return [name for name, tracks in SECTIONS.items() if name != "break" or any(track in self.dry for track in tracks)]

    def mix(self, section):
        """A section before mastering, float32 2 x LENGTH."""
        mix = np.zeros((2, LENGTH), np.float32)
        wet = np.zeros((2, LENGTH), np.float32)
        for name in SECTIONS[section]:
            if name in self.dry:
                mix += self.dry[name]
                mono = self.dry[name].mean(axis=0)
                wet[0] += amplitude(self.recipe[name]["reverb"]) * mono
                wet[1] += amplitude(self.recipe[name]["delay"]) * mono
        pumping = 1.0
        if section != "break":
            kick, drums = self.drums_and_kick
            mix += kick + drums
            wet[0] += amplitude(self.recipe["clap"]["room"]) * drums.mean(axis=0)
            pumping -= 0.5 * self.recipe["duck"]["depth"] * self.duck
        sends = rfft(wet)
        return mix + irfft(self.reverb * sends[0] + self.echo * sends[1], LENGTH) * pumping

    def track(self, name):
        """A ducked instrument at its level."""
        settings = self.recipe[name]
        sound = getattr(self, name)(self.strayed(settings))
        if settings["drive"] > 0:
            peak = np.max(np.abs(sound)) + 1e-9
            sound = np.tanh(sound / peak * np.float32(1 + settings["drive"]))
        sound = sound * np.float32(amplitude(settings["level"] + LEVELS[name] + self.rng.normal(0, 0.7)) / rms(sound))
        return sound * (1 - settings["duck"] * self.recipe["duck"]["depth"] * self.duck)

    def strayed(self, settings):
        """The recipe's settings as this song has them."""
        return {
            key: value * np.exp(self.rng.normal(0, STRAY)) if key in ("cutoff", "decay", "release", "detune") else value
            for key, value in settings.items()
        }

    def time_of(self, step):
        return (step + (self.recipe["swing"] if step % 2 else 0)) * self.step

    def degree_hz(self, degree, octave=0):
        midi = self.tonic + 12 * (octave + degree // 7) + self.scale[degree % 7]
        return 440 * 2 ** ((midi - 69) / 12)

    def chord_at(self, step):
        return self.chords[(step // (16 * self.bars_a_chord)) % len(self.chords)]

    def ducking(self):
        settings = self.recipe["duck"]
        phase = np.full(LENGTH, 10.0, np.float32)
        for step in self.kick_steps:
            at = int(self.time_of(step) * RATE)
            if at < LENGTH:
                phase[at:] = self.seconds[: LENGTH - at] / (4 * self.step * settings["release"])
        return (np.maximum(0, 1 - phase) ** settings["shape"]).astype(np.float32)

    def kick(self):
        settings = self.recipe["kick"]
        n = int(RATE * min(0.6, 5 * settings["decay_s"]))
        t = self.seconds[:n]
        sweep = settings["sweep_hz"] * np.exp(-t / settings["sweep_s"])
        body = np.sin(2 * np.pi * np.cumsum(settings["hz"] + sweep) / RATE) * np.exp(-t / settings["decay_s"])
        click = self.rng.normal(size=n) * np.exp(-t / 0.004) * settings["click"]
        click = np.diff(click, prepend=0) if settings["click_hz"] > 3500 else click
        hit = np.tanh((body + click) * (1 + settings["drive"])) * amplitude(settings["level"] - 9)
        return np.tile(self.place(hit, self.kick_steps), (2, 1))

    def place(self, hit, steps, velocities=None):
        out = np.zeros(LENGTH, np.float32)
        for i, step in enumerate(steps):
            at = int(self.time_of(step) * RATE)
            n = min(len(hit), LENGTH - at)
            if n > 0:
                out[at : at + n] += hit[:n] * (1 if velocities is None else velocities[i])
        return out

    def noise(self, hz, q, width):
        """Noise around a frequency, in stereo."""
        bins = rfftfreq(LENGTH, 1 / RATE) + 1e-3
        shape = 1 / np.sqrt(1 + (q * (bins / hz - hz / bins)) ** 2)
        spectrum = self.rng.standard_normal((2, 2 * len(bins)), np.float32).view(np.complex64) * shape.astype(np.float32)
        mid, side = irfft(spectrum, LENGTH)
        side *= np.float32(width)
        out = np.stack([mid + side, mid - side])
        return out / rms(out)

    def decays(self, steps, seconds, velocities=None):
        n = int(min(LENGTH, 6 * seconds * RATE))
        return self.place(np.exp(-self.seconds[:n] / seconds), steps, velocities)

    def drums(self):
        hats, clap, percussion, noise = (self.recipe[name] for name in ("hats", "clap", "percussion", "noise"))
        grid = range(self.steps)
        closed = {0: grid, 1: [s for s in grid if s % 4 != 0], 2: [s for s in grid if s % 4 == 2], 3: [s for s in grid if s % 2 == 0]}
        accents = [0.55 + 0.45 * (s % 4 == 2) for s in closed[hats["pattern"]]]
        texture = self.noise(hats["hz"], hats["q"], hats["width"])
        out = texture * (
            amplitude(hats["closed"]) * self.decays(closed[hats["pattern"]], hats["closed_s"], accents)
            + amplitude(hats["open"]) * self.decays([s for s in grid if s % 4 == 2], hats["open_s"])
            + amplitude(hats["ride"]) * self.decays([s for s in grid if s % 2 == 0], 0.3)
        )
        bursts = [0.011 * i for i in range(clap["bursts"])]
        hit = sum(np.exp(-np.maximum(0, (t := self.seconds[:16000] - late)) / clap["decay_s"]) * (t >= 0) for late in bursts)
        snare = self.place(hit / len(bursts), [s for s in grid if s % 8 == 4])
        out += self.noise(clap["hz"], 1.2, clap["width"]) * snare * amplitude(clap["level"])
        if percussion["on"]:
            t = self.seconds[: int(RATE * 6 * percussion["decay_s"])]
            for i, hz in enumerate(percussion["hz"]):
                hit = np.sin(2 * np.pi * hz * t) * np.exp(-t / percussion["decay_s"])
                steps = [s for s in grid if s % 16 in percussion["steps"][i::3]]
                pan = 0.5 + 0.4 * (i - 1)
                out += np.outer([1 - pan, pan], self.place(hit, steps)) * amplitude(percussion["level"]) * 2
        if noise["on"]:
            rise = 0.3 + 0.7 * self.seconds / self.seconds[-1]
            out += self.noise(noise["hz"], 0.5, 0.8) * rise * amplitude(noise["level"])
        return (out * amplitude(-6)).astype(np.float32)

    def tables(self, settings, hz):
        """Band-limited tables of an instrument at one pitch, row by row with a wider open filter."""
        count = int(max(1, min(TABLE // 2 - 1, 17000 / hz)))
        k = np.arange(1, count + 1)
        amplitudes = {
            "saw": 1.0 / k,
            "square": (k % 2) / k,
            "pulse": np.abs(np.sin(np.pi * k * settings["pulse"])) / k,
            "organ": np.isin(k, [1, 2, 3, 4, 6, 8, 10, 12, 16]) / np.sqrt(k),
            "vowel": sum(np.exp(-(((k * hz - f) / (120 + 0.1 * f)) ** 2)) for f in (550 + 900 * settings["pulse"], 1100 + 2500 * settings["pulse"], 2900)) + 0.03 / k,
            "digital": np.random.default_rng(settings["seed"]).lognormal(0, 1.2, TABLE)[:count] / k,
        }[settings["spectrum"]] * k ** settings["tilt"]  # fmt: skip
        cutoffs = settings["cutoff"] * 2 ** np.linspace(0, settings["sweep"], SWEEP_STEPS)
        ratio = k * hz / cutoffs[:, None]
        response = 1 / np.sqrt((1 - ratio**2) ** 2 + (ratio / settings["resonance"]) ** 2)
        spectrum = np.zeros((SWEEP_STEPS, TABLE // 2 + 1), np.complex64)
        spectrum[:, 1 : count + 1] = -1j * amplitudes * response
        return irfft(spectrum, TABLE).astype(np.float32) * TABLE

    def tone(self, settings, hz, samples, seconds_held):
        """One note, 2 x samples."""
        tables = self.tables(settings, hz)
        t = self.seconds[:samples]
        fall = np.exp(-t / settings["decay"])
        row = np.round((SWEEP_STEPS - 1) * fall).astype(np.int32)
        gain = np.minimum(1, t / settings["attack"]) * (settings["sustain"] + (1 - settings["sustain"]) * fall)
        gain *= np.exp(-np.maximum(0, t - seconds_held) / settings["release"])
        out = np.zeros((2, samples), np.float32)
        for voice in range(settings["voices"]):
            place = 0.0 if settings["voices"] == 1 else 2 * voice / (settings["voices"] - 1) - 1
            cycles = t * (hz * 2 ** (place * settings["detune"] / 1200)) + self.rng.random()
            index = ((cycles - np.floor(cycles)) * TABLE).astype(np.int32)
            wave = tables[row, index]
            pan = 0.5 + 0.5 * settings["spread"] * place * (-1) ** voice
            out[0] += wave * (1 - pan)
            out[1] += wave * pan
        return out * gain.astype(np.float32)

    def play(self, settings, notes):
        """Notes are (step, steps, frequency, velocity)."""
        out = np.zeros((2, LENGTH), np.float32)
        known = {}
        for step, steps, hz, velocity in notes:
            at = int(self.time_of(step) * RATE)
            held = steps * self.step
            samples = min(LENGTH - at, int((held + 3 * settings["release"]) * RATE))
            if samples <= 0:
                continue
            key = round(hz, 3), steps
            if key not in known or known[key].shape[1] < samples:
                known[key] = self.tone(settings, hz, samples, held)
            out[:, at : at + samples] += known[key][:, :samples] * velocity
        return out

    def bass(self, settings):
        line = [s for s in range(self.steps) if s % 16 in BASS_LINES[settings["line"]]]
        length = 6 if settings["line"] == "long" else 1
        jumps = self.rng.choice([0, 0, 0, 0, 7], size=16)
        notes = [(s, length, self.degree_hz(self.chord_at(s) + jumps[s % 16]), 1.0) for s in line]
        settings = settings | {"voices": min(2, settings["voices"]), "spread": 0.2 * settings["spread"]}
        out = self.play(settings, notes)
        sub = self.play(settings | {"spectrum": "organ", "cutoff": 90, "sweep": 0, "voices": 1, "resonance": 0.7}, notes)
        return out / rms(out) + amplitude(settings["sub"]) * sub / rms(sub)

    def acid(self, settings):
        pitches = self.rng.choice([0, 0, 0, 2, 4, 7, 7], size=16)
        sounding = self.rng.random(16) < 0.75
        accents = 0.6 + 0.4 * (self.rng.random(16) < 0.3)
        notes = [(s, 1, self.degree_hz(int(pitches[s % 16]), 1), accents[s % 16]) for s in range(self.steps) if sounding[s % 16]]
        return self.play(settings | {"voices": 1, "resonance": 3 + settings["resonance"]}, notes)

    def lead(self, settings):
        octave = 2 + settings["octave"]
        if settings["style"] == "melody":
            pattern = [(int(step), int(self.rng.integers(0, 8))) for step in np.flatnonzero(self.rng.random(16) < 0.5)]
            notes = [(16 * bar + step, 2, self.degree_hz(self.chord_at(16 * bar) + degree, octave), 1.0) for bar in range(self.steps // 16 + 1) for step, degree in pattern]
            return self.play(settings, notes)
        triad = [0, 2, 4] + ([6] if self.rng.random() < 0.3 else [])
        starts = {"chords": range(0, self.steps, 16), "gated": range(0, self.steps, 16), "stabs": [s for s in range(self.steps) if s % 16 in (0, 3, 6, 10)]}[settings["style"]]
        length = 2 if settings["style"] == "stabs" else 16
        notes = [(s, length, self.degree_hz(self.chord_at(s) + degree, octave), 1.0) for s in starts for degree in triad]
        out = self.play(settings, notes)
        if settings["style"] == "gated":
            gate = self.rng.random(16) < 0.6
            gate[0] = True
            out *= np.minimum(1, self.place(np.hanning(int(self.step * RATE)), [s for s in range(self.steps) if gate[s % 16]]) * 2)
        return out

    def arp(self, settings):
        order = self.rng.permutation(3 * settings["span"])
        steps = range(0, self.steps, settings["density"])
        notes = [(s, 1, self.degree_hz(self.chord_at(s) + [0, 2, 4][order[i % len(order)] % 3], 2 + int(order[i % len(order)]) // 3), 0.7 + 0.3 * (s % 4 == 0)) for i, s in enumerate(steps)]
        return self.play(settings | {"voices": min(3, settings["voices"]), "sustain": 0.0}, notes)

    def pad(self, settings):
        notes = [(s, 16, self.degree_hz(self.chord_at(s) + degree, 1 + settings["octave"]), 1.0) for s in range(0, self.steps, 16) for degree in (0, 2, 4, 7)]
        return self.play(settings | {"attack": 12 * settings["attack"], "sustain": 1.0, "sweep": 0.0, "voices": min(5, settings["voices"])}, notes)

    def responses(self):
        """Frequency responses of reverb and delay. They wrap around: the loop has played before."""
        reverb, delay = self.recipe["reverb"], self.recipe["delay"]
        hz = rfftfreq(LENGTH, 1 / RATE)
        tail = self.rng.standard_normal((2, LENGTH), np.float32) * np.exp(-6.9 * self.seconds / reverb["seconds"]).astype(np.float32)
        response = rfft(tail) / np.sqrt(np.sum(tail[0] ** 2))
        response *= (reverb["width"] / np.sqrt(1 + (hz / reverb["damping_hz"]) ** 2) * (hz / np.hypot(hz, reverb["low_hz"]))).astype(np.float32)
        echo = np.exp(-2j * np.pi * hz * delay["steps"] * self.step) / np.sqrt(1 + (hz / delay["cut_hz"]) ** 2)
        return response, (echo / (1 - delay["feedback"] * echo)).astype(np.complex64)


SECTIONS = {"drop": ("bass", "acid", "lead", "arp", "pad"), "break": ("lead", "arp", "pad"), "groove": ("bass", "acid", "arp")}
LEVELS = {"bass": -13.0, "acid": -20.0, "lead": -16.0, "arp": -20.0, "pad": -20.0}


def amplitude(db):
    return 10 ** (db / 20)


def rms(signal):
    return np.sqrt(np.mean(signal**2)) + np.float32(1e-9)
