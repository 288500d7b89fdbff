import { fitFall } from '../../dsp/exponential-fall.ts';
import { median } from '../../dsp/statistics.ts';
import type { Hertz, Seconds } from '../../dsp/units.ts';

/**
 * The frequency that a kick's falling pitch settles on, from the waveform below 180 Hz around many hits.
 *
 * Half a period between two zero crossings gives the pitch at its middle. The pitch of a synthesised kick falls as f(t)
 * = f∞ + A·exp(−t/τ) (a sampled one nearly so), which is fitted to the half periods of all hits by least squares, in
 * the order of their level, with the outliers (a bass that comes in, a click) left out in a second round. Only the
 * stretch between the attack and the moment where the kick has fallen by 20 dB, or something else begins, is read.
 *
 * @param hits times of the attacks; the most alone first
 * @param longest how long after the attack a kick may be read
 * @returns `undefined` where fewer than half of the hits have a pitch, or it is none of a kick (32–90 Hz)
 */
export function settledPitch(
  { samples, sampleRateHz }: { samples: Float32Array; sampleRateHz: Hertz },
  hits: readonly Seconds[],
  longest: Seconds,
): Hertz | undefined {
  const tracks = hits
    .slice(0, MOST_HITS)
    .map((hit) => halfPeriods(samples, sampleRateHz, hit, longest))
    .filter((track) => track.length >= LEAST_HALF_PERIODS);
  if (tracks.length * 2 < Math.min(hits.length, MOST_HITS)) return undefined;
  const points = tracks.flat();
  const first = fallOf(points);
  const errors = points.map((point) => Math.abs(Math.log(point.hz / first.hzAt(point.seconds))));
  const limit = Math.max(LEAST_OUTLIER, OUTLIER_MEDIANS * median(errors));
  const { settledHz } = fallOf(points.filter((_, i) => errors[i] <= limit));
  return settledHz >= LOWEST_HZ && settledHz <= HIGHEST_HZ ? settledHz : undefined;
}

/** A kick settles between these; lower is rumble, higher a tom or the bass. */
const LOWEST_HZ: Hertz = 32;
const HIGHEST_HZ: Hertz = 90;
/** More hits than this add nothing to the fit. */
const MOST_HITS = 48;
/** Two periods. */
const LEAST_HALF_PERIODS = 4;
/** The click and the steepest part of the sweep, which the 180 Hz low-pass smears. */
const FROM_SECONDS: Seconds = 0.03;
/** Nearer to the 180 Hz of the low-pass its delay bends the sweep. */
const SWEEP_READ_BELOW_HZ: Hertz = 110;
/** Where a half wave is weaker than this against the strongest, the kick has died away. */
const SOUNDING = 0.1;
/** A half wave that much stronger than the one before is another sound. */
const RISE = 1.3;
/** Time constants of the sweep that are tried; slower ones are no sweep but a glide. */
const SWEEPS_SECONDS: Float64Array = Float64Array.from({ length: 19 }, (_, i) => 0.005 * 1.15 ** i);
/** Errors beyond three times their median, and beyond a twelfth of a semitone, are outliers. */
const OUTLIER_MEDIANS = 3;
const LEAST_OUTLIER = Math.LN2 / 144;

interface HalfPeriod {
  /** Of its middle, after the attack. */
  seconds: Seconds;
  hz: Hertz;
  /** Greatest magnitude. */
  peak: number;
}

function halfPeriods(samples: Float32Array, sampleRateHz: Hertz, hit: Seconds, longest: Seconds): HalfPeriod[] {
  const end = Math.min(samples.length - 1, Math.round((hit + longest) * sampleRateHz));
  const found: HalfPeriod[] = [];
  let last = NaN;
  let peak = 0;
  let most = 0;
  for (let i = Math.max(1, Math.round(hit * sampleRateHz)); i <= end; i++) {
    const before = samples[i - 1];
    const now = samples[i];
    if (before < 0 !== now < 0) {
      const crossing = i - 1 + zeroBetween(samples, i);
      if (!Number.isNaN(last)) {
        const seconds = (last + crossing) / 2 / sampleRateHz - hit;
        const previous = found.at(-1)?.peak ?? 0;
        most = Math.max(most, peak);
        if (seconds > FROM_SECONDS) {
          if (peak < SOUNDING * most || (previous > 0 && peak > RISE * previous)) break;
          const hz = sampleRateHz / (2 * (crossing - last));
          if (hz < SWEEP_READ_BELOW_HZ) found.push({ seconds, hz, peak });
        }
      }
      last = crossing;
      peak = 0;
    }
    peak = Math.max(peak, Math.abs(now));
  }
  return found;
}

/**
 * Place of the zero between samples i − 1 and i, by the cubic through four samples (Newton's step from the straight
 * line): at 1 kHz a line alone is out by up to 0.3 % of a period.
 */
function zeroBetween(samples: Float32Array, i: number): number {
  const [a, b, c, d] = [
    samples[Math.max(0, i - 2)],
    samples[i - 1],
    samples[i],
    samples[Math.min(samples.length - 1, i + 1)],
  ];
  const c1 = c - b / 2 - a / 3 - d / 6;
  const c2 = (a + c) / 2 - b;
  const c3 = (d - a) / 6 + (b - c) / 2;
  let x = b / (b - c);
  for (let step = 0; step < 2; step++) {
    const slope = c1 + x * (2 * c2 + 3 * c3 * x);
    if (slope === 0) break;
    x -= (b + x * (c1 + x * (c2 + x * c3))) / slope;
  }
  return x >= 0 && x <= 1 ? x : b / (b - c);
}

/** f∞ + A·exp(−t/τ), A ≥ 0, weighted by the height of the half waves. */
function fallOf(points: readonly HalfPeriod[]): { settledHz: Hertz; hzAt: (seconds: Seconds) => Hertz } {
  const course = {
    times: Float64Array.from(points, ({ seconds }) => seconds),
    values: Float64Array.from(points, ({ hz }) => hz),
    weights: Float64Array.from(points, ({ peak }) => peak),
  };
  const { settled, drop, tau } = fitFall(course, SWEEPS_SECONDS);
  return { settledHz: settled, hzAt: (second) => settled + drop * Math.exp(-second / tau) };
}
