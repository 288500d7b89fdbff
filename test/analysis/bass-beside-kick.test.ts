import { describe, expect, test } from '@jest/globals';
import { estimateBeatGrid } from '../../src/analysis/beat-grid.ts';
import { alignedHits, HitWave } from '../../src/analysis/kick/aligned-hits.ts';
import { bassBesideKick, bassLevel } from '../../src/analysis/kick/bass-beside-kick.ts';
import { measureKick } from '../../src/analysis/kick.ts';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import type { Section } from '../../src/store/analysis-document.ts';
import { kickRecipe, kickSong, type KickRecipe } from '../truth/kick-song.ts';
import { whiteNoise } from './signals.ts';

const RATE = 1000;
const BEAT = 0.43;

/**
 * A sine that dies away, struck on every beat; from beat 16 on of another pitch, if one is given, and with a bass that
 * starts anew half-way through each.
 */
function waveOf(beats: number, bassHz: number, bassGain: number, otherHz = 50): HitWave {
  const samples = new Float32Array(Math.ceil(beats * BEAT * RATE));
  for (let i = 0; i < samples.length; i++) {
    const at = i / RATE;
    const beat = Math.floor(at / BEAT + 1e-9);
    const since = at - beat * BEAT;
    samples[i] = Math.sin(2 * Math.PI * (beat < 16 ? 50 : otherHz) * since) * Math.exp(-since / 0.05);
    const note = since - BEAT / 2;
    if (beat >= 16 && note >= 0) samples[i] += bassGain * Math.sin(2 * Math.PI * bassHz * note);
  }
  return new HitWave({ samples, sampleRateHz: RATE });
}

/** Where a grid whose tempo is a thousandth too slow has the beats. */
function slippedBeats(from: number, until: number): number[] {
  return Array.from({ length: until - from }, (_, i) => (from + i) * BEAT * 1.001);
}

describe('hits of a kick', () => {
  test('are cut out between samples as they would sound there', () => {
    const samples = Float32Array.from({ length: 400 }, (_, i) => Math.sin((2 * Math.PI * 80 * i) / RATE));
    const cut = new HitWave({ samples, sampleRateHz: RATE }).cut(0.0503, 100);
    cut.forEach((value, i) => expect(value).toBeCloseTo(Math.sin(2 * Math.PI * 80 * (0.0503 + i / RATE)), 3));
  });

  test('beyond the ends of a file are silence', () => {
    const wave = new HitWave({ samples: new Float32Array(10).fill(1), sampleRateHz: RATE });
    expect([...wave.cut(-0.02, 4)]).toEqual([0, 0, 0, 0]);
    expect([...wave.cut(0.02, 4)]).toEqual([0, 0, 0, 0]);
  });

  test('are brought into line where the grid slips by more than a period', () => {
    const { hits, attackNear } = alignedHits(waveOf(80, 60, 0), slippedBeats(1, 79), 200);
    const middle = attackNear(slippedBeats(40, 41)[0]) - 40 * BEAT;
    for (const beat of [5, 25, 60, 75]) {
      const off = attackNear(slippedBeats(beat, beat + 1)[0]) - beat * BEAT - middle;
      expect(Math.abs(off)).toBeLessThan(0.0005);
    }
    for (const hit of hits) hit.forEach((value, i) => expect(Math.abs(value - hits[0][i])).toBeLessThan(0.1));
  });
});

describe('what plays beside the kick', () => {
  test('is the bass, in its own time and at its own level', () => {
    const apart = bassBesideKick(waveOf(48, 65, 0.4), slippedBeats(1, 15), slippedBeats(17, 47), BEAT);
    const { bass, kick, rateHz } = apart!;
    expect(10 * Math.log10(bassLevel(bass) / (0.4 ** 2 / 2))).toBeCloseTo(0, 0);
    const at = (beats: number): number => Math.round(beats * BEAT * rateHz);
    expect(Math.max(...bass.subarray(at(0.05), at(0.4)))).toBeLessThan(0.01 * bassLevel(bass));
    expect(Math.max(...kick.subarray(at(0.7), at(0.95)))).toBeLessThan(0.01 * Math.max(...kick));
  });

  test('of a kick alone is next to nothing', () => {
    const apart = bassBesideKick(waveOf(48, 65, 0), slippedBeats(1, 15), slippedBeats(17, 47), BEAT);
    expect(Math.max(...apart!.bass)).toBeLessThan(1e-3 * Math.max(...apart!.kick));
  });

  test('of a drop with another kick cannot be told by the waves of the one before', () => {
    const wave = waveOf(48, 65, 0.2, 70);
    expect(bassBesideKick(wave, slippedBeats(1, 15), slippedBeats(17, 47), BEAT)).toBeUndefined();
  });

  test('of hits that are not alike cannot be told', () => {
    const wave = new HitWave({ samples: whiteNoise(1, 30_000, 3), sampleRateHz: RATE });
    expect(bassBesideKick(wave, slippedBeats(1, 15), slippedBeats(17, 47), BEAT)).toBeUndefined();
  });
});

/** The first songs with an intro from a seed on that nothing was tried out on. */
function recipesOf(line: KickRecipe['bass']['line'], count: number): KickRecipe[] {
  const recipes: KickRecipe[] = [];
  for (let seed = 51_000; recipes.length < count; seed++) {
    const recipe = kickRecipe(seed);
    if (recipe.intro && recipe.bass.line === line) recipes.push(recipe);
  }
  return recipes;
}

function overlapOf(recipe: KickRecipe): { found: number | undefined; truth: number } {
  const song = kickSong(recipe);
  const frames = measureSignalFrames(song.signal);
  const section = (kind: Section['kind'], startBar: number, bars: number): Section => ({
    kind,
    startBar,
    bars,
    startSeconds: 4 * startBar * song.beatSeconds,
    endSeconds: 4 * (startBar + bars) * song.beatSeconds,
  });
  const sections = [section('intro', 0, song.introBars), section('drop', song.introBars, song.dropBars)];
  const { features } = measureKick(frames, estimateBeatGrid(frames), sections);
  return { found: features.find(({ id }) => id === 'lowEnd.overlap')?.value, truth: song.overlap };
}

describe('overlap of kick and bass', () => {
  test.each(['off-beat', 'rolling', 'held'] as const)('of a bass that is %s is that of the drawn song', (line) => {
    const errors = recipesOf(line, 4).map((recipe) => {
      const { found, truth } = overlapOf(recipe);
      return Math.abs((found ?? NaN) - truth);
    });
    // One ring of a kick may count for longer than the truth has it, which goes by its start and not by its low end.
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.12);
    expect(Math.max(...errors)).toBeLessThan(0.35);
  });
});
