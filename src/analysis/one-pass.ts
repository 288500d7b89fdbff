import { fastestMeters } from '../dsp/kernels.ts';
import { LOUDNESS_BLOCK_SECONDS } from '../dsp/loudness.ts';
import type { Meters } from '../dsp/meters.ts';
import { MultichannelLoudness } from '../dsp/multichannel-loudness.ts';
import { POOL_ROWS, spectraPlan } from '../dsp/spectra-plan.ts';
import type { Frames, Hertz } from '../dsp/units.ts';
import type { AudioBlock, AudioSource, StereoSignal } from '../audio/audio-source.ts';
import { Failure, throwIfCancelled } from '../store/failure.ts';
import { ChromaMeter } from './one-pass/chroma.ts';
import { FineSpectraMeter } from './one-pass/fine-spectra.ts';
import { LevelMeter } from './one-pass/level-meter.ts';
import { LowWaveformMeter } from './one-pass/low-waveform.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * Decodes a file once, in blocks, and measures everything that needs its samples. What grows with the length of the
 * file is the result alone, about 4 MB a minute.
 *
 * @throws Failure 'input' where the file is silent (nothing above −70 dBFS), and whatever decoding throws
 * @throws Failure 'cancelled' where the signal fires
 */
export async function measureFrames(source: AudioSource, signal?: AbortSignal): Promise<TrackFrames> {
  const pass = new OnePass(source.format.sampleRateHz, fastestMeters(), source.loudnessWeights);
  for await (const block of source.blocks(signal)) {
    throwIfCancelled(signal);
    pass.push(block);
  }
  return pass.finish(source.file, source.format.channels);
}

/**
 * The same of a signal in memory. A signal whose channels are equal counts as stereo all the same.
 *
 * @param meters which meters measure; the fastest ones of this machine unless a test compares
 * @throws Failure 'input' where the signal is silent, empty, or holds a sample that is not a number
 */
export function measureSignalFrames(signal: StereoSignal, meters: Meters = fastestMeters()): TrackFrames {
  const pass = new OnePass(signal.sampleRateHz, meters);
  for (let from = 0; from < signal.left.length; from += CHUNK_FRAMES) {
    const left = signal.left.subarray(from, from + CHUNK_FRAMES);
    pass.push({ left, right: signal.right.subarray(from, from + CHUNK_FRAMES), frames: left.length });
  }
  return pass.finish('The signal', 2);
}

/** Enough that calls into the kernels cost nothing, little enough for a processor's second-level cache. */
const CHUNK_FRAMES: Frames = 32768;
/** Where chords and melodies lie; and the bass register, which is measured with longer windows. */
const CHROMA_HZ = [200, 4000] as const;
const BASS_CHROMA_HZ = [40, 200] as const;

/** All meters of the pass, and the gathering of small blocks into chunks. */
class OnePass {
  readonly #sampleRateHz: Hertz;
  readonly #levels = new LevelMeter();
  readonly #meters: {
    kWeighted: ReturnType<Meters['kWeightedPower']>;
    truePeak: ReturnType<Meters['truePeak']>;
    envelopes: ReturnType<Meters['bandEnvelopes']>;
    spectra: ReturnType<Meters['stereoSpectra']>;
    lowWaveform: LowWaveformMeter;
  };
  /** Loudness and true peak of a file of more than two channels, which its fold-down does not tell. */
  readonly #multichannel: MultichannelLoudness | undefined;
  readonly #chroma: ChromaMeter;
  readonly #bassChroma: ChromaMeter;
  readonly #fine: FineSpectraMeter;
  readonly #left = new Float32Array(CHUNK_FRAMES);
  readonly #right = new Float32Array(CHUNK_FRAMES);
  #gathered: Frames = 0;

  constructor(sampleRateHz: Hertz, meters: Meters, loudnessWeights?: readonly number[]) {
    const plan = spectraPlan(sampleRateHz);
    this.#sampleRateHz = sampleRateHz;
    this.#multichannel = loudnessWeights && new MultichannelLoudness(loudnessWeights, sampleRateHz, meters);
    this.#chroma = new ChromaMeter(plan.main.hzPerBin, ...CHROMA_HZ);
    this.#bassChroma = new ChromaMeter(plan.low.hzPerBin, ...BASS_CHROMA_HZ);
    this.#fine = new FineSpectraMeter(plan);
    this.#meters = {
      kWeighted: meters.kWeightedPower(sampleRateHz),
      truePeak: meters.truePeak(sampleRateHz),
      envelopes: meters.bandEnvelopes(sampleRateHz),
      spectra: meters.stereoSpectra(sampleRateHz, {
        main: (mid, side) => {
          this.#chroma.push(mid);
          this.#fine.pushMain(mid, side);
        },
        low: (mid, side) => {
          this.#bassChroma.push(mid);
          this.#fine.pushLow(mid, side);
        },
      }),
      lowWaveform: new LowWaveformMeter(sampleRateHz),
    };
  }

  push(block: AudioBlock): void {
    if (block.channels !== undefined) this.#multichannel?.push(block.channels, block.frames);
    for (let from = 0; from < block.frames;) {
      const taken = Math.min(CHUNK_FRAMES - this.#gathered, block.frames - from);
      this.#left.set(block.left.subarray(from, from + taken), this.#gathered);
      this.#right.set(block.right.subarray(from, from + taken), this.#gathered);
      this.#gathered += taken;
      from += taken;
      if (this.#gathered === CHUNK_FRAMES) this.#measure();
    }
  }

  finish(name: string, channels: number): TrackFrames {
    this.#measure();
    if (this.#levels.frames === 0)
      throw new Failure('input', `${name} holds no samples; choose a file with sound in it.`);
    if (!this.#levels.finite) {
      throw new Failure('input', `${name} holds samples that are not numbers; export it again.`);
    }
    if (this.#levels.silent) {
      throw new Failure('input', `${name} is silent (nothing above −70 dBFS); choose a file with sound in it.`);
    }
    const { kWeighted, truePeak, envelopes, spectra, lowWaveform } = this.#meters;
    const measured = spectra.finish();
    const stereo = { power: kWeighted.finish(), truePeaks: truePeak.finish() };
    const { power, truePeaks } = this.#multichannel?.finish() ?? stereo;
    const pools = Math.ceil(measured.rows / POOL_ROWS);
    return {
      sampleRateHz: this.#sampleRateHz,
      channels,
      frames: this.#levels.frames,
      durationSeconds: this.#levels.frames / this.#sampleRateHz,
      kWeighted: { blockSeconds: LOUDNESS_BLOCK_SECONDS, power },
      truePeaks,
      spectra: measured,
      chroma: {
        hopSeconds: POOL_ROWS * measured.hopSeconds,
        firstSeconds: measured.firstSeconds + ((POOL_ROWS - 1) / 2) * measured.hopSeconds,
        rows: pools,
        upper: this.#chroma.toArray(pools),
        bass: this.#bassChroma.toArray(pools),
      },
      fine: this.#fine.finish(),
      envelopes: envelopes.finish(),
      lowWaveform: lowWaveform.finish(),
      levels: this.#levels.finish(
        this.#sampleRateHz,
        truePeaks.peaks.reduce((most, peak) => Math.max(most, peak), 0),
      ),
    };
  }

  #measure(): void {
    const frames = this.#gathered;
    this.#levels.push(this.#left, this.#right, frames);
    for (const meter of Object.values(this.#meters)) meter.push(this.#left, this.#right, frames);
    this.#gathered = 0;
  }
}
