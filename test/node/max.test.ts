import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { piecesOf, PieceBox } from '../../device/message-pieces.ts';
import { NO_SETTINGS, PROTOCOL, type MessageName, type Messages, type StripView } from '../../device/messages.ts';
import { WorkerPool } from '../../node/threads/worker-pool.ts';
import type { DoctorDocument } from '../../src/store/doctor-document.ts';
import { writeWav } from '../../src/audio/write-wav.ts';
import { ChildNode } from '../device/runtime/node-process.ts';

const FOLDER = join(__dirname, '..', '..', 'dist', 'Coproducer');

/** The built program in a process of its own, and the test in the place of the patch. */
class ProgramInMax {
  readonly node: ChildNode;
  readonly readies: Messages['ready'][] = [];
  /** The newest view of each instance. */
  readonly views = new Map<string, StripView>();
  readonly console: string[] = [];
  #wake: () => void = () => undefined;
  #sent = 0;

  constructor(bundle: string, home: string) {
    const boxes = { ready: new PieceBox<'ready'>(), view: new PieceBox<'view'>() };
    const data = ([word, ...atoms]: readonly unknown[]): void => {
      if (word === 'ready') this.readies.push(boxes.ready.take(atoms)!.document);
      const [to, name, ...pieces] = atoms;
      const view = word === 'to' && name === 'view' ? boxes.view.take(pieces) : undefined;
      if (view) this.views.set(String(to), view.document);
      this.#wake();
    };
    this.node = new ChildNode(
      bundle,
      { data, lifecycle: () => undefined, console: (line) => this.console.push(line) },
      { COPRODUCER_HOME: home },
    );
    this.node.start();
  }

  /** An instance says something. */
  from<Name extends MessageName>(instance: string, name: Name, document: Messages[Name]): void {
    for (const piece of piecesOf(name, `${instance}-${++this.#sent}`, document)) {
      this.node.send(['from', instance, ...piece]);
    }
  }

  async until<Value>(find: () => Value | undefined): Promise<Value> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

/** The device's folder as a producer copies it: nothing of this project lies beside or above it. */
let elsewhere: string;
let bundle: string;
let home: string;
let program: ProgramInMax;
beforeEach(async () => {
  elsewhere = await mkdtemp(join(tmpdir(), 'coproducer max '));
  await cp(FOLDER, join(elsewhere, 'Coproducer'), { recursive: true });
  bundle = join(elsewhere, 'Coproducer', 'coproducer-node.js');
  home = join(elsewhere, 'home');
  program = new ProgramInMax(bundle, home);
});
afterEach(async () => {
  await program.node.close();
  await rm(elsewhere, { recursive: true, force: true, maxRetries: 5 });
});

describe('the program in Max', () => {
  test('says ready, then to each instance what stands at its place, and nothing in the console', async () => {
    expect(await program.until(() => program.readies[0])).toEqual({ protocol: PROTOCOL, node: process.version });
    program.from('c1', 'settings', NO_SETTINGS);
    program.from('c1', 'present', { place: { kind: 'main', track: 'Main' }, amount: 100 });
    program.from('c2', 'present', { place: { kind: 'track', track: 'Bass' }, amount: 50 });
    const view = await program.until(() => program.views.get('c2'));
    expect(view).toMatchObject({ status: 'No profile yet', place: { kind: 'track', track: 'Bass' }, fix: null });
    expect(view.notice).toContain('2 Coproducers');
    expect(await program.until(() => program.views.get('c1'))).toMatchObject({
      phase: 'waiting',
      place: { kind: 'main', track: 'Main' },
      can: { main: true, apply: false, undo: false },
    });
    expect(program.console).toEqual([]);
  });

  test('stands alone: it loads the network that came with it, and tells with what, and why with nothing faster', async () => {
    const file = join(home, 'max-diagnostics.json');
    const written = async (): Promise<string> => {
      for (;;) {
        const text = await readFile(file, 'utf8').catch(() => '');
        if (text !== '') return text;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const { findings } = JSON.parse(await written()) as DoctorDocument;
    const finding = (check: string) => findings.find((one) => one.check === check);
    expect(finding('Node')).toMatchObject({ ok: true, finding: process.version });
    expect(finding('similarity')).toMatchObject({
      ok: true,
      finding: 'coproducer-4 on onnxruntime-web (onnxruntime-node: not installed)',
    });
  });

  test('its threads hear with the network, too', async () => {
    const tone = join(elsewhere, 'tone.wav');
    const left = Float32Array.from({ length: 44100 * 8 }, (_, n) => 0.3 * Math.sin((2 * Math.PI * 220 * n) / 44100));
    await writeWav(tone, { sampleRateHz: 44100, left, right: left }, { format: 'pcm16' });
    const pool = new WorkerPool(bundle, 1);
    const { sound } = await pool.run('analyse', { file: tone });
    await pool.close();
    expect(sound).toMatchObject({ network: 'coproducer-4', runtime: 'onnxruntime-web' });
    expect(sound!.scopes.every(({ trunk }) => trunk !== undefined)).toBe(true);
  });
});
