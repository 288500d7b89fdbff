import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeWav } from '../../src/audio/write-wav.ts';
import type { EmbeddedTrackSpec } from '../../src/live/embedded-set-spec.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { buildProfile } from '../../src/profile/build-profile.ts';
import type { PlanDocument } from '../../src/store/plan-document.ts';
import { chunk, formatChunk, riff, wav16 } from '../audio/riff.ts';
import { syntheticLibrary } from '../synthetic-analyses.ts';
import { documentIn } from './document-in.ts';
import { runProgram, type Ended } from './run-program.ts';

/** What a person may hand in by mistake, what they are told, and the exit code a script sees. */
let folder: string;
const at = (name: string): string => join(folder, name);
const run = (...args: string[]): Promise<Ended> => runProgram([...args, '--home', at('home')]);

const RATE = 44100;
const SECONDS = 12;

/** A thud at each beat of 138 BPM over a quiet hum, in as many channels as asked: short, and still a track. */
function thuds(channels: number): number[] {
  const beat = (60 / 138) * RATE;
  return Array.from({ length: SECONDS * RATE * channels }, (_, index) => {
    const frame = Math.floor(index / channels);
    const decay = Math.exp((-12 * (frame % beat)) / beat);
    return (
      12000 * decay * Math.sin((2 * Math.PI * 55 * frame) / RATE) + 500 * Math.sin((2 * Math.PI * 440 * frame) / RATE)
    );
  });
}

/** Noise that comes and goes with no regard to the beat. */
function bursts(seed: number): Float32Array {
  let state = seed;
  const next = (): number => (state = (state * 16807) % 2147483647) / 2147483647;
  let level = 0;
  return Float32Array.from({ length: SECONDS * RATE }, (_, frame) => {
    if (frame % 7919 === 0) level = next() ** 4;
    return 0.5 * level * (2 * next() - 1);
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-bad-'));
  const track = wav16(thuds(2));
  await writeFile(at('mix.wav'), track);
  await writeFile(at('mono.wav'), wav16(thuds(1), RATE, 1));
  await writeFile(at('surround.wav'), wav16(thuds(6), RATE, 6));
  await writeFile(at('empty.wav'), '');
  await writeFile(at('text.wav'), 'The drop needs more bass.\n'.repeat(20));
  await writeFile(at('cut.wav'), track.subarray(0, track.length / 2));
  await writeFile(at('silent.wav'), wav16(new Array<number>(SECONDS * RATE * 2).fill(0)));
  await writeFile(at('low rate.wav'), wav16(thuds(2), 8000));
  const float = formatChunk({ tag: 3, channels: 2, sampleRateHz: RATE, bits: 32 });
  await writeFile(at('nan.wav'), riff([float, chunk('data', Buffer.from(new Float32Array(RATE).fill(NaN).buffer))]));
  // A link to itself cannot be read by anybody, not even the superuser.
  await symlink(at('unreadable'), at('unreadable'), 'dir');
  await mkdir(at('folder.wav'));
  await mkdir(at('empty folder'));
  await mkdir(at('stems of another song'));
  for (const [index, name] of ['Kick', 'Bass', 'Lead'].entries()) {
    const left = bursts(index + 1);
    const signal = { sampleRateHz: RATE, left, right: left };
    await writeWav(join(at('stems of another song'), `Other ${name}.wav`), signal, { format: 'pcm16' });
  }

  await mkdir(join(at('home'), 'profiles'), { recursive: true });
  const profile = buildProfile({
    name: 'made',
    folder: '/library',
    analyses: syntheticLibrary(8, 1),
    skipped: [],
    seed: 1,
    createdAt: '2024-01-01T00:00:00.000Z',
  });
  await writeFile(join(at('home'), 'profiles', 'made.json'), JSON.stringify(profile));
  await writeFile(at('plan.json'), JSON.stringify(PLAN));
  await writeFile(at('corrupt plan.json'), JSON.stringify(PLAN).slice(0, 300));
  await writeFile(at('newer plan.json'), JSON.stringify({ ...PLAN, schema: 'coproducer.plan/9' }));
  await writeFile(at('odd plan.json'), JSON.stringify({ ...PLAN, amount: 'all of it' }));
  await saveSet('set.json', [{ name: 'Bass' }]);
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

const PLAN: PlanDocument = {
  schema: 'coproducer.plan/1',
  id: 'plan-20240101-000000-test',
  createdAt: '2024-01-01T00:00:00.000Z',
  mix: 'mix.wav',
  stems: [{ file: 'Bass.wav', track: 'Bass', role: 'bass', confidence: 1 }],
  target: { profile: 'made', cluster: 'library', references: [] },
  amount: 100,
  styleDelta: { before: 1, predicted: 0.5 },
  predicted: [],
  fixes: [
    {
      id: 'f1',
      kind: 'fader',
      track: 'Bass',
      stem: 'Bass.wav',
      device: 'Mixer',
      insert: false,
      changes: [{ parameter: 'Volume', from: 0, to: -2, unit: 'dB' }],
      sentence: 'Bass: −2.0 dB (fader).',
      why: 'It is louder than in your references.',
      predicted: { styleDeltaAfter: 0.5, benefit: 0.5, features: [] },
      confidence: 0.8,
      risk: 'low',
      advice: false,
    },
  ],
  masterChain: { gainDb: 0, residualDb: 0, sentence: 'The bounce is the sum of the stems.' },
  notes: [],
};

async function saveSet(name: string, tracks: readonly EmbeddedTrackSpec[]): Promise<void> {
  const set = await EmbeddedSet.create({ name: 'Song', tempoBpm: 138, tracks }, { file: at(name) });
  await set.close();
}

type Row = [what: string, args: () => string[], code: number, says: RegExp];

const AUDIO: Row[] = [
  ['a missing file', () => ['analyze', at('missing.wav')], 3, /missing\.wav cannot be read; check that it exists/],
  ['a folder', () => ['analyze', at('folder.wav')], 3, /folder\.wav.* is a folder: name an audio file inside it/],
  ['an empty file', () => ['analyze', at('empty.wav')], 3, /is empty \(0 bytes\): export it again/],
  ['text', () => ['analyze', at('text.wav')], 3, /is text: name a WAV, AIFF, FLAC, MP3, M4A or OGG file/],
  ['a WAV cut short', () => ['analyze', at('cut.wav')], 3, /is cut short: 6\.00 s of 12\.00 s are there/],
  ['a silent WAV', () => ['analyze', at('silent.wav')], 3, /silent/],
  ['a WAV of NaN', () => ['analyze', at('nan.wav')], 3, /holds samples that are not numbers/],
  ['a WAV of 8 kHz', () => ['analyze', at('low rate.wav')], 3, /has a sample rate of 8000 Hz/],
  ['a bad mix for gap', () => ['gap', at('empty.wav'), '--profile', 'made'], 3, /is empty/],
  ['a bad file for similar', () => ['similar', at('text.wav'), '--profile', 'made'], 3, /is text/],
];

const FOLDERS: Row[] = [
  ['a library that is missing', () => ['learn', at('nowhere')], 3, /nowhere does not exist; check the path/],
  ['a library that is a file', () => ['learn', at('mix.wav')], 3, /is not a folder/],
  ['a library without audio', () => ['learn', at('empty folder')], 3, /holds no audio file/],
  ['stems that are missing', () => suggestWith('nowhere'), 3, /nowhere does not exist: give the folder/],
  ['a file for stems', () => suggestWith('mix.wav'), 3, /is a file, not a folder/],
  ['an unreadable stems folder', () => suggestWith('unreadable'), 3, /unreadable cannot be read \(ELOOP\)/],
  ['an empty stems folder', () => suggestWith('empty folder'), 3, /holds no stems: export all individual tracks/],
  [
    'a folder without takes',
    () => ['capture', at('empty folder'), '--out', at('out')],
    3,
    /holds no takes of Coproducer/,
  ],
  ['takes that are missing', () => ['capture', at('nowhere'), '--out', at('out')], 3, /nowhere does not exist/],
  ['stems of another song', () => suggestWith('stems of another song'), 3, /do not belong to .*mix\.wav/],
];

const suggestWith = (stems: string): string[] => ['suggest', at('mix.wav'), '--profile', 'made', '--stems', at(stems)];

const NAMES: Row[] = [
  ['no profile yet', () => ['gap', at('mix.wav')], 3, /There is no profile yet: learn one with "coproducer learn/],
  ['an unknown profile', () => ['profile', 'show', 'lost'], 3, /There is no profile "lost": "coproducer profile list"/],
  ['a profile name that leads elsewhere', () => ['profile', 'show', '../x'], 2, /cannot be used as a name/],
  [
    'an unknown style',
    () => ['gap', at('mix.wav'), '--profile', 'made', '--cluster', 'lost'],
    2,
    /has no style "lost"; it has /,
  ],
  [
    'an unknown reference',
    () => ['gap', at('mix.wav'), '--profile', 'made', '--reference', at('mono.wav')],
    2,
    /mono\.wav cannot be used/,
  ],
  [
    'a file that is no exported profile',
    () => ['profile', 'import', at('plan.json')],
    3,
    /is a coproducer\.plan document/,
  ],
  ['an export to nowhere', () => ['profile', 'export'], 2, /Say which file to export, such as: profile export/],
  ['no plan yet', () => ['serve'], 3, /There is no plan yet: make one with "coproducer suggest"/],
  ['nothing to undo', () => ['undo'], 3, /nothing to undo/],
  ['a missing plan', () => ['apply', at('lost.json')], 3, /lost\.json does not exist/],
  ['a corrupt plan', () => ['apply', at('corrupt plan.json')], 3, /corrupt plan\.json is not readable as JSON/],
  ['a plan with a wrong field', () => ['apply', at('odd plan.json')], 3, /does not hold what it should at "amount"/],
  [
    'a plan of a newer version',
    () => ['apply', at('newer plan.json')],
    3,
    /newer version of Coproducer .*update Coproducer/,
  ],
  ['audio for a plan', () => ['apply', at('mix.wav')], 3, /is not readable as JSON/],
  [
    'a set for a plan',
    () => ['apply', at('set.json')],
    3,
    /is a coproducer\.embedded-set document where a coproducer\.plan/,
  ],
  ['an unknown fix', () => ['apply', at('plan.json'), '--only', 'f1,f9'], 2, /has no fix "f9"; it has f1/],
  [
    'an unknown fix to answer',
    () => ['answer', 'f9', 'skip', '--plan', at('plan.json')],
    2,
    /has no fix "f9"; it has f1/,
  ],
  [
    'a change without its size',
    () => ['answer', 'f1', 'change', '--plan', at('plan.json')],
    2,
    /Say what size you used/,
  ],
  ['Live, which is not there', () => ['apply', at('plan.json'), '--set', 'live'], 4, /device in Live/],
  [
    'AbletonOSC, which is not there',
    () => ['apply', at('plan.json'), '--set', 'osc'],
    4,
    /AbletonOSC does not answer.*control surface/,
  ],
  ['a set that is missing', () => ['apply', at('plan.json'), '--set', at('lost.json')], 3, /lost\.json does not exist/],
];

const USAGE: Row[] = [
  ['no command', () => [], 2, /Usage: coproducer/],
  ['an unknown command', () => ['lern'], 2, /unknown command 'lern'\n\(Did you mean learn\?\)/],
  ['a folder and tracks of one\u2019s own', () => ['learn', '.', '--own', 'a.wav'], 2, /Say one of the two: a folder/],
  ['neither a folder nor tracks', () => ['learn'], 2, /Say one of the two: a folder/],
  ['a missing argument', () => ['gap'], 2, /missing required argument 'mix'/],
  ['one argument too many', () => ['gap', 'a', 'b'], 2, /too many arguments/],
  ['an unknown option', () => ['gap', 'a', '--louder'], 2, /unknown option '--louder'/],
  ['a missing option', () => ['suggest', 'a'], 2, /required option '--stems <folder>' not specified/],
  [
    'an amount that is no number',
    () => ['suggest', 'a', '--stems', 'b', '--amount', 'half'],
    2,
    /whole number from 0 to 100/,
  ],
  ['an amount above 100', () => ['suggest', 'a', '--stems', 'b', '--amount', '150'], 2, /whole number from 0 to 100/],
  ['a count of none', () => ['similar', 'a', '-k', '0'], 2, /whole number from 1/],
  ['too small a demo', () => ['demo', '--references', '2'], 2, /whole number from 6 to 60/],
  ['a list with a hole', () => ['apply', 'a', '--only', 'f1,,f2'], 2, /list with commas/],
  ['a size that is no number', () => ['answer', 'f1', 'change', '--size', 'less'], 2, /must be a number/],
  ['an unknown answer', () => ['answer', 'f1', 'love'], 2, /Allowed choices are accept, skip, change, undo/],
  ['an unknown action', () => ['profile', 'burn'], 2, /Allowed choices are show, list, check/],
  ['a profile name with a slash', () => ['learn', '.', '--name', 'a/b'], 2, /cannot be used as a name/],
];

describe.each([
  ['audio', AUDIO],
  ['folders', FOLDERS],
  ['names and documents', NAMES],
  ['usage', USAGE],
])('%s', (_, rows) => {
  test.each(rows)('%s', async (what, args, code, says) => {
    const ended = await (args().length === 0 ? runProgram([]) : run(...args()));
    expect(ended.stderr).toMatch(says);
    expect(ended).toMatchObject({ code, stdout: '' });
    // One sentence, no stack; only progress may stand before it.
    expect(ended.stderr).not.toMatch(/\n\s+at /);
    if (what !== 'no command') expect(ended.stderr.match(/^Error: /gm)).toHaveLength(1);
  });
});

describe('what is taken', () => {
  test.each([
    ['mono.wav', 1],
    ['surround.wav', 6],
  ])('%s is measured', async (name, channels) => {
    expect(documentIn(await run('analyze', at(name), '--json'), 'analysis').channels).toBe(channels);
  });

  test('a library with bad files is learned from the rest; the bad ones are counted and named', async () => {
    const { code, stdout } = await runProgram(['learn', folder, '--home', at('another home')]);
    expect(code).toBe(0);
    const skipped = stdout.slice(stdout.indexOf('skipped'));
    for (const name of ['empty.wav', 'text.wav', 'cut.wav', 'nan.wav', 'low rate.wav']) expect(skipped).toContain(name);
    expect(skipped).not.toContain('mix.wav');
  });
});

describe('a refused apply leaves the set byte for byte', () => {
  test.each<[string, EmbeddedTrackSpec[], RegExp]>([
    ['the track is missing', [{ name: 'Kick' }], /has no track "Bass"; rename the track in Live or make a new plan/],
    ['two tracks have the name', [{ name: 'Bass' }, { name: 'Bass' }], /has 2 tracks called "Bass"/],
    ['the track is frozen', [{ name: 'Bass', frozen: true }], /Bass is frozen; unfreeze it in Live and apply again/],
    ['the fader is automated', [{ name: 'Bass', automated: ['Volume'] }], /is automated/],
    ['the fader is held', [{ name: 'Bass', disabled: ['Volume'] }], /is held by a macro/],
  ])('%s', async (what, tracks, says) => {
    const file = `${what}.json`;
    await saveSet(file, tracks);
    const before = await readFile(at(file));
    const ended = await run('apply', at('plan.json'), '--set', at(file));
    expect(ended.stderr).toMatch(says);
    expect(ended).toMatchObject({ code: 5, stdout: '' });
    expect(await readFile(at(file))).toEqual(before);
  });

  test('automation gives way where the person says so', async () => {
    await saveSet('automated.json', [{ name: 'Bass', automated: ['Volume'] }]);
    const args = ['apply', at('plan.json'), '--set', at('automated.json'), '--override-automation', '--json'];
    expect(documentIn(await run(...args), 'receipt').state).toBe('applied');
  });

  test('where nothing stands in the way it is written', async () => {
    const receipt = documentIn(await run('apply', at('plan.json'), '--set', at('set.json'), '--json'), 'receipt');
    expect(receipt.writes).toMatchObject([
      { track: 'Bass', parameter: 'Volume', before: 0, wanted: -2, state: 'written' },
    ]);
  });
});
