import { BandFeatureMeter } from '../../analysis/band-feature-meter.ts';
import { quantile } from '../../dsp/statistics.ts';
import type { Hertz } from '../../dsp/units.ts';
import type { BounceEvidence } from '../mix-model.ts';
import { CoherentShare } from './coherent-share.ts';
import type { ExcerptSpectra } from './excerpt-spectra.ts';

/** Compares the bounce with the sum of the stems, frame by frame, over the excerpts of one kind of section. */
export class BounceMeter {
  readonly #bands: number;
  readonly #meter: BandFeatureMeter;
  readonly #mid: Float64Array;
  readonly #side: Float64Array;
  readonly #midShare = new CoherentShare();
  readonly #sideShare = new CoherentShare();
  readonly #sumFrames: BandFrames[] = [];
  readonly #bounceFrames: BandFrames[] = [];

  /** Energy of the sum of the stems in each band, as it is and as the master weighs its frames. */
  readonly #plain: Float64Array;
  readonly #weighed: Float64Array;

  constructor(bandCentreHz: readonly Hertz[]) {
    this.#bands = bandCentreHz.length;
    this.#meter = new BandFeatureMeter(bandCentreHz);
    this.#mid = new Float64Array(this.#bands);
    this.#side = new Float64Array(this.#bands);
    this.#plain = new Float64Array(this.#bands);
    this.#weighed = new Float64Array(this.#bands);
  }

  /**
   * @returns for each band the gain of the master in each frame, as an amplitude; frames that are unlike all others are
   * held
   */
  add(stems: readonly (ExcerptSpectra | undefined)[], bounce: ExcerptSpectra): number[][] {
    const sum = sumOf(stems, bounce);
    const frames = Array.from({ length: bounce.frames }, (_, frame) => ({
      sum: this.#framePowers(sum, frame),
      bounce: this.#framePowers(bounce, frame),
    }));
    for (const frame of frames) {
      this.#bounceFrames.push(frame.bounce);
      this.#sumFrames.push(frame.sum);
      for (let b = 0; b < this.#bands; b++) {
        this.#mid[b] += frame.bounce.mid[b];
        this.#side[b] += frame.bounce.side[b];
      }
    }
    const gains = heldNear(frames.map((frame) => Math.sqrt(this.#power(frame.bounce) / this.#power(frame.sum))));
    this.#midShare.add(sum.mid, bounce.mid, gains);
    this.#sideShare.add(sum.side, bounce.side, gains);
    return Array.from({ length: this.#bands }, (_, b) => {
      const inBand = ({ mid, side }: BandFrames): number => mid[b] + side[b];
      const held = heldNear(frames.map((frame) => Math.sqrt(inBand(frame.bounce) / inBand(frame.sum))));
      frames.forEach((frame, f) => {
        this.#plain[b] += inBand(frame.sum);
        this.#weighed[b] += held[f] ** 2 * inBand(frame.sum);
      });
      return held;
    });
  }

  /** What brings the energies of a band whose frames were weighed with the master's gains back to that of the sum. */
  get bandScales(): Float64Array {
    return this.#plain.map((plain, b) => (this.#weighed[b] > 0 ? plain / this.#weighed[b] : 1));
  }

  finish(): BounceEvidence {
    const sumDb = this.#sumFrames.map((frame) => this.#levelDb(frame));
    const bounceDb = this.#bounceFrames.map((frame) => this.#levelDb(frame));
    const sounds = sumDb.map((level, i) => level > QUIET_DB && bounceDb[i] > QUIET_DB);
    return {
      mid: this.#mid,
      side: this.#side,
      envelopeCorrelation: Float64Array.from({ length: this.#bands }, (_, b) =>
        correlation(
          this.#sumFrames.map((frame) => Math.sqrt(frame.mid[b] + frame.side[b])),
          this.#bounceFrames.map((frame) => Math.sqrt(frame.mid[b] + frame.side[b])),
        ),
      ),
      stemShare: { mid: this.#midShare.finish(), side: this.#sideShare.finish() },
      frameSumDb: Float64Array.from(sumDb.filter((_, i) => sounds[i])),
      frameBounceDb: Float64Array.from(bounceDb.filter((_, i) => sounds[i])),
    };
  }

  #framePowers({ mid, side, frames }: ExcerptSpectra, frame: number): BandFrames {
    const powers = (rows: readonly Float32Array[]): Float64Array =>
      Float64Array.from(rows, (row) => {
        const columns = row.length / frames;
        let power = 0;
        for (let c = frame * columns; c < (frame + 1) * columns; c++) power += row[c] * row[c];
        return power;
      });
    return { mid: powers(mid), side: powers(side) };
  }

  #levelDb(frame: BandFrames): number {
    return 10 * Math.log10(this.#power(frame));
  }

  #power({ mid, side }: BandFrames): number {
    return this.#meter.kWeightedPower({ mid, side, leftMinusRight: mid, leftTimesRight: mid });
  }
}

/**
 * Gains within 6 dB of their median, which is what limiters do; beyond lie pauses and frames of which a stem is
 * missing.
 */
function heldNear(gains: readonly number[]): number[] {
  const known = gains.filter((gain) => gain > 0 && Number.isFinite(gain));
  const usual = known.length === 0 ? 1 : quantile(known, 0.5);
  return gains.map((gain) =>
    Number.isNaN(gain) ? usual : Math.min(usual * MOST_OFF, Math.max(usual / MOST_OFF, gain)),
  );
}

const MOST_OFF = 2;

interface BandFrames {
  mid: Float64Array;
  side: Float64Array;
}

/** BS.1770's absolute gate: quieter frames are pauses. */
const QUIET_DB = -70;

function sumOf(stems: readonly (ExcerptSpectra | undefined)[], like: ExcerptSpectra): ExcerptSpectra {
  const add = (rows: 'mid' | 'side'): Float32Array[] =>
    like[rows].map((row, b) => {
      const sum = new Float32Array(row.length);
      for (const stem of stems) {
        if (stem === undefined) continue;
        const own = stem[rows][b];
        for (let c = 0; c < sum.length; c++) sum[c] += own[c];
      }
      return sum;
    });
  return { frames: like.frames, mid: add('mid'), side: add('side') };
}

/** Pearson's correlation; 0 where one of the two never changes. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - meanA) * (b[i] - meanB);
    aa += (a[i] - meanA) ** 2;
    bb += (b[i] - meanB) ** 2;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
