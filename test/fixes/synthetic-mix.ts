import { bandFeatures } from '../../src/analysis/band-features.ts';
import { featureById } from '../../src/analysis/features.ts';
import { measureLoudness } from '../../src/analysis/loudness-features.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { sectionSpectra } from '../../src/analysis/section-spectra.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { ComplexFft } from '../../src/dsp/fft.ts';
import { weighRows } from '../../src/gap/row-weights.ts';
import type { Yardstick } from '../../src/gap/yardstick.ts';
import type { AnalysisDocument, Section } from '../../src/store/analysis-document.ts';
import type { StemRole } from '../../src/store/stem-map-document.ts';
import { knownKey } from '../known-key.ts';

/**
 * Mixes with a known ideal: seven stems of shaped noise and a kick, in a breakdown and a drop at 120 BPM, and a
 * yardstick around the ideal mix. Faults are planted with arithmetic of their own (spectra multiplied with smooth
 * curves, channels scaled), not with the device models that the fixes are predicted and rendered with.
 */

export const RATE = 44_100;
const SECONDS = 11;
const FRAMES = SECONDS * RATE;
const BEAT = RATE / 2;

export const SECTIONS: Section[] = [
  { kind: 'breakdown', startSeconds: 0, endSeconds: 4, startBar: 0, bars: 2 },
  { kind: 'drop', startSeconds: 4, endSeconds: 11, startBar: 2, bars: 3 },
];
/** Half a beat into the drop, so that no window of the breakdown hears it. */
const DROP_FRAME = 4.25 * RATE;

export interface TestStem {
  track: string;
  role: StemRole;
  signal: StereoSignal;
}

/** The ideal mix's stems, made once; nobody writes into their arrays. */
export function idealStems(): readonly TestStem[] {
  made ??= makeStems();
  return made;
}

let made: readonly TestStem[] | undefined;

function makeStems(): TestStem[] {
  const always = (): number => 1;
  const inDrop = (n: number): number => (n >= DROP_FRAME ? 1 : 0);
  const offbeat = (n: number): number => inDrop(n) * (n % BEAT > BEAT / 4 ? 1 : 0.05);
  const hat = (n: number): number => inDrop(n) * Math.exp(-((n + BEAT / 2) % BEAT) / 2000);
  const plucked = (n: number): number => Math.exp(-(n % (BEAT / 2)) / 5000);
  return [
    { track: 'Kick', role: 'kick', signal: kick() },
    {
      track: 'Bass',
      role: 'bass',
      signal: noiseStem(1, { lowHz: 45, highHz: 350, tilt: -6, width: 0, rms: 0.08 }, offbeat),
    },
    {
      track: 'Pad',
      role: 'pad',
      signal: noiseStem(2, { lowHz: 180, highHz: 3500, tilt: -4, width: 0.7, rms: 0.06 }, always),
    },
    {
      track: 'Lead',
      role: 'lead',
      signal: noiseStem(3, { lowHz: 500, highHz: 7000, tilt: -3, width: 0.4, rms: 0.08 }, inDrop),
    },
    {
      track: 'Hats',
      role: 'hats',
      signal: noiseStem(4, { lowHz: 6000, highHz: 17_000, tilt: -3, width: 0.3, rms: 0.04 }, hat),
    },
    {
      track: 'Pluck',
      role: 'pluck',
      signal: noiseStem(5, { lowHz: 700, highHz: 9000, tilt: -3, width: 0.3, rms: 0.06 }, plucked),
    },
    {
      track: 'Atmos',
      role: 'fx',
      signal: noiseStem(6, { lowHz: 80, highHz: 15_000, tilt: -4.5, width: 0.8, rms: 0.015 }, always),
    },
  ];
}

/** Adds stems up. */
export function sumOf(stems: readonly TestStem[]): StereoSignal {
  const left = new Float32Array(FRAMES);
  const right = new Float32Array(FRAMES);
  for (const { signal } of stems) {
    for (let n = 0; n < FRAMES; n++) {
      left[n] += signal.left[n];
      right[n] += signal.right[n];
    }
  }
  return { sampleRateHz: RATE, left, right };
}

/** Replaces one stem by what `change` makes of it. */
export function withFault(
  stems: readonly TestStem[],
  track: string,
  change: (signal: StereoSignal) => StereoSignal,
): TestStem[] {
  return stems.map((stem) => (stem.track === track ? { ...stem, signal: change(stem.signal) } : stem));
}

/** Multiplies mid and side, or left and right. */
export function channelGain(of: 'left-right' | 'mid-side', first: number, second: number) {
  return ({ sampleRateHz, left, right }: StereoSignal): StereoSignal => {
    const out = { sampleRateHz, left: Float32Array.from(left), right: Float32Array.from(right) };
    for (let n = 0; n < left.length; n++) {
      if (of === 'left-right') {
        out.left[n] *= first;
        out.right[n] *= second;
      } else {
        const mid = (first * (left[n] + right[n])) / 2;
        const side = (second * (left[n] - right[n])) / 2;
        out.left[n] = mid + side;
        out.right[n] = mid - side;
      }
    }
    return out;
  };
}

export function gain(db: number) {
  return channelGain('left-right', 10 ** (db / 20), 10 ** (db / 20));
}

/** Multiplies the spectrum of the whole signal with a curve in dB over frequency, without touching any phase. */
export function spectralGain(curveDb: (hz: number) => number) {
  return ({ sampleRateHz, left, right }: StereoSignal): StereoSignal => {
    const size = 2 ** Math.ceil(Math.log2(left.length));
    const [re, im] = [new Float64Array(size), new Float64Array(size)];
    re.set(left);
    im.set(right);
    const fft = new ComplexFft(size);
    fft.forward(re, im);
    for (let k = 0; k < size; k++) {
      const amplitude = 10 ** (curveDb((Math.min(k, size - k) * sampleRateHz) / size) / 20);
      re[k] *= amplitude;
      im[k] *= amplitude;
    }
    fft.inverse(re, im);
    return {
      sampleRateHz,
      left: Float32Array.from(re.subarray(0, left.length)),
      right: Float32Array.from(im.subarray(0, left.length)),
    };
  };
}

/** A bump of so many dB, one octave wide to both sides at 37 % of its height. */
export function bump(centreHz: number, db: number): (hz: number) => number {
  return (hz) => (hz > 0 ? db * Math.exp(-(Math.log2(hz / centreHz) ** 2)) : 0);
}

/** So many dB from one frequency to another, and none from half an octave outside on. */
export function region(lowHz: number, highHz: number, db: number): (hz: number) => number {
  return (hz) => {
    const outside = hz > 0 ? Math.max(Math.log2(lowHz / hz), Math.log2(hz / highHz), 0) : 1;
    return outside < 0.5 ? db * Math.cos(Math.PI * outside) ** 2 : 0;
  };
}

/** A smooth step at a corner, above it or below. */
export function shelf(cornerHz: number, db: number, side: 'below' | 'above'): (hz: number) => number {
  return (hz) => db / (1 + (side === 'above' ? cornerHz / Math.max(hz, 1) : hz / cornerHz) ** 4);
}

/** Measures what fixes read: spectra, tone and stereo features, and loudness, in the known sections. */
export function analysisOf(signal: StereoSignal): AnalysisDocument {
  const frames = measureSignalFrames(signal);
  const bandCentreHz = [...frames.spectra.bandCentreHz];
  const spectra = sectionSpectra(frames, SECTIONS);
  const features = [
    ...spectra.flatMap((spectrum) => bandFeatures(spectrum, bandCentreHz)),
    ...measureLoudness(frames, SECTIONS).features,
  ];
  return {
    schema: 'coproducer.analysis/1',
    engine: 'test',
    file: 'mix.wav',
    contentHash: '',
    durationSeconds: SECONDS,
    sampleRate: RATE,
    channels: 2,
    features: features.map(({ id, scope, value }) => ({ id, scope, value, unit: featureById(id)?.unit ?? '' })),
    missing: [],
    sections: SECTIONS,
    drops: [],
    grid: {
      tempoBpm: 120,
      confidence: 1,
      firstDownbeatSeconds: 0,
      beatsPerBar: 4,
      steady: true,
      kind: 'steady',
      tempoChanges: [],
    },
    key: knownKey('C', 'minor'),
    bandCentreHz,
    spectra,
    curves: {
      loudness: { hopSeconds: 1, shortTermLufs: [], momentaryLufs: [] },
      perBar: { energyDb: [], brightnessHz: [], bassDb: [], onsetsPerBeat: [], kicks: [] },
    },
    erb: { centreHz: [], spectra: [] },
    resonances: [],
    warnings: [],
  };
}

/**
 * References around an ideal: each feature's band is ±1.5 spreads wide, and a spread is one just-noticeable difference,
 * as between versions of one song.
 *
 * @param offset moves a row's centre by so many spreads, for references that are not this mix's own ideal
 */
export function yardstickAround(
  ideal: AnalysisDocument,
  offset: (row: number) => number = () => 0,
  sections: Section[] = SECTIONS,
): Yardstick {
  const shared = ideal.features.flatMap(({ id, scope, value }, i) => {
    const feature = featureById(id);
    if (feature === undefined) return [];
    const spread = feature.jnd;
    const median = value + offset(i) * spread;
    const sorted = [-1.5, -1, -0.5, 0, 0.5, 1, 1.5].map((z) => median + z * spread);
    return [{ feature, scope, median, spread, scale: spread, band: [sorted[0], sorted[6]] as const, sorted }];
  });
  return {
    profile: 'test',
    cluster: 'test',
    clusterConfidence: 1,
    references: [],
    rows: weighRows(shared, sections),
    variation: [],
    members: [],
  };
}

/** Numbers from 0 to 1, the same for the same seed (Park and Miller's generator). */
export function randomNumbers(seed: number): () => number {
  let state = (seed * 48_271 + 11) % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface NoiseShape {
  lowHz: number;
  highHz: number;
  /** dB per octave of the spectrum's density. */
  tilt: number;
  /** Share of the side in the amplitude. */
  width: number;
  rms: number;
}

const LOOP = 2 ** 16;

/** A loop of noise, shaped in its spectrum, times an envelope. */
function noiseStem(seed: number, shape: NoiseShape, envelope: (frame: number) => number): StereoSignal {
  const mid = noiseLoop(seed * 2, shape);
  const side = noiseLoop(seed * 2 + 1, shape);
  const left = new Float32Array(FRAMES);
  const right = new Float32Array(FRAMES);
  for (let n = 0; n < FRAMES; n++) {
    const [m, s] = [mid[n % LOOP] * (1 - shape.width / 2), side[n % LOOP] * shape.width];
    const level = shape.rms * envelope(n);
    left[n] = level * (m + s);
    right[n] = level * (m - s);
  }
  return { sampleRateHz: RATE, left, right };
}

function noiseLoop(seed: number, { lowHz, highHz, tilt }: NoiseShape): Float64Array {
  const random = randomNumbers(seed + 1);
  const [re, im] = [new Float64Array(LOOP), new Float64Array(LOOP)];
  let power = 0;
  for (let k = 1; k < LOOP / 2; k++) {
    const hz = (k * RATE) / LOOP;
    const edges = 1 / ((1 + (lowHz / hz) ** 8) * (1 + (hz / highHz) ** 8));
    const amplitude = Math.sqrt(edges) * 10 ** ((tilt * Math.log2(hz / 1000)) / 20);
    const phase = 2 * Math.PI * random();
    re[k] = amplitude * Math.cos(phase);
    im[k] = amplitude * Math.sin(phase);
    power += amplitude ** 2;
  }
  new ComplexFft(LOOP).inverse(re, im);
  // The real part of half a spectrum has the power of the whole divided by two; scale to a mean square of one.
  const scale = LOOP / Math.sqrt(power / 2);
  return re.map((value) => value * scale);
}

function kick(): StereoSignal {
  const left = new Float32Array(FRAMES);
  for (let n = DROP_FRAME; n < FRAMES; n++) {
    const t = (n % BEAT) / RATE;
    const phase = 2 * Math.PI * (52 * t + 3 * (1 - Math.exp(-t / 0.012)));
    left[n] = 0.4 * Math.sin(phase) * Math.exp(-t / 0.12);
  }
  return { sampleRateHz: RATE, left, right: Float32Array.from(left) };
}
