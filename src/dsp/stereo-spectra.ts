import { bandMatrix } from './band-matrix.ts';
import { GrowingFloat32 } from './growing-array.ts';
import { fineRows, MeanSpectra, poolsAFineRow } from './mean-spectra.ts';
import type { FineSpectra, Meter, SpectrumListener, StereoSpectra } from './meters.ts';
import type { ResultRoom } from './result-room.ts';
import { PlainFft } from './plain-fft.ts';
import {
  DECIMATION,
  LOW_ROW_HOPS,
  POOL_ROWS,
  SUB_ROW_HOPS,
  spectraPlan,
  withoutMel,
  type SpectraPlan,
  type SpectrumPlan,
} from './spectra-plan.ts';
import type { BinWeights } from './third-octaves.ts';
import type { Frames, Hertz, Power } from './units.ts';

// Looked up once: these stand in the innermost loops.
const { SQRT1_2 } = Math;

/**
 * Third-octave spectra of a stereo signal: powers of mid and side, balance, cross-spectrum and flux, one row a hop.
 *
 * Mid and side, (L ± R)/√2, travel as the real and imaginary part of one complex transform, so a stereo spectrum costs
 * what a mono one does, and a faint side keeps its accuracy beside a loud mid. With M and S of a bin,
 * |L|² − |R|² = 2·Re(M·S*) and Re(L·R*) = (|M|² − |S|²)/2.
 *
 * A signal shorter than a window is filled up with zeros to one row; what is left after the last full window is not
 * measured. The bass windows reach beyond both ends of the signal, where there is silence.
 */
export class StereoSpectraMeter implements Meter<StereoSpectra> {
  readonly #plan: SpectraPlan;
  readonly #main: SpectrumRows;
  readonly #low: SpectrumRows;
  readonly #sub: SpectrumRows;
  readonly #decimators: [Decimator, Decimator];
  #mid = new Float32Array(0);
  #side = new Float32Array(0);
  readonly #bass: BassListener;
  #frames: Frames = 0;

  /** @param withMel whether there are mel bands; they are empty otherwise */
  constructor(sampleRateHz: Hertz, listener?: SpectrumListener, withMel = true) {
    const plan = spectraPlan(sampleRateHz);
    this.#plan = plan;
    const pools = poolsAFineRow(plan);
    this.#main = new SpectrumRows(withMel ? plan.main : withoutMel(plan.main), POOL_ROWS, pools, (mid) =>
      listener?.main(mid),
    );
    this.#low = new SpectrumRows(plan.low, POOL_ROWS / LOW_ROW_HOPS, pools, (mid) => listener?.low(mid));
    this.#sub = new SpectrumRows(plan.sub, POOL_ROWS / SUB_ROW_HOPS, Infinity, () => {});
    this.#bass = new BassListener(listener);
    this.#decimators = [new Decimator(plan.decimator), new Decimator(plan.decimator)];
    const silence = new Float32Array(plan.subPadding);
    this.#low.push(silence, silence, plan.lowPadding);
    this.#sub.push(silence, silence, plan.subPadding);
  }

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    if (this.#mid.length < frames) {
      this.#mid = new Float32Array(frames);
      this.#side = new Float32Array(frames);
    }
    const [mid, side] = [this.#mid, this.#side];
    for (let n = 0; n < frames; n++) {
      mid[n] = (left[n] + right[n]) * SQRT1_2;
      side[n] = (left[n] - right[n]) * SQRT1_2;
    }
    this.#frames += frames;
    this.#main.push(mid, side, frames);
    this.#pushLow(mid, side, frames);
  }

  #pushLow(mid: Float32Array, side: Float32Array, frames: Frames): void {
    const lowMid = this.#decimators[0].push(mid, frames);
    const lowSide = this.#decimators[1].push(side, frames);
    this.#low.push(lowMid, lowSide, lowMid.length);
    this.#sub.push(lowMid, lowSide, lowMid.length);
    this.#bass.hear(lowMid);
  }

  finish(): StereoSpectra {
    const silence = new Float32Array(this.#plan.main.size);
    this.#bass.endAt(this.#frames);
    if (this.#frames < silence.length) this.push(silence, silence, silence.length - this.#frames);
    const rows = this.#main.rows;
    const lowRows = Math.ceil(rows / LOW_ROW_HOPS);
    const subRows = Math.ceil(rows / SUB_ROW_HOPS);
    this.#low.stopAt(lowRows);
    this.#sub.stopAt(subRows);
    while (this.#low.rows < lowRows || this.#sub.rows < subRows) this.#pushLow(silence, silence, silence.length);
    return assembleSpectra(this.#plan, rows, { main: this.#main, low: this.#low, sub: this.#sub });
  }
}

/** Powers of one transform's bands, row by row. */
export interface BandRows {
  mid: TakenOnce;
  side: TakenOnce;
  leftMinusRight: TakenOnce;
  flux: TakenOnce;
  /** Ends the pool and the second under way, and gives the means of all seconds. Call it once, last. */
  finishFine(): FineSpectra;
  melMid: TakenOnce;
  melSide: TakenOnce;
}

interface TakenOnce {
  take(): Float32Array;
}

/** Tells a listener the decimated signal, without the silence that ends the measurement. */
export class BassListener {
  readonly #listener: SpectrumListener | undefined;
  #heard: Frames = 0;
  #end: Frames = Infinity;

  constructor(listener: SpectrumListener | undefined) {
    this.#listener = listener;
  }

  hear(mid: Float32Array): void {
    const count = Math.min(mid.length, this.#end - this.#heard);
    if (count > 0) this.#listener?.bass(mid.subarray(0, count));
    this.#heard += count;
  }

  /** The signal is this long, before decimation. */
  endAt(frames: Frames): void {
    this.#end = Math.ceil(frames / DECIMATION);
  }
}

/** Takes mean powers of mid over a pool of rows. */
export type PoolListener = (midPower: Float32Array) => void;

/**
 * Puts the bands of all spectra side by side. There are `rows` rows of the main ones, and of the others one for every
 * few of them (`LOW_ROW_HOPS`, `SUB_ROW_HOPS`); what lies between two is on a straight line between them, and after the
 * last one the last.
 */
export function assembleSpectra(
  plan: SpectraPlan,
  rows: number,
  { main, low, sub }: { main: BandRows; low: BandRows; sub: BandRows },
  room?: ResultRoom,
): StereoSpectra {
  const columns = plan.bands.length;
  const [subColumns, lowColumns] = [plan.sub.weights.length, plan.low.weights.length];
  const join = (name: 'mid' | 'side' | 'leftMinusRight'): Float32Array =>
    bandMatrix().join(
      rows,
      columns,
      [
        { values: sub[name].take(), width: subColumns, every: SUB_ROW_HOPS, from: 0, to: subColumns, shift: 0 },
        {
          values: low[name].take(),
          width: lowColumns,
          every: LOW_ROW_HOPS,
          from: subColumns,
          to: lowColumns,
          shift: 0,
        },
        {
          values: main[name].take(),
          width: columns - lowColumns,
          every: 1,
          from: lowColumns,
          to: columns,
          shift: lowColumns,
        },
      ],
      room,
    );
  const [mid, side] = [join('mid'), join('side')];
  return {
    rows,
    hopSeconds: plan.main.hop / plan.sampleRateHz,
    firstSeconds: plan.main.size / 2 / plan.sampleRateHz,
    bandCentreHz: plan.bands.map((band) => band.nominalHz),
    mid,
    side,
    leftMinusRight: join('leftMinusRight'),
    leftTimesRight: bandMatrix().halfDifferences(mid, side, room),
    flux: main.flux.take(),
    fine: fineRows(plan, main.finishFine(), low.finishFine()),
    melMid: main.melMid.take(),
    melSide: main.melSide.take(),
  };
}

/**
 * Gain in front of the logarithm of the flux, ½·ln(1 + γ²·P): with 1000, what lies more than 60 dB below full scale
 * hardly counts, and everything above counts by its change in decibels (M. Müller, Fundamentals of Music Processing,
 * 6.1.2).
 *
 * The logarithm is read off the bits of a float, the exponent followed by the mantissa: straight lines between powers
 * of two, nowhere more than 0.03 off (0.26 dB), and without steps.
 */
export const FLUX_GAIN = 1000;

/** What the lowest bit of a float's mantissa stands for in ½·ln x. */
export const FLUX_LOGARITHM = (0.5 * Math.LN2) / 2 ** 23;

/** Windows, transforms and sums the bands of one stream of mid and side. */
class SpectrumRows implements BandRows {
  readonly mid = new GrowingFloat32();
  readonly side = new GrowingFloat32();
  readonly leftMinusRight = new GrowingFloat32();
  readonly flux = new GrowingFloat32();
  readonly melMid = new GrowingFloat32();
  readonly melSide = new GrowingFloat32();
  rows = 0;
  readonly #plan: SpectrumPlan;
  readonly #poolRows: number;
  readonly #onPool: PoolListener;
  readonly #fft: PlainFft;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #midPower: Float32Array;
  readonly #sidePower: Float32Array;
  readonly #pool: { mid: Float64Array; side: Float64Array; rows: number };
  readonly #fine: MeanSpectra;
  readonly #cross: Float32Array;
  readonly #logarithms: { now: Float32Array; bits: Int32Array; before: Int32Array };
  readonly #midInput: Float32Array;
  readonly #sideInput: Float32Array;
  #filled: Frames = 0;
  #lastRow = Infinity;

  constructor(plan: SpectrumPlan, poolRows: number, poolsAFineRow: number, onPool: PoolListener) {
    const bins = plan.size / 2 + 1;
    this.#plan = plan;
    this.#poolRows = poolRows;
    this.#onPool = onPool;
    this.#fft = new PlainFft(plan.size);
    this.#re = new Float64Array(plan.size);
    this.#im = new Float64Array(plan.size);
    this.#midPower = new Float32Array(bins);
    this.#sidePower = new Float32Array(bins);
    this.#fine = new MeanSpectra(plan, poolsAFineRow);
    this.#pool = { mid: new Float64Array(bins), side: new Float64Array(bins), rows: 0 };
    this.#cross = new Float32Array(bins);
    const now = new Float32Array(bins);
    this.#logarithms = { now, bits: new Int32Array(now.buffer), before: new Int32Array(bins) };
    this.#midInput = new Float32Array(plan.size);
    this.#sideInput = new Float32Array(plan.size);
  }

  /** No row is made beyond this number. */
  stopAt(rows: number): void {
    this.#lastRow = rows;
  }

  push(mid: Float32Array, side: Float32Array, frames: Frames): void {
    const { size, hop } = this.#plan;
    for (let from = 0; from < frames;) {
      const taken = Math.min(size - this.#filled, frames - from);
      this.#midInput.set(mid.subarray(from, from + taken), this.#filled);
      this.#sideInput.set(side.subarray(from, from + taken), this.#filled);
      from += taken;
      this.#filled += taken;
      if (this.#filled === size) {
        if (this.rows < this.#lastRow) this.#transform();
        this.#midInput.copyWithin(0, hop);
        this.#sideInput.copyWithin(0, hop);
        this.#filled -= hop;
      }
    }
  }

  #transform(): void {
    const { size, window } = this.#plan;
    const [re, im] = [this.#re, this.#im];
    for (let n = 0; n < size; n++) {
      re[n] = this.#midInput[n] * window[n];
      im[n] = this.#sideInput[n] * window[n];
    }
    this.#fft.forward(re, im);
    this.#separate();
    for (const weights of this.#plan.weights) {
      this.mid.push(weightedSum(this.#midPower, weights));
      this.side.push(weightedSum(this.#sidePower, weights));
      this.leftMinusRight.push(weightedSum(this.#cross, weights));
    }
    for (const weights of this.#plan.melWeights) {
      this.melMid.push(weightedSum(this.#midPower, weights));
      this.melSide.push(weightedSum(this.#sidePower, weights));
    }
    this.flux.push(this.#rise());
    this.rows += 1;
    const pool = this.#pool;
    for (let k = 0; k < pool.mid.length; k++) {
      pool.mid[k] += this.#midPower[k];
      pool.side[k] += this.#sidePower[k];
    }
    pool.rows += 1;
    if (pool.rows === this.#poolRows) this.#closePool();
  }

  finishFine(): FineSpectra {
    this.#closePool();
    return this.#fine.finish();
  }

  /** Shows the listener the pool under way, if it has a row. */
  #closePool(): void {
    const { mid, side, rows } = this.#pool;
    if (rows === 0) return;
    const means = [mid, side].map((sums) => Float32Array.from(sums, (sum) => sum / rows));
    this.#fine.push(means[0], means[1]);
    this.#onPool(means[0]);
    mid.fill(0);
    side.fill(0);
    this.#pool.rows = 0;
  }

  /** The spectra of two real signals from that of mid + i·side: M = (Z[k] + Z*[N−k])/2, S = (Z[k] − Z*[N−k])/2i. */
  #separate(): void {
    const { size, powerScale } = this.#plan;
    const [re, im] = [this.#re, this.#im];
    for (let k = 0; k <= size / 2; k++) {
      const mirror = (size - k) % size;
      const scale = (k === mirror ? powerScale / 2 : powerScale) / 4;
      const midRe = re[k] + re[mirror];
      const midIm = im[k] - im[mirror];
      const sideRe = im[k] + im[mirror];
      const sideIm = re[mirror] - re[k];
      this.#midPower[k] = (midRe * midRe + midIm * midIm) * scale;
      this.#sidePower[k] = (sideRe * sideRe + sideIm * sideIm) * scale;
      this.#cross[k] = 2 * (midRe * sideRe + midIm * sideIm) * scale;
    }
  }

  /** Flux of the whole, mid and side together, against the row before. */
  #rise(): number {
    const { now, bits, before } = this.#logarithms;
    let rise = 0;
    for (let k = 0; k < now.length; k++) {
      now[k] = 1 + FLUX_GAIN * FLUX_GAIN * (this.#midPower[k] + this.#sidePower[k]);
      if (bits[k] > before[k]) rise += bits[k] - before[k];
    }
    before.set(bits);
    return this.rows === 0 ? 0 : (rise * FLUX_LOGARITHM) / now.length;
  }
}

function weightedSum(power: Float32Array, { firstBin, weights }: BinWeights): Power {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i] * power[firstBin + i];
  return sum;
}

/** Low-pass and every sixteenth sample: output m is centred on input 16·m, so nothing is delayed. */
class Decimator {
  readonly #taps: Float64Array;
  /** Input not yet used up; starts with the silence before the signal that the first window reads. */
  #input: Float32Array;
  #filled: Frames;

  constructor(taps: Float64Array) {
    this.#taps = taps;
    this.#filled = (taps.length - 1) / 2;
    this.#input = new Float32Array(taps.length);
  }

  /** Takes `frames` samples and returns those finished by now: all of them, but for the reach of half the taps. */
  push(samples: Float32Array, frames: Frames): Float32Array {
    const taps = this.#taps;
    if (this.#input.length < this.#filled + frames) {
      const larger = new Float32Array(this.#filled + frames);
      larger.set(this.#input.subarray(0, this.#filled));
      this.#input = larger;
    }
    this.#input.set(samples.subarray(0, frames), this.#filled);
    this.#filled += frames;
    const count = Math.max(0, Math.floor((this.#filled - taps.length) / DECIMATION) + 1);
    const output = new Float32Array(count);
    for (let m = 0; m < count; m++) {
      let sum = 0;
      for (let tap = 0; tap < taps.length; tap++) sum += taps[tap] * this.#input[m * DECIMATION + tap];
      output[m] = sum;
    }
    this.#input.copyWithin(0, count * DECIMATION, this.#filled);
    this.#filled -= count * DECIMATION;
    return output;
  }
}
