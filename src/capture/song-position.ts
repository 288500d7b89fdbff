import type { BeatsPerMinute, Frames } from '../dsp/units.ts';

/** A stretch of a take over which the song ran on without a jump. */
export interface PositionRun {
  startFrame: Frames;
  /** One past the last. */
  endFrame: Frames;
  /** The beat of the song that begins at `marks[0]`. */
  firstBeat: number;
  /**
   * Where one beat after another begins, in frames of the take with their fractions; none where the stretch is too
   * short to tell which beat it is.
   */
  marks: readonly number[];
}

/**
 * Reads the two channels of a take that say where in the song it is, block by block. A float of 24 bits cannot hold
 * beat 800 to the sample, so one channel has the place within the beat and the other the beat:
 *
 * - phase: 0–1 over each beat, exact to the sample, and nothing but zeros while the song stands still (`plugphasor~`);
 * - beats: the song's position in beats, up to half a beat late or early, as messages are (`plugsync~` into `sig~`).
 *
 * A run ends where the phase does not go on by the step it has had nor by the step it has from then on (samples lost or
 * repeated, a jump of the song, a stop), and where the count of beats does not go on (a loop of whole beats). A change
 * of tempo ends none.
 */
export class SongPositionReader {
  readonly #runs: PositionRun[] = [];
  #run: OpenRun | undefined;
  /** Frames read so far. */
  #frames = 0;
  /** The last two phases, the step between them, and the count of beats with the last. */
  #before = NaN;
  #last = NaN;
  #step = NaN;
  #lastBeats = NaN;

  /** @param phase 0–1; `beats` is as long. What is not a number ends a run. */
  add(phase: Float32Array, beats: Float32Array): void {
    for (let i = 0; i < phase.length; i++) {
      const next = stepOf(this.#last, phase[i]);
      // A frame is judged when the one after it is known.
      if (this.#run === undefined) this.#begin(next);
      else this.#goOn(this.#run, next);
      this.#before = this.#last;
      this.#last = phase[i];
      this.#lastBeats = beats[i];
      this.#step = next;
      this.#frames++;
    }
  }

  /** @returns the runs in the order of time, once everything has been added. */
  finish(): PositionRun[] {
    if (this.#run) this.#close(this.#run, this.#frames);
    this.#run = undefined;
    return this.#runs;
  }

  /** The frame before the last begins a run if two steps of one size follow it. */
  #begin(next: number): void {
    if (!isAlike(this.#step, next)) return;
    const startFrame = this.#frames - 2;
    const run: OpenRun = { startFrame, firstBeat: undefined, marks: [], step: this.#step };
    // On the beat, or less than a frame behind it.
    if (this.#before < this.#step) run.marks.push(startFrame - this.#before / this.#step);
    this.#run = run;
    this.#mark(run);
  }

  /** Whether the run reaches the last frame; what it tells of beats. */
  #goOn(run: OpenRun, next: number): void {
    if (!isAlike(this.#step, run.step) && !isAlike(this.#step, next)) {
      this.#close(run, this.#frames - 1);
      this.#run = undefined;
      return;
    }
    this.#mark(run);
  }

  /** Looks at the step from the frame before the last to the last. */
  #mark(run: OpenRun): void {
    run.step = this.#step;
    const [from, to] = [this.#before, this.#last];
    const frame = this.#frames - 2;
    if (to < from) run.marks.push(frame + (1 - from) / (1 - from + to));
    // In the middle of a beat a count that is nearly half a beat off still says which beat it is.
    else if (from < 0.5 && to >= 0.5) this.#count(run, Math.round(this.#lastBeats - to));
  }

  #count(run: OpenRun, beat: number): void {
    if (run.firstBeat === undefined) {
      run.firstBeat = beat - (run.marks.length - 1);
    } else if (run.marks.length > 0 && beat !== run.firstBeat + run.marks.length - 1) {
      // The song has jumped by whole beats where this beat began.
      const mark = run.marks.pop()!;
      const jumpFrame = Math.ceil(mark);
      this.#close(run, jumpFrame);
      this.#run = { startFrame: jumpFrame, firstBeat: beat, marks: [mark], step: run.step };
    }
  }

  #close({ startFrame, firstBeat, marks }: OpenRun, endFrame: Frames): void {
    const isKnown = firstBeat !== undefined;
    this.#runs.push({ startFrame, endFrame, firstBeat: firstBeat ?? 0, marks: isKnown ? marks : [] });
  }
}

interface OpenRun {
  startFrame: Frames;
  firstBeat: number | undefined;
  marks: number[];
  /** The last step. */
  step: number;
}

/** Live's highest tempo. */
const HIGHEST_TEMPO_BPM: BeatsPerMinute = 999;
/** The lowest rate that audio is read at; see `openAudio`. */
const LOWEST_RATE_HZ = 22050;
const LARGEST_STEP = HIGHEST_TEMPO_BPM / 60 / LOWEST_RATE_HZ;

/** How far the phase went on; NaN where it stood, went back, or went further than any tempo takes it. */
function stepOf(from: number, to: number): number {
  const step = to - from < -0.5 ? to - from + 1 : to - from;
  return step > 0 && step <= LARGEST_STEP ? step : NaN;
}

/** One lost sample doubles a step and one repeated sample makes it zero: half a step lies between both and none. */
function isAlike(one: number, other: number): boolean {
  return Math.abs(one - other) <= 0.5 * Math.min(one, other);
}
