import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { estimateBeatGrid } from '../../src/analysis/beat-grid.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import { findSections } from '../../src/analysis/sections.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import type { Section } from '../../src/store/analysis-document.ts';
import { truthSong } from '../truth/song.ts';
import { noise, renderSynth, type SynthPart } from './synth.ts';

const DROP: SynthPart = { bars: 16, kick: true, hats: true, clap: true, bass: 'offbeat', pad: true, lead: true };

function sectionsOf(signal: StereoSignal): Section[] {
  const frames = measureSignalFrames(signal);
  return findSections(frames, estimateBeatGrid(frames));
}

function inWords(sections: readonly Section[]): string {
  return sections.map(({ kind, startBar, bars }) => `${kind} ${startBar}+${bars}`).join(', ');
}

/** −70 dBFS: what is fainter is silence. */
const QUIETEST = 10 ** (-70 / 20);

describe('sections', () => {
  test('a club form: every part found, named and in its place', () => {
    const parts: SynthPart[] = [
      { bars: 16, kick: true, hats: true },
      { bars: 16, pad: true },
      { bars: 8, pad: true, lead: true, riser: true },
      DROP,
      { bars: 8, pad: true },
      DROP,
      { bars: 16, kick: true, hats: true },
    ];
    expect(inWords(sectionsOf(renderSynth({ tempoBpm: 138, parts })))).toBe(
      'intro 0+16, breakdown 16+16, build 32+8, drop 40+16, breakdown 56+8, drop 64+16, outro 80+16',
    );
  });

  test("bars of a phrase that the song begins inside of are nobody's, where silence fills them", () => {
    const parts: SynthPart[] = [{ bars: 16, kick: true, hats: true }, DROP, { bars: 8, pad: true }, DROP];
    const startSeconds = 1.1;
    const frames = measureSignalFrames(renderSynth({ tempoBpm: 138, parts, startSeconds }));
    const grid = estimateBeatGrid(frames);
    // A line of the eight-bar grid a moment behind the first sound makes the one before it the first.
    const phraseSeconds = (8 * 4 * 60) / grid.tempoBpm;
    const firstDownbeatSeconds = startSeconds + 0.01 - phraseSeconds;
    const sections = findSections(frames, { ...grid, firstDownbeatSeconds });
    expect(inWords(sections)).toBe('intro 8+16, drop 24+16, breakdown 40+8, drop 48+16');
    expect(sections[0].startSeconds).toBeCloseTo(startSeconds, 2);
  });

  test('an intro whose second half tells of the bass ends where all the rest comes in', () => {
    const { signal, truth } = truthSong({ seed: 8008 });
    const [intro, drop] = sectionsOf(signal);
    expect([intro.kind, drop.kind]).toEqual(['intro', 'drop']);
    expect(drop.startSeconds).toBeCloseTo(truth.sections[1].startSeconds, 1);
  });

  test("a build that keeps the intro's kick for its first half begins where its pads and leads come in", () => {
    const intro: SynthPart = { bars: 16, kick: true, hats: true };
    const build: SynthPart = { bars: 8, pad: true, lead: true, riser: true };
    const rest: SynthPart[] = [DROP, { bars: 16, pad: true }, DROP];
    const kicked = [intro, { ...build, kick: true }, build, ...rest];
    expect(inWords(sectionsOf(renderSynth({ tempoBpm: 138, parts: kicked })))).toMatch(
      /^intro 0\+16, build 16\+16, drop 32\+16,/,
    );
    // Layers of an intro that do not climb are the intro's.
    const layered = [intro, { ...intro, bars: 8, pad: true }, build, ...rest];
    expect(inWords(sectionsOf(renderSynth({ tempoBpm: 138, parts: layered })))).toMatch(
      /^intro 0\+24, build 24\+8, drop 32\+16,/,
    );
  });

  test('a first drop without mids is one, where most of the bass comes in', () => {
    const { signal, truth } = truthSong({ seed: 9303 });
    const [intro, drop] = sectionsOf(signal);
    expect([intro.kind, drop.kind]).toEqual(['intro', 'drop']);
    expect(drop.startSeconds).toBeCloseTo(truth.sections[1].startSeconds, 1);
  });

  test('beatless beginning and end are intro and outro', () => {
    const pad = { bars: 8, pad: true };
    expect(inWords(sectionsOf(renderSynth({ tempoBpm: 132, parts: [pad, DROP, pad, DROP, pad] })))).toBe(
      'intro 0+8, drop 8+16, breakdown 24+8, drop 32+16, outro 48+8',
    );
  });

  test.each<[string, SynthPart]>([
    ['a loop', { ...DROP, bars: 12 }],
    ['a pad', { bars: 12, pad: true }],
    ['four bars', { ...DROP, bars: 4 }],
  ])('%s has no structure: one drop', (_, part) => {
    const sections = sectionsOf(renderSynth({ tempoBpm: 138, parts: [part] }));
    expect(sections.map(({ kind }) => kind)).toEqual(['drop']);
  });

  test('without a grid one drop of no bars, from end to end', () => {
    expect(sectionsOf(noise(30, 0.3))).toEqual([
      { kind: 'drop', startSeconds: 0, endSeconds: 30, startBar: 0, bars: 0 },
    ]);
  });

  test('whatever the form, sections cover what sounds without gaps, and neighbours differ', () => {
    const part = fc.record({
      bars: fc.constantFrom(2, 4, 8),
      kick: fc.boolean(),
      hats: fc.boolean(),
      pad: fc.boolean(),
      bass: fc.constantFrom('offbeat' as const, 'rolling' as const),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.constantFrom(0, 0.7), (parts, startSeconds) => {
        const signal = renderSynth({ tempoBpm: 140, parts, startSeconds });
        const sections = sectionsOf(signal);
        const isHeard = (_: number, i: number): boolean =>
          Math.max(Math.abs(signal.left[i]), Math.abs(signal.right[i])) > QUIETEST;
        expect(sections[0].startSeconds).toBeCloseTo(signal.left.findIndex(isHeard) / 44100, 3);
        expect(sections[sections.length - 1].endSeconds).toBeCloseTo(
          (signal.left.findLastIndex(isHeard) + 1) / 44100,
          3,
        );
        for (let i = 1; i < sections.length; i++) {
          expect(sections[i].startSeconds).toBe(sections[i - 1].endSeconds);
          expect(sections[i].kind).not.toBe(sections[i - 1].kind);
          expect(sections[i].startBar).toBe(sections[i - 1].startBar + sections[i - 1].bars);
        }
      }),
      { numRuns: 12, seed: 7 },
    );
  });
});
