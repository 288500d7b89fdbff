import { describe, expect, test } from '@jest/globals';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { findResonances, measureResonance } from '../../src/analysis/resonances.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import type { Resonance } from '../../src/store/analysis-document.ts';
import { ringGainDb, withRing, type Ring } from '../truth/ring.ts';
import { truthSong } from '../truth/song.ts';
import { mix, pinkNoise, RATE_HZ, sine, stereo, whiteNoise } from './signals.ts';

function ringsIn(signal: StereoSignal): Resonance[] {
  return findResonances(measureSignalFrames(signal), []);
}

const NOISE = stereo(whiteNoise(10, 1));

/** Chords that change every second: saws whose partials move. */
const CHORDS = stereo(
  Float32Array.from({ length: 12 * RATE_HZ }, (_, n) => {
    const time = n / RATE_HZ;
    const root = [110, 87.31, 130.81, 98][Math.floor(time) % 4];
    const saw = (hz: number): number => 2 * ((hz * time) % 1) - 1;
    return 0.05 * (saw(root) + saw(root * 1.4983) + saw(root * 2.3784));
  }),
);

describe('rings', () => {
  test.each<[string, Ring]>([
    ['1.5 kHz', { hz: 1500, gainDb: 12, q: 16 }],
    ['3.3 kHz', { hz: 3300, gainDb: 10, q: 20 }],
    ['9 kHz', { hz: 9000, gainDb: 9, q: 12 }],
  ])('in noise at %s are found, with frequency, height and width', (_, ring) => {
    const found = ringsIn(withRing(NOISE, ring));
    expect(found).toHaveLength(1);
    const [{ hz, prominenceDb, q, share, sections }] = found;
    expect(Math.abs(1200 * Math.log2(hz / ring.hz))).toBeLessThan(35);
    expect(share).toBe(1);
    expect(sections).toEqual([]);
    expect(prominenceDb).toBeGreaterThan(ring.gainDb / 2);
    expect(prominenceDb).toBeLessThan(ring.gainDb + 1);
    expect(q).toBeGreaterThan(ring.q / 2);
    expect(q).toBeLessThan(2 * ring.q);
  });

  test('are found among chords, which have none of their own', () => {
    expect(ringsIn(CHORDS)).toEqual([]);
    const found = ringsIn(withRing(CHORDS, { hz: 2870, gainDb: 14, q: 12 }));
    expect(found.length).toBeGreaterThan(0);
    expect(Math.abs(1200 * Math.log2(found[0].hz / 2870))).toBeLessThan(80);
  });

  test('a whistle that never stops is one', () => {
    const [{ hz, share }] = ringsIn(stereo(mix(1, sine(2000, 10, 0.1), 0.1, NOISE.left)));
    expect(hz).toBeCloseTo(2000, -1);
    expect(share).toBe(1);
  });

  test('in a song are found, and the song has none', () => {
    const sections = (['intro', 'drop', 'breakdown', 'drop'] as const).map((kind) => ({ kind, bars: 8 }));
    const { signal } = truthSong({ seed: 8, sections });
    expect(ringsIn(signal)).toEqual([]);
    const found = ringsIn(withRing(signal, { hz: 4100, gainDb: 12, q: 15 }));
    expect(found.map(({ hz }) => Math.abs(1200 * Math.log2(hz / 4100)) < 60)).toEqual([true]);
  });
});

describe('what is no ring', () => {
  test.each<[string, StereoSignal]>([
    ['white noise', NOISE],
    ['pink noise', stereo(pinkNoise(10, 3))],
    ['a bell of an octave', withRing(NOISE, { hz: 3000, gainDb: 10, q: 1.4 })],
    ['a ring for three seconds of ten', withStretch(NOISE, withRing(NOISE, { hz: 3300, gainDb: 12, q: 16 }), 3)],
  ])('%s', (_, signal) => {
    expect(ringsIn(signal)).toEqual([]);
  });

  test('less than eight seconds, in which one chord may stay, say nothing', () => {
    const short = { ...NOISE, left: NOISE.left.subarray(0, 6 * RATE_HZ), right: NOISE.left.subarray(0, 6 * RATE_HZ) };
    const frames = measureSignalFrames(withRing(short, { hz: 3300, gainDb: 12, q: 16 }));
    expect(findResonances(frames, [])).toEqual([]);
    expect(measureResonance(frames, []).missing.map(({ id }) => id)).toEqual(['tone.resonance']);
    expect(measureResonance(measureSignalFrames(NOISE), []).features).toEqual([
      { id: 'tone.resonance', scope: 'whole', value: 0 },
    ]);
  });
});

test('the truth: the planted filter has its gain at its frequency, half a bandwidth away half of it in decibels, none far off', () => {
  const ring = { hz: 3000, gainDb: 12, q: 10 };
  expect(ringGainDb(ring, 3000, RATE_HZ)).toBeCloseTo(12, 6);
  expect(Math.abs(ringGainDb(ring, 1000, RATE_HZ))).toBeLessThan(0.2);
  const edge = 3000 * (Math.sqrt(1 + 1 / (4 * ring.q ** 2)) + 1 / (2 * ring.q));
  expect(Math.abs(ringGainDb(ring, edge, RATE_HZ) - 6)).toBeLessThan(0.3);
});

/** One signal, and for its first seconds another. */
function withStretch(signal: StereoSignal, other: StereoSignal, seconds: number): StereoSignal {
  const spliced = (channel: 'left' | 'right'): Float32Array =>
    signal[channel].map((value, n) => (n < seconds * RATE_HZ ? other[channel][n] : value));
  return { ...signal, left: spliced('left'), right: spliced('right') };
}
