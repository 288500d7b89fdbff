import type { BinWeights } from './third-octaves.ts';
import type { Frames, Hertz } from './units.ts';

/**
 * Weights of the mel bands that the encoder was trained on: `MEL_BANDS` triangles at equal distances on O'Shaughnessy's
 * scale, mel = 2595·log₁₀(1 + f / 700), from 30 Hz to 16 kHz, each 1 at its centre and 0 at the centres of its
 * neighbours, so that a band's power is that of what lies around its centre. A band above Nyquist has no weights and
 * stays silent.
 *
 * `scripts/train-encoder/front_end.py` has the same bands; a change there or here asks for another encoder.
 *
 * @param size length of the transform; bins 0 … size / 2 exist
 */
export function melBinWeights(size: Frames, sampleRateHz: Hertz): BinWeights[] {
  const hzPerBin = sampleRateHz / size;
  return Array.from({ length: MEL_BANDS }, (_, band) => {
    const [low, centre, high] = [melCornerHz(band), melCornerHz(band + 1), melCornerHz(band + 2)];
    const firstBin = Math.min(Math.ceil(low / hzPerBin), size / 2);
    const lastBin = Math.min(Math.floor(high / hzPerBin), size / 2);
    const weights = Float64Array.from({ length: Math.max(0, lastBin - firstBin + 1) }, (_unused, i) => {
      const hz = (firstBin + i) * hzPerBin;
      return Math.max(0, Math.min((hz - low) / (centre - low), (high - hz) / (high - centre)));
    });
    return { firstBin, weights };
  });
}

/** Enough that kick, bass and the steps of a melody are told apart: 22 Hz apart in the bass, 700 Hz in the treble. */
export const MEL_BANDS = 96;

/** Centre of a mel band. */
export function melCentreHz(band: number): Hertz {
  return melCornerHz(band + 1);
}

const LOWEST_HZ: Hertz = 30;
const HIGHEST_HZ: Hertz = 16_000;

/** Corner i: band i rises from it, band i − 1 has its centre there. */
function melCornerHz(corner: number): Hertz {
  const [low, high] = [melOf(LOWEST_HZ), melOf(HIGHEST_HZ)];
  return 700 * (10 ** ((low + ((high - low) * corner) / (MEL_BANDS + 1)) / 2595) - 1);
}

function melOf(hz: Hertz): number {
  return 2595 * Math.log10(1 + hz / 700);
}
