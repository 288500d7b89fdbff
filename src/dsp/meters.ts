import type { ResultRoom } from './result-room.ts';
import type { Frames, Hertz, Seconds } from './units.ts';

/**
 * The meters of the one pass: each is pushed the same stereo signal, a stretch at a time, and asked for its result at
 * the end. Stretches may have any length; the result does not depend on how the signal was cut. Samples must be finite.
 *
 * There are two sets with the same results: `REFERENCE_METERS`, plain TypeScript, and the WebAssembly kernels, see
 * `kernels.ts`.
 */
export interface Meters {
  kWeightedPower(sampleRateHz: Hertz): Meter<Float64Array>;
  truePeak(sampleRateHz: Hertz): Meter<TruePeaks>;
  bandEnvelopes(sampleRateHz: Hertz): Meter<BandEnvelopes>;
  /** @param withMel whether they have mel bands, as they do if undefined; they are empty otherwise */
  stereoSpectra(sampleRateHz: Hertz, listener?: SpectrumListener, withMel?: boolean): Meter<StereoSpectra>;
  signalLevels(): Meter<SignalLevels>;
  bass(sampleRateHz: Hertz): BassMeter;
  /**
   * All meters of a stereo signal at once, for less than they cost one by one.
   *
   * @param expectedFrames how long the signal will be, as far as is known: room for its results is reserved
   * @param withMel as above
   * @param room where the largest results may be put; each has its own if undefined
   */
  track(
    sampleRateHz: Hertz,
    listener?: SpectrumListener,
    expectedFrames?: Frames,
    withMel?: boolean,
    room?: ResultRoom,
  ): Meter<TrackMeasures>;
}

/** What the meters measure, by their names. */
export interface TrackMeasures {
  kWeightedPower: Float64Array;
  truePeaks: TruePeaks;
  bandEnvelopes: BandEnvelopes;
  stereoSpectra: StereoSpectra;
  signalLevels: SignalLevels;
}

export interface Meter<Result> {
  /** Takes the first `frames` samples of both channels; copies what it keeps. */
  push(left: Float32Array, right: Float32Array, frames: Frames): void;
  /** Ends the signal and returns the result. Call it once, last. */
  finish(): Result;
}

/** The greatest true peak of either channel in each block, 0 in silence. A last block that is not full counts, too. */
export interface TruePeaks {
  blockSeconds: Seconds;
  peaks: Float32Array;
}

/**
 * Mean squares of the mid signal, (L + R)/√2, in bands of frequency over short blocks. An unfinished last block is left
 * out.
 */
export interface BandEnvelopes {
  blockSeconds: Seconds;
  /** 200–5000 Hz. */
  body: Float32Array;
  /** 6–12 kHz. */
  high: Float32Array;
  /** All frequencies. */
  full: Float32Array;
}

/**
 * Takes the decimated mid signal that a `SpectrumListener` hears, a stretch at a time, and measures what is read from
 * it alone.
 */
export interface BassMeter {
  push(mid: Float32Array): void;
  /** Ends the signal; `blocks` is how many blocks the other envelopes have. Call it once, last. */
  finish(blocks: number): Bass;
}

export interface Bass {
  /** Mean squares from 30 to 120 Hz over the blocks of `BandEnvelopes`. */
  envelope: Float32Array;
  /** The signal below 180 Hz (a fourth-order Butterworth low-pass), kept at about 1 kHz. */
  waveform: { sampleRateHz: Hertz; samples: Float32Array };
}

/** Peaks, sums and the ends of a stereo signal. */
export interface SignalLevels {
  frames: Frames;
  /** The greatest magnitude of a sample of either channel. */
  samplePeak: number;
  /** Sums of the samples, and of the squares of both channels' samples: not finite where a sample is not. */
  sumLeft: number;
  sumRight: number;
  squares: number;
  /** Runs of three or more samples at the same full-scale value, left and right counted apart. */
  clippedRuns: number;
  /** The first frame in which either channel is above −70 dBFS, and the one after the last; −1 in silence. */
  soundFrom: Frames;
  soundTo: Frames;
}

/** Third-octave powers, stereo, at a steady rate. Matrices are row-major, one row a moment, one column a band. */
export interface StereoSpectra {
  rows: number;
  hopSeconds: Seconds;
  /** Time of the middle of the first window. */
  firstSeconds: Seconds;
  /** Nominal centres of the columns. */
  bandCentreHz: readonly Hertz[];
  mid: Float32Array;
  side: Float32Array;
  leftMinusRight: Float32Array;
  leftTimesRight: Float32Array;
  /** Half-wave rectified rise of the log-compressed spectrum since the row before, mean over the bins; first row 0. */
  flux: Float32Array;
  /** The bins themselves, about once a second. */
  fine: FineRows;
  /** Powers of mid and side in the mel bands (`mel-bands.ts`), a column a band: what an encoder listens to. */
  melMid: Float32Array;
  melSide: Float32Array;
}

/**
 * Mean powers of every bin over about a second (a whole number of pools); a last second that is not full is a row, too.
 */
export interface FineRows {
  hopSeconds: Seconds;
  /** Time of the middle of the first row. */
  firstSeconds: Seconds;
  rows: number;
  /** The whole range. */
  main: FineSpectra;
  /** The bass, of the decimated signal: four times finer, up to a thirty-second of the sample rate, right to 250 Hz. */
  low: FineSpectra;
}

/** Row-major powers, `bins` a row: bin k is at k·`hzPerBin`, and the bins of a row add up to the mean square. */
export interface FineSpectra {
  hzPerBin: Hertz;
  bins: number;
  mid: Float32Array;
  side: Float32Array;
}

/**
 * Is shown the power spectra of mid that the bands are made of, in order: means over pools of `POOL_ROWS` rows
 * (`spectraPlan`), the last one over the rows that are left. Rows i of both kinds are of the same moment. The arrays
 * are reused after the call.
 */
export interface SpectrumListener {
  /** The spectra of a pool: bin k is k / size of the sample rate, as `spectraPlan` gives it. */
  main(midPower: Float32Array): void;
  /** The finer spectra of the bass of a pool, of the decimated signal. */
  low(midPower: Float32Array): void;
  /**
   * The next samples of mid decimated by `DECIMATION` (`spectraPlan`): sample m belongs to frame m·`DECIMATION`, flat
   * to 250 Hz at 44.1 kHz; as many as the signal is long.
   */
  bass(mid: Float32Array): void;
}
