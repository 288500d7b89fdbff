import { describe, expect, test } from '@jest/globals';
import { truthSong } from './song.ts';

const SECTIONS = [
  { kind: 'intro', bars: 4 },
  { kind: 'drop', bars: 4 },
] as const;

describe('a truth song', () => {
  test('is the same for the same seed, and another for another', () => {
    const [one, same, other] = [5, 5, 6].map((seed) => truthSong({ seed, sections: SECTIONS }));
    expect(same.signal.left).toEqual(one.signal.left);
    expect(other.signal.left).not.toEqual(one.signal.left);
  });

  test('tells when its bars begin, through changes of tempo', () => {
    const tempoMap = [{ bar: 4, tempoBpm: 60 }];
    const { truth } = truthSong({ seed: 5, tempoBpm: 120, tempoMap, leadingSeconds: 0.5, sections: SECTIONS });
    expect(truth.barSeconds.map((seconds) => Math.round(100 * seconds) / 100)).toEqual([
      0.5, 2.5, 4.5, 6.5, 8.5, 12.5, 16.5, 20.5, 24.5,
    ]);
    expect(truth.sections[1]).toMatchObject({ kind: 'drop', startBar: 4, startSeconds: 8.5, endSeconds: 24.5 });
  });

  test('is silent before its first bar, and loud after', () => {
    const { signal, truth } = truthSong({ seed: 8, leadingSeconds: 0.3, sections: SECTIONS });
    const first = signal.left.findIndex((sample) => Math.abs(sample) > 0.001) / signal.sampleRateHz;
    expect(first).toBeGreaterThanOrEqual(truth.firstDownbeatSeconds - 0.001);
    expect(signal.left.some((sample) => sample > 0.2)).toBe(true);
  });

  test('a part alone lacks the others, and keeps its place', () => {
    const drums = truthSong({ seed: 9, style: 'house', sections: SECTIONS }, 'drums').signal.left;
    const music = truthSong({ seed: 9, style: 'house', sections: SECTIONS }, 'music').signal.left;
    expect(drums).toHaveLength(music.length);
    expect(drums).not.toEqual(music);
  });
});
