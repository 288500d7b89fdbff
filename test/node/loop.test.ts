import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { PlanDocument } from '../../src/store/plan-document.ts';
import stringWidth from 'fast-string-width';
import { Session } from '../../node/session.ts';
import { analysisLines } from '../../node/views/analysis-view.ts';
import { gapLines } from '../../node/views/gap-view.ts';
import { planLines } from '../../node/views/plan-view.ts';
import { profileLines } from '../../node/views/profile-view.ts';
import { similarLines } from '../../node/views/similar-view.ts';
import { readSignal } from '../../src/audio/read-signal.ts';
import { signalLoudness } from '../../src/dsp/signal-loudness.ts';
import { labelOf } from '../../src/assistant/feature-labels.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { renderDemoLibrary, type DemoLibrary } from './demo-library.ts';
import { documentIn } from './document-in.ts';
import { runProgram, startProgram, type Ended } from './run-program.ts';

/** Rendering and measuring whole songs takes its time where other tests run beside it. */
jest.setTimeout(240_000);

/** The loop as a producer runs it, in the built program, on songs rendered for it. The tests build on each other. */
let folder: string;
let library: DemoLibrary;
let planFile: string;
let plan: PlanDocument;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-loop-'));
  planFile = join(folder, 'plan.json');
  library = await renderDemoLibrary(folder);
});

afterAll(() => rm(folder, { recursive: true }));

const run = (...args: string[]): Promise<Ended> => runProgram([...args, '--home', join(folder, 'home')]);

/** Where the home keeps the set that was made from the stems. */
const setFile = (): string => join(folder, 'home', 'plans', `${plan.id}.set.json`);
const setText = (): Promise<string> => readFile(setFile(), 'utf8');

/** What an apply makes of the plan that asks for nothing more. */
const putForward = (): PlanDocument['fixes'] => plan.fixes.filter(({ advice, aside }) => !advice && aside !== true);

describe('from references to a plan', () => {
  test('learn', async () => {
    const profile = documentIn(await run('learn', library.references, '--json'), 'profile');
    expect(profile.references).toHaveLength(6);
    expect(profile.validation.map(({ check }) => check)).not.toContain('skipped-files');
  });

  test('profile list, show and check', async () => {
    const { profiles } = documentIn(await run('profile', 'list', '--json'), 'profiles');
    expect(profiles).toMatchObject([{ name: 'mine', references: 6, current: true, folder: library.references }]);
    const shown = documentIn(await run('profile', '--json'), 'profile');
    const { findings } = documentIn(await run('profile', 'check', 'mine', '--json'), 'validation');
    expect(findings).toEqual(shown.validation);
  });

  test('profile export and import: another home has the same ranges', async () => {
    const carried = join(folder, 'carried.json');
    const whole = documentIn(await run('profile', 'export', carried, '--json'), 'profile');
    const elsewhere = ['--home', join(folder, 'elsewhere'), '--json'];
    const there = documentIn(
      await runProgram(['profile', 'import', carried, '--name', 'mine', ...elsewhere]),
      'profile',
    );
    expect(there.library.features).toEqual(whole.library.features);
    expect(
      documentIn(await runProgram(['gap', library.mix, '--profile', 'mine', ...elsewhere]), 'gap').styleDelta,
    ).toBe(documentIn(await run('gap', library.mix, '--json'), 'gap').styleDelta);
  });

  test('analyze', async () => {
    const analysis = documentIn(await run('analyze', library.mix, '--json'), 'analysis');
    expect(analysis).toMatchObject({ file: library.mix, channels: 2, sampleRate: 44100 });
  });

  test('gap', async () => {
    const gap = documentIn(await run('gap', library.mix, '--json'), 'gap');
    expect(gap.styleDelta).toBeGreaterThan(0);
    expect(gap.headline.map(({ axis }) => axis)).toEqual(['loudness', 'brightness', 'bass', 'width']);
  });

  test('gap against one chosen reference', async () => {
    const [reference] = (await readdir(library.references)).filter((name) => name.endsWith('.wav'));
    const ended = await run('gap', library.mix, '--reference', join(library.references, reference), '--json');
    expect(documentIn(ended, 'gap').cluster).toBe('');
  });

  test('suggest', async () => {
    const ended = await run('suggest', library.mix, '--stems', library.stems, '--out', planFile, '--json');
    plan = documentIn(ended, 'plan');
    expect(plan.styleDelta.predicted).toBeLessThan(plan.styleDelta.before);
    expect(plan.fixes.some(({ advice }) => !advice)).toBe(true);
    expect(JSON.parse(await readFile(planFile, 'utf8'))).toEqual(plan);
    expect(plan.stems.map(({ track }) => track)).toContain('Lead');
  });

  test('preview', async () => {
    const out = join(folder, 'Preview');
    const ended = await run('preview', planFile, '--stems', library.stems, '--out', out, '--json');
    const { passage, ...made } = documentIn(ended, 'preview');
    expect(made).toMatchObject({ before: join(out, 'before.wav'), after: join(out, 'after.wav') });
    if (passage === undefined) throw new Error('The song has a drop to render.');
    expect(passage.fixes.map(({ id }) => id)).toEqual(plan.fixes.filter(({ advice }) => !advice).map(({ id }) => id));
    const loudnessOf = async (file: string): Promise<number> => {
      const { left, right, sampleRateHz } = await readSignal(file);
      return signalLoudness(left, right, sampleRateHz);
    };
    const before = await loudnessOf(passage.before.file);
    for (const { file, loudnessLufs, matchDb, bandDb } of [passage.after, ...passage.fixes]) {
      expect(Math.abs((await loudnessOf(file)) - before)).toBeLessThan(0.1);
      expect(Math.abs(loudnessLufs + matchDb - before)).toBeLessThan(0.1);
      expect(bandDb).toHaveLength(passage.bandCentreHz.length);
    }
    // A change that is planned can be seen.
    const moved = passage.after.bandDb.map((db, b) => Math.abs(db - passage.before.bandDb[b]));
    expect(Math.max(...moved)).toBeGreaterThan(1);
  });
});

describe('in the set', () => {
  test('a dry run prints the plan and writes nothing', async () => {
    const before = await setText();
    const planned = documentIn(await run('apply', planFile, '--only', plan.fixes[0].id, '--dry-run', '--json'), 'plan');
    expect(planned.fixes).toEqual(plan.fixes.slice(0, 1));
    expect(await setText()).toBe(before);
  });

  test('apply changes it, and undo restores every value to the bit', async () => {
    const before = JSON.parse(await setText()) as unknown;
    const receipt = documentIn(await run('apply', planFile, '--json'), 'receipt');
    expect(receipt).toMatchObject({ state: 'applied', plan: plan.id, set: setFile() });
    expect(new Set(receipt.writes.map(({ state }) => state))).toEqual(new Set(['written']));
    expect(new Set(receipt.writes.map(({ fix }) => fix))).toEqual(new Set(putForward().map(({ id }) => id)));
    expect(JSON.parse(await setText())).not.toEqual(before);

    const undone = documentIn(await run('undo', '--json'), 'receipt');
    expect(undone).toMatchObject({ id: receipt.id, state: 'undone' });
    expect(JSON.parse(await setText())).toEqual(before);
  });

  test('of what was taken back nothing is expected any more', async () => {
    const verification = documentIn(await run('verify', library.mix, '--plan', planFile, '--json'), 'verification');
    const { before, predicted, after } = verification.styleDelta;
    expect(after).toBe(before);
    expect(Math.abs(predicted - before)).toBeLessThan(0.05 * before);
    expect(verification.fixes).toEqual([]);
    const count = plan.fixes.filter(({ advice }) => !advice).length;
    expect(verification.sentence).toMatch(new RegExp(`^.*\\. 0 of the plan's ${count} fixes were done\\.$`));
  });

  test('apply again says how to take it back, and the printed command does', async () => {
    const before = await setText();
    const { code, stdout } = await run('apply', planFile);
    expect(code).toBe(0);
    const receipt = /coproducer undo "(.*)"/.exec(stdout)?.[1] ?? '';
    expect((await run('undo', receipt)).code).toBe(0);
    expect(await setText()).toBe(before);
    expect((await run('apply', planFile)).code).toBe(0);
  });
});

describe('after the change', () => {
  test('verify', async () => {
    const after = join(folder, 'Preview', 'after.wav');
    const verification = documentIn(await run('verify', after, '--plan', planFile, '--json'), 'verification');
    // What only serves the others promises nothing of its own.
    const promising = putForward().filter(({ serving }) => serving !== true);
    expect(verification.fixes.map(({ id }) => id)).toEqual(promising.map(({ id }) => id));
    expect(verification.styleDelta.after).toBeLessThan(verification.styleDelta.before);
  });

  test('what was applied, verified and answered is remembered by taste until it is reset', async () => {
    const applied = documentIn(await run('taste', '--json'), 'taste');
    expect(applied.answers).toBe(putForward().length);
    expect(applied.habits.map(({ sentence }) => sentence)).toContainEqual(
      expect.stringMatching(/^You accept .*: 1 of 1/),
    );
    expect(applied.models.length).toBeGreaterThan(0);
    const skipped = documentIn(await run('answer', 'f1', 'skip', '--json'), 'taste');
    expect(skipped.habits.map(({ sentence }) => sentence)).toContainEqual(
      expect.stringMatching(/^You skip .*: 1 of 1/),
    );
    const changed = documentIn(await run('answer', 'f1', 'change', '--size', '-1.5', '--json'), 'taste');
    expect(documentIn(await run('taste', '--json'), 'taste')).toEqual(changed);
    expect(documentIn(await run('taste', 'reset', '--json'), 'taste').answers).toBe(0);
  });

  test('similar', async () => {
    const { results } = documentIn(await run('similar', library.mix, '-k', '2', '--json'), 'similar');
    expect(results).toHaveLength(2);
  });

  test('doctor', async () => {
    const { findings } = documentIn(await run('doctor', '--json'), 'doctor');
    expect(findings.find(({ check }) => check === 'profiles')?.finding).toBe('mine (6 references)');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'serve shows the report until %s, which is no cancellation',
    async (signal) => {
      const serving = startProgram(['serve', '--json', '--home', join(folder, 'home')]);
      await serving.saying('stdout', '}\n');
      const { url } = documentIn({ ...serving.soFar, code: 0 }, 'page');
      const page = await fetch(url);
      expect(page.headers.get('content-type')).toContain('text/html');
      const report: unknown = await (await fetch(`${url}report.json`)).json();
      expect(report).toMatchObject({ schema: 'coproducer.report/1', plan: { id: plan.id }, verification: {} });
      serving.process.kill(signal);
      expect((await serving.ended).code).toBe(0);
    },
  );
});

describe('on a terminal', () => {
  /** What a session prints on a terminal of this width. */
  function printed(columns: number, lines: (session: Session) => string[]): string[] {
    const written: string[] = [];
    const output = { isTTY: true, columns, write: (text: string) => void written.push(text) };
    const session = new Session({
      workshop: {} as Workshop,
      json: false,
      programFolder: '',
      output,
      beforePrint: () => undefined,
    });
    session.say(...lines(session));
    return written.join('').trimEnd().split('\n');
  }

  test.each([80, 120])('every result fits %i columns', async (columns) => {
    const profile = documentIn(await run('profile', '--json'), 'profile');
    const analysis = documentIn(await run('analyze', library.mix, '--json'), 'analysis');
    const gap = documentIn(await run('gap', library.mix, '--json'), 'gap');
    const similar = documentIn(await run('similar', library.mix, '--json'), 'similar');
    const views: ((session: Session) => string[])[] = [
      ({ ink }) => profileLines(profile, ink, labelOf),
      ({ ink }) => analysisLines(analysis, ink, labelOf, columns),
      ({ ink }) => gapLines(gap, ink, columns),
      ({ ink }) => planLines(plan, ink),
      ({ ink }) => similarLines(similar, ink),
    ];
    for (const view of views) {
      // A path is printed whole, so that it can be pasted.
      const sentences = printed(columns, view).filter((line) => !line.includes(folder));
      expect(sentences.filter((line) => stringWidth(line) > columns)).toEqual([]);
      expect(sentences.length).toBeGreaterThan(5);
    }
  });
});

describe('for a person', () => {
  const commands: [string, () => string[]][] = [
    ['learn', () => ['learn', library.references]],
    ['profile', () => ['profile']],
    ['profile list', () => ['profile', 'list']],
    ['profile check', () => ['profile', 'check']],
    ['analyze', () => ['analyze', library.mix]],
    ['gap', () => ['gap', library.mix]],
    ['apply --dry-run', () => ['apply', planFile, '--dry-run']],
    ['verify', () => ['verify', join(folder, 'Preview', 'after.wav')]],
    ['similar', () => ['similar', library.mix]],
    ['taste', () => ['taste']],
    ['doctor', () => ['doctor']],
  ];

  test.each(commands)('%s prints plain lines, without colour or leftovers of the program', async (_, args) => {
    const { code, stdout, stderr } = await run(...args());
    expect(code).toBe(0);
    expect(stdout.trim()).not.toBe('');
    // eslint-disable-next-line no-control-regex
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(stdout).not.toMatch(/undefined|NaN|\[object|null/);
    expect(stdout.split('\n').filter((line) => line !== line.trimEnd())).toEqual([]);
  });
});
