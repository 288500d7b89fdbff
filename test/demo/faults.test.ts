import { describe, expect, test } from '@jest/globals';
import { composeSong } from '../../src/demo/compose-song.ts';
import { describeFault, plantFaults, type Fault } from '../../src/demo/faults.ts';
import { renderSong, type RenderedSong } from '../../src/demo/render-song.ts';
import { levelDb, magnitudeDb, peakOf, sameSamples, sideToMidDb } from './measure.ts';

const RATE = 44100;
const clean = renderSong(composeSong({ seed: 9, style: 'uplifting', bars: 24 }));
const frames = clean.sum.left.length;

const stemOf = (song: RenderedSong, name: string) => {
  const stem = song.stems.find((one) => one.name === name);
  if (stem === undefined) throw new Error(`no ${name}`);
  return stem.signal;
};

/** The song with one stem replaced by a signal whose answer to a fault is known in closed form. */
function withStem(name: string, left: (frame: number) => number, right = left): RenderedSong {
  const signal = {
    sampleRateHz: RATE,
    left: new Float32Array(frames).map((_, frame) => left(frame)),
    right: new Float32Array(frames).map((_, frame) => right(frame)),
  };
  return { ...clean, stems: clean.stems.map((stem) => (stem.name === name ? { ...stem, signal } : stem)) };
}

const IMPULSE_AT = 100_000;
const impulse = withStem('Lead', (frame) => (frame === IMPULSE_AT ? 1 : 0));

/** Gain of a fault at some frequencies, read off its answer to an impulse. */
function responseDb(fault: Fault, ...hz: number[]): number[] {
  const { left } = stemOf(plantFaults(impulse, [fault]), 'Lead');
  return hz.map((one) => magnitudeDb(left, one, RATE, IMPULSE_AT - 8192, IMPULSE_AT + 8192));
}

function expectNear(values: readonly number[], expected: readonly number[], tolerance: number): void {
  values.forEach((value, index) => expect(Math.abs(value - expected[index])).toBeLessThan(tolerance));
}

describe('plantFaults', () => {
  test('a gain scales one stem, leaves the others alone, and the sum follows', () => {
    const spoilt = plantFaults(clean, [{ kind: 'gain', stem: 'Pad', gainDb: 6 }]);
    expect(levelDb(stemOf(spoilt, 'Pad').left) - levelDb(stemOf(clean, 'Pad').left)).toBeCloseTo(6, 4);
    expect(stemOf(spoilt, 'Lead')).toBe(stemOf(clean, 'Lead'));
    const at = Math.round(frames / 2);
    const added = clean.sum.left[at] + (10 ** (6 / 20) - 1) * stemOf(clean, 'Pad').left[at];
    expect(spoilt.sum.left[at]).toBeCloseTo(added, 5);
    expect(sameSamples(spoilt.mix, clean.mix)).toBe(false);
  });

  test('a bell has its gain at the centre, half of it at the bandwidth’s edges, none far away, and no phase', () => {
    const fault: Fault = { kind: 'bell', stem: 'Lead', centreHz: 1000, gainDb: 6, q: 1.41421 };
    // Q √2 is a bandwidth of one octave less a hair: 2·asinh(1/(2·√2))/ln 2 = 1.0 octave.
    expectNear(responseDb(fault, 1000, 1000 * 2 ** 0.5, 1000 * 2 ** -0.5, 60, 12_000), [6, 3, 3, 0, 0], 0.06);
    const { left } = stemOf(plantFaults(impulse, [fault]), 'Lead');
    for (let lag = 1; lag < 200; lag += 1) expect(left[IMPULSE_AT + lag]).toBeCloseTo(left[IMPULSE_AT - lag], 6);
  });

  test('shelves and mud have the stated shape', () => {
    const high: Fault = { kind: 'high shelf', stem: 'Lead', cornerHz: 4000, gainDb: -8 };
    expectNear(responseDb(high, 200, 4000, 8000, 18_000), [0, -4, -7.2, -7.93], 0.1);
    const low: Fault = { kind: 'low shelf', stem: 'Lead', cornerHz: 300, gainDb: 5 };
    expectNear(responseDb(low, 60, 300, 5000), [4.97, 2.5, 0], 0.1);
    expectNear(responseDb({ kind: 'mud', stem: 'Lead', gainDb: 6 }, 280, 5000), [6, 0], 0.06);
  });

  test('width scales the side and keeps the mid; pan moves the balance', () => {
    const wide = plantFaults(clean, [{ kind: 'width', stem: 'Lead', widthPercent: 200 }]);
    const [before, after] = [stemOf(clean, 'Lead'), stemOf(wide, 'Lead')];
    expect(sideToMidDb(after) - sideToMidDb(before)).toBeCloseTo(20 * Math.log10(2), 3);
    const mono = stemOf(plantFaults(clean, [{ kind: 'width', stem: 'Lead', widthPercent: 0 }]), 'Lead');
    expect(sameSamples(mono, { ...mono, left: mono.right, right: mono.left })).toBe(true);
    const panned = stemOf(plantFaults(clean, [{ kind: 'pan', stem: 'Lead', rightOverLeftDb: 4 }]), 'Lead');
    const balance = levelDb(panned.right) - levelDb(panned.left) - (levelDb(before.right) - levelDb(before.left));
    expect(balance).toBeCloseTo(4, 4);
  });

  test('over-compression flattens a stem and keeps its energy', () => {
    const spoilt = plantFaults(clean, [{ kind: 'over-compression', stem: 'Pluck', depthDb: 15, ratio: 8 }]);
    const [before, after] = [stemOf(clean, 'Pluck'), stemOf(spoilt, 'Pluck')];
    expect((levelDb(after.left) + levelDb(after.right)) / 2).toBeCloseTo(
      (levelDb(before.left) + levelDb(before.right)) / 2,
      0,
    );
    const range = (samples: Float32Array): number => {
      const blocks = Array.from({ length: Math.floor(samples.length / 4410) }, (_, index) =>
        levelDb(samples, index * 4410, (index + 1) * 4410),
      );
      const sounding = blocks.filter((level) => level > -50).sort((one, other) => one - other);
      return sounding[Math.floor(0.95 * sounding.length)] - sounding[Math.floor(0.1 * sounding.length)];
    };
    expect(range(before.left) - range(after.left)).toBeGreaterThan(2);
  });

  test('a missing side-chain undoes the ducking exactly, a deeper one adds its decibels', () => {
    const ones = withStem('Pad', () => 1);
    const { depthDb, releaseMs } = clean.truth.ducking.find(({ stem }) => stem === 'Pad') ?? {
      depthDb: NaN,
      releaseMs: NaN,
    };
    const drop = clean.truth.sections.find(({ kind }) => kind === 'drop');
    const kick = Math.round((drop?.startSeconds ?? NaN) * RATE);
    const released = kick + Math.round((releaseMs / 1000) * RATE);
    const gainDb = (song: RenderedSong, frame: number): number => 20 * Math.log10(stemOf(song, 'Pad').left[frame]);
    const missing = plantFaults(ones, [{ kind: 'missing sidechain', stem: 'Pad' }]);
    expect(gainDb(missing, kick)).toBeCloseTo(depthDb, 3);
    expect(gainDb(missing, released)).toBeCloseTo(depthDb / 10, 2);
    expect(gainDb(missing, kick - 2000)).toBe(0);
    const deep = plantFaults(ones, [{ kind: 'too deep sidechain', stem: 'Pad', extraDepthDb: 5 }]);
    expect(gainDb(deep, kick)).toBeCloseTo(-5, 3);
    expect(gainDb(deep, released)).toBeCloseTo(-0.5, 2);
  });

  test('a clipped master stands at full scale for runs of samples; its stems are untouched', () => {
    const spoilt = plantFaults(clean, [{ kind: 'clipped master', stem: 'Master', driveDb: 6 }]);
    expect(spoilt.stems.every(({ signal }, index) => signal === clean.stems[index].signal)).toBe(true);
    expect(peakOf(spoilt.mix)).toBe(1);
    const { left } = spoilt.mix;
    let runs = 0;
    for (let frame = 2; frame < frames; frame += 1) {
      const full = left[frame] === 1 || left[frame] === -1;
      if (full && left[frame] === left[frame - 1] && left[frame] === left[frame - 2]) runs += 1;
    }
    expect(runs).toBeGreaterThan(100);
  });

  test('tells the truth about what was planted, and renderSong plants the same', () => {
    const faults: Fault[] = [
      { kind: 'gain', stem: 'Kick', gainDb: -4 },
      { kind: 'bell', stem: 'Lead', centreHz: 2500, gainDb: 5, q: 1 },
    ];
    const spoilt = plantFaults(clean, faults);
    expect(spoilt.truth.faults).toEqual(faults);
    expect(clean.truth.faults).toEqual([]);
    expect(faults.map(describeFault)).toEqual(['Kick: −4.0 dB', 'Lead: bell +5.0 dB at 2.5 kHz']);
    expect(sameSamples(renderSong(clean.song, { faults }).mix, spoilt.mix)).toBe(true);
  });

  test.each<[Fault, RegExp]>([
    [{ kind: 'gain', stem: 'Tuba', gainDb: 3 }, /no stem "Tuba"; it has Kick, /],
    [{ kind: 'missing sidechain', stem: 'Hats' }, /"Hats" .* is not ducked/],
    [{ kind: 'gain', stem: 'Kick', gainDb: NaN }, /value that is not a number/],
  ])('refuses %j', (fault, sentence) => {
    expect(() => plantFaults(clean, [fault])).toThrow(sentence);
  });
});
