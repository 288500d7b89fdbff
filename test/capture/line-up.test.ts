import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lineUp } from '../../src/capture/line-up.ts';
import { SongClock, takeOf, type SongClockOptions } from './song-clock.ts';

const RATE = 22050;
/** Long enough for 16 beats at 100 beats a minute, with room before and behind. */
const FRAMES = 14 * RATE;

function clockOf(options: Partial<SongClockOptions> = {}): SongClock {
  return new SongClock({
    sampleRateHz: RATE,
    tempoBpm: 140,
    frames: FRAMES,
    playFrom: RATE,
    playTo: FRAMES - RATE,
    ...options,
  });
}

/** The engine's frame at which each file begins: all the same where the takes are aligned to the sample. */
function engineFrames(starts: readonly number[], froms: readonly number[]): number[] {
  return starts.map((start, i) => start + froms[i]);
}

describe('lining takes up', () => {
  test('is right to the sample, whatever the tempo, the place in the song and the times of recording', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 100, max: 180, noNaN: true }),
        fc.double({ min: 0, max: 900, noNaN: true }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: RATE }), fc.integer({ min: 0, max: RATE })), {
          minLength: 1,
          maxLength: 4,
        }),
        (tempoBpm, startBeat, edges) => {
          const clock = clockOf({ tempoBpm, startBeat });
          const spans = [[0, FRAMES], ...edges.map(([from, cut]) => [from, FRAMES - cut])];
          const takes = spans.map(([from, to], i) => takeOf(clock, { track: `T${i}`, from, to }));
          const { startFrames, frames, startBeat: found } = lineUp(takes);
          const [first, ...others] = engineFrames(
            startFrames,
            spans.map(([from]) => from),
          );
          expect(others).toEqual(others.map(() => first));
          // The whole of what Live played.
          expect(Math.abs(first - RATE)).toBeLessThanOrEqual(2);
          expect(Math.abs(frames - (FRAMES - 2 * RATE))).toBeLessThanOrEqual(4);
          expect(Math.abs(found - startBeat)).toBeLessThan(0.01);
        },
      ),
      { numRuns: 12 },
    );
  });

  test.each([44100, 48000, 96000])('is right at %i Hz', (sampleRateHz) => {
    const clock = clockOf({ sampleRateHz, frames: 10 * sampleRateHz, playFrom: 1000, playTo: 9.5 * sampleRateHz });
    const takes = [0, 777].map((from) => takeOf(clock, { track: `T${from}`, from, to: 10 * sampleRateHz }));
    expect(engineFrames(lineUp(takes).startFrames, [0, 777])).toEqual([1000, 1000]);
  });

  test.each([-0.45, -0.2, 0.3, 0.49])('rounds where a device tells the position %d of a frame off', (fraction) => {
    const tempoBpm = 178.3;
    const beatsPerFrame = tempoBpm / 60 / RATE;
    const loop = [8.3, 24.71] as const;
    const clocks = [0, fraction].map((by) =>
      clockOf({
        tempoBpm,
        startBeat: 8.3 + by * beatsPerFrame,
        loop: [loop[0] + by * beatsPerFrame, loop[1] + by * beatsPerFrame],
      }),
    );
    const froms = [0, 1234];
    const takes = clocks.map((clock, i) => takeOf(clock, { track: `T${i}`, from: froms[i], to: FRAMES }));
    expect(new Set(engineFrames(lineUp(takes).startFrames, froms)).size).toBe(1);
  });

  test('goes along with a tempo that is automated', () => {
    const clock = clockOf({ tempoBpm: (beat) => (beat < 8 ? 120 + 4 * beat : beat < 14 ? 152 : 174) });
    const froms = [0, 4321, 12345];
    const takes = froms.map((from) => takeOf(clock, { track: `T${from}`, from, to: FRAMES }));
    const { startFrames, frames } = lineUp(takes);
    expect(new Set(engineFrames(startFrames, froms)).size).toBe(1);
    expect(Math.abs(frames - (FRAMES - 2 * RATE))).toBeLessThanOrEqual(4);
  });

  test('begins where the one that started late does, and says so', () => {
    const clock = clockOf();
    const froms = [0, RATE + 2 * RATE + 17];
    const takes = froms.map((from, i) => takeOf(clock, { track: ['Main', 'Bass'][i], from, to: FRAMES }));
    const { startFrames, notes } = lineUp(takes);
    const [main, bass] = engineFrames(startFrames, froms);
    expect(main).toBe(bass);
    expect(Math.abs(bass - froms[1])).toBeLessThanOrEqual(2);
    expect(notes).toEqual(['"Bass" was recorded from 2.0 s after the song began; all files begin there.']);
  });

  test('ends where the one that stopped early does, and says so', () => {
    const clock = clockOf();
    const takes = [FRAMES, FRAMES - 4 * RATE].map((to, i) =>
      takeOf(clock, { track: ['Main', 'Bass'][i], from: 0, to }),
    );
    const { frames, notes } = lineUp(takes);
    expect(Math.abs(frames - (FRAMES - 5 * RATE))).toBeLessThanOrEqual(4);
    expect(notes).toEqual(['"Bass" was recorded until 3.0 s before the song stopped; all files end there.']);
  });

  test('takes one and the same pass of a loop', () => {
    // A little over two passes of 16 beats at 180.
    const clock = clockOf({ tempoBpm: 180, loop: [32, 48], startBeat: 32, playTo: FRAMES - 100 });
    const froms = [0, 300, 15000];
    const takes = froms.map((from) => takeOf(clock, { track: `T${from}`, from, to: FRAMES }));
    const { startFrames, frames, startBeat } = lineUp(takes);
    expect(new Set(engineFrames(startFrames, froms)).size).toBe(1);
    expect(Math.abs(startBeat - 32)).toBeLessThan(0.01);
    expect(Math.abs(frames - (16 * 60 * RATE) / 180)).toBeLessThanOrEqual(2);
  });

  test('does not guess which pass of a loop a take has', () => {
    const clock = clockOf({ tempoBpm: 180, loop: [32, 48], startBeat: 32, playFrom: 0, playTo: FRAMES });
    const takes = [0, 500].map((from) => takeOf(clock, { track: `T${from}`, from, to: from + FRAMES - 500 }));
    expect(() => lineUp(takes)).toThrow(/Live played a loop, and which pass "T500" has cannot be told/);
  });

  test('loops that begin between beats are lined up as well', () => {
    const clock = clockOf({ tempoBpm: 178.3, loop: [8.3, 24.71], startBeat: 8.3 });
    const froms = [0, 999];
    const takes = froms.map((from) => takeOf(clock, { track: `T${from}`, from, to: FRAMES }));
    expect(new Set(engineFrames(lineUp(takes).startFrames, froms)).size).toBe(1);
  });

  test.each([
    ['one lost sample', 1, 'lost 1 sample'],
    ['a lost vector', 64, 'lost 64 samples'],
    ['a lost buffer', 512, 'lost 512 samples'],
    ['exactly a beat lost', (60 * RATE) / 140, 'lost 9450 samples'],
    ['a vector written twice', -64, 'has 64 samples twice'],
  ])('refuses a take with %s, and says where', (_, frames, said) => {
    const clock = clockOf();
    const fault = { at: 6 * RATE, frames };
    const takes = ['Main', 'Kick', 'Bass'].map((track, i) =>
      takeOf(clock, { track, from: 100 * i, to: FRAMES, faults: track === 'Bass' ? [fault] : [] }),
    );
    expect(() => lineUp(takes)).toThrow(new RegExp(`^"Bass" ${said} (5|6)\\.\\d s into its take: `));
  });

  test('names the main track where it is the one that lost samples', () => {
    const clock = clockOf();
    const takes = ['Main', 'Kick', 'Bass'].map((track) =>
      takeOf(clock, { track, from: 0, to: FRAMES, faults: track === 'Main' ? [{ at: 5 * RATE, frames: 300 }] : [] }),
    );
    expect(() => lineUp(takes)).toThrow(/^"Main" lost 300 samples 5\.0 s/);
    expect(() => lineUp(takes.slice(0, 2))).toThrow(/^"Main" lost 300 samples 5\.0 s/);
  });

  test('finds any dropout, wherever it is', () => {
    const clock = clockOf();
    const whole = takeOf(clock, { track: 'Main', from: 0, to: FRAMES });
    fc.assert(
      fc.property(
        fc.integer({ min: 2 * RATE, max: 12 * RATE }),
        fc.integer({ min: 1, max: 4096 }),
        fc.boolean(),
        (at, size, isTwice) => {
          const bass = takeOf(clock, {
            track: 'Bass',
            from: 0,
            to: FRAMES,
            faults: [{ at, frames: isTwice ? -size : size }],
          });
          expect(() => lineUp([whole, bass])).toThrow(/^"Bass" (lost|has) \d+ samples? /);
        },
      ),
      { numRuns: 25 },
    );
  });

  test.each<[string, Partial<SongClockOptions>, RegExp]>([
    ['what was recorded while Live stood still', { playTo: RATE }, /^"Main" was recorded while Live stood still/],
    [
      'less than four bars',
      { playTo: RATE + 6 * RATE },
      /^The takes have only 1[34] beats in common, and 16 are needed/,
    ],
  ])('refuses %s', (_, options, said) => {
    const clock = clockOf(options);
    const takes = ['Main', 'Bass'].map((track) => takeOf(clock, { track, from: 0, to: FRAMES }));
    expect(() => lineUp(takes)).toThrow(said);
  });

  test('refuses takes of two recordings and of two rates', () => {
    const main = takeOf(clockOf(), { track: 'Main', from: 0, to: FRAMES });
    const elsewhere = takeOf(clockOf({ startBeat: 400 }), { track: 'Bass', from: 0, to: FRAMES });
    expect(() => lineUp([main, elsewhere])).toThrow(/"Bass" and "Main" were not recorded together/);
    const faster = takeOf(clockOf({ tempoBpm: 141 }), { track: 'Bass', from: 0, to: FRAMES });
    expect(() => lineUp([main, faster])).toThrow(/"Bass" (and "Main" were not recorded together|was elsewhere)/);
    expect(() => lineUp([main, { ...main, track: 'Bass', sampleRateHz: 48000 }])).toThrow(
      '"Main" was recorded at 22050 Hz and "Bass" at 48000 Hz: record all tracks together.',
    );
  });
});
