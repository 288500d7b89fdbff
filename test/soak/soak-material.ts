import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWav } from '../../src/audio/write-wav.ts';
import { seededRandom } from '../../src/dsp/seeded-random.ts';

/** What is soaked with: a few references, and a mix of three stems, two of which are far from what they are there. */
export interface SoakMaterial {
  references: string;
  mix: string;
  stems: string;
}

/** The lowest rate that is measured, and twenty beats: what is soaked is not the measuring. */
const RATE_HZ = 22050;
const SECONDS = 9;
const TEMPO_BPM = 138;

/** Gains of kick, bass and pad, and of the overtones within the bass, linear. */
type Balance = readonly [kick: number, bass: number, pad: number, bassOvertones: number];

/** Writes short songs with a beat: as little sound as the whole loop can be run on. */
export async function writeSoakMaterial(folder: string): Promise<SoakMaterial> {
  const references = join(folder, 'References');
  const stems = join(folder, 'Stems');
  await mkdir(references, { recursive: true });
  await mkdir(stems, { recursive: true });
  const random = seededRandom(1);
  // Within 2 dB, as references differ: a mix that is far from a flock of one is unlike all of it, and gets no plan.
  const nearly = (value: number): number => value * (0.8 + 0.4 * random());
  for (let n = 1; n <= 6; n++) {
    await write(
      join(references, `Reference ${n}.wav`),
      sum(voices([nearly(0.5), nearly(0.12), nearly(0.05), nearly(0.4)], n)),
    );
  }
  // No further off than mixes are, and below full scale: else the plan asks for closer references, or for another master.
  const own = voices([0.4, 0.2, 0.1, 0.4], 9);
  const mix = join(stems, 'Song.wav');
  await write(mix, sum(own));
  for (const [i, name] of ['Kick', 'Bass', 'Pad'].entries()) await write(join(stems, `Song ${name}.wav`), own[i]);
  return { references, mix, stems };
}

interface Voice {
  left: Float32Array;
  right: Float32Array;
}

function voices([kick, bass, pad, overtones]: Balance, seed: number): Voice[] {
  const random = seededRandom(seed);
  const beat = (60 / TEMPO_BPM) * RATE_HZ;
  const noise = Float32Array.from({ length: SECONDS * RATE_HZ }, () => 2 * random() - 1);
  const make = (sample: (frame: number, side: 1 | -1) => number): Voice => ({
    left: Float32Array.from(noise, (_, frame) => sample(frame, 1)),
    right: Float32Array.from(noise, (_, frame) => sample(frame, -1)),
  });
  const tone = (hz: number, frame: number): number => Math.sin((2 * Math.PI * hz * frame) / RATE_HZ);
  return [
    make((frame) => kick * Math.exp((-10 * (frame % beat)) / beat) * tone(55, frame)),
    make((frame) => bass * (tone(110, frame) + overtones * (tone(220, frame) + 0.5 * tone(440, frame)))),
    make((frame, side) => pad * (tone(660, frame) + side * 0.3 * tone(995, frame) + 0.5 * noise[frame])),
  ];
}

function sum(parts: readonly Voice[]): Voice {
  const add = (side: keyof Voice): Float32Array =>
    parts[0][side].map((_, frame) => parts.reduce((total, part) => total + part[side][frame], 0));
  return { left: add('left'), right: add('right') };
}

function write(file: string, voice: Voice): Promise<unknown> {
  return writeWav(file, { sampleRateHz: RATE_HZ, ...voice }, { format: 'pcm16' });
}
