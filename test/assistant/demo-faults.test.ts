import { describe, expect, test } from '@jest/globals';
import { answersFault, demoFaults } from '../../src/assistant/demo-faults.ts';
import type { Fault } from '../../src/demo/faults.ts';
import type { Fix, FixChange } from '../../src/store/plan-document.ts';

function fix(track: string, ...changes: readonly FixChange[]): Fix {
  return {
    id: 'f1',
    kind: '',
    track,
    stem: '',
    device: '',
    insert: false,
    changes: [...changes],
    sentence: '',
    why: '',
    predicted: { styleDeltaAfter: 0, benefit: 0, features: [] },
    confidence: 1,
    risk: 'low',
    advice: false,
  };
}

const change = (parameter: string, from: number, to: number): FixChange => ({ parameter, from, to, unit: '' });
const cutAt = (hz: number): FixChange[] => [change('3 Frequency A', 1000, hz), change('3 Gain A', 0, -3)];

const tooLoud: Fault = { kind: 'gain', stem: 'Bass', gainDb: 5 };
const harsh: Fault = { kind: 'bell', stem: 'Lead', centreHz: 2800, gainDb: 7, q: 1 };
const narrow: Fault = { kind: 'width', stem: 'Pad', widthPercent: 40 };

describe('answersFault', () => {
  test.each<[string, Fix, Fault, boolean]>([
    ['the fader down', fix('Bass', change('Volume', 0, -4)), tooLoud, true],
    ['the fader up', fix('Bass', change('Volume', 0, 4)), tooLoud, false],
    ['the fader of another track', fix('Pad', change('Volume', 0, -4)), tooLoud, false],
    ['an equaliser down', fix('Bass', ...cutAt(100)), tooLoud, true],
    ['a cut at the place', fix('Lead', ...cutAt(2500)), harsh, true],
    ['a cut two octaves away', fix('Lead', ...cutAt(700)), harsh, false],
    ['a fader for tone', fix('Lead', change('Volume', 0, -3)), harsh, false],
    ['more width', fix('Pad', change('Stereo Width', 100, 180)), narrow, true],
    ['less width', fix('Pad', change('Stereo Width', 100, 60)), narrow, false],
    ['advice', { ...fix('Bass', change('Volume', 0, -4)), advice: true }, tooLoud, false],
  ])('%s', (_, made, fault, expected) => {
    expect(answersFault(made, fault)).toBe(expected);
  });
});

test('the demo plants the same faults for the same seed, others for another', () => {
  expect(demoFaults(3)).toEqual(demoFaults(3));
  expect(demoFaults(3)).not.toEqual(demoFaults(4));
});
