import { kWeightAt } from '../dsp/k-weighting.ts';
import { rowProducts } from '../dsp/row-products.ts';
import { runningSums } from '../dsp/running-sums.ts';
import { quantile } from '../dsp/statistics.ts';
import type { Hertz, Power, Seconds } from '../dsp/units.ts';
import { nominalHzOf } from './band-names.ts';
import { unmeasured, type MeasuredFeature, type Measurement } from './feature-catalogue.ts';
import { monoLossDb } from './mono-loss.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * The moments at which a track is least fit for mono, which its means hide:
 *
 * - `stereo.subCorrelation`: 5th percentile over time of Re⟨L,R⟩ / √(LL·RR) below 112 Hz, in windows of 0.37 s
 * - `stereo.worstCorrelation`, `stereo.worstMonoLoss`: the same ratio, and the loss of a mono sum, K-weighted over all
 *   frequencies, in the second where they are lowest, and when that is
 *
 * Only moments within 20 dB of the track's mean power count, as in the loudness range of EBU Tech 3342: a fading tail
 * is no fault. A value is missing where no such moment has two channels.
 */
export function measureStereoMoments(frames: TrackFrames): Measurement {
  const bands = frames.spectra.bandCentreHz;
  const sub = momentsOf(
    frames,
    Float64Array.from(bands, (hz) => (hz < SUB_END_HZ ? 1 : 0)),
    0,
  );
  const correlations = sub.correlation.filter((value) => !Number.isNaN(value));
  const seconds = momentsOf(
    frames,
    Float64Array.from(bands, (hz) => (nominalHzOf(hz) === undefined ? 0 : kWeightAt(hz))),
    1,
  );
  const worst = lowest(seconds, seconds.correlation);
  const loss = lowest(
    seconds,
    seconds.correlation.map((_, i) => monoLossDb({ mid: seconds.mid[i], both: seconds.both[i] })),
  );
  const features: MeasuredFeature[] = [
    { id: 'stereo.subCorrelation', scope: 'whole', value: quantile(correlations, LOW_PERCENTILE) },
    { id: 'stereo.worstCorrelation', scope: 'whole', ...worst },
    { id: 'stereo.worstMonoLoss', scope: 'whole', ...loss },
  ];
  const isThere = ({ value }: MeasuredFeature): boolean => Number.isFinite(value);
  const missing = features.filter((feature) => !isThere(feature)).map(({ id }) => id);
  return {
    features: features.filter(isThere),
    missing: unmeasured(missing, 'One of the channels is silent there.').missing,
  };
}

/** The third octave at 100 Hz ends at 112 Hz: the sub, which clubs play in mono. */
const SUB_END_HZ: Hertz = 112;

/** One moment in twenty may be an effect; what is worse than all others for longer is a fault. */
const LOW_PERCENTILE = 0.05;

/** 20 LU below the mean, the gate of EBU Tech 3342. */
const GATE: Power = 0.01;

/** A channel 70 dB below the other holds crosstalk and dither, which correlate with anything. */
const FAINTEST_CHANNEL: Power = 1e-7;

/** Moments of a second begin four times a second, so that none is cut in two. */
const OVERLAP = 4;

/** Moments of a track, a value each. */
interface Moments {
  middleSeconds: Float64Array;
  mid: Float64Array;
  both: Float64Array;
  /** `NaN` where a channel is silent. */
  correlation: Float64Array;
}

/**
 * Moments of a length (0: each row of the spectra is one), as sums over bands by their weights, without those below the
 * gate. A track shorter than one moment is one.
 */
function momentsOf({ spectra }: TrackFrames, weights: Float64Array, momentSeconds: Seconds): Moments {
  const { rows, firstSeconds, hopSeconds } = spectra;
  const [mids, sides, differences] = [spectra.mid, spectra.side, spectra.leftMinusRight].map((matrix) =>
    runningSums(rowProducts(matrix, weights)),
  );
  const step = Math.max(1, Math.round(momentSeconds / OVERLAP / hopSeconds));
  const length = momentSeconds === 0 ? 1 : Math.min(rows, OVERLAP * step);
  const gate = (GATE * (mids[rows] + sides[rows])) / rows;
  const most = Math.floor((rows - length) / step) + 1;
  const [middleSeconds, midPower, bothPower, correlation] = [0, 1, 2, 3].map(() => new Float64Array(most));
  let count = 0;
  for (let from = 0; from + length <= rows; from += step) {
    const mid = (mids[from + length] - mids[from]) / length;
    const both = mid + (sides[from + length] - sides[from]) / length;
    if (!(both > gate)) continue;
    const difference = (differences[from + length] - differences[from]) / length;
    const left = (both + difference) / 2;
    const right = (both - difference) / 2;
    const isStereo = Math.min(left, right) > both * FAINTEST_CHANNEL;
    middleSeconds[count] = firstSeconds + (from + (length - 1) / 2) * hopSeconds;
    midPower[count] = mid;
    bothPower[count] = both;
    // Re⟨L,R⟩ = (mid − side)/2.
    const ratio = (mid - both / 2) / Math.sqrt(left * right);
    correlation[count] = isStereo ? Math.max(-1, Math.min(1, ratio)) : NaN;
    count += 1;
  }
  const [seconds, mid, both, correlations] = [middleSeconds, midPower, bothPower, correlation].map((values) =>
    values.subarray(0, count),
  );
  return { middleSeconds: seconds, mid, both, correlation: correlations };
}

/** The lowest value and when it is; `NaN` where no moment has one. */
function lowest({ middleSeconds }: Moments, values: Float64Array): { value: number; atSeconds: Seconds } {
  let least = -1;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i]) && (least < 0 || values[i] < values[least])) least = i;
  }
  return least < 0 ? { value: NaN, atSeconds: 0 } : { value: values[least], atSeconds: middleSeconds[least] };
}
