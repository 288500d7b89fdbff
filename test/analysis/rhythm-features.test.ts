import { describe, expect, test } from '@jest/globals';
import { estimateBeatGrid } from '../../src/analysis/beat-grid.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { measureRhythm } from '../../src/analysis/rhythm-features.ts';
import { findSections } from '../../src/analysis/sections.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { noise, renderSynth } from './synth.ts';

function rhythmOf(signal: StereoSignal): { values: Record<string, number>; missing: string[] } {
  const frames = measureSignalFrames(signal);
  const grid = estimateBeatGrid(frames);
  const { features, missing } = measureRhythm(frames, grid, findSections(frames, grid));
  return {
    values: Object.fromEntries(
      features.map(({ id, scope, value }) => [scope === 'whole' ? id : `${id}@${scope}`, value]),
    ),
    missing: missing.map(({ id }) => id),
  };
}

describe('rhythm', () => {
  test('four on the floor with off-beat hats, straight', () => {
    const { values } = rhythmOf(
      renderSynth({ tempoBpm: 138, parts: [{ bars: 16, kick: true, hats: true, bass: 'offbeat' }] }),
    );
    expect(values['rhythm.tempo']).toBeCloseTo(138, 1);
    expect(values['rhythm.stability']).toBeGreaterThan(0.9);
    expect(values['rhythm.fourOnFloor']).toBeGreaterThan(0.97);
    expect(values['rhythm.offbeatHat']).toBeGreaterThan(0.6);
    expect(values['rhythm.swing']).toBeLessThan(0.1);
    // A hat on every sixteenth, and now and then the low band's own, later onset.
    expect(values['energy.onsets']).toBeGreaterThan(3.9);
    expect(values['energy.onsets']).toBeLessThan(4.8);
  });

  test('a swing of a third of a sixteenth is a full triplet', () => {
    const { values } = rhythmOf(
      renderSynth({ tempoBpm: 132, swing: 1 / 3, parts: [{ bars: 16, kick: true, hats: true }] }),
    );
    expect(values['rhythm.swing']).toBeGreaterThan(0.85);
  });

  test('a breakdown is sparser than a drop', () => {
    const drop = { bars: 8, kick: true, hats: true, clap: true, bass: 'offbeat' as const, lead: true, pad: true };
    const { values } = rhythmOf(renderSynth({ tempoBpm: 138, parts: [drop, { bars: 8, pad: true }, drop] }));
    expect(values['energy.onsets@breakdown']).toBeLessThan(0.5 * values['energy.onsets@drop']);
  });

  test('kicks alone have neither hats nor sixteenths', () => {
    const { missing } = rhythmOf(renderSynth({ tempoBpm: 138, parts: [{ bars: 8, kick: true }] }));
    expect(missing).toContain('rhythm.swing');
  });

  test('noise has no beat to measure, half a second not even a tempo', () => {
    expect(rhythmOf(noise(30, 0.3)).missing).toContain('rhythm.fourOnFloor');
    expect(rhythmOf(noise(0.5, 0.3)).missing).toContain('rhythm.stability');
  });
});
