import { describe, expect, test } from '@jest/globals';
import { measureCharacter } from '../../src/analysis/character.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { acidStem } from '../truth/acid.ts';
import { sawDecoyStem, supersawStem } from '../truth/supersaw.ts';
import { noise } from './synth.ts';

function widthOf(signal: ReturnType<typeof noise>): number | undefined {
  return measureCharacter(measureSignalFrames(signal), []).features.find(({ id }) => id === 'character.supersawWidth')
    ?.value;
}

describe('the width of the supersaw register', () => {
  test('independent channels are as wide as it goes, equal channels have no width', () => {
    const wide = noise(5, 0.3);
    expect(widthOf(wide)).toBeGreaterThan(0.95);
    expect(widthOf({ ...wide, right: wide.left })).toBeCloseTo(0, 6);
  });

  test('a side 6 dB below the mid: 2 · 0.2012', () => {
    const { sampleRateHz, left: mid, right: side } = noise(5, 0.3);
    const left = mid.map((m, i) => m + 0.5012 * side[i]);
    const right = mid.map((m, i) => m - 0.5012 * side[i]);
    expect(widthOf({ sampleRateHz, left, right })).toBeCloseTo(0.402, 1);
  });
});

function valuesOf(signal: StereoSignal): Record<string, number> {
  const { features } = measureCharacter(measureSignalFrames(signal), []);
  return Object.fromEntries(features.map(({ id, value }) => [id, value]));
}

describe('supersaw and acid in a mix', () => {
  const lead = supersawStem(31, { voices: 7, detuneCents: 24, law: 'jp-8000', playing: 'pads', seconds: 6 }).signal;
  const acid = acidStem(32, { seconds: 6 }).signal;
  const drums = sawDecoyStem('drums', 33, 6);

  test('a breakdown with a supersaw and a part with drums: the detune is that of the lead', () => {
    const values = valuesOf(chained(lead, drums));
    expect(Math.abs(values['character.supersawDetune'] / 24 - 1)).toBeLessThan(0.2);
    expect(values['character.supersawVoices']).toBe(7);
    expect(values['character.acid']).toBeLessThan(0.1);
  });

  test('drums and an acid line: acid, and no supersaw, with the reason', () => {
    const mix = chained(drums, acid);
    expect(valuesOf(mix)['character.acid']).toBeGreaterThan(0.5);
    const { missing } = measureCharacter(measureSignalFrames(mix), []);
    expect(missing.map(({ id }) => id)).toEqual(['character.supersawDetune', 'character.supersawVoices']);
    expect(missing[0].why).toMatch(/No supersaw was found/);
  });

  test('a file shorter than a stretch has neither, with reasons', () => {
    const { missing } = measureCharacter(measureSignalFrames(noise(0.3, 0.3)), []);
    expect(missing.map(({ id }) => id)).toEqual([
      'character.acid',
      'character.supersawDetune',
      'character.supersawVoices',
    ]);
  });

  test('the stretches kept are those of sustained sound, in order, and few', () => {
    const { tones } = measureSignalFrames(chained(drums, lead, drums, lead, drums, lead));
    expect(tones.length).toBeLessThanOrEqual(32);
    const starts = tones.map(({ startSeconds }) => startSeconds);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    const inLead = starts.filter((start) => (start % 12) + 0.2 > 6).length;
    expect(inLead / starts.length).toBeGreaterThan(0.9);
  });
});

function chained(...parts: readonly StereoSignal[]): StereoSignal {
  const join = (side: 'left' | 'right'): Float32Array => {
    const whole = new Float32Array(parts.reduce((sum, part) => sum + part[side].length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part[side], at);
      at += part[side].length;
    }
    return whole;
  };
  return { sampleRateHz: parts[0].sampleRateHz, left: join('left'), right: join('right') };
}
