import { describe, expect, test } from '@jest/globals';
import { stepsOnStems, withoutStanding } from '../../src/fixes/steps-on-stems.ts';
import type { Fix, FixChange, PlanDocument } from '../../src/store/plan-document.ts';

function planOf(...fixes: readonly Partial<Fix>[]): PlanDocument {
  const whole = fixes.map((fields, index) => ({
    id: `f${index + 1}`,
    kind: 'fader',
    track: 'Bass',
    stem: 'bass.wav',
    device: 'Mixer',
    insert: false,
    changes: [],
    sentence: '',
    why: '',
    predicted: { styleDeltaAfter: 0, benefit: 0, features: [] },
    confidence: 1,
    risk: 'low' as const,
    advice: false,
    ...fields,
  }));
  return {
    schema: 'coproducer.plan/1',
    id: 'p',
    createdAt: '2026-01-01T00:00:00.000Z',
    mix: 'mix.wav',
    stems: [],
    target: { profile: 'mine', cluster: '', references: [] },
    amount: 100,
    styleDelta: { before: 1, predicted: 0 },
    predicted: [],
    fixes: whole,
    masterChain: { gainDb: 0, residualDb: 0, sentence: '' },
    notes: [],
  };
}

const change = (parameter: string, from: FixChange['from'], to: FixChange['to'], unit: string): FixChange => ({
  parameter,
  from,
  to,
  unit,
});

describe('stepsOnStems', () => {
  test.each<[string, string, FixChange, FixChange['to']]>([
    ['a fader moves by the difference', 'Mixer', change('Volume', -6, -8, 'dB'), -2],
    ['a pan pot moves by the difference', 'Mixer', change('Pan', 10, -5, ''), -15],
    ['a width is multiplied', 'Utility', change('Stereo Width', 120, 60, '%'), 50],
    ['an equaliser band comes on top', 'EQ Eight', change('3 Frequency A', 1000, 250, 'Hz'), 250],
    ['a choice is a choice', 'EQ Eight', change('3 Filter Type A', 'Bell', 'Low Shelf', ''), 'Low Shelf'],
    ['a fader that was shut opens to where it is set', 'Mixer', change('Volume', -Infinity, -8, 'dB'), -8],
  ])('%s', (_, device, moved, to) => {
    const [step] = stepsOnStems(planOf({ device, changes: [moved] }));
    expect(step).toMatchObject({ device, parameter: moved.parameter, to, insert: device !== 'Mixer' });
  });

  test('a device that the producer has named is a new one of its model', () => {
    const renamed = { device: 'Last', model: 'Limiter', changes: [change('Input Gain', 2, 5, 'dB')] };
    const [step] = stepsOnStems(planOf(renamed));
    expect(step).toMatchObject({ device: 'Limiter', insert: true, parameter: 'Input Gain', to: 3 });
  });

  test('a Compressor whose sound is taken back stands there anew, with all its settings', () => {
    const standing = { settings: { Threshold: -24, Release: 70, Model: 'Peak' }, hears: 'Kick' };
    const fix = { device: 'Pump', model: 'Compressor', standing, changes: [change('Threshold', -24, -18, 'dB')] };
    const steps = stepsOnStems(planOf(fix));
    const compressor = { fix: 'f1', track: 'Bass', device: 'Compressor', insert: true };
    expect(steps).toEqual([
      { ...compressor, parameter: 'Release', to: 70, unit: 'ms' },
      { ...compressor, parameter: 'Model', to: 'Peak', unit: '' },
      { ...compressor, parameter: 'Threshold', to: -18, unit: 'dB' },
      { ...compressor, hears: { source: 'Kick', tap: 'Post Mixer' } },
    ]);
  });

  test('one that heard nothing stands there anew as it ducks now, and nothing is taken back for it', () => {
    const standing = { settings: { Threshold: -40, 'S/C On': 'On' }, hears: '' };
    const fix = { device: 'Pump', model: 'Compressor', standing, sidechainFrom: 'Kick' };
    const plan = planOf({ ...fix, changes: [change('Threshold', -40, -18, 'dB')] });
    const compressor = { fix: 'f1', track: 'Bass', device: 'Compressor', insert: true };
    expect(stepsOnStems(plan)).toEqual([
      { ...compressor, parameter: 'S/C On', to: 'On', unit: '' },
      { ...compressor, parameter: 'Threshold', to: -18, unit: 'dB' },
      { ...compressor, hears: { source: 'Kick', tap: 'Post Mixer' } },
    ]);
    const stem = { sampleRateHz: 44_100, left: new Float32Array([0.5]), right: new Float32Array([0.5]) };
    expect(withoutStanding(plan, new Map([['Bass', stem]])).get('Bass')).toBe(stem);
  });

  test('advice makes no sound', () => {
    expect(stepsOnStems(planOf({ advice: true, changes: [change('Volume', 0, -3, 'dB')] }))).toEqual([]);
  });
});
