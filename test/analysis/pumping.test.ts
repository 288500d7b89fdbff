import { describe, expect, test } from '@jest/globals';
import { estimateBeatGrid } from '../../src/analysis/beat-grid.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { measurePumping } from '../../src/analysis/pumping.ts';
import { findSections } from '../../src/analysis/sections.ts';
import { pumpingSong, type PumpingRecipe } from '../truth/pumping-song.ts';
import { noise, renderSynth, type SynthSong } from './synth.ts';

/** Depth in a whole mix; `undefined` where it is said to be beyond telling. */
function depthOf(recipe: Omit<PumpingRecipe, 'seed' | 'tempoBpm' | 'sampleRateHz'>): number | undefined {
  const { mix } = pumpingSong({ seed: 6, tempoBpm: 138, sampleRateHz: 22050, ...recipe });
  const frames = measureSignalFrames(mix);
  const grid = estimateBeatGrid(frames);
  const { features } = measurePumping(frames, grid, findSections(frames, grid));
  return features.find(({ id, scope }) => id === 'pumping.depth' && scope === 'whole')?.value;
}

const DUCK = { depthDb: 6, releaseSeconds: 0.2, shape: 'exponential', holdSeconds: 0 } as const;

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

  test.each([
    ['an arpeggio', 'arp'],
    ['a gate', 'gated pad'],
    ['chords between the beats', 'off-beat pad'],
    ['a tremolo', 'tremolo pad'],
  ] as const)('%s beside the pad does not pass for ducking, nor hide it', (_, decoy) => {
    const recipe = {
      parts: ['chords', 'rolling bass', decoy],
      phrases: ['kick', 'no kick', 'kick'],
      drums: true,
    } as const;
    expect(depthOf(recipe)).toBeLessThan(1.5);
    // What is not ducked, the kick's own body among it, fills a part of the dip.
    expect(Math.abs((depthOf({ ...recipe, duck: DUCK }) as number) - 6)).toBeLessThan(2.5);
  });

  test('where the kick never rests, a rhythm is not taken for ducking', () => {
    for (const decoy of ['off-beat pad', 'tremolo pad', 'arp'] as const) {
      expect(depthOf({ parts: ['rolling bass', decoy], phrases: ['kick', 'kick'] }) ?? 0).toBeLessThan(1.5);
    }
  });

  test('drums alone and noise have no depth', () => {
    expect(pumpingOf({ tempoBpm: 136, parts: [{ bars: 2, kick: true }] }).missing).toContain('pumping.depth');
    const frames = measureSignalFrames(noise(20, 0.3));
    const grid = estimateBeatGrid(frames);
    expect(measurePumping(frames, grid, findSections(frames, grid)).missing).toHaveLength(4);
  });
});
