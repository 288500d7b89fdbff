import { describe, expect, test } from '@jest/globals';
import { estimateBeatGrid } from '../../src/analysis/beat-grid.ts';
import { estimateKey } from '../../src/analysis/key.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { findSections } from '../../src/analysis/sections.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import type { MusicalKey } from '../../src/store/analysis-document.ts';
import { knownKey } from '../known-key.ts';
import { MAJOR_LOOP, MINOR_LOOP, noise, renderSynth, type SynthSong } from './synth.ts';

const NAMES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'];

function keyOf(signal: StereoSignal): MusicalKey {
  const frames = measureSignalFrames(signal);
  const grid = estimateBeatGrid(frames);
  return estimateKey(frames, grid, findSections(frames, grid));
}

function track(tonic: number, chords: NonNullable<SynthSong['chords']>, tuningCents = 0): StereoSignal {
  const drop = { bars: 8, kick: true, bass: 'offbeat' as const, hats: true, lead: true, pad: true };
  return renderSynth({ tempoBpm: 138, tonic, chords, tuningCents, parts: [{ bars: 8, pad: true }, drop] });
}

describe('the key', () => {
  test.each(NAMES.map((name, tonic) => [name, tonic] as const))('%s minor: i–VI–III–VII', (name, tonic) => {
    expect(keyOf(track(tonic, MINOR_LOOP))).toMatchObject({ tonic: name, mode: 'minor' });
  });

  test.each(NAMES.map((name, tonic) => [name, tonic] as const))('%s major: I–V–vi–IV', (name, tonic) => {
    expect(keyOf(track(tonic, MAJOR_LOOP))).toMatchObject({ tonic: name, mode: 'major' });
  });

  test.each([-40, -15, 0, 20, 40])('a track tuned by %p cents keeps its key and shows its tuning', (cents) => {
    const key = keyOf(track(2, MINOR_LOOP, cents));
    expect(key).toMatchObject({ tonic: 'D', mode: 'minor' });
    expect(Math.abs(key.tuningCents - cents)).toBeLessThan(10);
  });

  test('noise and drums have none', () => {
    const none = knownKey('', 'unknown', 0);
    expect(keyOf(noise(20, 0.3))).toEqual(none);
    expect(keyOf(renderSynth({ tempoBpm: 138, parts: [{ bars: 8, kick: true, hats: true, clap: true }] }))).toEqual(
      none,
    );
  });
});
