import { GrowingFloat32 } from '../growing-array.ts';
import { poolsAFineRow } from '../mean-spectra.ts';
import type { FineSpectra, Meter, SpectrumListener, StereoSpectra } from '../meters.ts';
import type { ResultRoom } from '../result-room.ts';
import {
  DECIMATION,
  LOW_ROW_HOPS,
  POOL_ROWS,
  SUB_ROW_HOPS,
  spectraPlan,
  withoutMel,
  type SpectraPlan,
  type SpectrumPlan,
} from '../spectra-plan.ts';
import {
  assembleSpectra,
  BassListener,
  FLUX_GAIN,
  FLUX_LOGARITHM,
  type BandRows,
  type PoolListener,
} from '../stereo-spectra.ts';
import type { BinWeights } from '../third-octaves.ts';
import type { Frames, Hertz } from '../units.ts';
import { blockTwiddles } from './block-twiddles.ts';
import type { KernelInstance } from './kernel-instance.ts';
import { CHUNK_FRAMES, FLOAT_BYTES, KernelSignal, LANES, SlidingPlanes } from './kernel-signal.ts';

/** `StereoSpectraMeter` on the kernels, in single precision. */
export class WasmStereoSpectra implements Meter<StereoSpectra> {
  readonly #signal: KernelSignal;
  readonly #plan: SpectraPlan;
  readonly #main: KernelRows;
  readonly #low: KernelRows;
  readonly #sub: KernelRows;
  readonly #lowPlanes: SlidingPlanes;
  readonly #decimator: KernelDecimator;
  readonly #bass: BassListener;
  readonly #room: ResultRoom | undefined;
  #frames: Frames = 0;

  /**
   * @param signal reaches back by `spectraHistory`
   * @param expectedFrames as `Meters.track` is told, and so `withMel` and `room`
   */
  constructor(
    sampleRateHz: Hertz,
    listener?: SpectrumListener,
    signal = new KernelSignal(spectraHistory(sampleRateHz)),
    expectedFrames = 0,
    withMel = true,
    room?: ResultRoom,
  ) {
    const { kernel, midSide } = signal;
    const plan = spectraPlan(sampleRateHz);
    this.#signal = signal;
    this.#plan = plan;
    this.#lowPlanes = new SlidingPlanes(kernel, plan.sub.size, CHUNK_FRAMES / DECIMATION + 1);
    const [main, low] = [
      { poolRows: POOL_ROWS, onPool: (mid: Float32Array) => listener?.main(mid), hasFlux: true },
      { poolRows: POOL_ROWS / LOW_ROW_HOPS, onPool: (mid: Float32Array) => listener?.low(mid), hasFlux: false },
    ].map((options) => ({ ...options, poolsAFineRow: poolsAFineRow(plan) }));
    const expectedLow = expectedFrames / DECIMATION;
    this.#main = new KernelRows(
      kernel,
      withMel ? plan.main : withoutMel(plan.main),
      midSide,
      main,
      expectedFrames,
      room,
    );
    this.#low = new KernelRows(kernel, plan.low, this.#lowPlanes, low, expectedLow, room);
    this.#low.skip(plan.lowPadding);
    const options = { poolRows: POOL_ROWS / SUB_ROW_HOPS, poolsAFineRow: Infinity, onPool: () => {}, hasFlux: false };
    this.#sub = new KernelRows(kernel, plan.sub, this.#lowPlanes, options, expectedLow, room);
    this.#sub.skip(plan.subPadding);
    this.#decimator = new KernelDecimator(kernel, plan.decimator, midSide, this.#lowPlanes);
    this.#bass = new BassListener(listener);
    this.#room = room;
  }

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    this.#signal.feed(left, right, frames, (count) => this.measure(count));
  }

  /** Takes the samples that are loaded. */
  measure(frames: Frames): void {
    this.#main.measure(frames);
    const lowFrames = this.#decimator.decimate(frames);
    this.#low.measure(lowFrames);
    this.#sub.measure(lowFrames);
    this.#bass.hear(this.#signal.kernel.floats(this.#lowPlanes.first, lowFrames));
    this.#lowPlanes.slide(lowFrames);
    this.#frames += frames;
  }

  finish(): StereoSpectra {
    const silence = new Float32Array(this.#plan.main.size);
    this.#bass.endAt(this.#frames);
    if (this.#frames < silence.length) this.push(silence, silence, silence.length - this.#frames);
    const rows = this.#main.rows;
    this.#main.stopAt(rows);
    const lowRows = Math.ceil(rows / LOW_ROW_HOPS);
    const subRows = Math.ceil(rows / SUB_ROW_HOPS);
    this.#low.stopAt(lowRows);
    this.#sub.stopAt(subRows);
    while (this.#low.rows < lowRows || this.#sub.rows < subRows) this.push(silence, silence, silence.length);
    for (const rowsOf of [this.#main, this.#low, this.#sub]) rowsOf.collect();
    return assembleSpectra(this.#plan, rows, { main: this.#main, low: this.#low, sub: this.#sub }, this.#room);
  }
}

/** How far a signal must reach back for the spectra: a window. */
export function spectraHistory(sampleRateHz: Hertz): Frames {
  return spectraPlan(sampleRateHz).main.size;
}

/** Lets the kernel make a row of bands for each hop of mid and side. */
class KernelRows implements BandRows {
  readonly mid: GrowingFloat32;
  readonly side: GrowingFloat32;
  readonly leftMinusRight: GrowingFloat32;
  readonly flux: GrowingFloat32;
  readonly melMid: GrowingFloat32;
  readonly melSide: GrowingFloat32;
  rows = 0;
  readonly #fine: { mid: GrowingFloat32; side: GrowingFloat32 };
  readonly #kernel: KernelInstance;
  readonly #plan: SpectrumPlan;
  readonly #options: RowOptions;
  readonly #planAt: number;
  readonly #poolMidAt: number;
  readonly #poolSideAt: number;
  readonly #planes: SlidingPlanes;
  readonly #bandsAt: number;
  /** Samples up to the last one there that belong to windows still open. */
  #filled: Frames = 0;
  #kept = 0;
  #inPool = 0;
  #inFineRow = 0;
  #lastRow = Infinity;

  /**
   * @param planes what the windows are cut from; reach back a window at least
   * @param expectedFrames how many samples will come, as far as is known
   * @param room for the rows, if they are no more
   */
  constructor(
    kernel: KernelInstance,
    plan: SpectrumPlan,
    planes: SlidingPlanes,
    options: RowOptions,
    expectedFrames: Frames,
    room: ResultRoom | undefined,
  ) {
    const { poolRows, hasFlux } = options;
    const rows = expectedFrames / plan.hop;
    const matrix = (columns: number): GrowingFloat32 => new GrowingFloat32(rows * columns, room);
    [this.mid, this.side, this.leftMinusRight] = [0, 1, 2].map(() => matrix(plan.weights.length));
    [this.melMid, this.melSide] = [0, 1].map(() => matrix(plan.melWeights.length));
    this.flux = matrix(hasFlux ? 1 : 0);
    // The last row is of what is left over.
    const fineRows = Math.ceil(rows / (poolRows * options.poolsAFineRow)) + 1;
    const fine = (): GrowingFloat32 => new GrowingFloat32(fineRows * (plan.size / 2 + 1), room);
    this.#fine = { mid: fine(), side: fine() };
    this.#kernel = kernel;
    this.#plan = plan;
    this.#planes = planes;
    this.#options = options;
    this.#poolMidAt = reserveSpectrum(kernel, plan);
    this.#poolSideAt = reserveSpectrum(kernel, plan);
    this.#planAt = placePlan(kernel, plan, this.#poolMidAt, this.#poolSideAt, hasFlux);
    this.#bandsAt = kernel.reserve(FLOAT_BYTES * MOST_KEPT * numbersARow(plan));
  }

  /** No row is made beyond this number. */
  stopAt(rows: number): void {
    this.#lastRow = rows;
  }

  /** Begins with this much silence, less than a window. */
  skip(frames: Frames): void {
    this.#filled = frames;
  }

  /** Takes the samples that are new in the planes. */
  measure(frames: Frames): void {
    const { size, hop } = this.#plan;
    const start = -this.#filled;
    this.#filled += frames;
    const ready = Math.max(0, Math.floor((this.#filled - size) / hop) + 1);
    const wanted = Math.min(ready, this.#lastRow - this.rows);
    for (let row = 0; row < wanted;) {
      const count = Math.min(wanted - row, this.#options.poolRows - this.#inPool);
      this.#makeRows(FLOAT_BYTES * (start + row * hop), count);
      row += count;
    }
    this.#filled -= ready * hop;
  }

  /** Transforms windows from this byte of the planes on, no more than the pool under way has room for. */
  #makeRows(fromByte: number, rows: number): void {
    const { first, second } = this.#planes;
    const { spectrumRows } = this.#kernel.run;
    const [plan, bands, kept] = [this.#planAt, this.#bandsAt, this.#kept];
    spectrumRows(plan, first + fromByte, second + fromByte, rows, this.#inPool, bands, MOST_KEPT, kept);
    this.rows += rows;
    this.#kept += rows;
    this.#inPool += rows;
    if (this.#kept === MOST_KEPT) this.collect();
    if (this.#inPool === this.#options.poolRows) this.#closePool();
  }

  /** Takes the rows that the kernel keeps; call it once more before any array is taken. */
  collect(): void {
    const rows = this.#kept;
    const kept = this.#kernel.floats(this.#bandsAt, MOST_KEPT * numbersARow(this.#plan));
    let at = 0;
    const take = (into: GrowingFloat32, columns: number): void => {
      into.append(kept.subarray(at, at + rows * columns));
      at += MOST_KEPT * columns;
    };
    const [width, melWidth] = [this.#plan.weights.length, this.#plan.melWeights.length];
    for (const into of [this.mid, this.side, this.leftMinusRight]) take(into, width);
    // There is no rise before the first row.
    if (this.rows === rows) kept[at] = 0;
    if (this.#options.hasFlux) take(this.flux, 1);
    if (melWidth > 0) for (const into of [this.melMid, this.melSide]) take(into, melWidth);
    this.#kept = 0;
  }

  finishFine(): FineSpectra {
    this.#closePool();
    this.#closeFineRow();
    const [mid, side] = [this.#fine.mid.take(), this.#fine.side.take()];
    return { hzPerBin: this.#plan.hzPerBin, bins: this.#bins, mid, side };
  }

  get #bins(): number {
    return this.#plan.size / 2 + 1;
  }

  /** Shows the listener the pool under way, if it has a row. */
  #closePool(): void {
    if (this.#inPool === 0) return;
    this.#kernel.run.closePool(this.#planAt, this.#inPool);
    this.#options.onPool(this.#kernel.floats(this.#poolMidAt, this.#bins));
    this.#inPool = 0;
    this.#inFineRow += 1;
    if (this.#inFineRow === this.#options.poolsAFineRow) this.#closeFineRow();
  }

  #closeFineRow(): void {
    if (this.#inFineRow === 0) return;
    this.#kernel.run.closeFineRow(this.#planAt, this.#inFineRow);
    this.#fine.mid.append(this.#kernel.floats(this.#poolMidAt, this.#bins));
    this.#fine.side.append(this.#kernel.floats(this.#poolSideAt, this.#bins));
    this.#inFineRow = 0;
  }
}

/** Rows that the kernel keeps until they are taken all at once; a multiple of those of every pool. */
const MOST_KEPT = 64;

/** Bands of mid, side and left minus right, flux, and mel bands of mid and side. */
function numbersARow({ weights, melWeights }: SpectrumPlan): number {
  return 3 * weights.length + 1 + 2 * melWeights.length;
}

interface RowOptions {
  poolRows: number;
  poolsAFineRow: number;
  onPool: PoolListener;
  hasFlux: boolean;
}

/** Room for a spectrum, and for a vector that reaches past its last bin. */
function reserveSpectrum(kernel: KernelInstance, { size }: SpectrumPlan): number {
  return kernel.reserve(FLOAT_BYTES * (size / 2 + 1 + LANES));
}

/** Lays out a plan and its buffers as `assembly/spectra.ts` reads them. */
function placePlan(
  kernel: KernelInstance,
  plan: SpectrumPlan,
  poolMidAt: number,
  poolSideAt: number,
  hasFlux: boolean,
): number {
  const { size, hop, weights, melWeights } = plan;
  const bins = size / 2 + 1;
  const complex = (): number => kernel.reserve(2 * FLOAT_BYTES * (size + LANES));
  const fineSums = (): number => kernel.reserve(2 * FLOAT_BYTES * (bins + LANES));
  const head = Int32Array.of(
    size,
    hop,
    weights.length,
    kernel.place(Float32Array.from(plan.window)),
    kernel.place(blockTwiddles(size)),
    complex(),
    complex(),
    reserveSpectrum(kernel, plan),
    reserveSpectrum(kernel, plan),
    reserveSpectrum(kernel, plan),
    hasFlux ? reserveSpectrum(kernel, plan) : 0,
    ...placeWeights(kernel, weights, bins),
    poolMidAt,
    poolSideAt,
    fineSums(),
    fineSums(),
  );
  const scales = Float32Array.of(plan.powerScale / 4, plan.powerScale / 2, FLUX_GAIN, FLUX_LOGARITHM);
  const mel = [melWeights.length, ...placeWeights(kernel, melWeights, bins)];
  return kernel.place(Int32Array.of(...head, ...new Int32Array(scales.buffer), ...mel));
}

/** Places first bin and number of weights of each band, then all weights, and returns where both begin. */
function placeWeights(kernel: KernelInstance, weights: readonly BinWeights[], bins: number): [number, number] {
  const padded = weights.map((band) => {
    // Weights fill whole vectors, and those of the topmost band must not reach past the last bin and its padding.
    const length = Math.ceil(band.weights.length / LANES) * LANES;
    const firstBin = Math.min(band.firstBin, bins + LANES - 1 - length);
    const values = new Float32Array(length);
    values.set(band.weights, band.firstBin - firstBin);
    return { firstBin, values };
  });
  return [
    kernel.place(Int32Array.from(padded.flatMap(({ firstBin, values }) => [firstBin, values.length]))),
    kernel.place(Float32Array.from(padded.flatMap(({ values }) => [...values]))),
  ];
}

/** The decimator of mid and side, from one pair of planes to another. */
class KernelDecimator {
  readonly #kernel: KernelInstance;
  readonly #from: SlidingPlanes;
  readonly #to: SlidingPlanes;
  readonly #taps: number;
  readonly #reach: Frames;
  readonly #tapCount: number;
  /** Samples up to the last one there that the next output still needs. */
  #filled: Frames;

  /** @param from reaches back by the taps at least */
  constructor(kernel: KernelInstance, taps: Float64Array, from: SlidingPlanes, to: SlidingPlanes) {
    const padded = new Float32Array(Math.ceil(taps.length / LANES) * LANES);
    padded.set(taps);
    this.#kernel = kernel;
    this.#from = from;
    this.#to = to;
    this.#reach = taps.length;
    this.#tapCount = padded.length;
    this.#filled = (taps.length - 1) / 2;
    this.#taps = kernel.place(padded);
  }

  /** Takes the samples that are new, and returns how many decimated ones are there now. */
  decimate(frames: Frames): Frames {
    const start = -FLOAT_BYTES * this.#filled;
    this.#filled += frames;
    const count = Math.max(0, Math.floor((this.#filled - this.#reach) / DECIMATION) + 1);
    const { decimate } = this.#kernel.run;
    decimate(this.#from.first + start, this.#to.first, count, DECIMATION, this.#taps, this.#tapCount);
    decimate(this.#from.second + start, this.#to.second, count, DECIMATION, this.#taps, this.#tapCount);
    this.#filled -= count * DECIMATION;
    return count;
  }
}
