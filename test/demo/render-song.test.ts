import { describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { composeSong } from '../../src/demo/compose-song.ts';
import { renderSong, type RenderedSong } from '../../src/demo/render-song.ts';
import { SONG_STYLES, type SongSection, type SongStyle } from '../../src/demo/song.ts';
import { brightnessDb, levelDb, median, peakOf, sameSamples, sideToMidDb } from './measure.ts';

const songs = Object.fromEntries(
  SONG_STYLES.map((style) => [style, renderSong(composeSong({ seed: 4, style, bars: 24 }))]),
) as Record<SongStyle, RenderedSong>;

const stemOf = (song: RenderedSong, name: string): StereoSignal => {
  const stem = song.stems.find((one) => one.name === name);
  if (stem === undefined) throw new Error(`no ${name}`);
  return stem.signal;
};
const section = (song: RenderedSong, kind: SongSection['kind']): [number, number] => {
  const found = song.truth.sections.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  const rate = song.truth.sampleRateHz;
  return [Math.round(found.startSeconds * rate), Math.round(found.endSeconds * rate)];
};

/** Frames at which a channel comes out of at least 50 ms below −40 dB. */
function onsets(samples: Float32Array, sampleRateHz: number): number[] {
  const found: number[] = [];
  let quiet = sampleRateHz;
  samples.forEach((sample, frame) => {
    if (sample < 0.01 && sample > -0.01) quiet += 1;
    else {
      if (quiet > 0.05 * sampleRateHz) found.push(frame);
      quiet = 0;
    }
  });
  return found;
}

describe('renderSong', () => {
  test('renders the same samples every time', () => {
    const again = renderSong(songs.tech.song);
    expect(sameSamples(again.mix, songs.tech.mix)).toBe(true);
    again.stems.forEach(({ signal }, index) => expect(sameSamples(signal, songs.tech.stems[index].signal)).toBe(true));
  });

  describe.each(SONG_STYLES)('%s', (style) => {
    const rendered = songs[style];

    test('has ten to thirteen stems of one length that add up to the sum', () => {
      expect(rendered.stems.length).toBeGreaterThanOrEqual(10);
      expect(rendered.stems.length).toBeLessThanOrEqual(13);
      const frames = Math.round(((rendered.song.bars + 1) * 240 * 44100) / rendered.song.tempoBpm);
      for (const { signal } of rendered.stems)
        expect([signal.left.length, signal.right.length]).toEqual([frames, frames]);
      for (let frame = 0; frame < frames; frame += 997) {
        const added = rendered.stems.reduce((sum, { signal }) => sum + signal.left[frame], 0);
        expect(rendered.sum.left[frame]).toBeCloseTo(added, 5);
      }
    });

    test('every stem sounds, nothing is at or over full scale, and the master keeps its ceiling', () => {
      for (const { signal } of rendered.stems) {
        expect(levelDb(signal.left)).toBeGreaterThan(-60);
        expect(peakOf(signal)).toBeLessThanOrEqual(1);
      }
      expect(peakOf(rendered.mix)).toBeLessThanOrEqual(10 ** (rendered.song.master.ceilingDb / 20) + 1e-6);
      expect(peakOf(rendered.mix)).toBeGreaterThan(0.8);
    });

    test('kicks fall on every beat of the stated tempo, and only where a kick belongs', () => {
      const { left } = stemOf(rendered, 'Kick');
      const hits = onsets(left, 44100);
      const beat = (60 / rendered.truth.tempoBpm) * 44100;
      expect(hits).toHaveLength(rendered.song.tracks[0].notes.length);
      for (const hit of hits) {
        const off = Math.abs(hit - Math.round(hit / beat) * beat);
        expect(off).toBeLessThan(0.001 * 44100);
      }
      for (const kind of ['breakdown', 'build'] as const) {
        expect(levelDb(left, ...section(rendered, kind))).toBe(-Infinity);
      }
    });

    test('the kick settles on the stated fundamental', () => {
      const { left } = stemOf(rendered, 'Kick');
      const [from, to] = [0.075 * 44100, 0.16 * 44100].map(Math.round);
      const crossings: number[] = [];
      for (let frame = from; frame < to; frame += 1) {
        if (left[frame] <= 0 && left[frame + 1] > 0) {
          crossings.push(frame + left[frame] / (left[frame] - left[frame + 1]));
        }
      }
      const period = (crossings[crossings.length - 1] - crossings[0]) / (crossings.length - 1);
      const cents = 1200 * Math.log2(44100 / period / rendered.truth.kickFundamentalHz);
      expect(Math.abs(cents)).toBeLessThan(15);
    });

    test('the pad is ducked by the stated depth with the stated release', () => {
      const { left } = stemOf(rendered, 'Pad');
      const duck = rendered.truth.ducking.find(({ stem }) => stem === 'Pad');
      const { depthDb, releaseMs } = duck ?? { depthDb: NaN, releaseMs: NaN };
      const [from, to] = section(rendered, 'drop');
      const beat = (60 / rendered.truth.tempoBpm) * 44100;
      const beats = Math.floor((to - from) / beat) - 1;
      const window = 0.02;
      // The level in 20 ms after the kick against 20 ms before the next one, over all beats but the first of a chord.
      const drops = Array.from({ length: beats }, (_, index) => index)
        .filter((index) => index % 8 !== 0 && index % 8 !== 7)
        .map((index) => {
          const kick = Math.round(from + index * beat);
          const end = Math.round(kick + beat - 0.03 * 44100);
          const span = Math.round(window * 44100);
          return levelDb(left, end, end + span) - levelDb(left, kick, kick + span);
        });
      const dip = (seconds: number): number => depthDb * Math.exp((-seconds * 1000 * Math.LN10) / releaseMs);
      const expected = dip(window / 2) - dip(beat / 44100 - 0.02);
      // The pad's own beating moves single beats by several decibels; the mean of many must agree.
      const mean = drops.reduce((sum, drop) => sum + drop, 0) / drops.length;
      expect(Math.abs(mean - expected)).toBeLessThan(1.5);
      expect(median(drops)).toBeGreaterThan(2);
    });
  });

  test('kick and bass stand in the middle, the lead does not', () => {
    const bass = stemOf(songs.psy, 'Bass');
    expect(sameSamples(bass, { ...bass, left: bass.right, right: bass.left })).toBe(true);
    expect(bass.left === bass.right).toBe(false);
    expect(sideToMidDb(stemOf(songs.uplifting, 'Lead'), ...section(songs.uplifting, 'drop'))).toBeGreaterThan(-12);
  });

  test('the acid line is brighter where its sweep is open', () => {
    const rendered = songs.psy;
    const acid = stemOf(rendered, 'Acid');
    const [from, to] = section(rendered, 'drop');
    const bar = (to - from) / 8;
    const closed = brightnessDb(acid, Math.round(to - bar), to);
    const open = brightnessDb(acid, Math.round(from + 3.5 * bar), Math.round(from + 4.5 * bar));
    expect(open - closed).toBeGreaterThan(4);
  });

  test('the styles differ as they should in loudness, width and brightness of the drop', () => {
    const loudness = (style: SongStyle): number => levelDb(songs[style].mix.left, ...section(songs[style], 'drop'));
    const width = (style: SongStyle): number => sideToMidDb(songs[style].mix, ...section(songs[style], 'drop'));
    const brightness = (style: SongStyle): number => brightnessDb(songs[style].mix, ...section(songs[style], 'drop'));
    expect(loudness('psy')).toBeGreaterThan(loudness('progressive') + 1);
    expect(loudness('uplifting')).toBeGreaterThan(loudness('progressive'));
    expect(width('uplifting')).toBeGreaterThan(width('tech') + 1);
    expect(width('progressive')).toBeGreaterThan(width('psy') + 1);
    expect(brightness('uplifting')).toBeGreaterThan(brightness('progressive') + 1);
    expect(brightness('psy')).toBeGreaterThan(brightness('progressive') + 1);
  });

  test('the drop is louder than the breakdown, and the song rings out within a bar', () => {
    const { mix, truth } = songs.uplifting;
    const drop = levelDb(mix.left, ...section(songs.uplifting, 'drop'));
    expect(drop - levelDb(mix.left, ...section(songs.uplifting, 'breakdown'))).toBeGreaterThan(2);
    const end = Math.round(truth.durationSeconds * truth.sampleRateHz);
    expect(levelDb(mix.left, mix.left.length - 2000) - levelDb(mix.left, end - 20000, end)).toBeLessThan(-12);
  });

  test('renders at 48 kHz with the same timing', () => {
    const song = composeSong({ seed: 4, style: 'tech', bars: 24, sampleRateHz: 48000 });
    const rendered = renderSong(song);
    expect(rendered.mix.sampleRateHz).toBe(48000);
    const seconds = rendered.mix.left.length / 48000;
    expect(seconds).toBeCloseTo(songs.tech.mix.left.length / 44100, 4);
    expect(levelDb(rendered.mix.left)).toBeCloseTo(levelDb(songs.tech.mix.left), 0);
  });

  test('reports each track in turn and stops when it is told to', () => {
    const song = composeSong({ seed: 4, style: 'progressive', bars: 24 });
    const stop = new AbortController();
    const tracks: string[] = [];
    const onProgress = (done: number, total: number, track: string): void => {
      expect(total).toBe(song.tracks.length);
      tracks.push(track);
      if (done === 3) stop.abort();
    };
    expect(() => renderSong(song, { signal: stop.signal, onProgress })).toThrow(/Cancelled/);
    expect(tracks).toEqual(['Kick', 'Clap', 'Snare Roll']);
  });
});
