import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { composeSong } from '../../src/demo/compose-song.ts';
import { SONG_STYLES, STEPS_PER_BAR, TONICS, type Note, type Song } from '../../src/demo/song.ts';

const anySong = fc
  .record({
    seed: fc.integer({ min: 0, max: 100_000 }),
    style: fc.constantFrom(...SONG_STYLES),
    bars: fc.integer({ min: 3, max: 20 }).map((eights) => 8 * eights),
  })
  .map(composeSong);

/** A song is composed in about 10 ms. */
const RUNS = { numRuns: 30 };

const notesOf = (song: Song, track: string): readonly Note[] =>
  song.tracks.find(({ name }) => name === track)?.notes ?? [];

describe('composeSong', () => {
  test('composes the same song from the same recipe and another from another seed', () => {
    const recipe = { seed: 11, style: 'uplifting' } as const;
    expect(composeSong(recipe)).toEqual(composeSong(recipe));
    expect(composeSong({ ...recipe, seed: 12 }).tracks).not.toEqual(composeSong(recipe).tracks);
  });

  test('lays sections end to end on the four-bar grid from bar 0 to the last', () => {
    fc.assert(
      fc.property(anySong, (song) => {
        let bar = 0;
        const barSeconds = 240 / song.tempoBpm;
        for (const section of song.sections) {
          expect(section.startBar).toBe(bar);
          expect(section.bars % 4).toBe(0);
          expect(section.startSeconds).toBeCloseTo(bar * barSeconds, 9);
          bar += section.bars;
          expect(section.endSeconds).toBeCloseTo(bar * barSeconds, 9);
        }
        expect(bar).toBe(song.bars);
        const kinds = song.sections.map(({ kind }) => kind);
        expect(kinds[0]).toBe('intro');
        kinds.forEach((kind, index) => {
          if (kind === 'drop') expect(kinds[index - 1]).toBe('build');
          if (kind === 'build') expect(kinds[index - 1]).toBe('breakdown');
        });
        expect(kinds).toContain('drop');
      }),
      RUNS,
    );
  });

  test('the kick keeps out of breakdowns and builds, the bass out of the sixteenths the kick falls on', () => {
    fc.assert(
      fc.property(anySong, (song) => {
        const kicks = notesOf(song, 'Kick').map(({ step }) => step);
        const played = song.sections.filter(({ kind }) => kind !== 'breakdown' && kind !== 'build');
        expect(kicks).toHaveLength(4 * played.reduce((bars, section) => bars + section.bars, 0));
        for (const { kind, startBar, bars } of song.sections) {
          const inside = kicks.filter((step) => step >= startBar * 16 && step < (startBar + bars) * STEPS_PER_BAR);
          expect(inside).toHaveLength(kind === 'breakdown' || kind === 'build' ? 0 : bars * 4);
        }
        const onKick = new Set(kicks);
        expect(notesOf(song, 'Bass').some(({ step }) => onKick.has(step))).toBe(false);
      }),
      RUNS,
    );
  });

  test('bass, lead, pluck and pad keep to the scale of the key', () => {
    const scales = { minor: [0, 2, 3, 5, 7, 8, 10], major: [0, 2, 4, 5, 7, 9, 11] };
    fc.assert(
      fc.property(anySong, (song) => {
        const tonic = TONICS.indexOf(song.key.tonic);
        for (const track of ['Bass', 'Lead', 'Pluck', 'Pad']) {
          const strangers = notesOf(song, track).filter(
            ({ midi }) => !scales[song.key.mode].includes((midi - tonic + 120) % 12),
          );
          expect(strangers).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  test('tunes the kick to the tonic or the fifth between 41 and 58.5 Hz', () => {
    fc.assert(
      fc.property(anySong, ({ truth, key }) => {
        expect(truth.kickFundamentalHz).toBeGreaterThan(41);
        expect(truth.kickFundamentalHz).toBeLessThan(58.5);
        const midi = 69 + 12 * Math.log2(truth.kickFundamentalHz / 440);
        const above = (((Math.round(midi) - TONICS.indexOf(key.tonic)) % 12) + 12) % 12;
        expect(midi).toBeCloseTo(Math.round(midi), 6);
        expect([0, 7]).toContain(above);
      }),
      RUNS,
    );
  });

  test('states a supersaw of 2–9 voices whose outermost lies the detune away', () => {
    fc.assert(
      fc.property(anySong, ({ truth: { supersaw } }) => {
        expect(supersaw.voices).toBeGreaterThanOrEqual(2);
        expect(supersaw.voices).toBeLessThanOrEqual(9);
        expect(supersaw.offsetsCents).toHaveLength(supersaw.voices);
        expect(Math.max(...supersaw.offsetsCents.map(Math.abs))).toBeCloseTo(supersaw.detuneCents, 9);
        const sorted = [...supersaw.offsetsCents].sort((one, other) => one - other);
        expect(supersaw.offsetsCents).toEqual(sorted);
      }),
      RUNS,
    );
  });

  test('seven voices stand as measured on the JP-8000: −11.0, −6.3, −2.0, 0, +2.0, +6.2, +10.7', () => {
    const seven = Array.from(
      { length: 60 },
      (_, seed) => composeSong({ seed, style: 'uplifting' }).truth.supersaw,
    ).find(({ voices }) => voices === 7);
    const shape = (seven?.offsetsCents ?? []).map((cents) => (11 * cents) / (seven?.detuneCents ?? 1));
    [-11, -6.3, -2, 0, 2, 6.2, 10.7].forEach((offset, index) =>
      expect(Math.abs(shape[index] - offset)).toBeLessThan(0.06),
    );
  });

  test('orders the styles by tempo, and keeps every draw inside its range', () => {
    const ranges = { progressive: [126, 132], tech: [132, 138], uplifting: [136, 140], psy: [140, 146] };
    for (const style of SONG_STYLES) {
      const tempos = Array.from({ length: 40 }, (_, seed) => composeSong({ seed, style }).tempoBpm);
      expect(Math.min(...tempos)).toBeGreaterThanOrEqual(ranges[style][0]);
      expect(Math.max(...tempos)).toBeLessThanOrEqual(ranges[style][1]);
      expect(new Set(tempos).size).toBeGreaterThan(3);
    }
  });

  test('lets the caller fix tempo, key and length; ducked stems and acid are told', () => {
    const song = composeSong({ seed: 1, style: 'tech', bars: 40, tempoBpm: 133.5, key: { tonic: 'F', mode: 'major' } });
    expect(song.truth).toMatchObject({ tempoBpm: 133.5, key: { tonic: 'F', mode: 'major' }, bars: 40 });
    expect(song.truth.durationSeconds).toBeCloseTo((40 * 240) / 133.5, 9);
    expect(song.truth.ducking.map(({ stem }) => stem)).toEqual(['Bass', 'Acid', 'Lead', 'Pluck', 'Pad']);
    expect(song.truth.acid?.slides).toBeGreaterThan(0);
    expect(song.truth.acid?.accents).toBeGreaterThan(0);
  });

  test.each([0, 16, 30, 24.5, NaN])('refuses %p bars and says what it needs', (bars) => {
    expect(() => composeSong({ seed: 1, style: 'psy', bars })).toThrow(/multiple of 8 bars, 24 at least/);
  });

  test('48 seeds in a row give 48 titles that are file names', () => {
    const titles = Array.from(
      { length: 48 },
      (_, seed) => composeSong({ seed: seed + 30, style: 'psy', bars: 24 }).title,
    );
    expect(new Set(titles).size).toBe(48);
    for (const title of titles) expect(title).toMatch(/^[A-Za-z]+ [A-Za-z]+$/);
  });
});
