import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAudio } from '../../src/audio/open-audio.ts';
import { aiff, chunk, formatChunk, int16, riff, wav16 } from '../audio/riff.ts';
import type { FuzzTarget } from './fuzz-target.ts';

/**
 * More sound than this in a file of some kilobytes came of damage to its rate or its runs; reading on tells nothing.
 */
const MOST_FRAMES = 20_000_000;

/** Formats by the names of the fixtures that hold them, and those that are made here. */
export const AUDIO_FORMATS = ['wav', 'aiff', 'flac', 'mp3', 'ogg', 'm4a'] as const;

/** A decoder: header and every block of one format. */
export async function audioTarget(format: (typeof AUDIO_FORMATS)[number]): Promise<FuzzTarget> {
  const folder = await mkdtemp(join(tmpdir(), 'coproducer-fuzz-'));
  const file = join(folder, `input.${format}`);
  return {
    name: format.toUpperCase(),
    seeds: await seedsOf(format),
    read: async (bytes) => {
      await writeFile(file, bytes);
      let frames = 0;
      for await (const block of (await openAudio(file)).blocks()) {
        frames += block.frames;
        if (frames > MOST_FRAMES) return;
      }
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function seedsOf(format: (typeof AUDIO_FORMATS)[number]): Promise<Uint8Array[]> {
  const samples = Array.from({ length: 4410 }, (_, i) => Math.round(8000 * Math.sin(i / 9)));
  const float = chunk('data', Buffer.from(Float32Array.from(samples, (sample) => sample / 32768).buffer));
  if (format === 'wav') {
    return [
      wav16(samples),
      wav16(samples, 48000, 1),
      riff([formatChunk({ tag: 3, channels: 2, sampleRateHz: 44100, bits: 32 }), float]),
      riff([
        formatChunk({ tag: 1, channels: 6, sampleRateHz: 44100, bits: 24, mask: 0x3f }),
        chunk('data', int16(samples)),
      ]),
    ];
  }
  if (format === 'aiff') {
    const about = { channels: 2, frames: samples.length / 2, bits: 16, sampleRateHz: 44100, sound: int16(samples) };
    return [aiff(about), aiff({ ...about, codec: 'sowt' })];
  }
  // From the root, so that it is found from a bundle, too.
  const fixtures = join('test', 'audio', 'fixtures');
  const names = (await readdir(fixtures)).filter((name) => name.endsWith(`.${format}`));
  const files = await Promise.all(names.map((name) => readFile(join(fixtures, name))));
  // Long ones would only take long.
  return files.filter(({ length }) => length < 60_000);
}
