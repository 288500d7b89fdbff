import { createInterface } from 'node:readline';
import { measured } from '../bench/similar/held-out-library.ts';
import { readSignal } from '../../src/audio/read-signal.ts';
import { describeSound } from '../../src/similarity/describe-sound.ts';
import { encodeTrack, LAYOUT } from '../../src/similarity/encode-track.ts';
import { shippedNetwork } from '../../src/similarity/shipped-network.ts';

/**
 * Measures the audio files whose paths it is told, line by line, for `metric_songs.py`. Says first what its numbers are
 * (parts, ids and smallest differences), then of each file its numbers, a line of JSON each; null stands for what a file
 * does not have.
 */
async function songVectors(): Promise<void> {
  const network = await shippedNetwork();
  const parts = LAYOUT.parts.map(({ name, from, to }) => ({
    name,
    ids: LAYOUT.ids.slice(from, to),
    jnds: [...LAYOUT.jnds.subarray(from, to)],
  }));
  process.stdout.write(`${JSON.stringify(parts)}\n`);
  for await (const file of createInterface({ input: process.stdin })) {
    const [analysis, spectra] = measured(await readSignal(file), file);
    const sound = await describeSound(spectra, analysis.sections, network);
    const { values } = encodeTrack({ ...analysis, sound });
    process.stdout.write(`${JSON.stringify([...values].map((value) => (Number.isNaN(value) ? null : value)))}\n`);
  }
}

void songVectors();
