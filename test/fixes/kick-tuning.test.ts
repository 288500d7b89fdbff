import { describe, expect, test } from '@jest/globals';
import { kickTuningAdvice } from '../../src/fixes/kick-tuning.ts';
import type { StemContext } from '../../src/fixes/stem-context.ts';
import type { AnalysisDocument } from '../../src/store/analysis-document.ts';
import { analysisOf, idealStems, sumOf } from './synthetic-mix.ts';

const measured = analysisOf(sumOf(idealStems()));

/** A kick on 56.3 Hz, 41 cents above A, in a track in A minor at concert pitch. */
const SHARP = {
  'lowEnd.kickFundamental': 56.3,
  'lowEnd.kickTuning': 41,
  'lowEnd.kickDecay': 210,
  'harmony.tuning': 0,
  'harmony.kickToKey': 41,
};

function analysisWith(values: Readonly<Record<string, number | undefined>>): AnalysisDocument {
  const rows = Object.entries({ ...SHARP, ...values });
  return {
    ...measured,
    features: [
      ...measured.features.filter(({ id }) => !(id in SHARP)),
      ...rows.flatMap(([id, value]) =>
        value === undefined
          ? []
          : [{ id, scope: 'whole' as const, value, unit: id.endsWith('Decay') ? 'ms' : 'cents' }],
      ),
    ],
  };
}

const stemOf = (role: StemContext['role']): StemContext =>
  ({ role, file: 'kick.wav', track: { name: 'Kick' } }) as unknown as StemContext;

const adviceFor = (
  values: Readonly<Record<string, number | undefined>> = {},
  roles: StemContext['role'][] = ['kick'],
) => kickTuningAdvice(analysisWith(values), roles.map(stemOf));

describe('a kick between the notes', () => {
  test('is told by how much, where to, and why', () => {
    expect(adviceFor()).toEqual([
      {
        ...{ track: 'Kick', stem: 'kick.wav', answers: [] },
        sentence: 'Kick: it stands between the notes. Tune its sample or oscillator down by 41 cents, to 55 Hz.',
        why: 'It settles on 56.3 Hz, 41 cents above the nearest note of the chord the track rests on, and sounds for 210 ms: long enough to beat with a bass that no equaliser and no ducking parts from it.',
      },
    ]);
  });

  test('goes to the nearest note of all where the chord has none near', () => {
    const [{ sentence }] = adviceFor({ 'harmony.kickToKey': -240, 'lowEnd.kickTuning': -40 });
    expect(sentence).toContain('up by 40 cents');
  });

  test.each([
    ['stands on a note', { 'lowEnd.kickTuning': 9, 'harmony.kickToKey': 9 }],
    ['stands on a note of a track that is tuned as it is', { 'harmony.tuning': 38 }],
    ['stands on the next note in the tuning of the track', { 'lowEnd.kickTuning': 48, 'harmony.tuning': -45 }],
    ['stands on a note beside the chord', { 'lowEnd.kickTuning': 3, 'harmony.kickToKey': 203 }],
    ['is a short thud', { 'lowEnd.kickDecay': 80 }],
    ['has no pitch', { 'lowEnd.kickFundamental': undefined, 'lowEnd.kickTuning': undefined }],
    ['is in a track of no sure key', { 'harmony.kickToKey': undefined }],
  ])('not one that %s', (_, values) => {
    expect(adviceFor(values)).toEqual([]);
  });

  test('not where no stem, or more than one, is the kick', () => {
    expect(adviceFor({}, ['bass'])).toEqual([]);
    expect(adviceFor({}, ['kick', 'kick'])).toEqual([]);
  });
});
