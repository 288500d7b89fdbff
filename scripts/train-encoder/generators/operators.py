"""Second generator: frequency modulation, plucked strings and filtered noise in the time domain.

Written without a line of the first one: other oscillators, other filters, other drums, Euclidean rhythms, a reverb of
sparse echoes and a three-band mastering compressor. Its music is further from trance, so that what the network learns
of production is not tied to one style.
"""

from math import exp, pi

import numpy as np
from scipy.signal import butter, iirpeak, lfilter, oaconvolve, sosfilt, tf2sos

SR = 44100
N = 300 * 1024
T = np.arange(N, dtype=np.float64) / SR


class Draw:
    """Named draws: each parameter has a stream of its own, so that adding one leaves the others as they were."""

    def __init__(self, rng):
        self.root = int(rng.integers(1 << 60))

    def __call__(self, name):
        return np.random.default_rng([self.root, *name.encode()])

    def uniform(self, name, low, high):
        return float(self(name).uniform(low, high))

    def ratio(self, name, low, high):
        return float(low * (high / low) ** self(name).random())

    def pick(self, name, options):
        return options[int(self(name).integers(len(options)))]

    def chance(self, name, p):
        return bool(self(name).random() < p)


def draw_recipe(rng):
    d = Draw(rng)
    parts = {}
    for part, p in (("low", 0.95), ("keys", 0.7), ("strings", 0.5), ("bells", 0.5), ("drone", 0.55), ("stab", 0.5)):
        parts[part] = {
            "on": d.chance(part + "on", p),
            "ratio": d.pick(part + "ratio", [0.5, 1, 1, 1, 1.41, 2, 2, 3, 3.5, 4, 5, 7]),
            "index": d.ratio(part + "index", 0.3, 9),
            "index2": d.ratio(part + "index2", 0.05, 2),
            "feedback": d.uniform(part + "fb", 0, 1.2) if d.chance(part + "fbon", 0.5) else 0.0,
            "brightness_decay": d.ratio(part + "bd", 0.03, 1.0),
            "decay": d.ratio(part + "decay", 0.08, 1.2),
            "attack": d.ratio(part + "attack", 0.001, 0.03),
            "cut": d.ratio(part + "cut", 500, 16000),
            "peak": d.ratio(part + "peak", 200, 4000),
            "peak_db": d.uniform(part + "peakdb", -4, 12) if d.chance(part + "peakon", 0.4) else 0.0,
            "low_cut": d.ratio(part + "lowcut", 25, 60) if part == "low" else d.ratio(part + "lowcut", 90, 500),
            "crush": d.ratio(part + "crush", 0.02, 0.3) if d.chance(part + "crushon", 0.15) else 0.0,
            "chorus": d.uniform(part + "chorus", 0, 1) if part != "low" else 0.0,
            "pan": d.uniform(part + "pan", -0.5, 0.5) if part != "low" else 0.0,
            "gain_db": d.uniform(part + "gain", -6, 5),
            "echo": d.uniform(part + "echo", 0, 0.5) * d.chance(part + "echoon", 0.7),
            "room": d.uniform(part + "room", 0.02, 0.6) if part != "low" else 0.0,
            "pump": d.uniform(part + "pump", 0, 1),
            "pulses": int(d.pick(part + "pulses", [3, 4, 5, 6, 7, 8, 9, 11])),
            "octave": int(d.pick(part + "oct", [0, 0, 1])),
        }
    kit = {
        "kick_hz": d.ratio("khz", 38, 70), "kick_bend": d.ratio("kbend", 2, 14), "kick_bend_s": d.ratio("kbs", 0.008, 0.06),
        "kick_s": d.ratio("ks", 0.09, 0.5), "kick_knock": d.uniform("kk", 0, 0.8), "kick_clip": d.ratio("kc", 0.6, 8),
        "kick_pulses": int(d.pick("kp", [4, 4, 4, 4, 3, 5, 6])), "kick_db": d.uniform("kdb", -4, 4),
        "snare_hz": d.ratio("shz", 150, 320), "snare_noise_hz": d.ratio("snhz", 900, 5000), "snare_s": d.ratio("ss", 0.05, 0.35),
        "snare_tone": d.uniform("st", 0, 1), "snare_db": d.uniform("sdb", -16, 0),
        "metal": [d.ratio(f"metal{i}", 2500, 9500) for i in range(5)], "metal_share": d.uniform("ms", 0, 1),
        "hat_s": d.ratio("hs", 0.012, 0.11), "hat_db": d.uniform("hdb", -22, -6), "hat_pulses": int(d.pick("hp", [4, 7, 8, 9, 11, 16])),
        "open_s": d.ratio("os", 0.06, 0.4), "open_db": d.uniform("odb", -26, -6), "air": d.ratio("air", 5000, 11000),
        "tom_hz": d.ratio("thz", 80, 900), "tom_s": d.ratio("ts", 0.03, 0.3), "tom_db": d.uniform("tdb", -26, -6), "tom_pulses": int(d.pick("tp", [0, 0, 3, 5, 7])),
        "dust_db": d.uniform("dust", -60, -28),
    }  # fmt: skip
    bus = {
        "low_shelf_db": d.uniform("bls", -4, 4), "high_shelf_db": d.uniform("bhs", -5, 5), "dip_hz": d.ratio("bdh", 180, 6000), "dip_db": d.uniform("bdd", -5, 3),
        "ratio": d.uniform("br", 0, 0.75), "release": d.ratio("brel", 0.04, 0.5), "bands_db": [d.uniform(f"bb{i}", -3, 3) for i in range(3)],
        "clip": d.ratio("bclip", 0.5, 4), "side": d.ratio("bside", 0.4, 1.9), "mono_below": d.ratio("bmono", 40, 250), "ceiling_db": d.uniform("bceil", -9, 0),
    }  # fmt: skip
    return {
        "tempo": d.uniform("tempo", 118, 152), "swing": d.uniform("swing", 0, 0.3) * d.chance("swingon", 0.35), "parts": parts, "kit": kit, "master": bus,
        "echo_steps": d.pick("es", [2, 3, 3, 4, 5, 6]), "echo_keep": d.uniform("ek", 0.15, 0.65), "echo_dark": d.ratio("ed", 900, 7000),
        "room_s": d.ratio("rs", 0.3, 4.5), "room_dark": d.ratio("rd", 1500, 12000), "room_density": d.ratio("rdens", 400, 4000),
        "pump_s": d.ratio("ps", 0.08, 0.35), "pump_depth": d.uniform("pd", 0, 0.95),
    }  # fmt: skip


def master(mix, recipe, like):
    """Shelves, three bands compressed apart, soft clipping, ceiling; as hard as the section `like` asks for."""
    bus = recipe["master"]
    gain = 0.22 / (float(np.sqrt(np.mean(like**2))) + 1e-9)
    x = mix.astype(np.float64) * gain
    x = shelf(x, 110, bus["low_shelf_db"], high=False)
    x = shelf(x, 6500, bus["high_shelf_db"], high=True)
    x = bell(x, bus["dip_hz"], bus["dip_db"], 1.1)
    low = sosfilt(butter(2, 180, "low", fs=SR, output="sos"), x)
    rest = x - low
    high = sosfilt(butter(2, 3000, "high", fs=SR, output="sos"), rest)
    total = np.zeros_like(x)
    for band, db in zip((low, rest - high, high), bus["bands_db"]):
        total += squeeze(band, bus["ratio"], bus["release"]) * 10 ** (db / 20)
    mid, side = total[0] + total[1], total[0] - total[1]
    side = sosfilt(butter(1, bus["mono_below"], "high", fs=SR, output="sos"), side) * bus["side"]
    y = np.stack([mid + side, mid - side]) / 2 * bus["clip"] * 2
    y = y / (1 + np.abs(y) ** 2.5) ** 0.4
    return (y * 10 ** (bus["ceiling_db"] / 20)).astype(np.float32)


def squeeze(band, ratio, release):
    hop = 192
    power = np.mean(band.reshape(2, -1, hop) ** 2, axis=(0, 2))
    keep = exp(-hop / SR / release)
    follower = lfilter([1 - keep], [1, -keep], power)
    level = np.maximum(power * 0.5, follower) + 1e-8
    gain = np.minimum(1, (0.01 / level)) ** (0.5 * ratio)
    return band * np.repeat(gain, hop)


def shelf(x, hz, db, high):
    """First-order shelf."""
    a = 10 ** (db / 20)
    k = np.tan(pi * hz / SR)
    if high:
        b, c = np.array([a + k, k - a]), np.array([1 + k, k - 1])
    else:
        b, c = np.array([1 + a * k, a * k - 1]), np.array([1 + k, k - 1])
    return lfilter(b / c[0], c / c[0], x)


def bell(x, hz, db, q):
    if abs(db) < 0.05:
        return x
    b, a = iirpeak(min(hz, 18000), q, fs=SR)
    return x + (10 ** (db / 20) - 1) * sosfilt(tf2sos(b, a), x)


def euclid(pulses, steps=16, turn=0):
    """Pulses spread as evenly as whole steps allow (Bjorklund's rhythm by its residue form)."""
    return [s for s in range(steps) if pulses and ((s - turn) * pulses) % steps < pulses]


class Song:
    """One song of a recipe."""

    def __init__(self, recipe, rng):
        self.r, self.d = recipe, (d := Draw(rng))
        self.beat = 60 / recipe["tempo"] * (1 + 0.012 * (d("t").random() - 0.5))
        self.sixteenth = self.beat / 4
        self.total = int(N / SR / self.sixteenth) + 1
        self.root = 32.703 * 2 ** (int(d("root").integers(0, 12)) / 12)
        self.mode = d.pick("mode", [(0, 3, 7, 10), (0, 3, 7, 12), (0, 4, 7, 11), (0, 5, 7, 12), (0, 2, 7, 9), (0, 3, 8, 10)])
        self.roots = [int(s) for s in d("walk").choice([0, 0, -2, -4, 3, 5, -5, 7], size=4)]
        self.kicks = euclid(recipe["kit"]["kick_pulses"])
        pump = self.pump()
        self.layers = {name: self.layer(name, pump) for name, p in recipe["parts"].items() if p["on"]}
        self.beat_sound = self.kick() + self.drums()
        self.tails = [self.tail(side) for side in range(2)]

    def at(self, step):
        return int((step + (self.r["swing"] if step % 2 else 0)) * self.sixteenth * SR)

    def steps(self, pattern):
        return [s for s in range(self.total) if s % 16 in pattern]

    def pitch(self, step, tone, octave):
        return self.root * 2 ** (octave + (self.roots[(step // 16) % 4] + self.mode[tone % 4] + 12 * (tone // 4)) / 12)

    def lay(self, hits):
        """Adds up (sample, sound) pairs."""
        out = np.zeros(N)
        for at, sound in hits:
            n = min(len(sound), N - at)
            if n > 0:
                out[at : at + n] += sound[:n]
        return out

    def pump(self):
        gain = np.ones(N)
        curve = 1 - self.r["pump_depth"] * np.exp(-T[: int(SR * 5 * self.r["pump_s"])] / self.r["pump_s"])
        for step in self.steps(self.kicks):
            at = self.at(step)
            n = min(len(curve), N - at)
            if n > 0:
                gain[at : at + n] = curve[:n]
        return gain

    def sections(self):
        return [plan for plan, names in PLANS.items() if plan != "break" or any(name in self.layers for name in names)]

    def mix(self, plan):
        """One section, unmastered, float32 2 x N."""
        mix = np.zeros((2, N))
        room, echo = np.zeros(N), np.zeros(N)
        for name in PLANS[plan]:
            if name in self.layers:
                mix += self.layers[name]
                mono = self.layers[name].mean(axis=0)
                room += self.r["parts"][name]["room"] * mono
                echo += self.r["parts"][name]["echo"] * mono
        if plan != "break":
            mix += self.beat_sound
            room += 0.12 * self.beat_sound.mean(axis=0)
        return (mix + self.room(room) + self.echo(echo)).astype(np.float32)

    def layer(self, name, pump):
        p = self.r["parts"][name]
        mono = self.shape(getattr(self, name)(p), p)
        mono *= 10 ** ((p["gain_db"] + WEIGHT_DB[name] + self.d(name + "fader").normal(0, 0.7)) / 20)
        return self.widen(mono * (1 - p["pump"] * (1 - pump)), p)

    def shape(self, x, p):
        x = sosfilt(butter(2, p["low_cut"], "high", fs=SR, output="sos"), x)
        x = sosfilt(butter(2, p["cut"], "low", fs=SR, output="sos"), x)
        x = bell(x, p["peak"], p["peak_db"], 2.0)
        x /= np.sqrt(np.mean(x**2)) + 1e-9
        if p["crush"] > 0:
            x = np.round(x / p["crush"]) * p["crush"]
        return x

    def widen(self, x, p):
        """Panned, and a slowly moving copy on the other side."""
        if p["chorus"] <= 0:
            return np.stack([x, x]) * 0.7
        shift = SR * (0.011 + 0.003 * np.sin(2 * pi * 0.6 * T))
        moved = x[np.maximum(0, np.arange(N) - shift.astype(int))]
        left = x + p["chorus"] * moved
        right = x - p["chorus"] * moved
        return np.stack([left * (1 - p["pan"]), right * (1 + p["pan"])]) * 0.6

    def operator(self, hz, p, held, chord=(0,)):
        """A carrier that a second sine bends; what is left of the bend after the decay is `index2`."""
        n = int(min(N, SR * (held + 2.5 * p["decay"])))
        t = T[:n]
        bend = p["index2"] + (p["index"] - p["index2"]) * np.exp(-t / p["brightness_decay"])
        out = np.zeros(n)
        for semitones in chord:
            f = hz * 2 ** (semitones / 12)
            if f * (1 + p["ratio"]) > 15000:
                continue
            modulator = np.sin(2 * pi * f * p["ratio"] * t)
            if p["feedback"]:
                modulator = np.sin(2 * pi * f * p["ratio"] * t + p["feedback"] * modulator)
            limited = np.minimum(bend, max(0.2, (16000 / f - 1) / p["ratio"] / 2))
            out += np.sin(2 * pi * f * t + limited * modulator)
        return out * np.minimum(1, t / p["attack"]) * np.exp(-np.maximum(0, t - held) / p["decay"])

    def string(self, hz, p, held):
        """Karplus and Strong's string: noise around a loop a period long that loses its treble."""
        period = max(8, round(SR / hz))
        loss = 0.5 + 0.495 * exp(-hz / 2500)
        keep = exp(-1 / (hz * p["decay"] * 2))
        n = int(min(N, SR * (held + 1.5 * p["decay"])))
        burst = np.zeros(n)
        burst[: min(n, period)] = self.d("burst").uniform(-1, 1, min(n, period))
        denominator = np.zeros(period + 2)
        denominator[0], denominator[period], denominator[period + 1] = 1, -keep * loss, -keep * (1 - loss)
        return lfilter([1], denominator, burst)

    def low(self, p):
        pattern = euclid(p["pulses"], turn=int(self.d("lowturn").integers(0, 3)))
        if self.d.chance("away", 0.6):
            pattern = [s for s in pattern if s not in self.kicks] or [2, 6, 10, 14]
        tones = self.d("lowtones").choice([0, 0, 0, 2, 4], size=16)
        hits, known = [], {}
        for s in self.steps(pattern):
            hz = self.pitch(s, int(tones[s % 16]), 0 if p["octave"] == 0 else 1)
            if hz not in known:
                known[hz] = self.operator(hz, p | {"decay": 0.3 * p["decay"]}, 0.8 * self.sixteenth)
            hits.append((self.at(s), known[hz]))
        return self.lay(hits)

    def melody_of(self, name, p, octave, play):
        pattern = euclid(p["pulses"], turn=int(self.d(name + "turn").integers(0, 4)))
        tones = self.d(name + "tones").integers(0, 8, size=16)
        hits, known = [], {}
        for s in self.steps(pattern):
            hz = self.pitch(s, int(tones[s % 16]), octave)
            if hz not in known:
                known[hz] = play(hz)
            hits.append((self.at(s), known[hz] * (0.7 + 0.3 * (s % 4 == 0))))
        return self.lay(hits)

    def keys(self, p):
        chord = self.mode[:3]
        hits = [(self.at(s), self.operator(self.pitch(s, 0, 3), p, 3 * self.sixteenth, chord)) for s in self.steps(euclid(min(p["pulses"], 5)))]
        return self.lay(hits)

    def strings(self, p):
        return self.melody_of("strings", p, 2 + p["octave"], lambda hz: self.string(hz, p, self.sixteenth))

    def bells(self, p):
        return self.melody_of("bells", p, 4 + p["octave"], lambda hz: self.operator(hz, p | {"ratio": p["ratio"] * 1.007}, self.sixteenth))

    def drone(self, p):
        soft = p | {"attack": 20 * p["attack"], "brightness_decay": 4.0, "index": 0.4 * p["index"]}
        hits = [(self.at(s), self.operator(self.pitch(s, 0, 2 + p["octave"]), soft, 16 * self.sixteenth, self.mode)) for s in range(0, self.total, 16)]
        return self.lay(hits)

    def stab(self, p):
        short = p | {"decay": 0.4 * p["decay"]}
        hits = [(self.at(s), self.operator(self.pitch(s, 0, 3), short, self.sixteenth, (0, 3, 7, 10))) for s in self.steps(euclid(3, turn=int(self.d("stabturn").integers(0, 8))))]
        return self.lay(hits)

    def kick(self):
        k = self.r["kit"]
        t = T[: int(SR * 4 * k["kick_s"])]
        phase = 2 * pi * k["kick_hz"] * (t + k["kick_bend"] * k["kick_bend_s"] * (1 - np.exp(-t / k["kick_bend_s"])))
        knock = sosfilt(butter(2, [1500, 6000], "band", fs=SR, output="sos"), self.d("knock").normal(size=len(t))) * np.exp(-t / 0.006)
        hit = np.sin(phase) * np.exp(-((t / k["kick_s"]) ** 1.4)) + k["kick_knock"] * knock
        hit = np.arctan(hit * k["kick_clip"]) * 10 ** ((k["kick_db"] - 10) / 20)
        mono = self.lay([(self.at(s), hit) for s in self.steps(self.kicks)])
        return np.stack([mono, mono])

    def drums(self):
        k = self.r["kit"]
        noise = self.d("noise").normal(size=(2, N))
        metal = sum(np.sign(np.sin(2 * pi * hz * T + i)) for i, hz in enumerate(k["metal"])) / 5
        air = sosfilt(butter(3, k["air"], "high", fs=SR, output="sos"), noise * (1 - k["metal_share"]) + metal * k["metal_share"])
        air /= np.sqrt(np.mean(air**2)) + 1e-9
        decay = lambda seconds: np.exp(-T[: int(SR * 6 * seconds)] / seconds)  # noqa: E731
        hats = self.lay([(self.at(s), decay(k["hat_s"]) * (0.5 + 0.5 * (s % 2 == 0))) for s in self.steps(euclid(k["hat_pulses"]))])
        opened = self.lay([(self.at(s), decay(k["open_s"])) for s in self.steps([2, 6, 10, 14])])
        out = air * (hats * 10 ** (k["hat_db"] / 20) + opened * 10 ** (k["open_db"] / 20))
        n = int(SR * 5 * k["snare_s"])
        t = T[:n]
        crack = sosfilt(butter(1, [0.5 * k["snare_noise_hz"], 2 * k["snare_noise_hz"]], "band", fs=SR, output="sos"), noise[:, :n])
        tone = np.sin(2 * pi * k["snare_hz"] * t * (1 + 0.2 * np.exp(-t / 0.02)))
        snare = (1.5 * crack + k["snare_tone"] * tone) * np.exp(-t / k["snare_s"])
        tom = np.sin(2 * pi * k["tom_hz"] * (t2 := T[: int(SR * 5 * k["tom_s"])])) * np.exp(-t2 / k["tom_s"])
        toms = self.lay([(self.at(s), tom) for s in self.steps(euclid(k["tom_pulses"], turn=2))])
        for side in range(2):
            out[side] += self.lay([(self.at(s), snare[side]) for s in self.steps([4, 12])]) * 10 ** (k["snare_db"] / 20)
            out[side] += toms * 10 ** (k["tom_db"] / 20) * (1.2 if side else 0.6)
        return 0.5 * (out + noise * 10 ** (k["dust_db"] / 20))

    def tail(self, side):
        """Echoes at random moments, fewer and darker with time."""
        n = int(SR * min(3.0, 1.5 * self.r["room_s"]))
        g = self.d(f"room{side}")
        taps = np.zeros(n)
        moments = g.integers(200, n, size=int(self.r["room_density"] * n / SR))
        taps[moments] = g.choice([-1, 1], size=len(moments)) * np.exp(-6.9 * moments / SR / self.r["room_s"])
        taps = sosfilt(butter(1, self.r["room_dark"], "low", fs=SR, output="sos"), taps)
        return (taps / (np.sqrt(np.sum(taps**2)) + 1e-9)).astype(np.float32)

    def room(self, send):
        return np.stack([oaconvolve(send.astype(np.float32), tail)[:N] for tail in self.tails])

    def echo(self, send):
        gap = int(self.r["echo_steps"] * self.sixteenth * SR)
        dark = butter(1, self.r["echo_dark"], "low", fs=SR, output="sos")
        out = np.zeros((2, N))
        tap, gain = send, 1.0
        for i in range(1, 6):
            tap = sosfilt(dark, tap)
            gain *= self.r["echo_keep"]
            if i * gap >= N or gain < 0.02:
                break
            out[i % 2, i * gap :] += tap[: N - i * gap] * gain
            out[1 - i % 2, i * gap :] += tap[: N - i * gap] * gain * 0.4
        return out


PLANS = {
    "drop": ("low", "keys", "strings", "bells", "drone", "stab"),
    "break": ("keys", "strings", "bells", "drone"),
    "groove": ("low", "stab"),
}
WEIGHT_DB = {"low": -12, "keys": -17, "strings": -20, "bells": -22, "drone": -20, "stab": -19}
