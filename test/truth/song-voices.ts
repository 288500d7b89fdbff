import type { Draw } from './draw.ts';
import { monoShot, type Shot } from './song-bus.ts';
import { bandLimitedSaw } from './saw-table.ts';

// Bound once: jest looks globals up anew each time, which would be the cost of these loops.
const { exp, sin, PI, min, max } = Math;

export interface KickSound {
  fundamentalHz: number;
  /** The pitch starts this many times higher and falls with this time constant. */
  sweepRatio: number;
  sweepSeconds: number;
  decaySeconds: number;
  click: number;
  drive: number;
}

export function drawKick(draw: Draw): KickSound {
  return {
    fundamentalHz: draw.between(42, 62),
    sweepRatio: draw.between(3, 12),
    sweepSeconds: draw.between(0.006, 0.03),
    decaySeconds: draw.between(0.05, 0.16),
    click: draw.between(0, 0.5),
    drive: draw.between(0.5, 3),
  };
}

export function kick(rate: number, sound: KickSound, draw: Draw): Shot {
  const length = min(0.45, 4 * sound.decaySeconds);
  let phase = 0;
  const scale = 1 / saturated(sound.drive);
  return monoShot(
    Float32Array.from({ length: Math.round(length * rate) }, (_, i) => {
      const t = i / rate;
      phase += (2 * PI * sound.fundamentalHz * (1 + (sound.sweepRatio - 1) * exp(-t / sound.sweepSeconds))) / rate;
      const body = scale * saturated(sound.drive * sin(phase) * exp(-t / sound.decaySeconds));
      return min(1, (length - t) / 0.02) * (body + sound.click * draw.between(-1, 1) * exp(-t / 0.003));
    }),
  );
}

/** Three bursts of noise within 20 ms, then a tail. */
export function clap(rate: number, draw: Draw): Shot {
  const [tail, low, gap] = [draw.between(0.04, 0.12), draw.between(700, 1500), draw.between(0.006, 0.011)];
  return stereoNoise(rate, draw, 5 * tail, { lowHz: low, highHz: 9000 }, (t) => {
    const sinceBurst = t < 3 * gap ? t % gap : t - 2 * gap;
    return t < 3 * gap ? exp(-sinceBurst / 0.004) : exp(-sinceBurst / tail);
  });
}

export function snare(rate: number, draw: Draw): Shot {
  const [toneHz, tail] = [draw.between(160, 240), draw.between(0.06, 0.15)];
  const noise = stereoNoise(rate, draw, 5 * tail, { lowHz: 900, highHz: 10000 }, (t) => exp(-t / tail));
  for (const channel of [noise.left, noise.right]) {
    for (let i = 0; i < channel.length; i++) {
      channel[i] += 0.7 * sin((2 * PI * toneHz * i) / rate) * exp(-i / rate / 0.05);
    }
  }
  return noise;
}

export function hat(rate: number, decaySeconds: number, draw: Draw): Shot {
  const lowHz = draw.between(5000, 8500);
  return stereoNoise(rate, draw, 5 * decaySeconds, { lowHz, highHz: 16000 }, (t) => exp(-t / decaySeconds));
}

/** A soft attack, as of a shaker. */
export function shaker(rate: number, draw: Draw): Shot {
  return stereoNoise(rate, draw, 0.12, { lowHz: 4000, highHz: 11000 }, (t) => min(1, t / 0.02) * exp(-t / 0.025));
}

export function crash(rate: number, draw: Draw): Shot {
  return stereoNoise(rate, draw, 2.5, { lowHz: 2500, highHz: 15000 }, (t) => exp(-t / 0.6));
}

/** A tuned drum. */
export function conga(rate: number, hz: number): Shot {
  return monoShot(
    Float32Array.from({ length: Math.round(0.2 * rate) }, (_, i) => {
      const t = i / rate;
      return sin(2 * PI * hz * t * (1 + 0.02 * exp(-t / 0.01))) * exp(-t / 0.05);
    }),
  );
}

/** Boom at the head of a section. */
export function impact(rate: number, draw: Draw): Shot {
  const noise = stereoNoise(rate, draw, 3, { lowHz: 100, highHz: 3000 }, (t) => 0.5 * exp(-t / 0.4));
  for (const channel of [noise.left, noise.right]) {
    for (let i = 0; i < channel.length; i++) channel[i] += sin((2 * PI * 45 * i) / rate) * exp(-i / rate / 0.3);
  }
  return noise;
}

/** Noise whose low edge and level climb until it stops. */
export function riser(rate: number, seconds: number, draw: Draw): Shot {
  const shape = draw.between(1, 2.5);
  return stereoNoise(rate, draw, seconds, { lowHz: 400, highHz: 14000, sweep: 10 }, (t) => (t / seconds) ** shape);
}

/** Wind, crowd, vinyl: noise that breathes slowly. */
export function ambience(rate: number, seconds: number, draw: Draw): Shot {
  const [lowHz, turns] = [draw.between(100, 800), draw.whole(1, 4)];
  return stereoNoise(rate, draw, seconds, { lowHz, highHz: draw.between(3000, 9000) }, (t) => {
    return 0.6 + 0.4 * sin((2 * PI * turns * t) / seconds);
  });
}

export interface SynthSound {
  /** Detuned saws a note; 1 is a plain saw. */
  voices: number;
  /** Of the outermost voice. */
  detuneCents: number;
  attackSeconds: number;
  decaySeconds: number;
  /** Level that the decay ends on. */
  sustain: number;
  releaseSeconds: number;
  /** Low-pass at the attack and where it falls to with the decay. */
  cutoffHz: number;
  floorHz: number;
  /** 0 mono, 1: voices spread from left to right. */
  width: number;
}

/** One held note, or a chord, of detuned saws through a low-pass with an envelope. */
export function synth(
  rate: number,
  frequenciesHz: readonly number[],
  seconds: number,
  sound: SynthSound,
  draw: Draw,
): Shot {
  const length = Math.round((seconds + sound.releaseSeconds) * rate);
  const left = new Float32Array(length);
  const right = new Float32Array(length);
  for (const hz of frequenciesHz) {
    const table = bandLimitedSaw(hz, rate);
    const mask = table.length - 1;
    for (let voice = 0; voice < sound.voices; voice++) {
      const place = sound.voices > 1 ? (2 * voice) / (sound.voices - 1) - 1 : 0;
      const step = (hz * 2 ** ((place * sound.detuneCents) / 1200) * table.length) / rate;
      const gain = 1 / Math.sqrt(sound.voices * frequenciesHz.length);
      const pan = voice % 2 === 0 ? place * sound.width : -place * sound.width;
      const [leftGain, rightGain] = [gain * (1 - max(0, pan)), gain * (1 + min(0, pan))];
      let at = draw.next() * table.length;
      for (let i = 0; i < length; i++) {
        const value = table[(at | 0) & mask];
        left[i] += leftGain * value;
        right[i] += rightGain * value;
        at += step;
      }
    }
  }
  for (const channel of [left, right]) shape(channel, rate, seconds, sound);
  return { left, right };
}

/** Envelope and a two-pole low-pass that follows it. */
function shape(channel: Float32Array, rate: number, seconds: number, sound: SynthSound): void {
  const decay = exp(-1 / (sound.decaySeconds * rate));
  const attackStep = 1 / max(1, sound.attackSeconds * rate);
  const releaseStep = 1 / max(1, sound.releaseSeconds * rate);
  const heldFrames = seconds * rate;
  const [floor, range] = [(2 * PI * sound.floorHz) / rate, (2 * PI * (sound.cutoffHz - sound.floorHz)) / rate];
  let [fall, one, two] = [1, 0, 0];
  for (let i = 0; i < channel.length; i++) {
    const attack = min(1, (i + 1) * attackStep);
    const release = i < heldFrames ? 1 : max(0, 1 - (i - heldFrames) * releaseStep);
    const pole = min(0.95, floor + range * fall);
    one += pole * (channel[i] - one);
    two += pole * (one - two);
    channel[i] = two * attack * release * (sound.sustain + (1 - sound.sustain) * fall);
    fall *= decay;
  }
}

interface NoiseBand {
  lowHz: number;
  highHz: number;
  /** The low edge ends so many times higher. */
  sweep?: number;
}

/** Noise between two edges (6 dB an octave each), different left and right. */
function stereoNoise(
  rate: number,
  draw: Draw,
  seconds: number,
  { lowHz, highHz, sweep = 1 }: NoiseBand,
  envelope: (t: number) => number,
): Shot {
  const length = Math.round(seconds * rate);
  const high = 1 - exp((-2 * PI * highHz) / rate);
  const shot = { left: new Float32Array(length), right: new Float32Array(length) };
  const [common, gainBlock] = [0.8, 64];
  let [lowL, lowR, highL, highR, gain, low] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < length; i++) {
    if (i % gainBlock === 0 || i < 4 * gainBlock) {
      gain = envelope(i / rate);
      low = 1 - exp((-2 * PI * lowHz * sweep ** (i / length)) / rate);
    }
    const middle = common * (2 * draw.next() - 1);
    const aside = (1 - common) * (2 * draw.next() - 1);
    highL += high * (middle + aside - highL);
    highR += high * (middle - aside - highR);
    lowL += low * (highL - lowL);
    lowR += low * (highR - lowR);
    shot.left[i] = gain * (highL - lowL);
    shot.right[i] = gain * (highR - lowR);
  }
  return shot;
}

function saturated(x: number): number {
  return x / (1 + (x < 0 ? -x : x));
}
