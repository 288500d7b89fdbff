import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { calibratedLaw, type CalibrationPoint } from '../../src/devices/calibrated-law.ts';
import type { DisplayLaw } from '../../src/devices/device-model.ts';
import { FADER_LAW, logarithmicLaw, RATIO_LAW } from '../../src/devices/display-laws.ts';
import { formatHertz, formatTenthDecibels, parseDisplay } from '../../src/devices/display-text.ts';

const HERTZ_LAW = logarithmicLaw(20, 20_000, { unit: 'Hz', confidence: 'high', format: formatHertz });

/** What a host answers: the numbers in the texts of a law at some raw values. */
function asked(law: DisplayLaw, raws: readonly number[]): CalibrationPoint[] {
  return raws.map((raw) => ({ raw, display: parseDisplay(law.format(law.toDisplay(raw)))!.value }));
}

function evenly(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index / (count - 1));
}

const DECIBELS = { unit: 'dB', format: formatTenthDecibels };

describe('calibratedLaw', () => {
  test('meets every point, whatever their order', () => {
    const points = [
      { raw: 0.5, display: 3 },
      { raw: 0, display: -10 },
      { raw: 1, display: 4 },
      { raw: 0.2, display: -9 },
    ];
    const law = calibratedLaw(points, DECIBELS)!;
    for (const { raw, display } of points) {
      expect(law.toDisplay(raw)).toBeCloseTo(display, 12);
      expect(law.toRaw(display)).toBeCloseTo(raw, 9);
    }
    expect(law.confidence).toBe('high');
    expect(law.format(law.toDisplay(0.5))).toBe('3.0 dB');
  });

  test('is exact where the curve is straight, also over the logarithm', () => {
    const straight = calibratedLaw(
      evenly(4).map((raw) => ({ raw, display: 48 * raw - 24 })),
      DECIBELS,
    )!;
    expect(straight.toDisplay(0.123)).toBeCloseTo(48 * 0.123 - 24, 12);
    const ratios = calibratedLaw(
      evenly(4).map((raw) => ({ raw, display: 20 * 1000 ** raw })),
      { unit: 'Hz', format: formatHertz },
    )!;
    expect(ratios.toDisplay(0.5)).toBeCloseTo(20 * Math.sqrt(1000), 8);
  });

  test('any rising points make a law that rises, never leaves its points and is its own inverse', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 5000 })), {
      minLength: 2,
      maxLength: 12,
    });
    fc.assert(
      fc.property(
        steps,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('dB', 'Hz'),
        (rows, share, unit) => {
          let [raw, display] = [0, 1];
          const points = rows.map(([width, rise]) => ({ raw: (raw += width), display: (display += rise) }));
          const law = calibratedLaw(points, { unit, format: String })!;
          const [first, last] = [points[0], points[points.length - 1]];
          const at = first.raw + share * (last.raw - first.raw);
          const shown = law.toDisplay(at);
          const below = points.filter((point) => point.raw <= at).pop()!;
          const above = points.find((point) => point.raw >= at)!;
          expect(shown).toBeGreaterThanOrEqual(below.display * (1 - 1e-12));
          expect(shown).toBeLessThanOrEqual(above.display * (1 + 1e-12));
          expect(law.toDisplay(at + 0.01)).toBeGreaterThanOrEqual(shown * (1 - 1e-12));
          expect(Math.abs(law.toDisplay(law.toRaw(shown)) - shown)).toBeLessThan(1e-9 * (1 + shown));
        },
      ),
      { numRuns: 80 },
    );
  });

  test.each([
    ['frequency', HERTZ_LAW, 1, 0.006],
    ['fader above −36 dB', FADER_LAW, 0.2, 0.12],
  ])('from 33 texts, the %s is found to half a step of its display', (_name, law, from, tolerance) => {
    const measured = calibratedLaw(asked(law, evenly(33)), law)!;
    for (let raw = from === 1 ? 0 : from; raw <= 1; raw += 0.0137) {
      const [found, wanted] = [measured.toDisplay(raw), law.toDisplay(raw)];
      const error = law.unit === 'Hz' ? Math.abs(found / wanted - 1) : Math.abs(found - wanted);
      expect(error).toBeLessThan(tolerance);
    }
  });

  test('runs off to an end that shows infinity', () => {
    const fader = calibratedLaw(asked(FADER_LAW, evenly(33)), FADER_LAW)!;
    expect(fader.toDisplay(0)).toBe(-Infinity);
    expect(fader.toRaw(-Infinity)).toBe(0);
    expect(fader.toDisplay(1e-6)).toBeLessThan(-70);
    expect(fader.toDisplay(fader.toRaw(-90))).toBeCloseTo(-90, 6);
    const ratio = calibratedLaw(asked(RATIO_LAW, evenly(33)), RATIO_LAW)!;
    expect(ratio.toDisplay(1)).toBe(Infinity);
    expect(ratio.toDisplay(0.75) / 4).toBeCloseTo(1, 2);
    expect(ratio.toDisplay(ratio.toRaw(500))).toBeCloseTo(500, 3);
  });

  test('takes a stretch that shows one number for one point in its middle, and the ends as they are', () => {
    const raws = [0, 0.1, 0.4, 0.5, 0.6, 0.9, 1];
    const points = raws.map((raw, index) => ({ raw, display: [0, 0, 10, 10, 10, 20, 20][index] }));
    const law = calibratedLaw(points, DECIBELS)!;
    expect(law.toRaw(10)).toBeCloseTo(0.5, 12);
    expect(law.toRaw(0)).toBe(0);
    expect(law.toRaw(20)).toBe(1);
    expect([law.toDisplay(-1), law.toDisplay(2)]).toEqual([0, 20]);
  });

  test.each<[string, CalibrationPoint[]]>([
    ['nothing', []],
    ['one value only', asked(FADER_LAW, [0.5, 0.5])],
    [
      'a curve that falls',
      [
        { raw: 0, display: 1 },
        { raw: 1, display: 0 },
      ],
    ],
    [
      'silence and one value',
      [
        { raw: 0, display: -Infinity },
        { raw: 1, display: 0 },
      ],
    ],
    [
      'what is no number',
      [
        { raw: 0, display: NaN },
        { raw: 1, display: 0 },
      ],
    ],
  ])('%s makes no law', (_name, points) => {
    expect(calibratedLaw(points, DECIBELS)).toBeUndefined();
  });
});
