import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { magnitudeAt } from '../../src/dsp/biquad.ts';
import { amplitudeToDb, dbToAmplitude } from '../../src/dsp/decibels.ts';
import { KWeightedPower } from '../../src/dsp/k-weighted-power.ts';
import { kWeighting } from '../../src/dsp/k-weighting.ts';
import {
  integratedLoudness,
  loudnessRange,
  maximumMomentary,
  maximumShortTerm,
  momentaryLoudness,
  shortTermLoudness,
} from '../../src/dsp/loudness.ts';
import { sequence, sine } from './signals.ts';

const RATES = [44100, 48000];

/** The signal of an EBU case: stretches [level in dBFS, seconds] of a 1 kHz sine, equal in both channels. */
function powerOf(
  sampleRateHz: number,
  stretches: readonly (readonly [levelDb: number, seconds: number])[],
): Float64Array {
  const signal = sequence(
    ...stretches.map(([level, seconds]) => sine(1000, dbToAmplitude(level), seconds, sampleRateHz)),
  );
  const meter = new KWeightedPower(sampleRateHz);
  meter.push(signal, signal, signal.length);
  return meter.finish();
}

function repeat<Item>(count: number, items: readonly Item[]): Item[] {
  return Array.from({ length: count }, () => items).flat();
}

/** The deviation of the value that strays furthest. */
const worst = (values: Float64Array, expected: number): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value - expected)), 0);

const within = (value: number, expected: number, tolerance: number): void => {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance);
};

describe('K-weighting', () => {
  test('at 48 kHz is the table of BS.1770-5', () => {
    const { shelf, highPass } = kWeighting(48000);
    expect(shelf.b0).toBeCloseTo(1.53512485958697, 12);
    expect(shelf.b1).toBeCloseTo(-2.69169618940638, 12);
    expect(shelf.b2).toBeCloseTo(1.19839281085285, 12);
    expect(shelf.a1).toBeCloseTo(-1.69065929318241, 12);
    expect(shelf.a2).toBeCloseTo(0.73248077421585, 12);
    expect([highPass.b0, highPass.b1, highPass.b2]).toEqual([1, -2, 1]);
    expect(highPass.a1).toBeCloseTo(-1.99004745483398, 12);
    expect(highPass.a2).toBeCloseTo(0.99007225036621, 12);
  });

  test('is the same curve at every rate', () => {
    const gainDb = (hz: number, rate: number): number => {
      const { shelf, highPass } = kWeighting(rate);
      return amplitudeToDb(magnitudeAt(shelf, hz, rate) * magnitudeAt(highPass, hz, rate));
    };
    for (const rate of [22050, 44100, 88200, 96000, 192000]) {
      for (const hz of [25, 60, 200, 1000, 2000, 5000]) within(gainDb(hz, rate), gainDb(hz, 48000), 0.1);
    }
  });
});

describe.each(RATES)('EBU Tech 3341 at %d Hz', (rate) => {
  test.each([
    ['1', -23, [[-23, 20]]],
    ['2', -33, [[-33, 20]]],
    [
      '3',
      -23,
      [
        [-36, 10],
        [-23, 60],
        [-36, 10],
      ],
    ],
    [
      '4',
      -23,
      [
        [-72, 10],
        [-36, 10],
        [-23, 60],
        [-36, 10],
        [-72, 10],
      ],
    ],
    [
      '5',
      -23,
      [
        [-26, 20],
        [-20, 20.1],
        [-26, 20],
      ],
    ],
  ] as const)('case %s: integrated loudness', (_, expected, stretches) => {
    within(integratedLoudness(powerOf(rate, stretches)), expected, 0.1);
  });

  test('cases 1 and 2: momentary and short-term loudness hold still', () => {
    const power = powerOf(rate, [[-23, 5]]);
    expect(worst(momentaryLoudness(power), -23)).toBeLessThanOrEqual(0.1);
    expect(worst(shortTermLoudness(power), -23)).toBeLessThanOrEqual(0.1);
  });

  test('case 9: short-term loudness of a steady alternation', () => {
    const loudness = shortTermLoudness(
      powerOf(
        rate,
        repeat(5, [
          [-20, 1.34],
          [-30, 1.66],
        ] as const),
      ),
    );
    expect(loudness).toHaveLength(1201);
    expect(worst(loudness, -23)).toBeLessThanOrEqual(0.1);
  });

  test.each([1, 7, 13, 20])('case 10-%d: short-term maximum of a burst wherever it begins', (i) => {
    within(
      maximumShortTerm(
        powerOf(rate, [
          [-Infinity, i * 0.15],
          [-23, 3],
          [-Infinity, 1],
        ]),
      ),
      -23,
      0.1,
    );
  });

  test('case 11: short-term maximum follows rising bursts', () => {
    for (const i of [1, 10, 20]) {
      const power = powerOf(rate, [
        [-Infinity, i * 0.15],
        [-38 + i, 3],
        [-Infinity, 3 - i * 0.15],
      ]);
      within(maximumShortTerm(power), -38 + i, 0.1);
    }
  });

  test('case 12: momentary loudness of a steady alternation', () => {
    const loudness = momentaryLoudness(
      powerOf(
        rate,
        repeat(25, [
          [-20, 0.18],
          [-30, 0.22],
        ] as const),
      ),
    ).subarray(60);
    expect(worst(loudness, -23)).toBeLessThanOrEqual(0.1);
  });

  test.each([1, 3, 8, 14, 20])('case 13-%d: momentary maximum of a burst wherever it begins', (i) => {
    within(
      maximumMomentary(
        powerOf(rate, [
          [-Infinity, i * 0.02],
          [-23, 0.4],
          [-Infinity, 1],
        ]),
      ),
      -23,
      0.1,
    );
  });

  test('case 14: momentary maximum follows rising bursts', () => {
    for (const i of [1, 7, 20]) {
      const power = powerOf(rate, [
        [-Infinity, i * 0.02],
        [-38 + i, 0.4],
        [-Infinity, 0.4 - i * 0.02],
      ]);
      within(maximumMomentary(power), -38 + i, 0.1);
    }
  });
});

describe.each(RATES)('EBU Tech 3342 at %d Hz', (rate) => {
  test.each([
    [
      '1',
      10,
      [
        [-20, 20],
        [-30, 20],
      ],
    ],
    [
      '2',
      5,
      [
        [-20, 20],
        [-15, 20],
      ],
    ],
    [
      '3',
      20,
      [
        [-40, 20],
        [-20, 20],
      ],
    ],
    [
      '4',
      15,
      [
        [-50, 20],
        [-35, 20],
        [-20, 20],
        [-35, 20],
        [-50, 20],
      ],
    ],
  ] as const)('case %s: loudness range', (_, expected, stretches) => {
    within(loudnessRange(powerOf(rate, stretches)), expected, 0.1);
  });
});

describe('loudness', () => {
  test('of silence, and of less than a window, is −∞ and without range', () => {
    for (const power of [new Float64Array(0), new Float64Array(1000), new Float64Array(39).fill(0.1)]) {
      expect(integratedLoudness(power)).toBe(-Infinity);
      expect(maximumMomentary(power)).toBe(-Infinity);
      expect(maximumShortTerm(power)).toBe(-Infinity);
      expect(loudnessRange(power)).toBe(0);
    }
    expect(momentaryLoudness(new Float64Array(39))).toHaveLength(0);
    expect(shortTermLoudness(new Float64Array(299))).toHaveLength(0);
  });

  test('moves with the gain, and its range does not', () => {
    const powers = fc.array(fc.double({ min: 1e-3, max: 1, noNaN: true }), { minLength: 300, maxLength: 500 });
    fc.assert(
      fc.property(powers, fc.double({ min: -20, max: 20, noNaN: true }), (power, gainDb) => {
        const louder = power.map((value) => value * 10 ** (gainDb / 10));
        expect(integratedLoudness(louder)).toBeCloseTo(integratedLoudness(power) + gainDb, 6);
        expect(loudnessRange(louder)).toBeCloseTo(loudnessRange(power), 6);
      }),
      { numRuns: 30 },
    );
  });

  test('ignores what the absolute gate shuts out', () => {
    expect(integratedLoudness(powerOf(48000, [[-69.5, 3]]))).toBeCloseTo(-69.5, 1);
    expect(integratedLoudness(powerOf(48000, [[-70.5, 3]]))).toBe(-Infinity);
  });
});

describe('KWeightedPower', () => {
  test('does not care how the signal is cut, even where 10 ms are no whole number of samples', () => {
    const signal = sine(700, 0.4, 0.5, 22050);
    const whole = new KWeightedPower(22050);
    whole.push(signal, signal, signal.length);
    const cut = new KWeightedPower(22050);
    for (let from = 0; from < signal.length; from += 97) {
      const piece = signal.subarray(from, from + 97);
      cut.push(piece, piece, piece.length);
    }
    const power = whole.finish();
    expect(power).toHaveLength(50);
    expect(cut.finish()).toEqual(power);
  });
});
