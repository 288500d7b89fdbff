import { kWeightAt } from '../dsp/k-weighting.ts';
import { logLevelsOf, type LevelScale, type LogLevels } from '../dsp/log-levels.ts';
import { MEL_BANDS, melCentreHz } from '../dsp/mel-bands.ts';
import { rowProducts } from '../dsp/row-products.ts';
import type { Power, Seconds } from '../dsp/units.ts';
import type { TrackFrames } from '../analysis/track-frames.ts';

/** The front end's name: vectors of different front ends are never compared. */
export const FRONT_END = 'mel96-midside-1';

/** Rows of a patch; 5.94 s. */
export const PATCH_ROWS = 256;
/** Numbers in a patch: mid, then side; in each band after band; in each row after row. */
export const PATCH_VALUES = 2 * MEL_BANDS * PATCH_ROWS;

/** Stretches of a track as the encoder sees them. */
export interface SoundPatches {
  /** Where each patch begins. */
  startSeconds: readonly Seconds[];
  /** Puts the numbers of one patch, `PATCH_VALUES` of them, into an array. */
  fill(patch: number, into: Float32Array): void;
}

/** Length of a patch. */
export const PATCH_SECONDS: Seconds = (PATCH_ROWS * 1024) / 44_100;

/** What the one pass keeps for the encoder. */
export type MelSpectra = Pick<TrackFrames['spectra'], 'rows' | 'hopSeconds' | 'firstSeconds' | 'melMid' | 'melSide'>;

/**
 * Cuts a track into patches for the encoder, half a patch apart.
 *
 * A value is the level of a band in a row relative to the K-weighted loudness of its own patch, 10·log₁₀(P / loudness +
 * 10⁻⁷) dB, less −40 dB, in units of 20 dB: a quieter copy of a track gives the same patches. At rates whose hop is not
 * 1024 / 44 100 s the powers are interpolated between rows. Patches more than 30 dB below the loudest one, or below −70
 * dB, are left out: there is nothing to hear in them.
 *
 * A track shorter than a patch is repeated until it fills one; silence gives no patch. The training computes the same
 * in `scripts/train-encoder/front_end.py`.
 */
export function soundPatches(spectra: MelSpectra): SoundPatches {
  const { mid, side, rows } = onTheEncodersGrid(spectra);
  if (rows === 0) return { startSeconds: [], fill: () => undefined };
  if (mid.length === 0) throw new Error('The mel bands were not measured.');
  const starts = startRows(rows);
  const rowLoudness = [mid, side].map((matrix) => rowProducts(matrix, K_WEIGHTS));
  const loudness = starts.map((start) => patchLoudness(rowLoudness, start));
  const faintest = Math.max(SILENCE, FAINTEST * loudness.reduce((most, value) => Math.max(most, value), 0));
  const heard = starts.map((_, i) => i).filter((i) => loudness[i] >= faintest);
  return {
    startSeconds: heard.map((index) => spectra.firstSeconds + starts[index] * HOP_SECONDS),
    fill: (patch, into) => {
      const scale = scaleAt(loudness[heard[patch]]);
      levels ??= logLevelsOf(PATCH_ROWS, MEL_BANDS);
      levels.put(rowsFrom(mid, starts[heard[patch]]), scale, into.subarray(0, PATCH_VALUES / 2));
      levels.put(rowsFrom(side, starts[heard[patch]]), scale, into.subarray(PATCH_VALUES / 2, PATCH_VALUES));
    },
  };
}

/** The hop of the training's spectra. */
const HOP_SECONDS: Seconds = 1024 / 44_100;
/** Patches overlap by half, so that every moment lies well inside of one. */
const PATCH_STEP = PATCH_ROWS / 2;
/** −70 dB: the level below which `measureFrames` calls a file silent. */
const SILENCE: Power = 1e-7;
/** 30 dB below the loudest patch: fades and the noise between sections. */
const FAINTEST = 1e-3;
const FLOOR = 1e-7;
const CENTRE_DB = -40;
const WIDTH_DB = 20;
const K_WEIGHTS = Float64Array.from({ length: MEL_BANDS }, (_, band) => kWeightAt(melCentreHz(band)));

function startRows(rows: number): number[] {
  const count = Math.max(1, Math.floor((rows - PATCH_ROWS) / PATCH_STEP) + 1);
  return Array.from({ length: count }, (_, i) => i * PATCH_STEP);
}

/** The mel matrices at the hop that the encoder knows. */
function onTheEncodersGrid(spectra: MelSpectra): { mid: Float32Array; side: Float32Array; rows: number } {
  const { melMid, melSide, hopSeconds } = spectra;
  const ratio = HOP_SECONDS / hopSeconds;
  if (Math.abs(ratio - 1) < 1e-9) return { mid: melMid, side: melSide, rows: spectra.rows };
  const rows = spectra.rows === 0 ? 0 : Math.floor((spectra.rows - 1) / ratio) + 1;
  const resampled = (matrix: Float32Array): Float32Array => {
    const out = new Float32Array(rows * MEL_BANDS);
    for (let row = 0; row < rows; row++) {
      const before = Math.min(Math.floor(row * ratio), spectra.rows - 1);
      const after = Math.min(before + 1, spectra.rows - 1);
      const share = row * ratio - before;
      for (let band = 0; band < MEL_BANDS; band++) {
        const [a, b] = [matrix[before * MEL_BANDS + band], matrix[after * MEL_BANDS + band]];
        out[row * MEL_BANDS + band] = a + share * (b - a);
      }
    }
    return out;
  };
  return { mid: resampled(melMid), side: resampled(melSide), rows };
}

/** K-weighted mean power of a patch, from that of each row of mid and of side. */
function patchLoudness(rowLoudness: readonly Float64Array[], start: number): Power {
  let sum = 0;
  for (const powers of rowLoudness) {
    for (let i = start; i < start + PATCH_ROWS; i++) sum += powers[i % powers.length];
  }
  return sum / PATCH_ROWS;
}

/** The rows of a patch that begins at a row; of a track that is shorter than a patch, over and over. */
function rowsFrom(matrix: Float32Array, start: number): Float32Array {
  const [from, until] = [start * MEL_BANDS, (start + PATCH_ROWS) * MEL_BANDS];
  if (until <= matrix.length) return matrix.subarray(from, until);
  return Float32Array.from({ length: until - from }, (_, i) => matrix[(from + i) % matrix.length]);
}

/** What makes levels of powers. */
function scaleAt(loudness: Power): LevelScale {
  return { gain: 1 / loudness, floor: FLOOR, scale: 10 / WIDTH_DB / Math.LN10, offset: -CENTRE_DB / WIDTH_DB };
}

/** One serves all tracks of a thread. */
let levels: LogLevels | undefined;
