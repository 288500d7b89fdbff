import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { measureBurstExcess } from '../../src/analysis/burst-excess.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';

const RATE = 44_100;
const SECONDS = 5;

/** Gains in dB of what lies below the band, of the band, and of what lies above, in every eighth note. */
type Bursts = readonly [below: number, band: number, above: number];

const TONES_HZ = [900, 3000, 9900];
const LEVELS_DB = [-26, -32, -40];

function signal(burstsDb: Bursts, levelsDb: readonly number[] = LEVELS_DB, rate = RATE): StereoSignal {
  const isBurst = (n: number): boolean => Math.floor((10 * n) / rate) % 8 === 0;
  const left = Float32Array.from({ length: SECONDS * rate }, (_, n) =>
    TONES_HZ.reduce((sum, hz, tone) => {
      const db = levelsDb[tone] + (isBurst(n) ? burstsDb[tone] : 0);
      return sum + 10 ** (db / 20) * Math.sin((2 * Math.PI * hz * n) / rate);
    }, 0),
  );
  return { sampleRateHz: rate, left, right: left.map((sample) => 0.5 * sample) };
}

describe('how far 2 to 5 kHz burst out further than what lies around them', () => {
  test.each([3, 6, 12])('%d dB of the band alone are that much', (db) => {
    expect(measureBurstExcess(signal([0, db, 0]))).toBeCloseTo(db, 1);
  });

  test('what moves all of them, or falls along them, is none of the band', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 12, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: -15, max: 15, noNaN: true }),
        (all, tilt, levelDb) => {
          const bursts: Bursts = [all - tilt * all, all, all + tilt * all];
          const levels = LEVELS_DB.map((db) => db + levelDb);
          expect(Math.abs(measureBurstExcess(signal(bursts, levels)))).toBeLessThan(0.1);
        },
      ),
      { numRuns: 8 },
    );
  });

  test('the rate does not matter', () => {
    expect(measureBurstExcess(signal([1, 7, 1], LEVELS_DB, 96_000))).toBeCloseTo(6, 1);
  });

  test('without a neighbour to hold it against nothing is said', () => {
    expect(measureBurstExcess(signal([0, 9, 0], [-26, -32, -110]))).toBeNaN();
    expect(measureBurstExcess(signal([0, 9, 0], [-110, -32, -40]))).toBeNaN();
  });

  test('silence, too short a sound, and a band that is not there, say nothing', () => {
    expect(measureBurstExcess(signal([0, 0, 0], [-200, -200, -200]))).toBeNaN();
    expect(measureBurstExcess({ sampleRateHz: RATE, left: new Float32Array(9), right: new Float32Array(9) })).toBeNaN();
    expect(measureBurstExcess(signal([0, 0, 0], [-26, -120, -40]))).toBeNaN();
  });
});
