import { GrowingFloat32 } from '../growing-array.ts';
import type { Meter, SpectrumListener, StereoSpectra } from '../meters.ts';
import { DECIMATION, POOL_ROWS, spectraPlan, type SpectraPlan, type SpectrumPlan } from '../spectra-plan.ts';
import { assembleSpectra, FLUX_GAIN, type BandRows, type PoolListener } from '../stereo-spectra.ts';
import type { Frames, Hertz } from '../units.ts';
import { KernelInstance } from './kernel-instance.ts';

/** `StereoSpectraMeter` on the kernels, in single precision. */
export class WasmStereoSpectra implements Meter<StereoSpectra> {
  readonly #kernel = new KernelInstance();
  readonly #plan: SpectraPlan;
  readonly #main: KernelRows;
  readonly #low: KernelRows;
  readonly #left = this.#kernel.reserve(4 * CHUNK_FRAMES);
  readonly #right = this.#kernel.reserve(4 * CHUNK_FRAMES);
  readonly #mid: KernelDecimator;
  readonly #side: KernelDecimator;
  #frames: Frames = 0;

  constructor(sampleRateHz: Hertz, listener?: SpectrumListener) {
    const plan = spectraPlan(sampleRateHz);
    this.#plan = plan;
    this.#main = new KernelRows(this.#kernel, plan.main, (mid, side) => listener?.main(mid, side));
    this.#low = new KernelRows(this.#kernel, plan.low, (mid, side) => listener?.low(mid, side));
    this.#mid = new KernelDecimator(this.#kernel, plan.decimator);
    this.#side = new KernelDecimator(this.#kernel, plan.decimator);
    this.#low.skip(plan.lowPadding);
  }

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    for (let from = 0; from < frames; from += CHUNK_FRAMES) {
      const count = Math.min(CHUNK_FRAMES, frames - from);
      this.#kernel.floats(this.#left, count).set(left.subarray(from, from + count));
      this.#kernel.floats(this.#right, count).set(right.subarray(from, from + count));
      this.#kernel.run.midSide(this.#left, this.#right, this.#mid.input, this.#side.input, count);
      this.#main.push(this.#mid.input, this.#side.input, count);
      const lowFrames = this.#mid.decimate(count);
      this.#side.decimate(count);
      this.#low.push(this.#mid.output, this.#side.output, lowFrames);
      this.#frames += count;
    }
  }

  finish(): StereoSpectra {
    const silence = new Float32Array(this.#plan.main.size);
    if (this.#frames < silence.length) this.push(silence, silence, silence.length - this.#frames);
    const rows = this.#main.rows;
    this.#main.stopAt(rows);
    this.#low.stopAt(rows);
    while (this.#low.rows < rows) this.push(silence, silence, silence.length);
    this.#main.closePool();
    this.#low.closePool();
    return assembleSpectra(this.#plan, rows, this.#low, this.#main);
  }
}

/** Blocks pass through the kernel's memory in pieces of this length, 128 kB a channel, however long they are. */
const CHUNK_FRAMES: Frames = 32768;
/** Kernels work on vectors of four numbers of four bytes. */
const LANES = 4;
const FLOAT_BYTES = 4;

/** Gathers mid and side and lets the kernel make a row of bands for each hop. */
class KernelRows implements BandRows {
  readonly mid = new GrowingFloat32();
  readonly side = new GrowingFloat32();
  readonly leftMinusRight = new GrowingFloat32();
  readonly flux = new GrowingFloat32();
  rows = 0;
  readonly #kernel: KernelInstance;
  readonly #plan: SpectrumPlan;
  readonly #onPool: PoolListener;
  readonly #planAt: number;
  readonly #poolMidAt: number;
  readonly #poolSideAt: number;
  readonly #midAt: number;
  readonly #sideAt: number;
  readonly #bandsAt: number;
  readonly #room: Frames;
  #filled: Frames = 0;
  #inPool = 0;
  #lastRow = Infinity;

  constructor(kernel: KernelInstance, plan: SpectrumPlan, onPool: PoolListener) {
    this.#kernel = kernel;
    this.#plan = plan;
    this.#onPool = onPool;
    this.#poolMidAt = reserveSpectrum(kernel, plan);
    this.#poolSideAt = reserveSpectrum(kernel, plan);
    this.#planAt = placePlan(kernel, plan, this.#poolMidAt, this.#poolSideAt);
    // A window still open, and as many samples as make some rows.
    this.#room = plan.size + ROWS_AT_ONCE * plan.hop;
    this.#midAt = kernel.reserve(FLOAT_BYTES * this.#room);
    this.#sideAt = kernel.reserve(FLOAT_BYTES * this.#room);
    this.#bandsAt = kernel.reserve(FLOAT_BYTES * POOL_ROWS * (3 * plan.weights.length + 1));
  }

  /** No row is made beyond this number. */
  stopAt(rows: number): void {
    this.#lastRow = rows;
  }

  /** Begins with this much silence, less than a window. */
  skip(frames: Frames): void {
    this.#filled = frames;
  }

  /** Takes samples from the kernel's memory. */
  push(midAt: number, sideAt: number, frames: Frames): void {
    const memory = new Uint8Array(this.#kernel.run.memory.buffer);
    for (let from = 0; from < frames;) {
      const count = Math.min(this.#room - this.#filled, frames - from);
      const [start, end] = [FLOAT_BYTES * from, FLOAT_BYTES * (from + count)];
      memory.copyWithin(this.#midAt + FLOAT_BYTES * this.#filled, midAt + start, midAt + end);
      memory.copyWithin(this.#sideAt + FLOAT_BYTES * this.#filled, sideAt + start, sideAt + end);
      this.#filled += count;
      from += count;
      this.#transform(memory);
    }
  }

  #transform(memory: Uint8Array): void {
    const { size, hop } = this.#plan;
    if (this.#filled < size) return;
    const ready = Math.floor((this.#filled - size) / hop) + 1;
    const wanted = Math.min(ready, this.#lastRow - this.rows);
    for (let row = 0; row < wanted;) {
      const count = Math.min(wanted - row, POOL_ROWS - this.#inPool);
      this.#makeRows(row * hop * FLOAT_BYTES, count);
      row += count;
    }
    for (const at of [this.#midAt, this.#sideAt]) {
      memory.copyWithin(at, at + FLOAT_BYTES * ready * hop, at + FLOAT_BYTES * this.#filled);
    }
    this.#filled -= ready * hop;
  }

  /** Transforms windows from this byte of the gathered samples on, no more than the pool under way has room for. */
  #makeRows(fromByte: number, rows: number): void {
    const [midAt, sideAt] = [this.#midAt + fromByte, this.#sideAt + fromByte];
    this.#kernel.run.spectrumRows(this.#planAt, midAt, sideAt, rows, this.#inPool, this.#bandsAt);
    const values = rows * this.#plan.weights.length;
    const bands = this.#kernel.floats(this.#bandsAt, 3 * values + rows);
    this.mid.append(bands.subarray(0, values));
    this.side.append(bands.subarray(values, 2 * values));
    this.leftMinusRight.append(bands.subarray(2 * values, 3 * values));
    // There is no rise before the first row.
    if (this.rows === 0) bands[3 * values] = 0;
    this.flux.append(bands.subarray(3 * values));
    this.rows += rows;
    this.#inPool += rows;
    if (this.#inPool === POOL_ROWS) this.closePool();
  }

  /** Shows the listener the pool under way, if it has a row. */
  closePool(): void {
    if (this.#inPool === 0) return;
    this.#kernel.run.closePool(this.#planAt, this.#inPool);
    const bins = this.#plan.size / 2 + 1;
    this.#onPool(this.#kernel.floats(this.#poolMidAt, bins), this.#kernel.floats(this.#poolSideAt, bins));
    this.#inPool = 0;
  }
}

/** Rows whose samples are gathered at once: few enough for them to stay in the second-level cache. */
const ROWS_AT_ONCE = 32;

/** Room for a spectrum, and for a vector that reaches past its last bin. */
function reserveSpectrum(kernel: KernelInstance, { size }: SpectrumPlan): number {
  return kernel.reserve(FLOAT_BYTES * (size / 2 + 1 + LANES));
}

/** Lays out a plan and its buffers as `assembly/spectra.ts` reads them. */
function placePlan(kernel: KernelInstance, plan: SpectrumPlan, poolMidAt: number, poolSideAt: number): number {
  const { size, hop, weights } = plan;
  const bins = size / 2 + 1;
  const padded = weights.map((band) => {
    // Weights fill whole vectors, and those of the topmost band must not reach past the last bin and its padding.
    const length = Math.ceil(band.weights.length / LANES) * LANES;
    const firstBin = Math.min(band.firstBin, bins + LANES - 1 - length);
    const values = new Float32Array(length);
    values.set(band.weights, band.firstBin - firstBin);
    return { firstBin, values };
  });
  const plane = (): number => kernel.reserve(FLOAT_BYTES * size);
  const head = Int32Array.of(
    size,
    hop,
    weights.length,
    kernel.place(Float32Array.from(plan.window)),
    kernel.place(passTwiddles(size)),
    plane(),
    plane(),
    plane(),
    plane(),
    reserveSpectrum(kernel, plan),
    reserveSpectrum(kernel, plan),
    reserveSpectrum(kernel, plan),
    reserveSpectrum(kernel, plan),
    kernel.place(Int32Array.from(padded.flatMap(({ firstBin, values }) => [firstBin, values.length]))),
    kernel.place(Float32Array.from(padded.flatMap(({ values }) => [...values]))),
    poolMidAt,
    poolSideAt,
  );
  const scales = Float32Array.of(plan.powerScale, FLUX_GAIN);
  return kernel.place(Int32Array.of(...head, ...new Int32Array(scales.buffer)));
}

/** Twiddle factors as `assembly/fft.ts` reads them: six arrays a pass, none for the pass of length four. */
function passTwiddles(size: number): Float32Array {
  const values: number[] = [];
  for (let length = size; length > LANES; length /= 4) {
    for (const power of [1, 2, 3]) {
      for (const part of [Math.cos, Math.sin]) {
        for (let p = 0; p < length / 4; p++) values.push(part((-2 * Math.PI * p * power) / length));
      }
    }
  }
  return Float32Array.from(values);
}

/**
 * The decimator of one channel. Its input is written by another kernel to `input`, behind what the chunk before left.
 */
class KernelDecimator {
  readonly output: number;
  readonly #kernel: KernelInstance;
  readonly #buffer: number;
  readonly #taps: number;
  readonly #reach: Frames;
  readonly #tapCount: number;
  #filled: Frames;

  constructor(kernel: KernelInstance, taps: Float64Array) {
    const tapCount = Math.ceil(taps.length / LANES) * LANES;
    const padded = new Float32Array(tapCount);
    padded.set(taps);
    this.#kernel = kernel;
    this.#reach = taps.length;
    this.#tapCount = tapCount;
    this.#filled = (taps.length - 1) / 2;
    this.#taps = kernel.place(padded);
    this.#buffer = kernel.reserve(FLOAT_BYTES * (CHUNK_FRAMES + 2 * tapCount));
    this.output = kernel.reserve(FLOAT_BYTES * (CHUNK_FRAMES / DECIMATION + LANES));
  }

  /** Where the next samples belong; the place need not be aligned. */
  get input(): number {
    return this.#buffer + FLOAT_BYTES * this.#filled;
  }

  /** Takes in the samples written to `input` and returns how many are at `output` now. */
  decimate(frames: Frames): Frames {
    this.#filled += frames;
    const count = Math.max(0, Math.floor((this.#filled - this.#reach) / DECIMATION) + 1);
    this.#kernel.run.decimate(this.#buffer, this.output, count, DECIMATION, this.#taps, this.#tapCount);
    const used = FLOAT_BYTES * count * DECIMATION;
    new Uint8Array(this.#kernel.run.memory.buffer).copyWithin(
      this.#buffer,
      this.#buffer + used,
      this.#buffer + FLOAT_BYTES * this.#filled,
    );
    this.#filled -= count * DECIMATION;
    return count;
  }
}
