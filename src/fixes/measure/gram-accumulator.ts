import type { Seconds } from '../../dsp/units.ts';
import type { SectionKind } from '../../store/analysis-document.ts';
import { gramIndex, type BounceEvidence, type SectionGram } from '../mix-model.ts';
import type { ExcerptSpectra } from './excerpt-spectra.ts';

/**
 * Adds up the Gram matrices of one kind of section, excerpt by excerpt.
 *
 * Frames count as loud as the master leaves them: where a limiter ducks the whole mix at every clap, a clap is less of
 * the bounce than of the sum of the stems. The matrices keep the energy that the sum has all the same.
 */
export class GramAccumulator {
  readonly #stems: number;
  readonly #bands: number;
  readonly #mid: Float64Array;
  readonly #side: Float64Array;
  readonly #midSide: Float64Array;

  constructor(stems: number, bands: number) {
    this.#stems = stems;
    this.#bands = bands;
    const size = bands * stems * stems;
    this.#mid = new Float64Array(size);
    this.#side = new Float64Array(size);
    this.#midSide = new Float64Array(size);
  }

  /**
   * @param spectra of each stem; `undefined` where it is silent in the excerpt. They are weighed in place.
   * @param gains of the master in each band and frame, as amplitudes
   */
  add(spectra: readonly (ExcerptSpectra | undefined)[], gains?: readonly (readonly number[])[]): void {
    if (gains !== undefined) for (const own of spectra) if (own !== undefined) weigh(own, gains);
    for (let b = 0; b < this.#bands; b++) {
      for (let i = 0; i < this.#stems; i++) {
        const own = spectra[i];
        if (own === undefined) continue;
        for (let j = i; j < this.#stems; j++) {
          const other = spectra[j];
          if (other !== undefined) this.#addPair(b, i, j, own, other);
        }
      }
    }
  }

  /** @param scales what the energies of each band are multiplied with, see `BounceMeter.bandScales` */
  finish(kind: SectionKind, seconds: Seconds, bounce?: BounceEvidence, scales?: Float64Array): SectionGram {
    const size = this.#stems ** 2;
    const [mid, side, midSide] = [this.#mid, this.#side, this.#midSide].map((matrix) =>
      matrix.map((value, at) => value * (scales?.[Math.floor(at / size)] ?? 1)),
    );
    const gram = { kind, seconds, mid, side, midSide };
    return bounce === undefined ? gram : { ...gram, bounce };
  }

  #addPair(b: number, i: number, j: number, own: ExcerptSpectra, other: ExcerptSpectra): void {
    const ownMid = own.mid[b];
    const ownSide = own.side[b];
    const otherMid = other.mid[b];
    const otherSide = other.side[b];
    const ij = gramIndex(this.#stems, b, i, j);
    const ji = gramIndex(this.#stems, b, j, i);
    let mm = 0;
    let ss = 0;
    let ms = 0;
    let sm = 0;
    for (let c = 0; c < ownMid.length; c++) {
      mm += ownMid[c] * otherMid[c];
      ss += ownSide[c] * otherSide[c];
      ms += ownMid[c] * otherSide[c];
      sm += ownSide[c] * otherMid[c];
    }
    this.#mid[ij] += mm;
    this.#side[ij] += ss;
    this.#midSide[ij] += ms;
    if (i === j) return;
    this.#mid[ji] += mm;
    this.#side[ji] += ss;
    this.#midSide[ji] += sm;
  }
}

function weigh({ mid, side }: ExcerptSpectra, gains: readonly (readonly number[])[]): void {
  for (const rows of [mid, side]) {
    rows.forEach((row, b) => {
      const columns = row.length / gains[b].length;
      gains[b].forEach((gain, frame) => {
        for (let c = frame * columns; c < (frame + 1) * columns; c++) row[c] *= gain;
      });
    });
  }
}
