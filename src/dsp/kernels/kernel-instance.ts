import { KERNELS_BASE64 } from './generated/kernels.ts';

/** The functions of `assembly/`, where they are documented. Pointers are byte offsets into `memory`. */
interface KernelFunctions {
  memory: WebAssembly.Memory;
  firstFreeByte(): number;
  addUp(rows: number, width: number, count: number): void;
  kWeightedSums(left: number, right: number, ends: number, count: number, filter: number, sums: number): void;
  bandSums(input: number, ends: number, count: number, filter: number, differences: number, sums: number): void;
  binRows(
    left: number,
    right: number,
    hop: number,
    frames: number,
    window: number,
    blocks: number,
    others: number,
    size: number,
    twiddles: number,
    counts: number,
    bands: number,
    bins: number,
    amplitudes: number,
    mid: number,
    side: number,
  ): void;
  blockMeans(sums: number, ends: number, blocks: number, lanes: number, gains: number, begun: number, to: number): void;
  pieceEnds(
    blocks: number,
    blockSeconds: number,
    sampleRateHz: number,
    position: number,
    frames: number,
    ends: number,
  ): number;
  commonLevels(levels: number, rows: number, bins: number, scratch: number, to: number): void;
  fitFalls(
    times: number,
    values: number,
    weights: number,
    count: number,
    taus: number,
    tauCount: number,
    falls: number,
    to: number,
  ): void;
  foldedCurve(curve: number, count: number, step: number, bins: number, fold: number): void;
  foldedLevels(
    sums: number,
    blocks: number,
    starts: number,
    count: number,
    bins: number,
    binBlocks: number,
    floor: number,
    leastHeard: number,
    scratch: number,
    levels: number,
    medians: number,
  ): number;
  fourthRoots(powers: number, places: number, count: number, to: number): void;
  gramProducts(rows: number, count: number, rowBytes: number, to: number): void;
  bassSums(
    input: number,
    ends: number,
    count: number,
    filter: number,
    sections: number,
    pairs: number,
    sums: number,
    firstKept: number,
    keepEvery: number,
    kept: number,
  ): void;
  binPowers(
    left: number,
    right: number,
    window: number,
    size: number,
    planes: number,
    twiddles: number,
    first: number,
    end: number,
    to: number,
  ): number;
  courseMoments(levels: number, columns: number, rows: number, pool: number, course: number, to: number): void;
  coursePowers(
    levels: number,
    columns: number,
    rows: number,
    pool: number,
    window: number,
    planes: number,
    twiddles: number,
    lines: number,
    ranges: number,
    to: number,
  ): void;
  doubleTransform(re: number, im: number, otherRe: number, otherIm: number, size: number, twiddles: number): number;
  lagProducts(
    power: number,
    weights: number,
    total: number,
    count: number,
    reach: number,
    values: number,
    products: number,
    squares: number,
  ): void;
  limitPeaks(left: number, right: number, frames: number, state: number): void;
  levels(left: number, right: number, frames: number, state: number, fullScale: number, shortest: number): number;
  levelRises(envelope: number, count: number, reach: number, floor: number, level: number, rise: number): void;
  highestPlaces(values: number, count: number, least: number, distance: number, to: number): number;
  bandLogSums(
    mid: number,
    side: number,
    rows: number,
    bins: number,
    bands: number,
    ranges: number,
    weights: number,
    tiniest: number,
    atOnce: number,
    to: number,
  ): void;
  addLogs(
    mid: number,
    side: number,
    rows: number,
    rowBytes: number,
    columns: number,
    faintest: number,
    sums: number,
  ): void;
  logLevels(
    powers: number,
    rows: number,
    columns: number,
    gain: number,
    floor: number,
    scale: number,
    offset: number,
    tables: number,
    to: number,
  ): void;
  truePeak(
    input: number,
    frames: number,
    mirrored: number,
    taps: number,
    bounds: number,
    gain: number,
    nearly: number,
    curvature: number,
    peak: number,
  ): number;
  addDifferences(sum: number, after: number, before: number, frames: number): void;
  addSamples(sum: number, samples: number, frames: number): void;
  filterStereo(
    left: number,
    right: number,
    frames: number,
    gain: number,
    sections: number,
    states: number,
    count: number,
    pairs: number,
  ): void;
  gainCourse(
    left: number,
    right: number,
    from: number,
    frames: number,
    ends: number,
    steps: number,
    gains: number,
    tip: number,
    state: number,
  ): void;
  givePair(re: number, im: number, frames: number, left: number, right: number): void;
  multiplyComplex(re: number, im: number, otherRe: number, otherIm: number, count: number): void;
  takePair(left: number, right: number, frames: number, re: number, im: number, size: number): void;
  factorTriangle(matrix: number, size: number): number;
  solveTriangle(factor: number, size: number, vectors: number, count: number): void;
  pickedProducts(matrix: number, columns: number, places: number, count: number, vector: number, to: number): void;
  whiten(
    panels: number,
    size: number,
    x: number,
    axes: number,
    axisCount: number,
    axisGains: number,
    gain: number,
    along: number,
    y: number,
  ): void;
  multiplyPatterns(fit: number, lags: number): void;
  bestScale(
    fits: number,
    fitCount: number,
    lags: number,
    parts: number,
    distances: number,
    pairShares: number,
    pairs: number,
    own: number,
    scales: number,
    scaleCount: number,
    shares: number,
    sweeps: number,
    settled: number,
    least: number,
    to: number,
  ): number;
  fitMixture(
    fit: number,
    lags: number,
    parts: number,
    shares: number,
    shareCount: number,
    own: number,
    sweeps: number,
    settled: number,
    to: number,
  ): void;
  setParts(
    fit: number,
    lags: number,
    table: number,
    steps: number,
    partsPerLag: number,
    stepsPerPart: number,
    parts: number,
  ): void;
  intervalHistogram(
    places: number,
    weights: number,
    count: number,
    bins: number,
    reach: number,
    pairs: number,
    to: number,
  ): void;
  phasorCells(
    seconds: number,
    weights: number,
    count: number,
    frequencyHz: number,
    cellSeconds: number,
    cells: number,
    to: number,
  ): number;
  addCoherences(
    cells: number,
    count: number,
    turns: number,
    steps: number,
    scale: number,
    scores: number,
    middle: number,
  ): void;
  windowedCoherence(
    seconds: number,
    weights: number,
    count: number,
    frequencyHz: number,
    windowSeconds: number,
    leastOnsets: number,
    to: number,
  ): void;
  rangePowers(
    left: number,
    right: number,
    hop: number,
    window: number,
    size: number,
    planes: number,
    twiddles: number,
    edges: number,
    ranges: number,
    to: number,
  ): void;
  partProducts(
    vector: number,
    matrix: number,
    rows: number,
    columns: number,
    ends: number,
    parts: number,
    products: number,
  ): void;
  pitchRow(plan: number, power: number, length: number, sums: number, row: number): void;
  foldPitches(
    rules: number,
    numbers: number,
    low: number,
    lowFirst: number,
    lowColumns: number,
    main: number,
    mainFirst: number,
    mainColumns: number,
    pools: number,
    map: number,
    rest: number,
    upper: number,
    bass: number,
  ): void;
  matrixProducts(
    weights: number,
    vectors: number,
    panels: number,
    panelCount: number,
    rows: number,
    sums: number,
  ): void;
  runPowers(left: number, right: number, frames: number, to: number): void;
  settleCentres(
    planes: number,
    stride: number,
    count: number,
    axes: number,
    centres: number,
    clusters: number,
    rounds: number,
    labels: number,
    sums: number,
    sizes: number,
  ): void;
  shareRows(
    matrix: number,
    count: number,
    columns: number,
    columnTo: number,
    first: number,
    step: number,
    start: number,
    length: number,
    rows: number,
    width: number,
    to: number,
  ): void;
  selectRank(values: number, length: number, rank: number): number;
  smallestFrom(values: number, length: number, first: number): number;
  shiftProducts(one: number, other: number, count: number, shifts: number, to: number): void;
  restoreIntegers(samples: number, frames: number, fullScale: number): void;
  stereo24(bytes: number, left: number, right: number, frames: number): void;
  waveProducts(
    samples: number,
    count: number,
    starts: number,
    startCount: number,
    model: number,
    length: number,
    weights: number,
    to: number,
  ): void;
  windowMeans(
    values: number,
    count: number,
    length: number,
    step: number,
    ends: number,
    windows: number,
    windowCount: number,
  ): void;
  midSide(left: number, right: number, mid: number, side: number, frames: number): void;
  decimate(input: number, output: number, count: number, factor: number, coefficients: number, taps: number): void;
  spreadRows(
    sparse: number,
    sparseRows: number,
    width: number,
    every: number,
    from: number,
    to: number,
    matrix: number,
    rows: number,
    columns: number,
  ): void;
  halfDifferences(one: number, other: number, count: number, to: number): void;
  spectrumRows(
    plan: number,
    mid: number,
    side: number,
    rows: number,
    inPool: number,
    bands: number,
    room: number,
    kept: number,
  ): void;
  rowProducts(matrix: number, rows: number, columns: number, weights: number, to: number): void;
  addRows(sums: number, matrix: number, columns: number, rows: number): void;
  spanSums(matrix: number, columns: number, from: number, until: number, count: number, sums: number): void;
  closePool(plan: number, rows: number): void;
  closeFineRow(plan: number, pools: number): void;
}

/**
 * One instance of the kernels with a memory of its own, laid out once: reserve everything, then `views` may be taken.
 * An instance serves one meter and goes with it; `scratchKernel` serves functions.
 */
export class KernelInstance {
  readonly run: KernelFunctions;
  #end: number;

  /** @throws where WebAssembly SIMD is missing; ask `kernelsSupported` first */
  constructor() {
    const instance = new WebAssembly.Instance(compiled(), {});
    // The module is made from `assembly/index.ts`; its exports are those functions.
    this.run = instance.exports as unknown as KernelFunctions;
    this.#end = LINE_BYTES * Math.ceil(this.run.firstFreeByte() / LINE_BYTES);
  }

  /** Reserves bytes, zeroed, and returns where they begin. */
  reserve(bytes: number): number {
    const at = this.#end;
    this.#end = at + Math.ceil(bytes / LINE_BYTES) * LINE_BYTES + SKEW_BYTES;
    const missing = this.#end - this.run.memory.buffer.byteLength;
    if (missing > 0) this.run.memory.grow(Math.ceil(missing / PAGE_BYTES));
    return at;
  }

  /**
   * Runs `work` and gives back what it reserved: for functions that keep nothing from call to call. What is reserved
   * meanwhile is not zeroed.
   */
  borrow<Result>(work: () => Result): Result {
    const end = this.#end;
    try {
      return work();
    } finally {
      this.#end = end;
    }
  }

  /** Reserves room for these numbers and puts them there. */
  place(values: Float32Array | Float64Array | Int32Array): number {
    const at = this.reserve(values.byteLength);
    new Uint8Array(this.run.memory.buffer).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    return at;
  }

  /** A window onto reserved memory; it is lost when more is reserved. */
  floats(at: number, length: number): Float32Array {
    return new Float32Array(this.run.memory.buffer, at, length);
  }

  /** The same of bytes. */
  bytes(at: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.run.memory.buffer, at, length);
  }

  /** The same in double precision. */
  doubles(at: number, length: number): Float64Array {
    return new Float64Array(this.run.memory.buffer, at, length);
  }

  /** The same of whole numbers. */
  integers(at: number, length: number): Int32Array {
    return new Int32Array(this.run.memory.buffer, at, length);
  }
}

/** The instance of this thread for functions that keep nothing from call to call: let them `borrow` its memory. */
export function scratchKernel(): KernelInstance {
  return (scratch ??= new KernelInstance());
}

let scratch: KernelInstance | undefined;

/** Whether this machine runs the kernels. Node does since version 16.4; a browser or an old host may not. */
export function kernelsSupported(): boolean {
  if (supported === undefined) {
    try {
      supported = compiled() instanceof WebAssembly.Module;
    } catch {
      supported = false;
    }
  }
  return supported;
}

const PAGE_BYTES = 65536;
const LINE_BYTES = 64;
/** Planes whose distance is a power of two fall into the same sets of the first-level cache; this sets them apart. */
const SKEW_BYTES = 192;

let supported: boolean | undefined;
let compiledModule: WebAssembly.Module | undefined;

function compiled(): WebAssembly.Module {
  compiledModule ??= new WebAssembly.Module(Buffer.from(KERNELS_BASE64, 'base64'));
  return compiledModule;
}
