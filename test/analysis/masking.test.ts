import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stemMasking, type MaskingStem, type StemMasking } from '../../src/analysis/masking.ts';
import { measureEarPowers } from '../../src/analysis/stem-survey.ts';
import type { Section } from '../../src/store/analysis-document.ts';
import { bandNoise, burst, scaled, toneOf } from '../truth/stems-masking.ts';

const SECONDS = 4;
const stem = (track: string, samples: Float32Array, cutStartSeconds = 0): MaskingStem => ({
  track,
  ear: measureEarPowers({ sampleRateHz: 44_100, left: samples, right: samples }),
  cutStartSeconds,
});
const compare = (masker: Float32Array, masked: Float32Array, sections: Section[] = []): StemMasking =>
  stemMasking([stem('masker', masker), stem('masked', masked)], sections, SECONDS);
const pairOf = ({ scopes }: StemMasking, masker = 'masker', masked = 'masked') =>
  scopes[0].pairs.find((pair) => pair.masker === masker && pair.masked === masked);
const stemOf = ({ scopes }: StemMasking, track = 'masked') => scopes[0].stems.find((one) => one.track === track);

const low = bandNoise(SECONDS, 80, 160, 1);
const mid = bandNoise(SECONDS, 900, 1100, 2);
const sameMid = bandNoise(SECONDS, 900, 1100, 3);
const high = bandNoise(SECONDS, 8000, 10_000, 4);

describe('stems cover each other', () => {
  test('noises of one band and level take most of each other’s loudness, and hide little', () => {
    const masking = compare(mid, sameMid);
    expect(pairOf(masking)?.lost).toBeGreaterThan(0.65);
    expect(pairOf(masking)?.lost).toBeLessThan(0.8);
    expect(stemOf(masking)?.hidden).toBeLessThan(0.25);
    expect(pairOf(masking, 'masked', 'masker')?.lost).toBeCloseTo(pairOf(masking)?.lost ?? NaN, 1);
  });

  test.each([10, 20, 30])('a masker %i dB above hides the sound, %i − 3 dB short of being heard', (gainDb) => {
    const masking = compare(mid, scaled(sameMid, -gainDb));
    expect(pairOf(masking)?.lost).toBeGreaterThan(0.98);
    expect(pairOf(masking)?.hidden).toBeGreaterThan(0.97);
    expect(Math.abs((pairOf(masking)?.shortDb ?? NaN) - (gainDb - 3))).toBeLessThan(1);
    expect(pairOf(masking, 'masked', 'masker')?.lost ?? 0).toBeLessThan(0.35);
    expect(pairOf(masking, 'masked', 'masker')?.hidden ?? 0).toBe(0);
  });

  test('what is lost lies where it is lost', () => {
    const masking = compare(mid, new Float32Array(sameMid.map((value, i) => value + high[i])));
    const bands = pairOf(masking)?.bands ?? [];
    const lostIn = (from: number, to: number) =>
      bands.filter(({ centreHz }) => centreHz > from && centreHz < to).map(({ lost }) => lost);
    expect(Math.min(...lostIn(900, 1100))).toBeGreaterThan(0.6);
    expect(Math.max(...lostIn(8200, 9800))).toBeLessThan(0.02);
    expect(bands.reduce((sum, { importance }) => sum + importance, 0)).toBeCloseTo(1, 6);
    expect(masking.sentences).toContainEqual(
      expect.stringMatching(
        /^"masked" loses \d\d % of its loudness behind "masker", most of it between \d+ Hz and 1\.\d kHz\.$/,
      ),
    );
  });
});

describe('decoys', () => {
  test('other bands: nothing is lost, either way', () => {
    const masking = compare(low, high);
    expect(masking.scopes[0].pairs).toEqual([]);
    expect(stemOf(masking)?.lost).toBeLessThan(0.01);
    expect(masking.sentences).toEqual([]);
  });

  test('other instants: nothing is lost', () => {
    const masking = compare(burst(mid, 0, 0.5), burst(sameMid, 0.5, 1));
    // A window that holds both is the only one that knows of the other.
    expect(stemOf(masking)?.lost).toBeLessThan(0.05);
    expect(compare(burst(mid, 0, 0.5), burst(sameMid, 0, 0.5)).scopes[0].stems[0].lost).toBeGreaterThan(0.6);
  });

  test('a low sound covers the one above it, the high one not that below', () => {
    const [below, above] = [toneOf(SECONDS, 400, 0.5), toneOf(SECONDS, 800, 0.02)];
    const upwards = stemOf(compare(below, above))?.lost ?? NaN;
    const downwards = stemOf(compare(toneOf(SECONDS, 800, 0.5), toneOf(SECONDS, 400, 0.02)))?.lost ?? NaN;
    expect(upwards).toBeGreaterThan(2 * downwards);
  });

  test('silence, one stem alone, and no stems', () => {
    expect(compare(new Float32Array(mid.length), mid).scopes[0].pairs).toEqual([]);
    expect(stemOf(compare(new Float32Array(mid.length), mid))).toEqual({
      track: 'masked',
      lost: 0,
      hidden: 0,
      presence: 1,
    });
    expect(stemMasking([stem('alone', mid)], [], SECONDS).features).toEqual([]);
    expect(stemMasking([], [], SECONDS)).toEqual({
      scopes: [{ scope: 'whole', stems: [], pairs: [] }],
      features: [],
      sentences: [],
    });
  });
});

describe('sections and shifts', () => {
  const section = (kind: Section['kind'], startSeconds: number, endSeconds: number): Section => ({
    kind,
    startSeconds,
    endSeconds,
    startBar: 0,
    bars: 0,
  });

  test('each kind of section is told by itself', () => {
    const long = bandNoise(8, 900, 1100, 5);
    const half = bandNoise(8, 900, 1100, 6).map((value, i) => (i < 4 * 44_100 ? value : 0));
    const masking = stemMasking(
      [stem('a', long), stem('b', new Float32Array(half))],
      [section('breakdown', 0, 4), section('drop', 4, 8)],
      8,
    );
    const lost = Object.fromEntries(
      masking.scopes.map(({ scope, stems }) => [scope, stems.find(({ track }) => track === 'a')?.lost ?? NaN]),
    );
    expect(lost.breakdown).toBeGreaterThan(0.6);
    expect(lost.drop).toBeLessThan(0.05);
    expect(lost.whole).toBeGreaterThan(lost.drop);
    expect(lost.whole).toBeLessThan(lost.breakdown);
    expect(masking.features.map(({ id, scope }) => `${id} ${scope}`)).toContain('masking.lost breakdown');
  });

  test('a stem of a shifted export is lined up first', () => {
    const [a, b] = [burst(mid, 0, 0.5), burst(sameMid, 0.5, 1)];
    const late = new Float32Array(b.length + 22_050);
    late.set(b, 22_050);
    expect(stemMasking([stem('a', a), stem('b', late)], [], SECONDS).scopes[0].stems[0].lost).toBeGreaterThan(0.5);
    expect(stemMasking([stem('a', a), stem('b', late, 0.5)], [], SECONDS).scopes[0].stems[0].lost).toBeLessThan(0.05);
  });
});

describe('properties', () => {
  test('the louder the masker, the more is lost and hidden, and the less the masker itself loses', () => {
    const wide = bandNoise(1.5, 300, 3000, 7);
    const other = bandNoise(1.5, 300, 3000, 8);
    fc.assert(
      fc.property(
        fc.double({ min: -40, max: 20, noNaN: true }),
        fc.double({ min: 0.5, max: 20, noNaN: true }),
        (gainDb, moreDb) => {
          const [one, two] = [gainDb, gainDb + moreDb].map((db) => compare(scaled(wide, db), other));
          expect(stemOf(two)?.lost ?? NaN).toBeGreaterThanOrEqual(stemOf(one)?.lost ?? NaN);
          expect(stemOf(two)?.hidden ?? NaN).toBeGreaterThanOrEqual(stemOf(one)?.hidden ?? NaN);
          expect(stemOf(two, 'masker')?.lost ?? NaN).toBeLessThanOrEqual((stemOf(one, 'masker')?.lost ?? NaN) + 0.02);
        },
      ),
      { numRuns: 12 },
    );
  });
});
