import { hannWindow } from '../../dsp/window.ts';
import { monoOf, sizeOf, type FrontEnd } from './front-end.ts';
import { melFilters, type MelFilterPlan } from './mel-filters.ts';
import { melRows } from './mel-rows.ts';
import { samplePatches } from './sample-patches.ts';

const RATE_HZ = 48_000;
const FRAME = 1024;
const HOP = 480;
const BANDS = 64;
/** Ten seconds, 1001 rows. */
const PATCH = 10 * RATE_HZ;
const ROWS = PATCH / HOP + 1;
const RANGE = { bands: BANDS, lowHz: 50, highHz: 14_000, straightIn: 'hertz' } as const;
const WINDOW = hannWindow(FRAME);
const LEAST_POWER = 1e-10;
/** Full scale of the 16-bit samples that the model was trained on. */
const SIXTEEN_BIT = 32_767;

/**
 * The front end of LAION's CLAP (Wu et al. 2023): samples through 16 bits and back, 64 bands of power in dB, stretches
 * of ten seconds. The checkpoint that fuses long tracks has filters of its own and takes a stretch of ten seconds four
 * times over.
 */
export const CLAP_MEL: FrontEnd = clapMel('clap-mel-1', { ...RANGE, scale: 'slaney', height: 'area' });
export const CLAP_FUSED_MEL: FrontEnd = clapMel('clap-mel-fused-1', { ...RANGE, scale: 'htk', height: 'peak' });

function clapMel(name: string, filterPlan: MelFilterPlan): FrontEnd {
  const filters = melFilters(filterPlan, FRAME, RATE_HZ);
  return {
    name,
    sampleRateHz: RATE_HZ,
    channels: 'mono',
    prepare: (track, patchShape) => {
      const samples = monoOf(track).map(throughSixteenBits);
      const copies = sizeOf(patchShape) / (ROWS * BANDS);
      return samplePatches(samples.length, { patch: PATCH, sampleRateHz: RATE_HZ }, (start, into) => {
        const rows = melRows(repeatedAndPadded(samples.subarray(start, start + PATCH)), {
          hop: HOP,
          rows: ROWS,
          window: WINDOW,
          transform: FRAME,
          beyond: 'mirror',
          sums: 'power',
          filters,
        }).map((power) => 10 * Math.log10(Math.max(power, LEAST_POWER)));
        for (let copy = 0; copy < copies; copy++) into.set(rows, copy * rows.length);
      });
    },
  };
}

/** Towards zero, as a cast does. */
function throughSixteenBits(sample: number): number {
  return Math.trunc(Math.max(-1, Math.min(1, sample)) * SIXTEEN_BIT) / SIXTEEN_BIT;
}

/** A stretch that is too short is repeated whole as often as it fits; silence fills the rest. */
function repeatedAndPadded(samples: Float32Array): Float32Array {
  if (samples.length === PATCH) return samples;
  const out = new Float32Array(PATCH);
  for (let at = 0; at + samples.length <= PATCH; at += samples.length) out.set(samples, at);
  return out;
}
