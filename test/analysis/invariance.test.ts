import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { analyseSignal } from '../../src/analysis/analyse-track.ts';
import { featureById } from '../../src/analysis/features.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { featureValues } from '../../src/store/analysis-document.ts';
import { renderSynth } from './synth.ts';

/** What may be done to a recording without making it another track. */
interface Handling {
  gainDb: number;
  inverted: boolean;
  swapped: boolean;
  silenceSeconds: number;
}

/** Values that follow the gain of a recording decibel for decibel. */
const LEVELS = [
  'loudness.integrated',
  'loudness.shortTermMax',
  'loudness.momentaryMax',
  'loudness.section',
  'loudness.truePeak',
];

/** An onset near the threshold is one or is none, by where the frames fall: the count moves by more than one hears. */
const COARSE: Readonly<Record<string, number>> = { 'energy.onsets': 2 };

const SONG = leaning(
  renderSynth({
    tempoBpm: 138,
    tonic: 5,
    startSeconds: 0.25,
    duck: { depthDb: 6, releaseSeconds: 0.12 },
    parts: [
      { bars: 8, kick: true, hats: true },
      { bars: 8, pad: true, lead: true },
      { bars: 16, kick: true, clap: true, hats: true, bass: 'offbeat', pad: true, lead: true },
    ],
  }),
);
const ORIGINAL = analyseSignal(SONG, 'song');

describe('a recording that was handled', () => {
  test('measures the same but for what the handling is', () => {
    const handling: fc.Arbitrary<Handling> = fc.record({
      // Nothing may clip, and dither is far below.
      gainDb: fc.double({ min: -12, max: 6, noNaN: true }),
      inverted: fc.boolean(),
      swapped: fc.boolean(),
      silenceSeconds: fc.double({ min: 0, max: 4, noNaN: true }),
    });
    fc.assert(
      fc.property(handling, (how) => {
        const { firstDownbeatSeconds, ...grid } = ORIGINAL.grid;
        const analysis = analyseSignal(handled(SONG, how), 'handled');
        const expected = new Map(
          [...featureValues(ORIGINAL)].map(([key, value]) => [key, expectedOf(key, value, how)]),
        );
        expect(noticeable(expected, featureValues(analysis))).toEqual([]);
        const moved = analysis.grid.firstDownbeatSeconds - firstDownbeatSeconds;
        expect(Math.abs(moved - how.silenceSeconds)).toBeLessThan(0.005);
        expect(Math.abs(analysis.grid.tempoBpm - grid.tempoBpm)).toBeLessThan(0.02);
        expect([analysis.key.tonic, analysis.key.mode]).toEqual([ORIGINAL.key.tonic, ORIGINAL.key.mode]);
      }),
      { numRuns: 8 },
    );
  });
});

function handled(signal: StereoSignal, { gainDb, inverted, swapped, silenceSeconds }: Handling): StereoSignal {
  const gain = 10 ** (gainDb / 20) * (inverted ? -1 : 1);
  const silence = Math.round(silenceSeconds * signal.sampleRateHz);
  const channel = (samples: Float32Array): Float32Array => {
    const moved = new Float32Array(silence + samples.length);
    moved.set(
      samples.map((sample) => gain * sample),
      silence,
    );
    return moved;
  };
  const [left, right] = swapped ? [signal.right, signal.left] : [signal.left, signal.right];
  return { ...signal, left: channel(left), right: channel(right) };
}

function expectedOf(key: string, value: number, { gainDb, swapped }: Handling): number {
  const id = key.split('@')[0];
  if (id.startsWith('stereo.balance') && swapped) return -value;
  return LEVELS.includes(id) ? value + gainDb : value;
}

/** Values that differ by more than the just-noticeable difference, or that only one of the two has. */
function noticeable(expected: ReadonlyMap<string, number>, measured: ReadonlyMap<string, number>): string[] {
  return [...new Set([...expected.keys(), ...measured.keys()])].flatMap((key) => {
    const id = key.split('@')[0];
    const allowed = (COARSE[id] ?? 1) * (featureById(id)?.jnd ?? NaN);
    const [before, after] = [expected.get(key) ?? NaN, measured.get(key) ?? NaN];
    return Math.abs(before - after) <= allowed ? [] : [`${key}: ${before} → ${after}`];
  });
}

/** A balance of its own, so that a swap is seen. */
function leaning(signal: StereoSignal): StereoSignal {
  return { ...signal, right: signal.right.map((sample) => 0.8 * sample) };
}
