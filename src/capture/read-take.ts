import { basename } from 'node:path';
import { openAudio } from '../audio/open-audio.ts';
import { samplePeak } from '../dsp/sample-peak.ts';
import type { Frames, Hertz } from '../dsp/units.ts';
import { Failure } from '../store/failure.ts';
import { SongPositionReader, type PositionRun } from './song-position.ts';

/** Channels of a take: left, right, the phase within the beat, the beat. */
export const TAKE_CHANNELS = 4;

/** What one instance of the device has recorded on its track. */
export interface Take {
  /** Name of the track in the set. */
  track: string;
  file: string;
  sampleRateHz: Hertz;
  frames: Frames;
  /** Where in the song it was, in the order of time. */
  runs: readonly PositionRun[];
  /** The largest magnitude of a sample, full scale 1. */
  peak: number;
}

/**
 * Reads a take whole, keeping none of its samples.
 *
 * @throws Failure 'input' where the file is no take: it cannot be read, has other channels, or is not 32-bit float (in
 *   which alone a count of beats fits).
 */
export async function readTake(track: string, file: string, signal?: AbortSignal): Promise<Take> {
  const source = await openAudio(file);
  const { channels, codec, sampleRateHz } = source.format;
  if (channels !== TAKE_CHANNELS || codec !== 'float32') {
    throw new Failure(
      'input',
      `"${basename(file)}" is no take of Coproducer: it has ${channels} channels of ${codec}, and a take has ${TAKE_CHANNELS} of float32.`,
    );
  }
  const reader = new SongPositionReader();
  let frames = 0;
  let peak = 0;
  for await (const { channels: planes } of source.blocks(signal)) {
    const [left, right, phase, beats] = planes!;
    reader.add(phase, beats);
    peak = Math.max(peak, samplePeak(left, right));
    frames += phase.length;
  }
  return { track, file, sampleRateHz, frames, runs: reader.finish(), peak };
}
