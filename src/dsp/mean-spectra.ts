import { GrowingFloat32 } from './growing-array.ts';
import type { FineRows, FineSpectra } from './meters.ts';
import { POOL_ROWS, type SpectraPlan, type SpectrumPlan } from './spectra-plan.ts';

/** Means of power spectra over about a second, bin by bin: what rolloff, flatness and resonances are read from. */
export class MeanSpectra {
  readonly #plan: SpectrumPlan;
  readonly #poolsARow: number;
  readonly #rows = { mid: new GrowingFloat32(), side: new GrowingFloat32() };
  readonly #sums: { mid: Float64Array; side: Float64Array };
  #pools = 0;

  constructor(plan: SpectrumPlan, poolsARow: number) {
    const bins = plan.size / 2 + 1;
    this.#plan = plan;
    this.#poolsARow = poolsARow;
    this.#sums = { mid: new Float64Array(bins), side: new Float64Array(bins) };
  }

  /** Takes the mean powers of a pool. */
  push(midPower: Float32Array, sidePower: Float32Array): void {
    add(this.#sums.mid, midPower);
    add(this.#sums.side, sidePower);
    this.#pools += 1;
    if (this.#pools === this.#poolsARow) this.#closeRow();
  }

  finish(): FineSpectra {
    if (this.#pools > 0) this.#closeRow();
    return {
      hzPerBin: this.#plan.hzPerBin,
      bins: this.#sums.mid.length,
      mid: this.#rows.mid.take(),
      side: this.#rows.side.take(),
    };
  }

  #closeRow(): void {
    for (const name of ['mid', 'side'] as const) {
      const sums = this.#sums[name];
      const row = this.#rows[name].grow(sums.length);
      for (let bin = 0; bin < row.length; bin++) row[bin] = sums[bin] / this.#pools;
      sums.fill(0);
    }
    this.#pools = 0;
  }
}

/** How many pools a row of `FineRows` is the mean of: those of a second, rounded. */
export function poolsAFineRow({ main, sampleRateHz }: SpectraPlan): number {
  return Math.round((ROW_SECONDS * sampleRateHz) / (POOL_ROWS * main.hop));
}

/** Long enough that memory stays small beside the bands of every hop, short enough for a bar of any section. */
const ROW_SECONDS = 1;

/** Says when the rows of both kinds of spectra were; they have had as many pools. */
export function fineRows(plan: SpectraPlan, main: FineSpectra, low: FineSpectra): FineRows {
  const hops = poolsAFineRow(plan) * POOL_ROWS;
  return {
    hopSeconds: (hops * plan.main.hop) / plan.sampleRateHz,
    firstSeconds: (plan.main.size / 2 + ((hops - 1) / 2) * plan.main.hop) / plan.sampleRateHz,
    rows: main.mid.length / main.bins,
    main,
    low,
  };
}

function add(sums: Float64Array, power: Float32Array): void {
  for (let bin = 0; bin < sums.length; bin++) sums[bin] += power[bin];
}
