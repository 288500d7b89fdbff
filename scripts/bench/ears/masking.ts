import { stemMasking, type MaskingStem, type ScopeMasking } from '../../../src/analysis/masking.ts';
import { measureEarPowers } from '../../../src/analysis/stem-survey.ts';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { composeSong } from '../../../src/demo/compose-song.ts';
import { renderSong } from '../../../src/demo/render-song.ts';
import { SONG_STYLES } from '../../../src/demo/song.ts';
import { mean } from '../../../src/dsp/statistics.ts';
import { Draw } from '../../../test/truth/draw.ts';
import { bandNoise, scaled } from '../../../test/truth/stems-masking.ts';
import type { BenchLine } from './bench-line.ts';

const NOISES = 60;
const SONGS = 4;
const SONG_BARS = 24;
/** Gains of the stem that is raised until it covers the rest. */
const RAISED_DB = [-12, -6, 0, 6, 12, 18];
const SECONDS = 2;
/** Where a masker covers a sound of its own band: see `lostLoudness`. */
const JUST_HEARD_DB = 3;

/**
 * Noises of known ratio, noises two octaves apart, and songs in which one stem is raised until it covers the others.
 */
export async function benchMasking(scale: number): Promise<BenchLine[]> {
  const noises = Math.max(4, Math.round(NOISES * scale));
  const errors: number[] = [];
  const apart: number[] = [];
  for (let seed = 0; seed < noises; seed++) {
    const draw = new Draw(seed, 'masking bench');
    const low = 60 * 2 ** draw.between(0, 5.5);
    const high = low * draw.between(1.2, 1.6);
    const gainDb = draw.between(6, 35);
    const [masker, masked] = [bandNoise(SECONDS, low, high, seed), bandNoise(SECONDS, low, high, seed + 1e4)];
    const same = compare([stem('masker', masker), stem('masked', scaled(masked, -gainDb))]);
    errors.push(Math.abs((same.pairs[0]?.shortDb ?? 0) - (gainDb - JUST_HEARD_DB)));
    const far = compare([stem('masker', bandNoise(SECONDS, 4 * high, 4.5 * high, seed)), stem('masked', masked)]);
    apart.push(...far.stems.map(({ lost }) => lost));
  }
  const songs = Math.max(1, Math.round(SONGS * scale));
  const raised = Array.from({ length: songs }, (_, i) => raise(2000 + i, SONG_STYLES[i % SONG_STYLES.length])).flat();
  return [
    {
      what: 'one band: dB short of being heard, mean error',
      value: mean(errors),
      unit: 'dB',
      target: '≤ 1',
      count: noises,
    },
    {
      what: 'two octaves apart: most that is lost',
      value: Math.max(...apart),
      unit: '',
      target: '≤ 0.05',
      count: apart.length,
    },
    {
      what: 'raising a stem takes ever more from the others',
      value: mean(raised.map(({ rises }) => rises)),
      unit: '',
      target: '= 1',
      count: raised.length,
    },
    {
      what: '… and ever less is taken from it',
      value: mean(raised.map(({ falls }) => falls)),
      unit: '',
      target: '= 1',
      count: raised.length,
    },
  ];
}

interface Raised {
  rises: number;
  falls: number;
}

/** Each stem of a song that sounds at all, raised in steps. */
function raise(seed: number, style: (typeof SONG_STYLES)[number]): Raised[] {
  const { stems } = renderSong(composeSong({ seed, style, bars: SONG_BARS }));
  const measured = stems.map(({ name, signal }) => stem(name, signal.left, signal));
  return ['Lead', 'Pad', 'Bass', 'Hats'].flatMap((track) => {
    const at = measured.findIndex((one) => one.track === track);
    if (at < 0) return [];
    const steps = RAISED_DB.map((db) => compare(measured.map((one, i) => (i === at ? louder(one, db) : one))));
    const lost = steps.map((step) => mean(step.stems.filter((one) => one.track !== track).map((one) => one.lost)));
    const own = steps.map((step) => step.stems.find((one) => one.track === track)?.lost ?? NaN);
    return [
      {
        rises: Number(lost.every((value, i) => i === 0 || value >= lost[i - 1])),
        falls: Number(own.every((value, i) => i === 0 || value <= own[i - 1] + 0.02)),
      },
    ];
  });
}

function compare(stems: readonly MaskingStem[]): ScopeMasking {
  return stemMasking(stems, [], 1e4).scopes[0];
}

function stem(track: string, samples: Float32Array, signal?: StereoSignal): MaskingStem {
  const ear = measureEarPowers(signal ?? { sampleRateHz: 44_100, left: samples, right: samples });
  return { track, ear, cutStartSeconds: 0 };
}

function louder({ ear, ...rest }: MaskingStem, db: number): MaskingStem {
  const gain = 10 ** (db / 10);
  return { ...rest, ear: { ...ear, powers: ear.powers.map((power) => gain * power) } };
}
