import { gramProducts } from '../../dsp/gram-products.ts';
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
    const sounding = spectra.flatMap((own, stem) => (own === undefined ? [] : [{ own, stem }]));
    for (let b = 0; b < this.#bands; b++) {
      this.#addBand(
        b,
        sounding.map(({ stem }) => stem),
        gramProducts([...sounding.map(({ own }) => own.mid[b]), ...sounding.map(({ own }) => own.side[b])]),
      );
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

  /** @param products of the mid rows of these stems, followed by their side rows */
  #addBand(band: number, stems: readonly number[], products: Float64Array): void {
    const count = stems.length;
    const product = (row: number, column: number): number => products[row * 2 * count + column];
    stems.forEach((one, i) => {
      stems.forEach((other, j) => {
        const at = gramIndex(this.#stems, band, one, other);
        this.#mid[at] += product(i, j);
        this.#side[at] += product(count + i, count + j);
        this.#midSide[at] += product(i, count + j);
      });
    });
  }
}

function weigh({ mid, side }: ExcerptSpectra, gains: readonly (readonly number[])[]): void {
  for (const rows of [mid, side]) {
    rows.forEach((row, b) => {
      const columns = row.length / gains[b].length;
      for (let frame = 0, c = 0; frame < gains[b].length; frame++) {
        const gain = gains[b][frame];
        for (const end = c + columns; c < end; c++) row[c] *= gain;
      }
    });
  }
}
