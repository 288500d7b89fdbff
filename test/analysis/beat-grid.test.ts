import { describe, expect, test } from '@jest/globals';
import { barSecondsOf, beatSecondsOf, estimateBeatGrid, isGridded } from '../../src/analysis/beat-grid.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import type { BeatGrid } from '../../src/store/analysis-document.ts';
import type { FormSection } from '../truth/song-form.ts';
import { truthSong } from '../truth/song.ts';
import { noise, renderSynth, type SynthPart } from './synth.ts';

function gridOf(signal: StereoSignal): BeatGrid {
  return estimateBeatGrid(measureSignalFrames(signal));
}

const DROP: SynthPart = { bars: 16, kick: true, hats: true, clap: true, bass: 'offbeat', pad: true, lead: true };
const FORM: readonly SynthPart[] = [{ bars: 8, kick: true, hats: true }, { bars: 8, pad: true }, DROP];

describe('the beat grid of a sequenced track', () => {
  test.each([
    [100, 0],
    [118.5, 0.31],
    [130, 0.2],
    [137.93, 0.42],
    [138, 0],
    [145, 1.7],
    [160, 0.05],
    [180, 0.25],
  ])('%p BPM from %p s: tempo to 0.02 BPM, bar line to 5 ms, eight-bar phase', (tempoBpm, startSeconds) => {
    const grid = gridOf(
      renderSynth({ tempoBpm, startSeconds, parts: FORM, duck: { depthDb: 6, releaseSeconds: 0.1 } }),
    );
    expect(Math.abs(grid.tempoBpm - tempoBpm)).toBeLessThanOrEqual(0.02);
    expect(Math.abs(grid.firstDownbeatSeconds - startSeconds)).toBeLessThanOrEqual(0.005);
    expect(grid.steady).toBe(true);
    expect(grid.confidence).toBeGreaterThan(0.8);
    expect(beatSecondsOf(grid) * 4).toBeCloseTo(barSecondsOf(grid), 9);
  });

  test('a rolling bass between the kicks does not take the beat', () => {
    const drop = { bars: 16, kick: true, bass: 'rolling' as const, hats: true, pad: true };
    const grid = gridOf(renderSynth({ tempoBpm: 145, startSeconds: 0.3, parts: [drop, { bars: 8, pad: true }, drop] }));
    expect(grid.tempoBpm).toBeCloseTo(145, 1);
    expect(Math.abs(grid.firstDownbeatSeconds - 0.3)).toBeLessThanOrEqual(0.005);
  });

  test('nor where the kick is so quiet that its last sixteenth jumps further, in a song that begins on the beat', () => {
    const songOf = (part: Omit<SynthPart, 'bars'>): StereoSignal =>
      renderSynth({ tempoBpm: 145, startSeconds: 0.3, parts: [16, 8, 16].map((bars) => ({ bars, ...part })) });
    const [drums, music] = [songOf({ kick: true }), songOf({ bass: 'rolling', hats: true, pad: true })];
    const quiet = (samples: Float32Array, n: number): number => 0.33 * samples[n];
    const grid = gridOf({
      ...music,
      left: music.left.map((value, n) => value + quiet(drums.left, n)),
      right: music.right.map((value, n) => value + quiet(drums.right, n)),
    });
    const beats = (grid.firstDownbeatSeconds - 0.3) / beatSecondsOf(grid);
    expect(beats).toBeCloseTo(Math.round(beats), 1);
  });

  test('a track that begins in the middle of a phrase has its first line before its first sound', () => {
    const parts: SynthPart[] = [{ bars: 4, kick: true, hats: true }, DROP, { bars: 8, pad: true }, DROP];
    const grid = gridOf(renderSynth({ tempoBpm: 140, parts }));
    expect(grid.firstDownbeatSeconds / barSecondsOf(grid)).toBeCloseTo(-4, 1);
  });

  test('a song that begins on a bar line begins a phrase, though a break of twelve bars shifts all that follows', () => {
    const drop = (bars: number): SynthPart => ({ ...DROP, bars });
    const pad = (bars: number): SynthPart => ({ bars, pad: true });
    const intro = { bars: 8, kick: true, hats: true };
    const parts = [intro, pad(12), drop(16), pad(8), drop(16), pad(8), drop(8), pad(8)];
    const grid = gridOf(renderSynth({ tempoBpm: 138, startSeconds: 0.4, parts }));
    expect(Math.abs(grid.firstDownbeatSeconds - 0.4)).toBeLessThanOrEqual(0.005);
  });

  test('a crash at the head of every breakdown does not move the phrases behind it', () => {
    const pad = { bars: 8, pad: true };
    const signal = renderSynth({
      tempoBpm: 138,
      parts: [{ bars: 7, kick: true, hats: true }, pad, DROP, pad, DROP, pad],
    });
    const barFrames = (44100 * 240) / 138;
    const crash = noise(1.5, 0.4).left.map((value, n) => value * Math.exp(-n / 22050));
    for (const bar of [7, 31, 55]) addAt(signal, crash, Math.round(bar * barFrames));
    const grid = gridOf(signal);
    expect(grid.firstDownbeatSeconds / barSecondsOf(grid)).toBeCloseTo(-1, 1);
  });
});

describe('the phrases of a track that ends on a line', () => {
  const intro: SynthPart = { bars: 8, kick: true, hats: true };
  const rest: SynthPart = { bars: 1 };
  test.each<[string, SynthPart[]]>([
    ['one pattern', [{ ...DROP, bars: 24 }]],
    ['steps that grow', [intro, { ...intro, pad: true }, { ...DROP, bars: 8 }]],
    [
      'half of it intro',
      [
        { ...intro, bars: 16, bass: 'offbeat' },
        { ...DROP, bars: 8 },
      ],
    ],
    ['a break in it', [intro, { bars: 8, pad: true }, { ...DROP, bars: 8 }]],
  ])('%s: they are the same whether nothing, a bar or two of silence follow', (_, parts) => {
    for (const after of [[], [rest], [rest, rest]]) {
      const grid = gridOf(renderSynth({ tempoBpm: 138, parts: [...parts, ...after] }));
      expect(grid.firstDownbeatSeconds / barSecondsOf(grid)).toBeCloseTo(0, 1);
    }
  });
});

function addAt({ left, right }: StereoSignal, sound: Float32Array, frame: number): void {
  for (const [n, value] of sound.entries()) {
    left[frame + n] += value;
    right[frame + n] += value;
  }
}

const SHORT_FORM: readonly FormSection[] = [
  { kind: 'intro', bars: 8 },
  { kind: 'breakdown', bars: 8 },
  { kind: 'drop', bars: 16 },
  { kind: 'outro', bars: 8 },
];

describe('the beat grid of a broken beat', () => {
  test.each([
    ['drum and bass', 174],
    ['breaks', 126],
  ] as const)('%s at %p BPM: neither half the tempo nor the eighth between the beats', (style, tempoBpm) => {
    const { signal, truth } = truthSong({ seed: 61, style, tempoBpm, sections: SHORT_FORM });
    const grid = gridOf(signal);
    expect(Math.abs(grid.tempoBpm - tempoBpm)).toBeLessThanOrEqual(0.02);
    const bars = (truth.firstDownbeatSeconds - grid.firstDownbeatSeconds) / barSecondsOf(grid);
    expect(Math.abs(bars - Math.round(bars)) * barSecondsOf(grid)).toBeLessThanOrEqual(0.005);
    expect(grid).toMatchObject({ kind: 'steady', tempoChanges: [] });
  });
});

describe('the confidence of a beat grid', () => {
  const confidenceOf = (part: Omit<SynthPart, 'bars'>, bars: number): number =>
    gridOf(renderSynth({ tempoBpm: 138, parts: [{ bars, ...part }] })).confidence;

  test('is low for half a minute of drums, which do not tell the bar, and high where chords do', () => {
    expect(confidenceOf({ kick: true, hats: true }, 16)).toBeLessThan(0.5);
    expect(confidenceOf({ kick: true, hats: true, pad: true }, 16)).toBeGreaterThan(0.9);
  });

  test('is high for a whole track of drums', () => {
    expect(confidenceOf({ kick: true, hats: true }, 160)).toBeGreaterThan(0.9);
  });

  test('grows with the length of what is heard', () => {
    const confidences = [4, 8, 16, 32].map((bars) => confidenceOf({ kick: true, hats: true, pad: true }, bars));
    expect(confidences).toEqual([...confidences].sort((one, other) => one - other));
    expect(confidences[0]).toBeLessThan(confidences[3] - 0.05);
  });
});

describe('the beat grid of a moving tempo', () => {
  test('two tempos are told, and when the second begins', () => {
    const tempoMap = [{ bar: 16, tempoBpm: 140 }];
    const { signal, truth } = truthSong({ seed: 62, style: 'trance', tempoBpm: 128, tempoMap, sections: SHORT_FORM });
    const grid = gridOf(signal);
    expect(grid).toMatchObject({ kind: 'changing', steady: false });
    expect(grid.confidence).toBeLessThan(0.5);
    expect(grid.tempoChanges.map(({ tempoBpm }) => Math.round(tempoBpm))).toEqual([128, 140]);
    expect(grid.tempoChanges[0].seconds).toBe(0);
    expect(Math.abs(grid.tempoChanges[1].seconds - truth.barSeconds[16])).toBeLessThanOrEqual(5);
  });

  test('a ramp is a row of steps that climbs', () => {
    const tempoMap = [{ bar: 4, tempoBpm: 144, rampBars: 32 }];
    const { signal } = truthSong({ seed: 63, style: 'trance', tempoBpm: 126, tempoMap, sections: SHORT_FORM });
    const { kind, tempoChanges } = gridOf(signal);
    expect(kind).toBe('changing');
    expect(tempoChanges.length).toBeGreaterThan(3);
    const tempos = tempoChanges.map(({ tempoBpm }) => tempoBpm);
    expect(tempos).toEqual([...tempos].sort((one, other) => one - other));
  });

  test('a drummer who wanders keeps no tempo', () => {
    const { signal } = truthSong({ seed: 64, style: 'trance', drift: 0.1, sections: SHORT_FORM });
    expect(gridOf(signal)).toMatchObject({ kind: 'free', steady: false, tempoChanges: [] });
  });
});

describe('the beat grid where there is none', () => {
  test('noise is not steady', () => {
    const grid = gridOf(noise(40, 0.5));
    expect(grid.confidence).toBeLessThan(0.5);
    expect(isGridded(grid)).toBe(false);
  });

  test('a tempo that climbs from 126 to 142 is not steady', () => {
    const parts = [126, 130, 134, 138, 142].map((tempoBpm) =>
      renderSynth({ tempoBpm, parts: [{ bars: 8, kick: true, hats: true }] }),
    );
    const frames = parts.reduce((sum, { left }) => sum + left.length, 0);
    const joined = { sampleRateHz: 44100, left: new Float32Array(frames), right: new Float32Array(frames) };
    let at = 0;
    for (const { left, right } of parts) {
      joined.left.set(left, at);
      joined.right.set(right, at);
      at += left.length;
    }
    expect(gridOf(joined).steady).toBe(false);
  });

  test('half a second and a single tone have no tempo', () => {
    expect(gridOf(noise(0.5, 0.5))).toMatchObject({ tempoBpm: 0, confidence: 0, steady: false });
    const tone = Float32Array.from({ length: 441000 }, (_, i) => 0.5 * Math.sin((2 * Math.PI * 440 * i) / 44100));
    expect(gridOf({ sampleRateHz: 44100, left: tone, right: tone }).steady).toBe(false);
  });
});
