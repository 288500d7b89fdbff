import { GrowingFloat32 } from '../../dsp/growing-array.ts';
import { POOL_ROWS, type SpectraPlan, type SpectrumPlan } from '../../dsp/spectra-plan.ts';
import type { FineSpectra, TrackFrames } from '../track-frames.ts';

/**
 * Means of power spectra over about a second, bin by bin: what rolloff, flatness and resonances are read from. Takes
 * the pools that a `SpectrumListener` is shown.
 */
export class FineSpectraMeter {
  readonly #plan: SpectraPlan;
  readonly #poolsARow: number;
  readonly #main: MeanSpectra;
  readonly #low: MeanSpectra;

  constructor(plan: SpectraPlan) {
    const poolSeconds = (POOL_ROWS * plan.main.hop) / plan.sampleRateHz;
    this.#plan = plan;
    this.#poolsARow = Math.round(ROW_SECONDS / poolSeconds);
    this.#main = new MeanSpectra(plan.main, this.#poolsARow);
    this.#low = new MeanSpectra(plan.low, this.#poolsARow);
  }

  pushMain(midPower: Float32Array, sidePower: Float32Array): void {
    this.#main.push(midPower, sidePower);
  }

  pushLow(midPower: Float32Array, sidePower: Float32Array): void {
    this.#low.push(midPower, sidePower);
  }

  /** All rows. Call it once, last; both kinds of spectra have had as many pools. */
  finish(): TrackFrames['fine'] {
    const { main, sampleRateHz } = this.#plan;
    const hops = this.#poolsARow * POOL_ROWS;
    const spectra = { main: this.#main.finish(), low: this.#low.finish() };
    return {
      hopSeconds: (hops * main.hop) / sampleRateHz,
      firstSeconds: (main.size / 2 + ((hops - 1) / 2) * main.hop) / sampleRateHz,
      rows: spectra.main.mid.length / spectra.main.bins,
      ...spectra,
    };
  }
}

/** Long enough that memory stays small beside the bands of every hop, short enough for a bar of any section. */
const ROW_SECONDS = 1;

/** Rows of means over `poolsARow` spectra each. */
class MeanSpectra {
  readonly #hzPerBin: number;
  readonly #poolsARow: number;
  readonly #rows = { mid: new GrowingFloat32(), side: new GrowingFloat32() };
  readonly #sums: { mid: Float64Array; side: Float64Array };
  #pools = 0;

  constructor({ size, hzPerBin }: SpectrumPlan, poolsARow: number) {
    const bins = size / 2 + 1;
    this.#hzPerBin = hzPerBin;
    this.#poolsARow = poolsARow;
    this.#sums = { mid: new Float64Array(bins), side: new Float64Array(bins) };
  }

  push(midPower: Float32Array, sidePower: Float32Array): void {
    add(this.#sums.mid, midPower);
    add(this.#sums.side, sidePower);
    this.#pools += 1;
    if (this.#pools === this.#poolsARow) this.#closeRow();
  }

  finish(): FineSpectra {
    if (this.#pools > 0) this.#closeRow();
    return {
      hzPerBin: this.#hzPerBin,
      bins: this.#sums.mid.length,
      mid: this.#rows.mid.toArray(),
      side: this.#rows.side.toArray(),
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

function add(sums: Float64Array, power: Float32Array): void {
  for (let bin = 0; bin < sums.length; bin++) sums[bin] += power[bin];
}
