import type { StereoSignal } from '../../audio/audio-source.ts';
import { ComplexFft } from '../../dsp/fft.ts';
import type { Frames, Hertz, Normal, Power, Seconds } from '../../dsp/units.ts';
import { hannWindow } from '../../dsp/window.ts';

/** What one short spectrum shows. */
export interface Moment {
  /** Middle of the window from the start of the signal. */
  seconds: Seconds;
  /** Mid and side together, by octave (see `OCTAVE_EDGES_HZ`) and in all. */
  octaves: number[];
  power: Power;
  side: Power;
  /** Mean frequency weighted by power; 0 for silence. */
  centroidHz: Hertz;
  /** How much the power has risen since the moment before: see `riseOf`. */
  rise: number;
}

/** Upper edges of nine octaves, the first and the last open: 62.5, 125 … 8000 Hz. */
export const OCTAVE_EDGES_HZ: readonly Hertz[] = [62.5, 125, 250, 500, 1000, 2000, 4000, 8000, Infinity];

/** 2048 at 44.1 kHz: 21 Hz apart, just enough to tell a sub from a low mid. */
const WINDOW_SECONDS: Seconds = 0.0464;
/** Moments a window. */
const OVERLAP = 4;

/** About 12 ms: the time from one moment to the next, exact for a rate. */
export function momentHopSeconds(sampleRateHz: Hertz): Seconds {
  return windowFrames(sampleRateHz) / OVERLAP / sampleRateHz;
}

/**
 * Short spectra of a signal, every 12 ms. Silence is thought before a signal that starts with its file, so that a hit
 * at its very beginning is an onset, and after it, so that the end counts and every signal has a moment.
 *
 * @param isStart whether the file starts where the signal does
 */
export function momentsOf(signal: StereoSignal, isStart: boolean): Moment[] {
  const { left, right, sampleRateHz } = signal;
  const size = windowFrames(sampleRateHz);
  const hop = size / OVERLAP;
  const fft = new ComplexFft(size);
  const window = hannWindow(size);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  const binHz = sampleRateHz / size;
  const lastBins = OCTAVE_EDGES_HZ.map((edgeHz) => Math.min(size / 2 - 1, Math.floor(edgeHz / binHz)));
  const moments: Moment[] = [];
  for (let start = isStart ? hop - size : 0; start + size <= left.length + size / 2; start += hop) {
    const [from, to] = [Math.max(0, -start), Math.min(size, left.length - start)];
    re.fill(0);
    im.fill(0);
    // Mid and side are real: one complex transform does both, and its even and odd parts are theirs.
    for (let i = from; i < to; i++) {
      re[i] = window[i] * (left[start + i] + right[start + i]);
      im[i] = window[i] * (left[start + i] - right[start + i]);
    }
    fft.forward(re, im);
    let side = 0;
    let weighted = 0;
    const octaves = lastBins.map((last, octave) => {
      let both = 0;
      for (let k = octave === 0 ? 1 : lastBins[octave - 1] + 1; k <= last; k++) {
        const midRe = re[k] + re[size - k];
        const midIm = im[k] - im[size - k];
        const sideRe = im[k] + im[size - k];
        const sideIm = re[size - k] - re[k];
        const sidePower = sideRe * sideRe + sideIm * sideIm;
        const power = midRe * midRe + midIm * midIm + sidePower;
        both += power;
        side += sidePower;
        weighted += power * k;
      }
      return both;
    });
    const power = octaves.reduce((sum, value) => sum + value, 0);
    const before = moments.at(-1)?.octaves;
    moments.push({
      seconds: (start + size / 2) / sampleRateHz,
      power,
      side,
      octaves,
      centroidHz: power > 0 ? (weighted / power) * binHz : 0,
      rise: before === undefined ? 0 : riseOf(before, octaves),
    });
  }
  return moments;
}

function windowFrames(sampleRateHz: Hertz): Frames {
  return 2 ** Math.round(Math.log2(WINDOW_SECONDS * sampleRateHz));
}

/** A fall by this share of the loudest of two moments counts as silence: 60 dB. */
const FLOOR: Normal = 1e-6;

/** Sum over the octaves of how far each rose in natural-log power above a floor 60 dB below the moment's own power. */
function riseOf(before: readonly number[], now: readonly number[]): number {
  const floor = FLOOR * Math.max(...before, ...now) + Number.MIN_VALUE;
  // A band far below the loudest may jump for nothing, so each counts by its share.
  const total = now.reduce((sum, value) => sum + Math.sqrt(value), 0) + Number.MIN_VALUE;
  return now.reduce(
    (sum, value, band) =>
      sum + (Math.sqrt(value) / total) * Math.max(0, Math.log((value + floor) / (before[band] + floor))),
    0,
  );
}
