import { BandFeatureMeter } from '../../analysis/band-feature-meter.ts';
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

  constructor(bandCentreHz: readonly Hertz[]) {
    this.#bands = bandCentreHz.length;
    this.#meter = new BandFeatureMeter(bandCentreHz);
    this.#mid = new Float64Array(this.#bands);
    this.#side = new Float64Array(this.#bands);
  }

  add(stems: readonly (ExcerptSpectra | undefined)[], bounce: ExcerptSpectra): void {
    const sum = sumOf(stems, bounce);
    const gains: number[] = [];
    for (let frame = 0; frame < bounce.frames; frame++) {
      const ofBounce = this.#framePowers(bounce, frame);
      const ofSum = this.#framePowers(sum, frame);
      const gain = Math.sqrt(this.#power(ofBounce) / this.#power(ofSum));
      gains.push(Number.isFinite(gain) ? gain : 0);
      this.#bounceFrames.push(ofBounce);
      this.#sumFrames.push(ofSum);
      for (let b = 0; b < this.#bands; b++) {
        this.#mid[b] += ofBounce.mid[b];
        this.#side[b] += ofBounce.side[b];
      }
    }
    this.#midShare.add(sum.mid, bounce.mid, gains);
    this.#sideShare.add(sum.side, bounce.side, gains);
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
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - meanA) * (b[i] - meanB);
    aa += (a[i] - meanA) ** 2;
    bb += (b[i] - meanB) ** 2;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
