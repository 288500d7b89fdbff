import { fastestMeters } from '../dsp/kernels.ts';
import { LOUDNESS_BLOCK_SECONDS } from '../dsp/loudness.ts';
import type { BassMeter, Meter, Meters, SignalLevels, TrackMeasures, TruePeaks } from '../dsp/meters.ts';
import { MultichannelLoudness } from '../dsp/multichannel-loudness.ts';
import type { ResultRoom } from '../dsp/result-room.ts';
import { POOL_ROWS, spectraPlan } from '../dsp/spectra-plan.ts';
import type { Frames, Hertz, Seconds } from '../dsp/units.ts';
import type { AudioBlock, AudioSource, StereoSignal } from '../audio/audio-source.ts';
import type { ContentHash } from '../audio/content-hash.ts';
import { Failure, throwIfCancelled } from '../store/failure.ts';
import { ChromaMeter } from './one-pass/chroma.ts';
import { ToneStretches } from './one-pass/tone-stretches.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * Decodes a file once, in blocks, and measures everything that needs its samples. What grows with the length of the
 * file is the result alone, about 4 MB a minute.
 *
 * @param hash is that of the file afterwards
 * @param withMel whether the mel bands are measured, which only a description of the sound reads
 * @param room where the largest results may be put: they are empty when it has been released
 * @throws Failure 'input' where the file is silent (nothing above −70 dBFS), and whatever decoding throws
 * @throws Failure 'cancelled' where the signal fires
 */
export async function measureFrames(
  source: AudioSource,
  signal?: AbortSignal,
  hash?: ContentHash,
  withMel = false,
  room?: ResultRoom,
): Promise<TrackFrames> {
  const { sampleRateHz, statedFrames = 0 } = source.format;
  // A header may state anything.
  const expected = Math.min(statedFrames, MOST_EXPECTED_SECONDS * sampleRateHz);
  const pass = new OnePass(sampleRateHz, fastestMeters(), expected, withMel, source.loudnessWeights, room);
  for await (const block of source.blocks(signal, hash)) {
    throwIfCancelled(signal);
    pass.push(block);
  }
  return pass.finish(source.file, source.format.channels);
}

/**
 * The same of a signal in memory. A signal whose channels are equal counts as stereo all the same.
 *
 * @param meters which meters measure; the fastest ones of this machine unless a test compares
 * @param withMel as above
 * @throws Failure 'input' where the signal is silent, empty, or holds a sample that is not a number
 */
export function measureSignalFrames(
  signal: StereoSignal,
  meters: Meters = fastestMeters(),
  withMel = false,
): TrackFrames {
  const pass = new OnePass(signal.sampleRateHz, meters, signal.left.length, withMel);
  for (let from = 0; from < signal.left.length; from += CHUNK_FRAMES) {
    const left = signal.left.subarray(from, from + CHUNK_FRAMES);
    pass.push({ left, right: signal.right.subarray(from, from + CHUNK_FRAMES), frames: left.length });
  }
  return pass.finish('The signal', 2);
}

/** Room for the results of so much is reserved at once, 50 MB; longer files are rare. */
const MOST_EXPECTED_SECONDS: Seconds = 600;

/** Enough that calls into the kernels cost little, little enough for a processor's second-level cache. */
const CHUNK_FRAMES: Frames = 16384;

/** All meters of the pass, and the gathering of small blocks into chunks. */
class OnePass {
  readonly #sampleRateHz: Hertz;
  readonly #meter: Meter<TrackMeasures>;
  /** Loudness and true peak of a file of more than two channels, which its fold-down does not tell. */
  readonly #multichannel: MultichannelLoudness | undefined;
  readonly #chroma: ChromaMeter;
  readonly #bass: BassMeter;
  readonly #tones: ToneStretches;
  readonly #left = new Float32Array(CHUNK_FRAMES);
  readonly #right = new Float32Array(CHUNK_FRAMES);
  #gathered: Frames = 0;

  constructor(
    sampleRateHz: Hertz,
    meters: Meters,
    expectedFrames: Frames,
    withMel: boolean,
    loudnessWeights?: readonly number[],
    room?: ResultRoom,
  ) {
    const plan = spectraPlan(sampleRateHz);
    this.#sampleRateHz = sampleRateHz;
    this.#multichannel = loudnessWeights && new MultichannelLoudness(loudnessWeights, sampleRateHz, meters);
    this.#chroma = new ChromaMeter(plan);
    this.#bass = meters.bass(sampleRateHz);
    this.#tones = new ToneStretches(sampleRateHz, room);
    const listener = {
      main: (mid: Float32Array) => this.#chroma.pushMain(mid),
      low: (mid: Float32Array) => this.#chroma.pushLow(mid),
      bass: (mid: Float32Array) => this.#bass.push(mid),
    };
    this.#meter = meters.track(sampleRateHz, listener, expectedFrames, withMel, room);
  }

  push(block: AudioBlock): void {
    if (block.channels !== undefined) this.#multichannel?.push(block.channels, block.frames);
    for (let from = 0; from < block.frames;) {
      const taken = Math.min(CHUNK_FRAMES - this.#gathered, block.frames - from);
      const left = block.left.subarray(from, from + taken);
      const right = block.right.subarray(from, from + taken);
      from += taken;
      if (taken === CHUNK_FRAMES) {
        this.#measure(left, right, taken);
        continue;
      }
      this.#left.set(left, this.#gathered);
      this.#right.set(right, this.#gathered);
      this.#gathered += taken;
      if (this.#gathered === CHUNK_FRAMES) this.#measureGathered();
    }
  }

  finish(name: string, channels: number): TrackFrames {
    this.#measureGathered();
    const { signalLevels, bandEnvelopes, stereoSpectra, ...stereo } = this.#meter.finish();
    if (signalLevels.frames === 0) {
      throw new Failure('input', `${name} holds no samples; choose a file with sound in it.`);
    }
    if (!Number.isFinite(signalLevels.squares)) {
      throw new Failure('input', `${name} holds samples that are not numbers; export it again.`);
    }
    if (signalLevels.soundFrom < 0) {
      throw new Failure('input', `${name} is silent (nothing above −70 dBFS); choose a file with sound in it.`);
    }
    const multichannel = this.#multichannel?.finish();
    const power = multichannel?.power ?? stereo.kWeightedPower;
    const truePeaks = multichannel?.truePeaks ?? stereo.truePeaks;
    const { fine, ...spectra } = stereoSpectra;
    const bass = this.#bass.finish(bandEnvelopes.full.length);
    const pools = Math.ceil(spectra.rows / POOL_ROWS);
    return {
      sampleRateHz: this.#sampleRateHz,
      channels,
      frames: signalLevels.frames,
      durationSeconds: signalLevels.frames / this.#sampleRateHz,
      kWeighted: { blockSeconds: LOUDNESS_BLOCK_SECONDS, power },
      truePeaks,
      spectra,
      chroma: {
        hopSeconds: POOL_ROWS * spectra.hopSeconds,
        firstSeconds: spectra.firstSeconds + ((POOL_ROWS - 1) / 2) * spectra.hopSeconds,
        rows: pools,
        ...this.#chroma.finish(pools),
      },
      fine,
      envelopes: { ...bandEnvelopes, low: bass.envelope },
      lowWaveform: bass.waveform,
      tones: this.#tones.finish(),
      levels: this.#levelsOf(signalLevels, truePeaks),
    };
  }

  #measureGathered(): void {
    this.#measure(this.#left, this.#right, this.#gathered);
    this.#gathered = 0;
  }

  #measure(left: Float32Array, right: Float32Array, frames: Frames): void {
    this.#meter.push(left, right, frames);
    this.#tones.push(left, right, frames);
  }

  #levelsOf(levels: SignalLevels, { peaks }: TruePeaks): TrackFrames['levels'] {
    const { frames } = levels;
    const [left, right] = [levels.sumLeft / frames, levels.sumRight / frames];
    return {
      samplePeak: levels.samplePeak,
      truePeak: peaks.reduce((most, peak) => Math.max(most, peak), 0),
      dcOffset: Math.abs(left) > Math.abs(right) ? left : right,
      meanSquare: levels.squares / (2 * frames),
      clippedRuns: levels.clippedRuns,
      leadingSilenceSeconds: levels.soundFrom / this.#sampleRateHz,
      trailingSilenceSeconds: (frames - levels.soundTo) / this.#sampleRateHz,
    };
  }
}
