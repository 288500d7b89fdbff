import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Failure } from '../../src/store/failure.ts';
import { findChoice, readParameter, writeDisplay, type RawParameter } from '../../src/live/parameter-writer.ts';

/** A parameter of a host that counts what it is asked. */
class Knob implements RawParameter {
  readonly label = 'Bass › EQ Eight › 2 Gain A';
  readonly isQuantized: boolean;
  readonly items: readonly string[];
  raw = 0;
  asked = 0;
  writes = 0;

  constructor(
    readonly min: number,
    readonly max: number,
    private readonly text: (raw: number) => string,
    items: readonly string[] = [],
    readonly displayValue?: { get(): number; set(display: number): void },
  ) {
    this.items = items;
    this.isQuantized = items.length > 0;
  }

  get(): number {
    return this.raw;
  }

  set(raw: number): void {
    this.writes++;
    this.raw = raw;
  }

  strForValue(raw: number): string {
    this.asked++;
    return this.text(raw);
  }
}

describe('writeDisplay on texts', () => {
  test.each([
    ['rising', (raw: number) => `${(raw * 20).toFixed(1)} dB`],
    ['falling', (raw: number) => `${(20 - raw * 20).toFixed(1)} dB`],
    ['a curve', (raw: number) => `${(20 * raw ** 3).toFixed(1)} dB`],
    ['coarse steps', (raw: number) => `${Math.round(raw * 20)} dB`],
    ['kilohertz', (raw: number) => `${(raw / 50).toFixed(5)} kHz`],
    ['a comma', (raw: number) => `${(raw * 20).toFixed(1).replace('.', ',')} dB`],
  ])('arrives within a step: %s', (_, text) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), (wanted) => {
        const knob = new Knob(0, 1, text);
        expect(writeDisplay(knob, wanted).display).toBe(wanted);
      }),
    );
  });

  test('lands in the middle of the stretch that shows the value, and asks at most 50 times', () => {
    const knob = new Knob(0, 1, (raw) => `${Math.round(raw * 10)} %`);
    expect(writeDisplay(knob, 7).raw).toBeCloseTo(0.7, 6);
    expect(knob.asked).toBeLessThanOrEqual(50);
  });

  test('goes to the very end where the stretch reaches it', () => {
    const knob = new Knob(0, 1, (raw) => `${Math.round(raw * 10)} %`);
    knob.raw = 0.5;
    expect(writeDisplay(knob, 0).raw).toBe(0);
    expect(writeDisplay(knob, 10).raw).toBe(1);
  });

  test('takes the nearer text for a value between two', () => {
    const knob = new Knob(0, 1, (raw) => `${(raw * 10).toFixed(1)} dB`);
    expect(writeDisplay(knob, 3.14).display).toBe(3.1);
    expect(writeDisplay(knob, 3.16).display).toBe(3.2);
  });

  test('leaves a parameter alone that shows the value already', () => {
    const knob = new Knob(0, 1, (raw) => `${(raw * 10).toFixed(1)} dB`);
    knob.raw = 0.3021;
    expect(writeDisplay(knob, 3).raw).toBe(0.3021);
    expect(knob.writes).toBe(0);
  });

  test('reaches minus infinity and the ends beyond which there is nothing', () => {
    const text = (raw: number): string => (raw === 0 ? '-inf dB' : `${(raw * 76 - 70).toFixed(1)} dB`);
    const knob = new Knob(0, 1, text);
    knob.raw = 0.5;
    expect(writeDisplay(knob, -Infinity)).toMatchObject({ raw: 0, display: -Infinity, text: '-inf dB' });
    expect(() => writeDisplay(knob, 6.2)).toThrow(
      'Bass › EQ Eight › 2 Gain A cannot show 6.2: it goes from -inf dB to 6.0 dB.',
    );
    expect(knob.raw).toBe(0);
  });

  test('an infinite ratio is the far end', () => {
    const knob = new Knob(0, 1, (raw) => (raw === 1 ? 'inf : 1' : `${(1 / (1 - raw)).toFixed(2)} : 1`));
    expect(writeDisplay(knob, 4).raw).toBeCloseTo(0.75, 3);
    expect(writeDisplay(knob, Infinity).raw).toBe(1);
  });

  test('refuses where the texts are no numbers, or never change', () => {
    expect(() => writeDisplay(new Knob(0, 1, () => 'warm'), 3)).toThrow(Failure);
    expect(() => writeDisplay(new Knob(0, 1, () => '1.0 dB'), 3)).toThrow(/cannot show 3/);
  });

  test('puts the old value back where the write does not hold', () => {
    const knob = new Knob(0, 1, (raw) => `${(raw * 10).toFixed(1)} dB`);
    knob.raw = 0.5;
    const stuck: RawParameter = Object.assign(Object.create(knob) as Knob, { get: () => 0.5 });
    expect(() => writeDisplay(stuck, 3)).toThrow(/shows 5.0 dB after 3 was written; something else holds it/);
  });
});

describe('writeDisplay with display_value', () => {
  const direct = (land: (display: number) => number): Knob => {
    const knob: Knob = new Knob(0, 1, (raw) => `${(raw * 10).toFixed(2)} dB`, [], {
      get: () => knob.raw * 10,
      set: (display) => knob.set(land(display)),
    });
    return knob;
  };

  test('is one write and one question', () => {
    const knob = direct((display) => display / 10);
    expect(writeDisplay(knob, 3.25)).toMatchObject({ raw: 0.325, display: 3.25 });
    expect(knob.asked).toBe(2);
  });

  test('falls back to the texts where it lands elsewhere', () => {
    expect(
      writeDisplay(
        direct((display) => display / 20),
        3.25,
      ).raw,
    ).toBeCloseTo(0.325, 4);
  });

  test('restores the value where neither arrives', () => {
    const knob = direct(() => 1);
    knob.raw = 0.5;
    expect(() => writeDisplay(knob, 12)).toThrow(/cannot show 12/);
    expect(knob.raw).toBe(0.5);
  });
});

describe('choices', () => {
  const TYPES = [
    'High Pass 48dB',
    'High Pass 12dB',
    'Low Shelf',
    'Bell',
    'Notch',
    'High Shelf',
    'Low Pass 12dB',
    'Low Pass 48dB',
  ];

  test.each([
    ['Bell', 3],
    ['low shelf', 2],
    ['Left Shelf', 2],
    ['12 dB Low Cut', 1],
    ['Low Cut 48dB', 0],
    ['High-Cut 12 dB', 6],
    ['Comb', -1],
    ['', -1],
  ])('%s is at %i', (wanted, place) => {
    expect(findChoice(TYPES, wanted)).toBe(place);
  });

  test('by number where the texts are numbers', () => {
    expect(findChoice(['1.5 ms', '3 ms', '6 ms'], 3)).toBe(1);
    expect(findChoice(['1.5 ms', '3 ms', '6 ms'], '3ms')).toBe(1);
  });

  test('writes the raw value of the text wherever the range starts, and names what there is', () => {
    const knob = new Knob(2, 4, String, ['Off', 'Half', 'On']);
    knob.raw = 2;
    expect(writeDisplay(knob, 'on')).toEqual({ raw: 4, display: 'On', unit: '', text: 'On' });
    expect(() => writeDisplay(knob, 'Full')).toThrow(/no position "Full": it has Off, Half, On/);
  });
});

test('reading keeps a text that is no number as it is', () => {
  expect(readParameter(new Knob(0, 1, () => 'Analog'))).toEqual({
    raw: 0,
    display: 'Analog',
    unit: '',
    text: 'Analog',
  });
});
