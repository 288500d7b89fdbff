import { mkdir, mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SameThread } from '../../node/threads/same-thread.ts';
import { mapStems, type MappedStems } from '../../src/assistant/stem-map.ts';
import { weighStems } from '../../src/assistant/weigh-stems.ts';
import type { Workers } from '../../src/assistant/workers.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { writeWav } from '../../src/audio/write-wav.ts';
import { Random } from '../../src/demo/random.ts';
import type { Section } from '../../src/store/analysis-document.ts';
import { openHome } from '../../src/store/home.ts';
import { SILENT } from '../../src/store/progress.ts';

const RATE = 44100;
const SECONDS = 8;
const SECTIONS: Section[] = [{ kind: 'drop', startSeconds: 0, endSeconds: SECONDS, startBar: 0, bars: 4 }];
const ANALYSIS = { sections: SECTIONS, sampleRate: RATE };

let root: string;
let workshop: Workshop;
let asked: string[];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'coproducer-known-'));
  await mkdir(join(root, 'Stems'));
  const bass = noise(1, 1);
  const lead = noise(2, 0.5);
  await write('Stems/Song Bass.wav', bass);
  await write('Stems/Song Lead.wav', lead);
  await write(
    'Song.wav',
    bass.map((sample, n) => sample + lead[n]),
  );
  const own = new SameThread();
  const workers: Workers = {
    size: 2,
    run: (name, input, signal) => {
      asked.push(name);
      return own.run(name, input, signal);
    },
  };
  const home = await openHome(join(root, 'home'));
  workshop = { home, workers, progress: SILENT, signal: undefined, now: () => new Date(0) };
});
afterAll(() => rm(root, { recursive: true, force: true }));

function noise(seed: number, level: number): Float32Array {
  const random = new Random(seed, 'known stems');
  return Float32Array.from({ length: RATE * SECONDS }, () => level * 0.2 * random.spread(1));
}

/** Exported an hour ago, so that its time tells it. */
async function write(name: string, samples: Float32Array): Promise<void> {
  const file = join(root, name);
  await writeWav(file, { sampleRateHz: RATE, left: samples, right: samples.map((sample) => -sample / 2) }, FORMAT);
  const then = new Date(Date.now() - 3_600_000);
  await utimes(file, then, then);
}

const FORMAT = { format: 'float32' } as const;

const map = (tracks?: readonly string[]): Promise<MappedStems> => {
  asked = [];
  return mapStems(workshop, {
    folder: join(root, 'Stems'),
    mix: join(root, 'Song.wav'),
    tracks,
    correctedMap: undefined,
    sections: SECTIONS,
  });
};

test('stems that did not change are neither heard nor weighed again, and everything is said as before', async () => {
  const first = await map();
  expect(asked).toEqual(['surveyStem', 'surveyStem', 'surveyStem']);
  const model = await weighStems(workshop, first.used, join(root, 'Song.wav'), ANALYSIS);
  expect(asked.slice(3)).toEqual(['sectionGram']);
  expect(model.sections.map(({ kind }) => kind)).toEqual(['drop']);

  const again = await map();
  expect(again).toEqual(first);
  expect(await weighStems(workshop, again.used, join(root, 'Song.wav'), ANALYSIS)).toEqual(model);
  expect(asked).toEqual([]);

  // Other names may be other roles: compared anew, from what is heard anew.
  const renamed = await map(['Bass', 'Vocal Lead']);
  expect(renamed.map.stems.map(({ track }) => track)).toEqual(['Bass', 'Vocal Lead']);
  expect(asked).toEqual(['surveyStem', 'surveyStem', 'surveyStem']);
  expect((await weighStems(workshop, renamed.used, join(root, 'Song.wav'), ANALYSIS)).stems).toEqual([
    'Bass',
    'Vocal Lead',
  ]);
  expect(asked).toHaveLength(3);

  const borders = { ...ANALYSIS, sections: [{ ...SECTIONS[0], endSeconds: SECONDS / 2 }] };
  await weighStems(workshop, first.used, join(root, 'Song.wav'), borders);
  expect(asked.slice(3)).toEqual(['sectionGram']);
});

test('a stem that was exported anew is heard and weighed', async () => {
  await map();
  await write('Stems/Song Lead.wav', noise(2, 0.4));
  const { used } = await map();
  expect(asked).toEqual(['surveyStem', 'surveyStem', 'surveyStem']);
  await weighStems(workshop, used, join(root, 'Song.wav'), ANALYSIS);
  expect(asked.slice(3)).toEqual(['sectionGram']);
});
