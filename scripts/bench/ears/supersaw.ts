import { measureCharacter } from '../../../src/analysis/character.ts';
import { measureSupersaw, type Supersaw } from '../../../src/analysis/character/supersaw.ts';
import { measureSignalFrames } from '../../../src/analysis/one-pass.ts';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { composeSong } from '../../../src/demo/compose-song.ts';
import { renderSong, type RenderedSong } from '../../../src/demo/render-song.ts';
import { SONG_STYLES } from '../../../src/demo/song.ts';
import { sumStems } from '../../../src/demo/sum-stems.ts';
import { quantile } from '../../../src/dsp/statistics.ts';
import { chorusStem, DETUNE_LAWS, SAW_DECOYS, sawDecoyStem, supersawStem } from '../../../test/truth/supersaw.ts';
import type { BenchLine } from './bench-line.ts';

/**
 * Supersaws of known voices and detune, decoys, and the demo's songs as stems and as mastered mixes, with and without
 * their lead and pad. None of the seeds was used for fitting.
 */
export async function benchSupersaw(scale: number): Promise<BenchLine[]> {
  const count = (full: number): number => Math.max(1, Math.round(full * scale));
  const stems = DETUNE_LAWS.flatMap((law, l) =>
    Array.from({ length: count(30) }, (_, i) => {
      const truth = supersawStem(FIRST_SEED + 100 * l + i, { law, seconds: 8 });
      return { ...trialOf(truth, measureSupersaw([truth.signal])), law };
    }),
  );
  const decoys = SAW_DECOYS.flatMap((kind) =>
    Array.from({ length: count(8) }, (_, i) => {
      return { kind, found: measureSupersaw([sawDecoyStem(kind, FIRST_SEED + i, 8)]) !== undefined };
    }),
  );
  const chorus = Array.from({ length: count(8) }, (_, i) => measureSupersaw([chorusStem(FIRST_SEED + i, 8)]));
  const songs = Array.from({ length: count(12) }, (_, i) => {
    return hearSong(renderSong(composeSong({ seed: FIRST_SEED + i, style: SONG_STYLES[i % 4], bars: 40 })));
  });
  const ruled = stems.filter(({ law }) => law !== 'random');
  return [
    ...accuracy('stems, voices laid out by a law', ruled, '≥ 0.9'),
    ...accuracy(
      'stems, voices laid out by chance',
      stems.filter(({ law }) => law === 'random'),
      'as measured',
    ),
    ...accuracy(
      'stems, 5–12 cents',
      ruled.filter(({ truthCents }) => truthCents < 12),
      'as measured',
    ),
    ...accuracy(
      'demo lead stems',
      songs.map(({ stem }) => stem),
      '≥ 0.9',
    ),
    ...accuracy(
      'demo mixes',
      songs.map(({ mix }) => mix),
      'as measured',
    ),
    share(
      'decoy stems taken for a supersaw',
      decoys.map(({ found }) => found),
      '≤ 0.05',
    ),
    share(
      'demo mixes without lead and pad taken for one',
      songs.map(({ without }) => without),
      '≤ 0.05',
    ),
    share(
      'saws with chorus heard as detuned voices',
      chorus.map((found) => found !== undefined),
      'either',
    ),
  ];
}

const FIRST_SEED = 5000;

interface Trial {
  found: boolean;
  truthCents: number;
  /** |measured / truth − 1|. */
  error: number;
  sameClass: boolean;
}

function trialOf({ voices, detuneCents }: { voices: number; detuneCents: number }, found: Supersaw | undefined): Trial {
  const truth = voices <= 3 ? '2–3' : voices <= 6 ? '4–6' : '7+';
  return {
    found: found !== undefined,
    truthCents: detuneCents,
    error: found === undefined ? Infinity : Math.abs(found.detuneCents / detuneCents - 1),
    sameClass: found?.voices === truth,
  };
}

function hearSong({ song, stems, mix }: RenderedSong): { stem: Trial; mix: Trial; without: boolean } {
  const { supersaw } = song.truth;
  const lead = stems.find(({ name }) => name === supersaw.stem) as (typeof stems)[number];
  const rest = stems.filter(({ name }) => name !== 'Lead' && name !== 'Pad').map(({ signal }) => signal);
  return {
    stem: trialOf(supersaw, measureSupersaw(measureSignalFrames(lead.signal).tones.map(({ signal }) => signal))),
    mix: trialOf(supersaw, measureSupersaw(measureSignalFrames(mix).tones.map(({ signal }) => signal))),
    without: heardIn(sumStems(rest)),
  };
}

function heardIn(signal: StereoSignal): boolean {
  return measureCharacter(measureSignalFrames(signal), []).features.some(({ id }) => id === 'character.supersawDetune');
}

function accuracy(what: string, trials: readonly Trial[], target: string): BenchLine[] {
  const heard = trials.filter(({ found }) => found);
  const errors = heard.map(({ error }) => error);
  return [
    share(
      `${what}: found`,
      trials.map(({ found }) => found),
      target,
    ),
    share(
      `${what}: detune within 20 % where found`,
      errors.map((error) => error <= 0.2),
      target,
    ),
    {
      what: `${what}: median error of the detune`,
      value: 100 * (errors.length > 0 ? quantile(errors, 0.5) : NaN),
      unit: '%',
      target: '≤ 20',
      count: errors.length,
    },
    share(
      `${what}: number of voices (2–3, 4–6, 7+) right`,
      heard.map(({ sameClass }) => sameClass),
      'as measured',
    ),
  ];
}

function share(what: string, hits: readonly boolean[], target: string): BenchLine {
  const value = hits.length === 0 ? NaN : hits.filter(Boolean).length / hits.length;
  return { what, value, unit: '', target, count: hits.length };
}
