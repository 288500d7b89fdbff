import { describe, expect, test } from '@jest/globals';
import { estimateBeatGrid } from '../../src/analysis/beat-grid.ts';
import { measureKick } from '../../src/analysis/kick.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { findSections } from '../../src/analysis/sections.ts';
import type { Section } from '../../src/store/analysis-document.ts';
import { kickSong, type KickRecipe, type KickSong } from '../truth/kick-song.ts';
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

const RECIPE: KickRecipe = {
  seed: 1,
  tempoBpm: 138,
  kick: { endHz: 50, startHz: 250, sweepSeconds: 0.02, envelope: 'body', decaySeconds: 0.13, drive: 1.5, click: 0.2 },
  bass: { line: 'off-beat', hz: 55, belowKickDb: 3 },
  intro: true,
  sampleRateHz: 22050,
};

function readingsOf(song: KickSong): Record<string, number> {
  const frames = measureSignalFrames(song.signal);
  const grid = estimateBeatGrid(frames);
  const bar = 4 * song.beatSeconds;
  const drop: Section = {
    kind: 'drop',
    startSeconds: song.introBars * bar,
    endSeconds: (song.introBars + song.dropBars) * bar,
    startBar: song.introBars,
    bars: song.dropBars,
  };
  return Object.fromEntries(measureKick(frames, grid, [drop]).features.map(({ id, value }) => [id, value]));
}

function centsBetween(hertz: number, truthHz: number): number {
  return 1200 * Math.log2(hertz / truthHz);
}

const INTRO = { bars: 8, kick: true, hats: true };

describe('the kick', () => {
  test.each([41.2, 46.2, 49, 55, 61.7])('a kick that settles at %p Hz, to a third of a semitone', (kickHz) => {
    const { values } = kickOf({ tempoBpm: 138, kickHz, parts: [INTRO, { ...INTRO, bass: 'offbeat', pad: true }] });
    expect(Math.abs(1200 * Math.log2(values['lowEnd.kickFundamental'] / kickHz))).toBeLessThan(33);
  });

  test.each<Partial<KickRecipe['kick']>>([
    { endHz: 43.7, startHz: 200, sweepSeconds: 0.03 },
    { endHz: 51.9, startHz: 400, sweepSeconds: 0.012, drive: 3 },
    { endHz: 58.3, startHz: 180, sweepSeconds: 0.025, envelope: 'ring', decaySeconds: 0.09 },
  ])('a sweep that ends at a known pitch, to 20 cents: %p', (kick) => {
    const song = { ...RECIPE, kick: { ...RECIPE.kick, ...kick } };
    const readings = readingsOf(kickSong(song));
    const endHz = song.kick.endHz;
    expect(Math.abs(centsBetween(readings['lowEnd.kickFundamental'], endHz))).toBeLessThan(20);
    const cents = centsBetween(endHz, 440);
    expect(Math.abs(readings['lowEnd.kickTuning'] - (cents - 100 * Math.round(cents / 100)))).toBeLessThan(20);
  });

  test('a bass on the next sixteenth does not bend the pitch by more than a third of a semitone', () => {
    const song = kickSong({ ...RECIPE, intro: false, bass: { line: 'rolling', hz: 62, belowKickDb: 6 } });
    expect(Math.abs(centsBetween(readingsOf(song)['lowEnd.kickFundamental'], 50))).toBeLessThan(33);
  });

  test.each([0.1, 0.15, 0.19])('a kick that stays for %p s and fades in 60 ms', (decaySeconds) => {
    const song = kickSong({ ...RECIPE, kick: { ...RECIPE.kick, decaySeconds } });
    expect(Math.abs(readingsOf(song)['lowEnd.kickDecay'] - 1000 * song.decaySeconds)).toBeLessThan(12);
  });

  test('kick and bass on one note share the band, an octave apart they do not', () => {
    const shared = (hz: number): number =>
      readingsOf(kickSong({ ...RECIPE, bass: { line: 'off-beat', hz, belowKickDb: 3 } }))['lowEnd.sharedBand'];
    expect(shared(50)).toBeGreaterThan(0.6);
    expect(shared(100)).toBeLessThan(0.35);
  });

  test('without a bass there is no band to share', () => {
    const song = kickSong({ ...RECIPE, bass: { line: 'none', hz: 50, belowKickDb: 0 } });
    expect(readingsOf(song)).not.toHaveProperty(['lowEnd.sharedBand']);
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
    expect(kickOf({ tempoBpm: 138, parts: [{ bars: 8, pad: true }] }).missing).toHaveLength(5);
  });
});
