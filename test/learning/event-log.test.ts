import { access, appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EventLog } from '../../src/learning/event-log.ts';
import { Taste } from '../../src/learning/taste.ts';
import { LineLog } from '../../src/store/line-log.ts';
import { Failure } from '../../src/store/failure.ts';
import { fixEvent, many } from './taste-events.ts';

let folder: string;
let log: EventLog;
const at = (name: string): string => join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-events-'));
  log = new EventLog(at('events.log'), at('answers.jsonl'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('EventLog', () => {
  test('a log that does not exist yet is empty', async () => {
    expect(await log.read()).toEqual({ events: [], unreadable: 0 });
  });

  test('gives back what was appended, in order, and the same event only once', async () => {
    const [first, second] = [fixEvent('accept'), fixEvent('skip')];
    await log.append([first]);
    await log.append([second, first]);
    expect((await log.read()).events).toEqual([first, second]);
  });

  test('is kept as it was before the first events of a day, for seven days', async () => {
    const kept = (day: number): Promise<string> => readFile(at(`backups/events.log.2026-03-${10 + day}`), 'utf8');
    const before: string[] = [];
    for (let day = 0; day < 9; day++) {
      before.push(await readFile(at('events.log'), 'utf8').catch(() => ''));
      await log.append([fixEvent('accept')], new Date(`2026-03-${10 + day}T08:00:00Z`));
      await log.append([fixEvent('skip')], new Date(`2026-03-${10 + day}T20:00:00Z`));
    }
    for (let day = 2; day < 9; day++) expect(await kept(day)).toBe(before[day]);
    // Of the first day there was nothing to keep, and the second is more than a week old.
    for (const day of [0, 1]) await expect(kept(day)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('a damaged line, and one of a newer version, cost themselves only and are never thrown away', async () => {
    const event = fixEvent('accept');
    await log.append([event]);
    await new LineLog(at('events.log')).append([{ schema: 'coproducer.event/7', what: 'sung' }]);
    await appendFile(at('events.log'), 'deadbeef {"half":');
    expect(await log.read()).toEqual({ events: [event], unreadable: 2 });
    await log.compact(() => false);
    expect(await log.read()).toEqual({ events: [event], unreadable: 1 });
    expect(await readFile(at('events.log'), 'utf8')).toContain('coproducer.event/7');
    expect(await readFile(at('events.log.archive'), 'utf8')).toContain('deadbeef {"half":');
  });

  test('is cleared of idle events only where they are many, and what is learned stays the same', async () => {
    const answers = many(20, () => fixEvent('skip'));
    const shown = many(600, () => fixEvent('shown'));
    await log.append([...shown.slice(0, 100), ...answers]);
    await log.compact(({ what }) => what === 'shown');
    expect((await log.read()).events).toHaveLength(120);
    await log.append(shown.slice(100));
    const before = new Taste((await log.read()).events).toDocument('mine');
    await log.compact(({ what }) => what === 'shown');
    const { events } = await log.read();
    expect(events).toEqual(answers);
    expect(new Taste(events).toDocument('mine')).toEqual(before);
  });

  test('a folder that cannot be written is said in one sentence', async () => {
    await writeFile(at('file'), '');
    const attempt = new EventLog(join(at('file'), 'events.log'), at('answers.jsonl')).append([fixEvent('accept')]);
    await expect(attempt).rejects.toThrow(Failure);
    await expect(attempt).rejects.toThrow(/cannot be written because part of its path is a file/);
  });
});

/** Written by version 0.1: `answer f1 accept`, `answer f2 skip`, `answer f3 change --size -1.5`, `answer f1 undo`. */
const ANSWERS_OF_VERSION_01 = readFile(join(__dirname, '../store/version-0.1/answers.jsonl'), 'utf8');

describe('the log of version 0.1', () => {
  test('is taken over once, line by line, and set aside', async () => {
    const text = await ANSWERS_OF_VERSION_01;
    await writeFile(at('answers.jsonl'), text);
    const { events, unreadable } = await log.read();
    expect(unreadable).toBe(0);
    expect(events.map(({ what }) => what)).toEqual(['accept', 'skip', 'change', 'undo']);
    expect(events[0]).toMatchObject({ fix: 'f1', profile: 'mine', about: { kind: 'bell', role: 'lead', size: -6 } });
    expect(events[2]).toMatchObject({ finalSize: -1.5 });
    await expect(access(at('answers.jsonl'))).rejects.toThrow();
    expect(await readFile(at('answers.jsonl.migrated'), 'utf8')).toBe(text);
    expect((await log.read()).events).toEqual(events);
  });

  test('a crash between its taking over and its setting aside repeats nothing', async () => {
    await writeFile(at('answers.jsonl'), await ANSWERS_OF_VERSION_01);
    const { events } = await log.read();
    await writeFile(at('answers.jsonl'), await ANSWERS_OF_VERSION_01);
    expect((await log.read()).events).toEqual(events);
  });
});
