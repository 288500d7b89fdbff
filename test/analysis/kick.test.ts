import { describe, expect, test } from '@jest/globals';
import { estimateBeatGrid } from '../../src/analysis/beat-grid.ts';
import { measureKick } from '../../src/analysis/kick.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { findSections } from '../../src/analysis/sections.ts';
import { renderSynth, type SynthSong } from './synth.ts';

function kickOf(song: SynthSong): { values: Record<string, number>; missing: string[] } {
  const frames = measureSignalFrames(renderSynth(song));
  const grid = estimateBeatGrid(frames);
  const { features, missing } = measureKick(frames, grid, findSections(frames, grid));
  return {
    values: Object.fromEntries(features.map(({ id, value }) => [id, value])),
    missing: missing.map(({ id }) => id),
  };
}

const INTRO = { bars: 8, kick: true, hats: true };

describe('the kick', () => {
  test.each([41.2, 46.2, 49, 55, 61.7])('a kick that settles at %p Hz, to a third of a semitone', (kickHz) => {
    const { values } = kickOf({ tempoBpm: 138, kickHz, parts: [INTRO, { ...INTRO, bass: 'offbeat', pad: true }] });
    expect(Math.abs(1200 * Math.log2(values['lowEnd.kickFundamental'] / kickHz))).toBeLessThan(33);
  });

  test('an amplitude e-folding of 60 and 90 ms is 20 dB in 138 and 207 ms, less what the filter rounds off', () => {
    const [short, long] = [0.06, 0.09].map((kickDecaySeconds) => {
      return kickOf({ tempoBpm: 128, kickDecaySeconds, parts: [INTRO] }).values['lowEnd.kickDecay'];
    });
    expect(Math.abs(short / 138 - 1)).toBeLessThan(0.25);
    expect(Math.abs(long / 207 - 1)).toBeLessThan(0.25);
  });

  test('an off-beat bass takes turns with the kick, a held one does not', () => {
    const song = (bass: 'offbeat' | 'held'): SynthSong => ({
      tempoBpm: 138,
      kickDecaySeconds: 0.05,
      parts: [INTRO, { bars: 16, kick: true, hats: true, pad: true, bass }],
    });
    expect(kickOf(song('offbeat')).values['lowEnd.overlap']).toBeLessThan(0.35);
    expect(kickOf(song('held')).values['lowEnd.overlap']).toBeGreaterThan(0.5);
  });

  test('without kicks there is nothing to say', () => {
    expect(kickOf({ tempoBpm: 138, parts: [{ bars: 8, pad: true }] }).missing).toHaveLength(3);
  });
});
