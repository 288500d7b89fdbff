import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { JOBS, type Jobs } from '../../src/assistant/jobs.ts';
import { mapStems, type MappedStems } from '../../src/assistant/stem-map.ts';
import type { JobInput, JobOutput, Workers } from '../../src/assistant/workers.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { writeWav } from '../../src/audio/write-wav.ts';
import { openHome } from '../../src/store/home.ts';
import { SILENT } from '../../src/store/progress.ts';

const RATE = 44100;
const SECONDS = 12;

/** Jobs in this thread: the same table that the worker threads serve. */
const workers: Workers = {
  size: 1,
  run: <Name extends keyof Jobs>(name: Name, input: JobInput<Name>) =>
    (JOBS[name] as (input: JobInput<Name>) => Promise<JobOutput<Name>>)(input),
};

let folder: string;
let mix: string;
let workshop: Workshop;

/** Bursts of a tone at irregular times, so that every stem has one place only where it fits the mix. */
function bursts(hz: number, seed: number): Float32Array {
  const { sin, PI } = Math;
  const samples = new Float32Array(RATE * SECONDS);
  for (let n = 0; n < samples.length; n++) {
    const slot = Math.floor(n / (RATE / 4));
    const on = (slot * 7919 + seed * 104729) % 5 < 2;
    if (on) samples[n] = 0.2 * sin((2 * PI * hz * n) / RATE);
  }
  return samples;
}

beforeAll(async () => {
  const root = await mkdtemp(join(tmpdir(), 'coproducer-stems-'));
  folder = join(root, 'Stems');
  mix = join(root, 'Song.wav');
  await mkdir(folder);
  const stems = { Bass: bursts(80, 1), Thing: bursts(700, 2), Other: bursts(2500, 3) };
  const sum = new Float32Array(RATE * SECONDS);
  for (const [name, samples] of Object.entries(stems)) {
    samples.forEach((value, n) => (sum[n] += value));
    const signal = { sampleRateHz: RATE, left: samples, right: samples };
    await writeWav(join(folder, `Song ${name}.wav`), signal, { format: 'pcm24' });
  }
  await writeWav(mix, { sampleRateHz: RATE, left: sum, right: sum }, { format: 'pcm24' });
  workshop = {
    home: await openHome(join(root, 'home')),
    workers,
    progress: SILENT,
    signal: undefined,
    now: () => new Date(0),
  };
});

const map = (correctedMap?: string): Promise<MappedStems> =>
  mapStems(workshop, { folder, mix, tracks: undefined, correctedMap });

describe('mapStems', () => {
  test("finds tracks by Live's naming, and lines them up", async () => {
    const { map: found, used } = await map();
    expect(found.stems.map(({ track }) => track).sort()).toEqual(['Bass', 'Other', 'Thing']);
    expect(used.map(({ offsetFrames }) => Math.abs(offsetFrames ?? 0))).toEqual([0, 0, 0]);
  });

  test('a corrected map stands, needs no mark, and is remembered; what was not corrected is found anew', async () => {
    const { map: found } = await map();
    const corrected = {
      ...found,
      stems: found.stems.map((stem) =>
        stem.track === 'Thing' ? { ...stem, track: 'Screech', role: 'acid', leftOut: '' } : stem,
      ),
    };
    const file = join(folder, '..', 'map.json');
    await writeFile(file, JSON.stringify(corrected));
    for (const given of [file, undefined]) {
      const { map: kept } = await map(given);
      expect(kept.stems.find(({ track }) => track === 'Screech')).toMatchObject({ role: 'acid', roleFrom: 'person' });
      expect(kept.stems.find(({ track }) => track === 'Bass')?.roleFrom).not.toBe('person');
    }
  });

  test('what the set says of a file stands, above what was remembered; the role is still found', async () => {
    const known = [{ file: 'Song Thing.wav', track: 'Lead' }];
    for (const tracks of [undefined, ['Bass', 'Thing', 'Lead', 'Other']]) {
      const { map: found } = await mapStems(workshop, { folder, mix, tracks, correctedMap: undefined, known });
      expect(found.stems.map(({ track }) => track).sort()).toEqual(['Bass', 'Lead', 'Other']);
    }
    // The track was renamed or deleted since.
    const { map: without } = await mapStems(workshop, {
      ...{ folder, mix, tracks: ['Bass', 'Screech', 'Other'], correctedMap: undefined },
      known: [{ file: 'Song Bass.wav', track: 'Gone' }],
    });
    expect(without.stems.find(({ file }) => file.endsWith('Bass.wav'))!.track).toBe('Bass');
  });

  test('two files for one track are refused', async () => {
    const { map: found } = await map();
    const file = join(folder, '..', 'twice.json');
    await writeFile(file, JSON.stringify({ ...found, stems: found.stems.map((stem) => ({ ...stem, track: 'Bass' })) }));
    await expect(map(file)).rejects.toThrow(/both seem to be the track "Bass"/);
  });
});
