import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { estimateBeatGrid } from '../../src/analysis/beat-grid.ts';
import { estimateKey } from '../../src/analysis/key.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { findSections } from '../../src/analysis/sections.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import type { MusicalKey } from '../../src/store/analysis-document.ts';
import { knownKey } from '../known-key.ts';
import { progressionsChroma, type ChromaSongRecipe } from '../truth/progressions-chroma.ts';
import { progressionsSong } from '../truth/progressions-song.ts';
import {
  ARGUABLE_PROGRESSIONS,
  COLOURED_PROGRESSIONS,
  PEDAL_PROGRESSIONS,
  PROGRESSIONS,
  TRANCE_LOOP,
} from '../truth/progressions.ts';
import { MAJOR_LOOP, MINOR_LOOP, noise, renderSynth, type SynthSong } from './synth.ts';

const NAMES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'];
const CLEAR = [...PROGRESSIONS, ...COLOURED_PROGRESSIONS, ...PEDAL_PROGRESSIONS];

/** The key by the whole chain from samples on. */
function heard(signal: StereoSignal): MusicalKey {
  const frames = measureSignalFrames(signal);
  const grid = estimateBeatGrid(frames);
  return estimateKey(frames, grid, findSections(frames, grid));
}

/** The key of notes that are heard as they are. */
function told(recipe: ChromaSongRecipe): MusicalKey {
  const { frames, grid } = progressionsChroma(recipe);
  return estimateKey(frames, grid, []);
}

describe('the key of what is heard', () => {
  function track(tonic: number, chords: NonNullable<SynthSong['chords']>, tuningCents: number): StereoSignal {
    const drop = { bars: 8, kick: true, bass: 'offbeat' as const, hats: true, lead: true, pad: true };
    return renderSynth({ tempoBpm: 138, tonic, chords, tuningCents, parts: [{ bars: 8, pad: true }, drop] });
  }

  test.each([
    ['C', 'minor', -40],
    ['D#', 'minor', 0],
    ['F#', 'minor', 20],
    ['A', 'minor', 40],
    ['C#', 'major', 40],
    ['E', 'major', -20],
    ['G', 'major', 0],
    ['A#', 'major', -40],
  ] as const)('%s %s, tuned by %d cents, keeps its key and shows its tuning', (tonic, mode, cents) => {
    const key = heard(track(NAMES.indexOf(tonic), mode === 'minor' ? MINOR_LOOP : MAJOR_LOOP, cents));
    expect(key).toMatchObject({ tonic, mode, modulations: [] });
    expect(Math.abs(key.tuningCents - cents)).toBeLessThan(5);
  });

  test.each([
    ['a loop whose first chord is not the tonic', PROGRESSIONS[7]],
    ['chords over a pedal', PEDAL_PROGRESSIONS[1]],
  ])('of a whole track: %s', (_, progression) => {
    const song = progressionsSong({ seed: 71, tonic: 3, progression, detuneCents: 30 });
    expect(heard(song.signal)).toMatchObject({ tonic: 'D#', mode: progression.mode, modulations: [] });
  });

  test.each(['VII v i VI', 'VI v i iv', 'VI VII i v'])(
    'of a whole track whose phrases open elsewhere: %s',
    (numerals) => {
      const progression = { mode: 'minor', numerals: numerals.split(' '), bass: 'roots' } as const;
      const song = progressionsSong({ seed: 73, tonic: 3, progression, detuneCents: 30 });
      expect(heard(song.signal)).toMatchObject({ tonic: 'D#', mode: 'minor', modulations: [] });
    },
  );

  test('of a track that is lifted by a tone after its first drop, and where', () => {
    const song = progressionsSong({ seed: 72, tonic: 9, progression: TRANCE_LOOP, liftSemitones: 2 });
    const { modulations } = heard(song.signal);
    const lift = modulations.find(({ seconds }) => seconds > 0);
    expect(lift).toMatchObject({ tonic: 'B', mode: 'minor' });
    expect(Math.abs((lift?.seconds ?? 0) - (song.truth.lift?.seconds ?? 0))).toBeLessThan(1);
  });

  test('noise and drums have none', () => {
    expect(heard(noise(20, 0.3))).toEqual(knownKey('', 'unknown', 0));
    const drums = renderSynth({ tempoBpm: 138, parts: [{ bars: 8, kick: true, hats: true, clap: true }] });
    expect(heard(drums)).toEqual(knownKey('', 'unknown', 0));
  });
});

describe('the key of notes', () => {
  test.each(NAMES.map((name, tonic) => [name, tonic] as const))('every clear loop in %s', (name, tonic) => {
    for (const progression of CLEAR) {
      const key = told({ tonic, progression, bars: 64, barsPerChord: 2 });
      const { mode, numerals, bass } = progression;
      expect({ numerals, bass, tonic: key.tonic, mode: key.mode }).toEqual({ numerals, bass, tonic: name, mode });
      expect(key.modulations).toEqual([]);
    }
  });

  test.each([
    ['minor', 'VII v i VI'],
    ['minor', 'VI v i iv'],
    ['minor', 'VI VII i v'],
    ['minor', 'iv VII i VI'],
    ['minor', 'iv v VI i'],
    ['major', 'IV V vi I'],
    ['major', 'IV V I vi'],
  ] as const)('a %s loop that opens on another chord: %s, whose other readings leave the scale', (mode, numerals) => {
    const progression = { mode, numerals: numerals.split(' '), bass: 'roots' } as const;
    for (const [tonic, name] of NAMES.entries()) {
      expect(told({ tonic, progression, bars: 64, barsPerChord: 2 })).toMatchObject({ tonic: name, mode });
    }
  });

  test.each([
    [TRANCE_LOOP, 'D#', 'major'],
    [{ mode: 'major', numerals: ['I', 'V', 'vi', 'IV'], bass: 'roots' }, 'A', 'minor'],
  ] as const)(
    'the round of i VI III VII and I V vi IV leaves its relative key possible',
    (progression, tonic, mode) => {
      const key = told({ tonic: 0, progression, bars: 64, barsPerChord: 2 });
      expect(key).toMatchObject({ tonic: 'C', mode: progression.mode, alternatives: [{ tonic, mode }] });
    },
  );

  test('moves with the music, whatever its tuning, length and noise', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CLEAR, ...ARGUABLE_PROGRESSIONS),
        fc.integer({ min: 1, max: 11 }),
        fc.integer({ min: -45, max: 45 }),
        fc.double({ min: 0, max: 0.3, noNaN: true }),
        (progression, up, detuneCents, noise) => {
          const here = told({ tonic: 0, progression, bars: 32, noise });
          const there = told({ tonic: up, progression, bars: 32, noise, detuneCents });
          expect(NAMES.indexOf(there.tonic)).toBe((NAMES.indexOf(here.tonic) + up) % 12);
          expect(there.mode).toBe(here.mode);
          expect(there.confidence).toBeCloseTo(here.confidence, 1);
          expect(there.tuningCents).toBeCloseTo(detuneCents, 0);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('probabilities are those of 24 keys, and the parts make the whole', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CLEAR, ...ARGUABLE_PROGRESSIONS),
        fc.integer({ min: 0, max: 11 }),
        (progression, tonic) => {
          const key = told({ tonic, progression, bars: 32 });
          expect(key.tonicConfidence * key.modeConfidence).toBeCloseTo(key.confidence, 9);
          const all = key.alternatives.reduce((sum, { probability }) => sum + probability, key.confidence);
          expect(all).toBeLessThanOrEqual(1 + 1e-9);
          expect(all).toBeGreaterThan(0.5);
          for (const { probability } of key.alternatives) expect(probability).toBeLessThanOrEqual(key.confidence);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('an open fifth has a tonic, but hardly a mode', () => {
    const fifth = { mode: 'minor', numerals: ['i5'], bass: 'pedal' } as const;
    const key = told({ tonic: 7, progression: fifth, bars: 32 });
    expect(key.tonic).toBe('G');
    expect(key.tonicConfidence).toBeGreaterThan(0.9);
    expect(key.modeConfidence).toBeLessThan(0.95);
    expect(key.alternatives[0]).toMatchObject({ tonic: 'G' });
  });

  test('a rotation of the trance loop is less sure than the loop itself', () => {
    const loop = told({ tonic: 9, progression: TRANCE_LOOP, bars: 64 });
    const rotated = told({ tonic: 9, progression: ARGUABLE_PROGRESSIONS[0], bars: 64 });
    expect(rotated.confidence).toBeLessThan(loop.confidence - 0.1);
    expect([rotated, ...rotated.alternatives].slice(0, 2)).toContainEqual(
      expect.objectContaining({ tonic: 'A', mode: 'minor' }),
    );
  });

  test.each([1, 2, -1, 3])('a lift by %d semitones is found in its bar, and nothing else is', (semitones) => {
    const lift = { bar: 48, semitones };
    const { grid } = progressionsChroma({ tonic: 4, progression: TRANCE_LOOP, bars: 72 });
    const key = told({ tonic: 4, progression: TRANCE_LOOP, bars: 72, lift });
    expect(key).toMatchObject({ tonic: 'E', mode: 'minor' });
    expect(key.modulations).toEqual([
      { seconds: expect.closeTo((48 * 240) / grid.tempoBpm, 1), tonic: NAMES[4 + semitones], mode: 'minor' },
    ]);
  });

  test('a lift that lasts longer than what it lifts is the key, and what was before it is told at 0', () => {
    const key = told({ tonic: 4, progression: TRANCE_LOOP, bars: 72, lift: { bar: 16, semitones: 1 } });
    expect(key).toMatchObject({ tonic: 'F', mode: 'minor' });
    expect(key.modulations.map(({ seconds, tonic }) => [Math.round(seconds), tonic])).toEqual([
      [0, 'E'],
      [28, 'F'],
    ]);
  });

  test('without a grid there are no phrases to go by, but notes and bass', () => {
    const key = told({ tonic: 2, progression: TRANCE_LOOP, bars: 64, gridded: false });
    expect(['D minor', 'F major']).toContain(`${key.tonic} ${key.mode}`);
    expect(key.confidence).toBeLessThan(told({ tonic: 2, progression: TRANCE_LOOP, bars: 64 }).confidence);
  });

  test('pitches that agree on no tuning are taken as at concert pitch, and believed less', () => {
    const { frames, grid } = progressionsChroma({ tonic: 0, progression: TRANCE_LOOP, bars: 32 });
    const { chroma } = frames;
    const adrift = chroma.upper.map((_, i) => (chroma.upper[i - (i % 3)] + chroma.upper[i - (i % 3) + 1]) / 3);
    const key = estimateKey({ ...frames, chroma: { ...chroma, upper: adrift } }, grid, []);
    expect(key).toMatchObject({ tonic: 'C', mode: 'minor', tuningCents: 0 });
    expect(key.confidence).toBeLessThan(0.6);
  });

  test('where such pitches speak for no key there is none, nor in silence', () => {
    const { frames, grid } = progressionsChroma({ tonic: 0, progression: TRANCE_LOOP, bars: 32 });
    const { chroma } = frames;
    const everywhere = chroma.upper.map(() => 1);
    const glides = { ...chroma, upper: everywhere, bass: chroma.bass.map(() => 1) };
    expect(estimateKey({ ...frames, chroma: glides }, grid, [])).toEqual(knownKey('', 'unknown', 0));
    const silent = { ...chroma, upper: chroma.upper.map(() => 0), bass: chroma.bass.map(() => 0) };
    expect(estimateKey({ ...frames, chroma: silent }, grid, [])).toEqual(knownKey('', 'unknown', 0));
  });
});
