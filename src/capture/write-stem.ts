import { WavWriter } from '../audio/wav-writer.ts';
import { MIXER } from '../devices/mixer.ts';
import { amplitudeToDb } from '../dsp/decibels.ts';
import { samplePeak } from '../dsp/sample-peak.ts';
import type { Decibels, Hertz } from '../dsp/units.ts';
import { takePassage, type TakePassage } from './take-passage.ts';

/** A stretch of a take that becomes a file. */
export interface StemToWrite {
  take: TakePassage;
  sampleRateHz: Hertz;
  /** The track's fader and pan, which come behind the device and so are in the mix and not in the take. */
  volumeDb: Decibels;
  pan: number;
  /** The file to write. */
  file: string;
}

/**
 * Writes a stretch of a take as a 32-bit float WAV, through the track's fader and pan.
 *
 * @returns the largest sample of the file.
 * @throws Failure 'input' where the place may not be written to.
 */
export async function writeStem({
  take,
  sampleRateHz,
  volumeDb,
  pan,
  file,
}: StemToWrite): Promise<{ peakDb: Decibels }> {
  const mixer = MIXER.createProcessor({ Volume: volumeDb, Pan: pan }, sampleRateHz);
  const writer = await WavWriter.create(file, { sampleRateHz, format: 'float32' });
  let peak = 0;
  try {
    for await (const block of takePassage(take)) {
      const [left, right] = [block.left.slice(), block.right.slice()];
      mixer.process(left, right, left.length);
      peak = Math.max(peak, samplePeak(left, right));
      await writer.write(left, right);
    }
  } catch (error) {
    await writer.discard();
    throw error;
  }
  await writer.close();
  return { peakDb: amplitudeToDb(peak) };
}
