import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { amountOf, hasAmount, LEAST_AMOUNT, MOST_AMOUNT, scaledFix } from '../../src/fixes/scaled-fix.ts';
import type { Fix, FixChange } from '../../src/store/plan-document.ts';

function fixOf(
  kind: string,
  size: number,
  ...changes: [FixChange['parameter'], number | string, number | string, string][]
): Fix {
  return {
    id: 'f1',
    kind,
    track: 'Pad',
    stem: '',
    device: 'EQ Eight',
    insert: false,
    changes: changes.map(([parameter, from, to, unit]) => ({ parameter, from, to, unit })),
    sentence: '',
    why: '',
    predicted: {
      styleDeltaAfter: 0.5,
      benefit: 0.1,
      features: [{ feature: 'tone.mud', scope: 'drop', unit: 'dB', before: -8, after: -11 }],
    },
    confidence: 0.5,
    size: { value: size, relative: 1 },
    risk: 'low',
    advice: false,
  };
}

const valuesOf = (fix: Fix | undefined): unknown[] | undefined => fix?.changes.map(({ to }) => to);

describe('scaledFix', () => {
  test('half of a bell is half of its gain at the same place', () => {
    const bell = fixOf('bell', -6, ['2 Filter Type A', 'Bell', 'Bell', ''], ['2 Frequency A', 200, 315, 'Hz'], ['2 Gain A', 0, -6, 'dB'], ['2 Q A', 0.7, 1, 'Q']); // prettier-ignore
    const half = scaledFix(bell, 0.5);
    expect(valuesOf(half?.fix)).toEqual(['Bell', 315, -3, 1]);
    expect(half?.size).toBe(-3);
    expect(half?.fix.predicted.features[0].after).toBe(-9.5);
  });

  test('half of a plateau is half of both its gains', () => {
    const plateau = fixOf('plateau', -6, ['2 Gain A', 0, -6, 'dB'], ['3 Frequency A', 1000, 400, 'Hz'], ['3 Gain A', 0, -6, 'dB']); // prettier-ignore
    const half = scaledFix(plateau, 0.5)?.fix;
    expect(valuesOf(half)).toEqual([-3, 400, -3]);
    expect(amountOf(plateau, new Map(half?.changes.map(({ parameter, to }) => [parameter, to] as const)))).toBe(0.5);
  });

  test('a fader goes from where it stands', () => {
    expect(valuesOf(scaledFix(fixOf('fader', -4, ['Volume', -6, -10, 'dB']), 0.5)?.fix)).toEqual([-8]);
  });

  test('a width goes by its decibels: twice 25 % of 100 % is 6 %', () => {
    const width = fixOf('width', -12, ['Stereo Width', 100, 25, '%']);
    expect(valuesOf(scaledFix(width, 0.5)?.fix)).toEqual([50]);
  });

  test.each([
    ['a cut', fixOf('low cut', 1, ['1 Frequency A', 30, 125, 'Hz'])],
    ['a switch', fixOf('bass mono', 1, ['Bass Mono', 'Off', 'On', ''])],
    ['a device that was set up as a whole', fixOf('limiter', 1, ['Ceiling', 0, -1, 'dB'])],
    ['advice', { ...fixOf('fader', -4, ['Volume', 0, -4, 'dB']), advice: true }],
    ['a closed fader', fixOf('fader', -4, ['Volume', -Infinity, -4, 'dB'])],
  ])('%s has no amount', (_, fix) => {
    expect(hasAmount(fix)).toBe(false);
    expect(scaledFix(fix, 0.5)).toBeUndefined();
  });

  test('all of it is the fix itself, and more is never less', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -90, max: 60 }).map((tenths) => tenths / 10),
        fc.double({ min: LEAST_AMOUNT, max: MOST_AMOUNT, noNaN: true }),
        fc.double({ min: LEAST_AMOUNT, max: MOST_AMOUNT, noNaN: true }),
        (gain, a, b) => {
          const fix = fixOf('fader', gain, ['Volume', 0, gain, 'dB']);
          expect(valuesOf(scaledFix(fix, 1)?.fix)).toEqual([gain]);
          const moved = (amount: number): number => Math.abs(Number(valuesOf(scaledFix(fix, amount)?.fix)?.[0]));
          if (a <= b) expect(moved(a)).toBeLessThanOrEqual(moved(b));
        },
      ),
    );
  });

  test('what was written tells by how much a fix was done', () => {
    const kinds = fc.constantFrom(
      fixOf('bell', -6, ['2 Frequency A', 200, 315, 'Hz'], ['2 Gain A', 0, -6, 'dB']),
      fixOf('fader', -4, ['Volume', -6, -10, 'dB']),
      fixOf('width', -12, ['Stereo Width', 100, 25, '%']),
    );
    fc.assert(
      fc.property(kinds, fc.double({ min: LEAST_AMOUNT, max: MOST_AMOUNT, noNaN: true }), (fix, amount) => {
        const { changes } = scaledFix(fix, amount)!.fix;
        const written = new Map(changes.map(({ parameter, to }) => [parameter, to] as const));
        // Values are dialled in by steps.
        expect(Math.abs(amountOf(fix, written) - amount)).toBeLessThan(0.1);
      }),
    );
    expect(amountOf(fixOf('low cut', 1, ['1 Frequency A', 30, 125, 'Hz']), new Map())).toBe(1);
  });
});
