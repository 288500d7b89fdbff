import { appendFile, copyFile, mkdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { WavWriter } from '../../src/audio/wav-writer.ts';
import { writeWav } from '../../src/audio/write-wav.ts';
import { composeSong } from '../../src/demo/compose-song.ts';
import { renderSong } from '../../src/demo/render-song.ts';
import type { Seconds } from '../../src/dsp/units.ts';

/** The song that all files of a benchmark are made of; 44.1 kHz. */
export function renderMaterial(bars: number): StereoSignal {
  return renderSong(composeSong({ seed: 3, style: 'uplifting', bars })).mix;
}

/** Writes the song over and over, cut at a length, as 24-bit WAV. */
export async function writeLooped(file: string, song: StereoSignal, seconds: Seconds): Promise<string> {
  const writer = await WavWriter.create(file, { sampleRateHz: song.sampleRateHz, format: 'pcm24' });
  for (let left = Math.round(seconds * song.sampleRateHz); left > 0; left -= song.left.length) {
    await writer.write(song.left.subarray(0, left), song.right.subarray(0, left));
  }
  await writer.close();
  return file;
}

/** Writes `count` excerpts of a song, each of its own place and level, so that no two files hold the same. */
export async function writeExcerpts(
  folder: string,
  song: StereoSignal,
  count: number,
  seconds: Seconds,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const length = Math.round(seconds * song.sampleRateHz);
  for (let i = 0; i < count; i++) {
    const from = Math.floor(((song.left.length - length) * i) / count);
    const gain = 1 - i / (4 * count);
    const excerptOf = (samples: Float32Array): Float32Array =>
      samples.subarray(from, from + length).map((sample) => gain * sample);
    const excerpt = { ...song, left: excerptOf(song.left), right: excerptOf(song.right) };
    await writeWav(join(folder, `reference ${String(i + 1).padStart(3, '0')}.wav`), excerpt, { format: 'pcm16' });
  }
  return folder;
}

/**
 * Writes a folder of `count` whole tracks in equal parts of the given files' formats. Each is one of the files with its
 * number behind its end, where decoders do not look, so that no two are the same to a cache.
 */
export async function writeLibrary(folder: string, files: readonly string[], count: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (let i = 0; i < count; i++) {
    const file = files[i % files.length];
    const copy = join(folder, `track ${String(i + 1).padStart(3, '0')}${extname(file)}`);
    await copyFile(file, copy);
    await appendFile(copy, endingOf(extname(file), i));
  }
  return folder;
}

/** An unknown chunk of WAV; an ID3v1 tag, which both FLAC and MP3 readers pass over. */
function endingOf(extension: string, number: number): Buffer {
  const text = String(number).padStart(8, '0');
  if (extension === '.wav') return Buffer.concat([Buffer.from('note'), Buffer.from([8, 0, 0, 0]), Buffer.from(text)]);
  const tag = Buffer.alloc(128);
  tag.write(`TAG${text}`, 'latin1');
  return tag;
}

/** Codes a WAV as FLAC and MP3 beside it, by whichever encoders are installed; the files that came of it. */
export function encodeCopies(wav: string): { format: 'FLAC' | 'MP3'; file: string }[] {
  const [flac, mp3] = [wav.replace(/wav$/, 'flac'), wav.replace(/wav$/, 'mp3')];
  const encoders = [
    {
      format: 'FLAC',
      file: flac,
      commands: [
        ['flac', '-s', '-f', '-o', flac, wav],
        ['ffmpeg', '-y', '-i', wav, flac],
      ],
    },
    {
      format: 'MP3',
      file: mp3,
      commands: [
        ['lame', '--quiet', '-b', '320', wav, mp3],
        ['ffmpeg', '-y', '-i', wav, mp3],
      ],
    },
  ] as const;
  return encoders
    .filter(({ commands }) =>
      commands.some(([name, ...rest]) => spawnSync(name, rest, { stdio: 'ignore' }).status === 0),
    )
    .map(({ format, file }) => ({ format, file }));
}
