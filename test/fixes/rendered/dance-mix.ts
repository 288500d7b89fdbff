import { bandFeatures } from '../../../src/analysis/band-features.ts';
import { trackCurves } from '../../../src/analysis/curves.ts';
import { featureById } from '../../../src/analysis/features.ts';
import { measureKickToBass } from '../../../src/analysis/kick-to-bass.ts';
import { measureKick } from '../../../src/analysis/kick.ts';
import { measureLoudness } from '../../../src/analysis/loudness-features.ts';
import { measureSignalFrames } from '../../../src/analysis/one-pass.ts';
import { measurePumping } from '../../../src/analysis/pumping.ts';
import { sectionSpectra } from '../../../src/analysis/section-spectra.ts';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import type { AnalysisDocument, BeatGrid, Section } from '../../../src/store/analysis-document.ts';
import type { StemRole } from '../../../src/store/stem-map-document.ts';
import { knownKey } from '../../known-key.ts';
import { randomNumbers } from '../synthetic-mix.ts';

/**
 * A song of four bars without and eight bars with a kick at 140 BPM, in which bass, pad and lead duck under the kick by
 * a gain curve of its own: no device of Live's has a part in it, so that what repairs a fault is not handed its mirror
 * image.
 */

export const RATE = 44_100;
/** 140 BPM: a whole number of frames a beat. */
export const BEAT = 18_900;
const BAR = 4 * BEAT;
const REST_BARS = 4;
const DROP_BARS = 8;
export const DROP_FRAME = REST_BARS * BAR;
const FRAMES = (REST_BARS + DROP_BARS) * BAR;

export const GRID: BeatGrid = {
  tempoBpm: 140,
  confidence: 1,
  firstDownbeatSeconds: 0,
  beatsPerBar: 4,
  steady: true,
  kind: 'steady',
  tempoChanges: [],
};

export const SECTIONS: Section[] = [
  { kind: 'breakdown', startSeconds: 0, endSeconds: DROP_FRAME / RATE, startBar: 0, bars: REST_BARS },
  { kind: 'drop', startSeconds: DROP_FRAME / RATE, endSeconds: FRAMES / RATE, startBar: REST_BARS, bars: DROP_BARS },
];

export interface DanceStem {
  track: string;
  role: StemRole;
  signal: StereoSignal;
}

/** How far each ducked stem dips, in dB; others do not. */
export type Ducks = Readonly<Partial<Record<'Bass' | 'Pad' | 'Lead', number>>>;
export const IDEAL_DUCKS: Ducks = { Bass: 9, Pad: 8, Lead: 6 };

/** The song's stems; 1/e of a dip is left after 90 ms. Nobody writes into their arrays. */
export function danceStems(ducks: Ducks = IDEAL_DUCKS): DanceStem[] {
  unducked ??= makeStems();
  return unducked.map(({ track, role, signal }) => {
    const depthDb = (ducks as Record<string, number | undefined>)[track] ?? 0;
    return { track, role, signal: ducked(signal, depthDb) };
  });
}

let unducked: DanceStem[] | undefined;

function makeStems(): DanceStem[] {
  const stem = (track: string, role: StemRole, signal: StereoSignal): DanceStem => ({ track, role, signal });
  return [
    stem('Kick', 'kick', kick()),
    stem('Bass', 'bass', tones([55, 110, 165, 220, 275, 330], 0.09, 0)),
    stem('Pad', 'pad', tones(chord([220, 261.6, 329.6]), 0.022, 1)),
    stem('Lead', 'lead', notes()),
    stem('Hats', 'hats', hits(0.5, 0.05, 7, 1800, 0.4)),
    stem('Clap', 'snare', hits(1, 0.14, 11, 3500, 0.15, 2)),
  ];
}

/** Gain towards −depth at every kick of the drop, back as exp(−t / 90 ms), with a ramp of 2 ms. */
export function duckGain(n: number, depthDb: number, recoverySeconds = 0.09): number {
  if (n < DROP_FRAME - RAMP) return 1;
  const since = (n - DROP_FRAME + BEAT) % BEAT;
  const full = 10 ** ((-depthDb * Math.exp(-since / RATE / recoverySeconds)) / 20);
  const next = BEAT - since;
  return next < RAMP ? full + (10 ** (-depthDb / 20) - full) * (1 - next / RAMP) : full;
}

const RAMP = 88;

export function ducked(signal: StereoSignal, depthDb: number, recoverySeconds?: number): StereoSignal {
  if (depthDb === 0) return signal;
  return eachFrame(signal, (n) => duckGain(n, depthDb, recoverySeconds));
}

/** Both channels times a gain over time. */
export function eachFrame({ sampleRateHz, left, right }: StereoSignal, gainAt: (n: number) => number): StereoSignal {
  return {
    sampleRateHz,
    left: left.map((sample, n) => sample * gainAt(n)),
    right: right.map((sample, n) => sample * gainAt(n)),
  };
}

export function sumOf(stems: readonly DanceStem[]): StereoSignal {
  const sum = empty();
  for (const { signal } of stems) {
    for (let n = 0; n < FRAMES; n++) {
      sum.left[n] += signal.left[n];
      sum.right[n] += signal.right[n];
    }
  }
  return sum;
}

/** Measures what the rendered fixes read, with the song's own grid and, unless told otherwise, its own sections. */
export function analysisOf(signal: StereoSignal, sections: readonly Section[] = SECTIONS): AnalysisDocument {
  const frames = measureSignalFrames(signal);
  const bandCentreHz = [...frames.spectra.bandCentreHz];
  const spectra = sectionSpectra(frames, sections);
  const features = [
    ...measureLoudness(frames, sections).features,
    ...spectra.flatMap((spectrum) => bandFeatures(spectrum, bandCentreHz)),
    ...measurePumping(frames, GRID, sections).features,
    ...measureKick(frames, GRID, sections).features,
    ...measureKickToBass(frames, GRID, sections, 1).features,
  ];
  return {
    schema: 'coproducer.analysis/1',
    engine: 'test',
    file: 'mix.wav',
    contentHash: '',
    durationSeconds: FRAMES / RATE,
    sampleRate: RATE,
    channels: 2,
    features: features.map((feature) => ({ ...feature, unit: featureById(feature.id)?.unit ?? '' })),
    missing: [],
    sections: [...sections],
    drops: [],
    grid: GRID,
    key: knownKey('A', 'minor'),
    bandCentreHz,
    spectra,
    curves: trackCurves(frames, GRID),
    erb: { centreHz: [], spectra: [] },
    resonances: [],
    warnings: [],
  };
}

function empty(): StereoSignal {
  return { sampleRateHz: RATE, left: new Float32Array(FRAMES), right: new Float32Array(FRAMES) };
}

function kick(): StereoSignal {
  const signal = empty();
  for (let n = DROP_FRAME; n < FRAMES; n++) {
    const t = ((n - DROP_FRAME) % BEAT) / RATE;
    const phase = 2 * Math.PI * (50 * t + 4 * (1 - Math.exp(-t / 0.015)));
    signal.left[n] = 0.55 * Math.sin(phase) * Math.exp(-t / 0.11) * Math.min(1, t / 0.0005);
  }
  signal.right.set(signal.left);
  return signal;
}

/** Held tones with a slow beating of their own, and noise in the last bits so that no band is empty. */
function tones(hertz: readonly number[], level: number, width: number): StereoSignal {
  const signal = empty();
  const random = randomNumbers(hertz.length + 3);
  for (const [i, hz] of hertz.entries()) {
    const [w, phase, side] = [(2 * Math.PI * hz) / RATE, 2 * Math.PI * random(), width * 0.5 * (i % 2 === 0 ? 1 : -1)];
    for (let n = 0; n < FRAMES; n++) {
      const value = (level * Math.sin(w * n + phase)) / Math.sqrt(1 + i / 3);
      signal.left[n] += value * (1 + side);
      signal.right[n] += value * (1 - side);
    }
  }
  for (let n = 0; n < FRAMES; n++) {
    signal.left[n] += 0.002 * (random() - 0.5);
    signal.right[n] += 0.002 * (random() - 0.5);
  }
  return signal;
}

/** A chord with octaves and a second of each a few cents off. */
function chord(hertz: readonly number[]): number[] {
  return hertz.flatMap((hz) => [1, 1.003, 2, 2.004, 3, 4.01].map((ratio) => hz * ratio));
}

/** A line of held eighths in the drop and the breakdown. */
function notes(): StereoSignal {
  const signal = empty();
  const scale = [440, 523.3, 587.3, 659.3, 784, 880];
  const random = randomNumbers(5);
  const order = Array.from({ length: (2 * FRAMES) / BEAT }, () => scale[Math.floor(random() * scale.length)]);
  for (let n = 0; n < FRAMES; n++) {
    const within = n % (BEAT / 2);
    const w = (2 * Math.PI * order[Math.floor((2 * n) / BEAT)] * n) / RATE;
    const shape = Math.min(1, within / 200) * Math.min(1, (BEAT / 2 - within) / 200);
    const value = 0.05 * shape * (Math.sin(w) + 0.5 * Math.sin(2 * w) + 0.3 * Math.sin(3 * w));
    signal.left[n] = 1.1 * value;
    signal.right[n] = 0.9 * value;
  }
  return signal;
}

/** Bursts of noise in the drop: one each `every` beats, `offset` later. */
function hits(offset: number, level: number, seed: number, decay: number, low: number, every = 1): StereoSignal {
  const signal = empty();
  const random = randomNumbers(seed);
  let held = 0;
  for (let n = DROP_FRAME; n < FRAMES; n++) {
    const since = (n - DROP_FRAME + every * BEAT - offset * BEAT) % (every * BEAT);
    const noise = random() - 0.5;
    held += low * (noise - held);
    const value = level * (noise - held) * Math.exp(-since / decay);
    signal.left[n] = value;
    signal.right[n] = value * 0.95;
  }
  return signal;
}
