import type { FineRows } from '../dsp/meters.ts';
import type { Frames, Hertz, Power, Seconds } from '../dsp/units.ts';
import type { ToneStretch } from './one-pass/tone-stretches.ts';

/**
 * What the one pass over a file leaves behind: everything that later measurements may read. Nothing is decoded or
 * transformed a second time. Matrices are row-major, one row a frame.
 */
export interface TrackFrames {
  sampleRateHz: Hertz;
  channels: number;
  frames: Frames;
  durationSeconds: Seconds;

  /**
   * Mean squares of K-weighted left + right over 10 ms blocks (ITU-R BS.1770-5; mono counts on both speakers). This and
   * the true peaks are of all channels of a file that has more than two; everything else is of its fold-down.
   */
  kWeighted: { blockSeconds: Seconds; power: Float64Array };

  /**
   * The shared STFT: Hann, about 93 ms long (4096 at 44.1/48 kHz, doubled per octave of rate), hop a quarter of it.
   * Bands up to 160 Hz, which 93 ms cannot resolve, come from windows four times as long around the same moments,
   * and those at 25 and 31.5 Hz from windows eight times as long. A file shorter than a window has one row; what is
   * left after the last full window has none.
   */
  spectra: {
    hopSeconds: Seconds;
    /** Time of the middle of the first frame. */
    firstSeconds: Seconds;
    rows: number;
    /**
     * Nominal centres of the third-octave bands (`THIRD_OCTAVES` in `dsp/third-octaves.ts`) below the rate's Nyquist
     * frequency.
     */
    bandCentreHz: readonly Hertz[];
    /** Power per band of mid = (L+R)/√2 and side = (L−R)/√2, so mid + side = left + right. */
    mid: Float32Array;
    side: Float32Array;
    /** Power per band of left minus right; (left−right)/(mid+side) is the balance of the band. */
    leftMinusRight: Float32Array;
    /** Real part of the cross-spectrum of left and right per band; / √(LL·RR) is the correlation of the band. */
    leftTimesRight: Float32Array;
    /** Spectral flux of log-compressed magnitudes (half-wave rectified), one value a row. */
    flux: Float32Array;
    /**
     * Power of mid and side per mel band (`MEL_BANDS` in `dsp/mel-bands.ts` of them): what the encoder is shown. Empty
     * where nobody asked for it.
     */
    melMid: Float32Array;
    melSide: Float32Array;
  };

  /**
   * Pitch classes of mid, from mean spectra over pools of eight rows of the STFT (0.19 s at 44.1 kHz): 12 classes × 3
   * (33 ⅓ cents each), row of 36, the first of them C at A = 440 Hz. A last pool of fewer rows is a row, too.
   */
  chroma: {
    hopSeconds: Seconds;
    /** Time of the middle of the first pool. */
    firstSeconds: Seconds;
    rows: number;
    /** 200–2500 Hz: chords and melodies, freed of their own harmonics. */
    upper: Float32Array;
    /** 36–260 Hz: what the chords stand on; the lower, and the richer in harmonics, the more. */
    bass: Float32Array;
  };

  /** Mean powers of every bin over about a second. */
  fine: FineRows;

  /** Band envelopes: mean square over `blockSeconds` (5 ms) of the mid signal through band-pass filters. */
  envelopes: {
    blockSeconds: Seconds;
    /** 30–120 Hz: kick and sub. */
    low: Float32Array;
    /** 200–5000 Hz: everything a kick should not be in. */
    body: Float32Array;
    /** 6–12 kHz: hats. */
    high: Float32Array;
    /** All frequencies. */
    full: Float32Array;
  };

  /** True peak (ITU-R BS.1770-5, Annex 2) of every second or so; the greatest of all is `levels.truePeak`. */
  truePeaks: { blockSeconds: Seconds; peaks: Float32Array };

  /** The mid signal below 180 Hz, kept at about 1 kHz: the pitch of kick and sub. */
  lowWaveform: { sampleRateHz: Hertz; samples: Float32Array };

  /**
   * The few short stretches, as samples, in which leads and pads stand most alone: for what spectra of 93 ms cannot
   * resolve. In the order of time; none of a file shorter than one.
   */
  tones: readonly ToneStretch[];

  levels: {
    samplePeak: number;
    /** BS.1770-5 Annex 2, 4 × oversampled or more. */
    truePeak: number;
    /** The mean of the channel that is further off zero. */
    dcOffset: number;
    /** Mean over both channels, (L² + R²)/2: ½ for a full-scale sine on both. */
    meanSquare: Power;
    /** Runs of three or more samples at the same full-scale value, left and right counted apart. */
    clippedRuns: number;
    /** Time before the first and after the last sample above −70 dBFS. */
    leadingSilenceSeconds: Seconds;
    trailingSilenceSeconds: Seconds;
  };
}
