import type { Frames, Normal } from '../../dsp/units.ts';

/** Where a signal runs into a ceiling and stays there. */
export interface FlatTops {
  /** How often it is cut off at its ceiling: see `FlatTopMeter`. */
  corners: number;
  /** Share of the frames that lie on the ceiling, mean of both channels. */
  share: Normal;
  /** The ceiling, the greatest magnitude of either channel. */
  ceiling: number;
}

/** 16-bit steps are 3·10⁻⁵ of full scale: dither and rounding stay inside, whatever the level was changed by later. */
const TOLERANCE = 1e-4;
/** Fewer samples on the ceiling are a peak. */
const FEWEST_FRAMES: Frames = 3;
/**
 * A corner is entered by a step this many times the tolerance. A rounded peak is a parabola to the ear of a sample: its
 * samples lie at n² times a small distance under the top, so that the step into three that are level is at most eight
 * times the tolerance, however slow the wave.
 */
const LEAST_STEP = 20 * TOLERANCE;
/**
 * And by a step that is not much smaller than the one before. A saturator nears its ceiling exponentially: each step is
 * a fixed fraction of the one before, less than a twentieth where it is as large as `LEAST_STEP`.
 */
const LEAST_OF_STEP_BEFORE = 0.25;
const MOST_OF_STEP_BEFORE = 2;
/**
 * A square wave jumps from one ceiling to the other, and so does a saturator that is one by now; what is clipped
 * climbs.
 */
const MOST_STEP = 0.5;

/**
 * Counts the corners of hard clipping: three or more samples level with the channel's own ceiling, at which the
 * waveform arrives at full speed. Of all there are it counts about three in four: where the last step before the
 * ceiling happens to be a short one, it cannot be told from a rounded top. Neither sine peaks, saturators, square waves
 * nor held samples have such corners, see the constants. What is filtered, or delayed into itself, after it was clipped
 * has lost them and is not found.
 */
export class FlatTopMeter {
  readonly #channels = [new ChannelTops(), new ChannelTops()];
  #frames: Frames = 0;

  push(left: Float32Array, right: Float32Array, frames: Frames): void {
    this.#channels[0].push(left, frames);
    this.#channels[1].push(right, frames);
    this.#frames += frames;
  }

  /** All 0 for silence. */
  finish(): FlatTops {
    const [left, right] = this.#channels;
    return {
      corners: left.corners + right.corners,
      share: this.#frames === 0 ? 0 : (left.level + right.level) / (2 * this.#frames),
      ceiling: Math.max(left.ceiling, right.ceiling),
    };
  }
}

/** One channel. A higher peak than all before begins anew: only what is cut at the highest counts. */
class ChannelTops {
  ceiling = 0;
  corners = 0;
  /** Frames in runs of three and more. */
  level: Frames = 0;
  /** The two samples before, and how long the present run on the ceiling is, with its sign. */
  #before = 0;
  #last = 0;
  #run: Frames = 0;
  #isCorner = false;

  push(samples: Float32Array, frames: Frames): void {
    // Only few samples lie near the ceiling: all others cost one comparison.
    let low = this.ceiling * (1 - TOLERANCE);
    let last = this.#last;
    let before = this.#before;
    for (let n = 0; n < frames; n++) {
      const sample = samples[n];
      const size = sample < 0 ? -sample : sample;
      if (size >= low && size > 0) {
        this.#arrive(sample, size, last, before);
        low = this.ceiling * (1 - TOLERANCE);
      } else this.#run = 0;
      before = last;
      last = sample;
    }
    [this.#last, this.#before] = [last, before];
  }

  #arrive(sample: number, size: number, last: number, before: number): void {
    if (size > this.ceiling * (1 + TOLERANCE)) {
      [this.corners, this.level, this.#run] = [0, 0, 0];
      this.ceiling = size;
    }
    if (this.#run > 0 && sample * last > 0) this.#run++;
    else {
      this.#run = 1;
      const climbs = Math.abs(before) < this.ceiling * (1 - LEAST_STEP);
      this.#isCorner = climbs && isCorner(Math.abs(sample - last), Math.sign(sample) * (last - before), this.ceiling);
    }
    if (this.#run < FEWEST_FRAMES) return;
    this.level += this.#run === FEWEST_FRAMES ? FEWEST_FRAMES : 1;
    if (this.#run === FEWEST_FRAMES && this.#isCorner) this.corners++;
  }
}

function isCorner(step: number, stepBefore: number, ceiling: number): boolean {
  return (
    step >= LEAST_STEP * ceiling &&
    step <= MOST_STEP * ceiling &&
    step >= LEAST_OF_STEP_BEFORE * stepBefore &&
    step <= MOST_OF_STEP_BEFORE * stepBefore
  );
}
