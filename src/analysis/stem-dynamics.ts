import type { StereoSignal } from '../audio/audio-source.ts';
import { Biquad, butterworthQs, highPass, lowPass } from '../dsp/biquad.ts';
import { amplitudeToDb, powerToDb } from '../dsp/decibels.ts';
import { samplePeak } from '../dsp/sample-peak.ts';
import { quantile } from '../dsp/statistics.ts';
import type { Decibels, Hertz, Normal, Seconds } from '../dsp/units.ts';
import type { StemRole } from '../store/stem-map-document.ts';
import { measureBurstExcess } from './burst-excess.ts';

/**
 * How the level of one stem moves. Levels are of left and right together: 0 dB is a mono sine of full scale. What its
 * bursts are is measured when it is first asked for, since most stems are never asked: the signal must not be written
 * to before.
 */
export interface StemDynamics {
  /**
   * How far the loudest notes stand above the middle ones: 98th percentile over median of the loudest 20 ms in each
   * tenth of a second, so that a note counts and not its first click. Rests and notes 20 dB below the loud ones are
   * left out.
   */
  readonly unevennessDb: Decibels;
  /**
   * How far single samples stand above the loudest 5 ms (their 99th percentile), plus 3 dB: 3 for a mono sine, about 10
   * for noise, more where a compressor lets the first millisecond through and holds down all that follows. The highest
   * sample of each half second counts, by the median over those that are within 6 dB of the highest of all: of noise
   * one sample in a passage stands out by chance, and a compressor does it to every hit.
   */
  readonly spikeDb: Decibels;
  /**
   * How far 2 to 5 kHz burst out more than what lies around them, see `measureBurstExcess`; NaN where nobody can tell.
   */
  readonly burstExcessDb: Decibels;
  /**
   * How far 2 to 5 kHz burst out: 99th percentile over median of that band's 20 ms blocks, of those within 30 dB of its
   * loud ones. NaN where the band lies more than 20 dB below the stem.
   */
  readonly burstDb: Decibels;
  /** How much of that is the band's own: less by how much louder the whole stem is in the same moments. */
  readonly ownBurstDb: Decibels;
  /** Level of the middle notes: their loudest 20 ms. */
  readonly noteDb: Decibels;
  /** Median of the band from 2 to 5 kHz where it sounds, as `burstDb` has it. */
  readonly biteDb: Decibels;
}

/** The measures that stems of one role have in common. */
export type DynamicsMeasure = keyof Pick<StemDynamics, 'unevennessDb' | 'spikeDb' | 'burstExcessDb'>;

/**
 * Notes that are louder as a whole are a matter for a compressor, and ducking is meant: from this share of `burstDb` on
 * the bursts are the band's own.
 */
export const LEAST_OWN_SHARE: Normal = 0.25;

/** What ordinary stems have. */
export interface UsualRange {
  low: Decibels;
  high: Decibels;
  /** Standard deviation over all stems; where they scatter unevenly, that of the upper half. */
  spread: Decibels;
  /** How many were measured. */
  stems: number;
}

export type UsualDynamics = Readonly<Partial<Record<StemRole, Readonly<Partial<Record<DynamicsMeasure, UsualRange>>>>>>;

const BLOCK_SECONDS: Seconds = 0.005;
/** A note is heard as loud as its loudest 20 ms, or longer; a click before them is heard as its attack. */
const NOTE_SECONDS: Seconds = 0.02;
/** Of those, in a window that holds a note at least: a sixteenth at 150 BPM. */
const WINDOW_BLOCKS = 5;
const LOUDEST_NOTES = 0.98;
const NOTE_RANGE_DB: Decibels = 20;
/** Two seconds of notes: fewer show no spread. */
const LEAST_WINDOWS = 20;

/** Of a stem that plays a few times only, a lower percentile would be the noise between. */
const LOUD = 0.99;
const SOUNDING_RANGE_DB: Decibels = 40;
const MONO_SINE_DB: Decibels = 10 * Math.log10(2);
/** A hit at least of what is played on every beat or on two and four. */
const HIT_SECONDS: Seconds = 0.5;
/** Between two hits of a slow part, or in a soft one, there is no click to be told. */
const HIT_RANGE: Normal = 0.5;

/** Where the ear is most easily hurt, and where "harsh" leads and voices have it. */
export const BITE_HZ: readonly [low: Hertz, high: Hertz] = [2000, 5000];
const BITE_RANGE_DB: Decibels = 30;
const LEAST_BITE_DB: Decibels = -20;

/** −60 dBFS: what lies below is a tail, or the noise of a coder, and the stem rests. */
const SILENT_DB: Decibels = -60;

/**
 * Measures a passage of a stem; a quarter of a minute is enough.
 *
 * @returns `undefined` for silence, and where fewer than twenty tenths of a second hold a note
 */
export function measureStemDynamics(signal: StereoSignal): StemDynamics | undefined {
  const { left, right, sampleRateHz } = signal;
  const blocks = blockPowers(left, right, Math.round(BLOCK_SECONDS * sampleRateHz));
  const loudDb = powerToDb(quantile(blocks, LOUD));
  if (!(loudDb > SILENT_DB)) return undefined;
  const moments = blockPowers(left, right, Math.round(NOTE_SECONDS * sampleRateHz));
  const windows = new Float32Array(Math.floor(moments.length / WINDOW_BLOCKS)).map((_, i) =>
    moments.subarray(i * WINDOW_BLOCKS, (i + 1) * WINDOW_BLOCKS).reduce((most, power) => Math.max(most, power), 0),
  );
  const notes = within(windows, powerToDb(quantile(windows, LOUD)), NOTE_RANGE_DB);
  if (notes.length < LEAST_WINDOWS) return undefined;
  const noteDb = powerToDb(quantile(notes, 0.5));
  const loudestDb = powerToDb(quantile(within(blocks, loudDb, SOUNDING_RANGE_DB), 0.99));
  let excessDb: Decibels | undefined;
  let measured: Bite | undefined;
  const bite = (): Bite => (measured ??= measureBite(left, right, sampleRateHz, moments));
  return {
    unevennessDb: powerToDb(quantile(notes, LOUDEST_NOTES)) - noteDb,
    spikeDb: amplitudeToDb(hitPeak(signal)) + MONO_SINE_DB - loudestDb,
    noteDb,
    get burstExcessDb() {
      return (excessDb ??= measureBurstExcess(signal));
    },
    get burstDb() {
      return bite().burstDb;
    },
    get ownBurstDb() {
      return bite().ownBurstDb;
    },
    get biteDb() {
      return bite().biteDb;
    },
  };
}

/** The highest sample of a middle one of the loud half seconds. */
function hitPeak({ left, right, sampleRateHz }: StereoSignal): number {
  const size = Math.min(left.length, Math.round(HIT_SECONDS * sampleRateHz));
  const peaks = new Float32Array(Math.floor(left.length / size)).map((_, i) =>
    samplePeak(left.subarray(i * size, (i + 1) * size), right.subarray(i * size, (i + 1) * size)),
  );
  const least = HIT_RANGE * peaks.reduce((most, peak) => Math.max(most, peak), 0);
  return quantile(
    peaks.filter((peak) => peak >= least),
    0.5,
  );
}

type Bite = Pick<StemDynamics, 'burstDb' | 'ownBurstDb' | 'biteDb'>;

/** @param moments powers of the whole stem over 20 ms each */
function measureBite(left: Float32Array, right: Float32Array, sampleRateHz: Hertz, moments: Float32Array): Bite {
  // Of the middle, with the power of both sides: what hurts stands there, and one filter costs half of two.
  const band = new Float32Array(left.length);
  for (let n = 0; n < band.length; n++) band[n] = (left[n] + right[n]) * Math.SQRT1_2;
  for (const q of butterworthQs(4)) {
    new Biquad(highPass(sampleRateHz, BITE_HZ[0], q)).process(band);
    new Biquad(lowPass(sampleRateHz, BITE_HZ[1], q)).process(band);
  }
  const powers = blockPowers(band, undefined, Math.round(NOTE_SECONDS * sampleRateHz));
  const loud = quantile(powers, LOUD);
  const sounding = within(powers, powerToDb(loud), BITE_RANGE_DB);
  const biteDb = powerToDb(quantile(sounding, 0.5));
  if (!(loud > quantile(moments, LOUD) * 10 ** (LEAST_BITE_DB / 10))) return { biteDb, burstDb: NaN, ownBurstDb: NaN };
  const burst = quantile(sounding, LOUD);
  const stemWhere = (isMeant: (power: number) => boolean): Decibels =>
    powerToDb(
      quantile(
        moments.filter((_, i) => isMeant(powers[i])),
        0.5,
      ),
    );
  const risenDb =
    stemWhere((power) => power >= burst) - stemWhere((power) => power > loud * 10 ** (-BITE_RANGE_DB / 10));
  const burstDb = powerToDb(burst) - biteDb;
  return { biteDb, burstDb, ownBurstDb: burstDb - risenDb };
}

/** Mean over each whole block of the squares, added up where there are two sides. */
function blockPowers(left: Float32Array, right: Float32Array | undefined, size: number): Float32Array {
  const powers = new Float32Array(Math.floor(left.length / size));
  for (let block = 0; block < powers.length; block++) {
    let sum = 0;
    for (let n = block * size; n < (block + 1) * size; n++) {
      sum += left[n] * left[n] + (right === undefined ? 0 : right[n] * right[n]);
    }
    powers[block] = sum / size;
  }
  return powers;
}

function within(powers: Float32Array, loudDb: Decibels, rangeDb: Decibels): Float32Array {
  const least = 10 ** ((loudDb - rangeDb) / 10);
  return powers.filter((power) => power > least);
}
