import { describe, expect, test } from '@jest/globals';
import { estimateBeatGrid } from '../../src/analysis/beat-grid.ts';
import { findDrops } from '../../src/analysis/drops.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { findSections } from '../../src/analysis/sections.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import type { Drop } from '../../src/store/analysis-document.ts';
import { truthSong } from '../truth/song.ts';
import { noise, renderSynth, type SynthPart } from './synth.ts';

function dropsOf(signal: StereoSignal): Drop[] {
  const frames = measureSignalFrames(signal);
  const grid = estimateBeatGrid(frames);
  return findDrops(frames, grid, findSections(frames, grid));
}

const DROP: SynthPart = { bars: 16, kick: true, hats: true, clap: true, bass: 'offbeat', pad: true, lead: true };

describe('drops', () => {
  test('are where kick and bass return, to the bar line', () => {
    const parts: SynthPart[] = [
      { bars: 8, kick: true, hats: true },
      { bars: 8, pad: true },
      DROP,
      { bars: 8, pad: true },
      DROP,
    ];
    const drops = dropsOf(renderSynth({ tempoBpm: 140, startSeconds: 0.4, parts }));
    expect(drops.map(({ bar }) => bar)).toEqual([16, 40]);
    for (const { seconds, bar } of drops) expect(seconds).toBeCloseTo(0.4 + (bar * 240) / 140, 2);
  });

  test('include the entry of the beat after an intro without one, and not after one with', () => {
    const pad: SynthPart = { bars: 8, pad: true };
    expect(dropsOf(renderSynth({ tempoBpm: 132, parts: [pad, DROP, pad] })).map(({ bar }) => bar)).toEqual([8]);
    const kicks: SynthPart = { bars: 16, kick: true };
    expect(dropsOf(renderSynth({ tempoBpm: 132, parts: [kicks, DROP] }))).toEqual([]);
  });

  test('of broken beats fall within a beat of the truth', () => {
    const { signal, truth } = truthSong({
      seed: 71,
      style: 'drum and bass',
      sections: [
        { kind: 'intro', bars: 16 },
        { kind: 'build', bars: 8 },
        { kind: 'drop', bars: 16 },
        { kind: 'breakdown', bars: 8 },
        { kind: 'drop', bars: 16 },
      ],
    });
    const beat = 60 / truth.tempoBpm;
    const drops = dropsOf(signal);
    expect(drops).toHaveLength(truth.drops.length);
    for (const [i, { seconds }] of drops.entries()) {
      expect(Math.abs(seconds - truth.drops[i].seconds)).toBeLessThan(beat);
    }
  });

  test('are not in noise, nor in a loop', () => {
    expect(dropsOf(noise(20, 0.3))).toEqual([]);
    expect(dropsOf(renderSynth({ tempoBpm: 138, parts: [{ ...DROP, bars: 12 }] }))).toEqual([]);
  });
});
