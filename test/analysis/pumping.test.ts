import { describe, expect, test } from '@jest/globals';
import { estimateBeatGrid } from '../../src/analysis/beat-grid.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { measurePumping } from '../../src/analysis/pumping.ts';
import { findSections } from '../../src/analysis/sections.ts';
import { noise, renderSynth, type SynthSong } from './synth.ts';

function pumpingOf(song: SynthSong): { values: Record<string, number>; missing: string[] } {
  const frames = measureSignalFrames(renderSynth(song));
  const grid = estimateBeatGrid(frames);
  const { features, missing } = measurePumping(frames, grid, findSections(frames, grid));
  return {
    values: Object.fromEntries(
      features.map(({ id, scope, value }) => [scope === 'whole' ? id : `${id}@${scope}`, value]),
    ),
    missing: missing.map(({ id }) => id),
  };
}

const PAD_DROP = { bars: 16, kick: true, pad: true };

describe('pumping', () => {
  test.each([
    [4, 0.1],
    [8, 0.1],
    [8, 0.18],
    [12, 0.12],
  ])('a pad ducked by %p dB with a release of %p s', (depthDb, releaseSeconds) => {
    const { values } = pumpingOf({ tempoBpm: 136, parts: [PAD_DROP], duck: { depthDb, releaseSeconds } });
    expect(Math.abs(values['pumping.depth'] - depthDb)).toBeLessThan(2);
    expect(Math.abs(values['pumping.release'] / 1000 - releaseSeconds)).toBeLessThan(0.4 * releaseSeconds);
    expect(values['pumping.regularity']).toBeGreaterThan(0.8);
    expect(Math.abs(values['pumping.phase'])).toBeLessThan(0.2);
  });

  test('deeper ducking is deeper with claps on every second beat too', () => {
    const drop = { ...PAD_DROP, clap: true };
    const depths = [3, 6, 9].map((depthDb) => {
      const { values } = pumpingOf({ tempoBpm: 136, parts: [drop], duck: { depthDb, releaseSeconds: 0.12 } });
      return values['pumping.depth'];
    });
    expect(depths[1]).toBeGreaterThan(depths[0] + 1);
    expect(depths[2]).toBeGreaterThan(depths[1] + 1);
  });

  test('a pad that nothing ducks does not pump', () => {
    const { values, missing } = pumpingOf({ tempoBpm: 136, parts: [PAD_DROP] });
    expect(values['pumping.depth']).toBeLessThan(1);
    expect(missing).toEqual(['pumping.release', 'pumping.regularity', 'pumping.phase']);
  });

  test('an off-beat bass is not ducking', () => {
    const { values } = pumpingOf({ tempoBpm: 136, parts: [{ ...PAD_DROP, bass: 'offbeat' }] });
    expect(values['pumping.depth'] ?? 0).toBeLessThan(2);
  });

  test('drums alone and noise have no depth', () => {
    expect(pumpingOf({ tempoBpm: 136, parts: [{ bars: 2, kick: true }] }).missing).toContain('pumping.depth');
    const frames = measureSignalFrames(noise(20, 0.3));
    const grid = estimateBeatGrid(frames);
    expect(measurePumping(frames, grid, findSections(frames, grid)).missing).toHaveLength(4);
  });
});
