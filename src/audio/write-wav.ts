import type { StereoSignal } from './audio-source.ts';
import { WavWriter, type WavFormat } from './wav-writer.ts';

/**
 * Writes a signal as a stereo WAV at once: complete or not at all. `pcm16` is dithered, integers clip at full scale.
 *
 * @throws Failure 'input' where the place may not be written to; RangeError where a sample is not a number.
 */
export async function writeWav(file: string, signal: StereoSignal, { format }: { format: WavFormat }): Promise<void> {
  const writer = await WavWriter.create(file, { sampleRateHz: signal.sampleRateHz, format });
  try {
    await writer.write(signal.left, signal.right);
  } catch (error) {
    await writer.discard();
    throw error;
  }
  await writer.close();
}
