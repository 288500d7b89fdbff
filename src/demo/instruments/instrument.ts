import type { Hertz } from '../../dsp/units.ts';
import type { Random } from '../random.ts';
import type { Note } from '../song.ts';
import type { StereoBuffer } from '../studio/stereo-buffer.ts';

/** Turns a note into sound, from its first frame until it has died away, at velocity 1. */
export type Strike = (note: Note, take: number) => StereoBuffer;

/** A played instrument. Notes that sound alike are struck once and laid down many times. */
export interface Instrument {
  /** Different takes of the same note, so that repeated drums are not copies of one another. */
  takes: number;
  strike: Strike;
}

/** What an instrument needs to know besides its voice. */
export interface Bench {
  sampleRateHz: Hertz;
  /** Frames of a sixteenth; not whole. */
  framesPerStep: number;
  random: Random;
}
