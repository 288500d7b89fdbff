import { quantile } from '../../dsp/statistics.ts';
import type { Frames, Hertz, Normal, Seconds } from '../../dsp/units.ts';
import { alignedHits, type HitWave } from './aligned-hits.ts';

/** Powers over one beat of the lone kick as it plays in a drop, and of what plays beside it. */
export interface KickAndBass {
  rateHz: Hertz;
  kick: Float64Array;
  bass: Float64Array;
  /** How much single hits of the lone kick differ from each other: no bass of this power can be told. */
  doubt: Float64Array;
}

/**
 * Takes the wave of the lone kick from a drop's beats, sample by sample: what is left is the bass. Powers would not do,
 * since a bass that starts anew with every note meets the same wave of the kick on every beat, and the two take from
 * each other or add to each other just as they always do.
 *
 * The lone hits are brought into line with each other (no grid is right to a quarter of a period) and averaged. Their
 * wave is then fitted to all of the drop's beats at once: one gain (a limiter takes the kick down there), one shift and
 * one drift for all, so that a bass that happens to swing with one hit moves nothing.
 *
 * @param wave below 180 Hz
 * @param alone times of the attacks of lone kicks, rising
 * @param inDrop the same of those in the drop
 * @returns `undefined` where the hits are not alike (a live drummer, a grid that slips), or the drop has another kick
 */
export function bassBesideKick(
  wave: HitWave,
  alone: readonly Seconds[],
  inDrop: readonly Seconds[],
  beatSeconds: Seconds,
): KickAndBass | undefined {
  const { sampleRateHz: rateHz } = wave;
  const length = Math.floor(beatSeconds * rateHz);
  const smooth = (power: Float64Array): Float64Array => movingMean(power, Math.round(SMOOTH_SECONDS * rateHz));
  const lone = alignedHits(wave, spread(alone, MOST_HITS), length);
  const average = meanOf(lone.hits);
  const doubt = smooth(meanSquareOf(lone.hits, average, 1));
  const lonePower = smooth(average.map((value) => value * value));
  if (Math.max(...doubt) > ALIKE * Math.max(...lonePower)) return undefined;
  const fit = fitKick(wave, average, spread(inDrop, MOST_HITS).map(lone.attackNear), beatSeconds);
  const [kick, unlike] = [lonePower, doubt].map((powers) => powers.map((power) => fit.gain ** 2 * power));
  const bass = smooth(
    meanSquareOf(
      fit.attacks.map((attack) => wave.cut(attack, length)),
      average,
      fit.gain,
    ),
  );
  const struck = Math.round(STRUCK_BEATS * length);
  const left = Math.max(...bass.subarray(0, struck));
  const isAnother = left > ANOTHER * quantile(bass.subarray(struck), 0.9) && left > FAINT * Math.max(...kick);
  return fit.gain > 0 && !isAnother ? { rateHz, kick, bass, doubt: unlike } : undefined;
}

/** About a period of the lowest notes. */
const SMOOTH_SECONDS: Seconds = 0.02;
/** Hits that differ by no more than a quarter of their peak's amplitude are one kick. */
const ALIKE = 10 ** (-12 / 10);
/**
 * What is left of the first quarter of a beat is 6 dB above the rest of it where the drop has another kick, and no bass
 * does so; 18 dB below the kick it is nothing to speak of.
 */
const STRUCK_BEATS = 0.25;
const ANOTHER = 4;
const FAINT = 10 ** (-18 / 10);
/** More beats than this say nothing new. */
const MOST_HITS = 32;

/** Where a kick is most itself: after the click, before the next sixteenth. */
const FIT_FROM_SECONDS: Seconds = 0.015;
const FIT_UNTIL_BEATS = 0.2;
/** Shifts that are tried, in samples: some 3 ms to both sides. */
const SHIFTS: readonly number[] = Array.from({ length: 7 }, (_, i) => i - 3);
const FINER_SHIFTS: readonly number[] = SHIFTS.map((shift) => 0.25 * shift);
/** Drifts that are tried, in samples a beat: what 0.04 BPM makes of a beat. */
const DRIFTS: readonly number[] = Array.from({ length: 9 }, (_, i) => 0.03 * (i - 4));

interface KickFit {
  gain: Normal;
  attacks: Seconds[];
  left: number;
}

/** The gain, shift and drift at which the least of the beats is left. */
function fitKick(wave: HitWave, average: Float64Array, attacks: readonly Seconds[], beatSeconds: Seconds): KickFit {
  const from = Math.round(FIT_FROM_SECONDS * wave.sampleRateHz);
  const until = Math.min(average.length, Math.round(FIT_UNTIL_BEATS * beatSeconds * wave.sampleRateHz));
  const kick = average.subarray(from, until);
  const energy = dot(kick, kick);
  const middle = attacks.reduce((sum, attack) => sum + attack, 0) / attacks.length;
  const at = (shift: number, drift: number): KickFit => {
    const moved = attacks.map((attack) => {
      return attack + (shift + (drift * (attack - middle)) / beatSeconds) / wave.sampleRateHz;
    });
    let product = 0;
    let power = 0;
    const products = wave.productsWith(
      kick,
      moved.map((attack) => attack + from / wave.sampleRateHz),
    );
    for (let i = 0; i < products.length; i += 2) {
      product += products[i];
      power += products[i + 1];
    }
    const gain = Math.min(1, Math.max(0, product / (attacks.length * energy)));
    return { gain, attacks: moved, left: power - 2 * gain * product + gain ** 2 * attacks.length * energy };
  };
  const best = (tried: readonly (readonly [shift: number, drift: number])[]): [number, number, KickFit] => {
    const fits = tried.map(([shift, drift]) => [shift, drift, at(shift, drift)] as [number, number, KickFit]);
    return fits.reduce((least, fit) => (fit[2].left < least[2].left ? fit : least));
  };
  const [shift] = best(SHIFTS.map((tried) => [tried, 0]));
  const [, drift] = best(DRIFTS.map((tried) => [shift, tried]));
  return best(FINER_SHIFTS.map((more) => [shift + more, drift]))[2];
}

/** `most` of the items at most, evenly from the first to the last. */
function spread<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]);
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i] * other[i];
  return sum;
}

function meanOf(hits: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(hits[0].length);
  for (const hit of hits) for (let i = 0; i < mean.length; i++) mean[i] += hit[i] / hits.length;
  return mean;
}

/** Mean square of what is left of each hit without a wave at a gain. */
function meanSquareOf(hits: readonly Float64Array[], wave: Float64Array, gain: number): Float64Array {
  const mean = new Float64Array(wave.length);
  for (const hit of hits) {
    for (let i = 0; i < mean.length; i++) mean[i] += (hit[i] - gain * wave[i]) ** 2 / hits.length;
  }
  return mean;
}

/** Mean over `length` values around each; beyond the ends lies nothing. */
function movingMean(values: Float64Array, length: Frames): Float64Array {
  const half = length >> 1;
  return values.map((_, i) => {
    let sum = 0;
    for (let k = Math.max(0, i - half); k < Math.min(values.length, i - half + length); k++) sum += values[k];
    return sum / length;
  });
}

/** A bass's own level: what it reaches in a tenth of the time. */
export function bassLevel(bass: Float64Array): number {
  return quantile(bass, 0.9);
}
