import { appendFile, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { AnswerEvent } from '../../src/learning/answer-event.ts';
import { EventLog } from '../../src/learning/event-log.ts';
import { Failure } from '../../src/store/failure.ts';

const event: AnswerEvent = {
  schema: 'coproducer.answer/1',
  at: '2026-01-01T00:00:00.000Z',
  plan: 'p',
  fix: 'f1',
  kind: 'bell',
  role: 'bass',
  profile: 'mine',
  answer: 'accept',
  predictedBenefit: 0.2,
  prescribedSize: -3,
  finalSize: -3,
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer-events-'));
});

describe('EventLog', () => {
  test('a log that does not exist yet is empty', async () => {
    expect(await new EventLog(join(folder, 'none.jsonl')).read()).toEqual({ events: [], unreadable: 0 });
  });

  test('gives back what was appended, in order', async () => {
    const log = new EventLog(join(folder, 'answers.jsonl'));
    await log.append(event);
    await log.append({ ...event, fix: 'f2', answer: 'skip' });
    const { events } = await log.read();
    expect(events).toEqual([event, { ...event, fix: 'f2', answer: 'skip' }]);
  });

  test('a line that a crash cut short costs that line only, also when the log goes on after it', async () => {
    const file = join(folder, 'answers.jsonl');
    const log = new EventLog(file);
    await log.append(event);
    const whole = await readFile(file, 'utf8');
    await appendFile(file, whole.slice(0, 40));
    expect(await log.read()).toEqual({ events: [event], unreadable: 1 });
    await log.append({ ...event, fix: 'f2' });
    expect((await log.read()).events.map(({ fix }) => fix)).toEqual(['f1', 'f2']);
  });

  test('a folder that cannot be written is said in one sentence', async () => {
    const notAFolder = join(folder, 'file');
    await writeFile(notAFolder, '');
    const attempt = new EventLog(join(notAFolder, 'answers.jsonl')).append(event);
    await expect(attempt).rejects.toThrow(Failure);
    await expect(attempt).rejects.toThrow(/could not be saved/);
  });
});
