import { describe, expect, test } from '@jest/globals';
import { FEATURES } from '../../src/analysis/features.ts';
import { judgedBesideLabel, rowSentence } from '../../src/gap/gap-sentences.ts';
import type { YardstickRow } from '../../src/gap/yardstick.ts';

const featureOf = (id: string): YardstickRow['feature'] => {
  const found = FEATURES.find((row) => row.id === id);
  if (found === undefined) throw new Error(`There is no feature ${id}.`);
  return found;
};

const rowOf = (id: string): YardstickRow => ({
  ...{ feature: featureOf(id), scope: 'drop', band: [-9, -7], sorted: [-9, -8, -7] },
  ...{ median: -8, spread: 1, scale: 1, weight: 1 },
});

describe('a row in words', () => {
  test('says where it lies once', () => {
    expect(rowSentence(rowOf('stereo.width.4000'), -4)).toBe(
      'Width at 4 kHz in the drop: too wide, 3.0 dB above your range (−4.0 dB; yours −9.0 … −7.0 dB).',
    );
    expect(rowSentence(rowOf('stereo.width.4000'), -8)).toBe(
      'Width at 4 kHz in the drop is yours already (−8.0 dB; yours −9.0 … −7.0 dB).',
    );
  });

  test('keeps a judgement that names what the label does not', () => {
    expect(judgedBesideLabel(featureOf('stereo.width.4000'), false)).toBe('too narrow');
    for (const feature of FEATURES.filter(({ label }) => !label.includes(' at '))) {
      expect(judgedBesideLabel(feature, true)).toBe(feature.tooHigh);
    }
  });
});
