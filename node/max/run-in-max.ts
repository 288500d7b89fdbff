import { dirname, join } from 'node:path';
import process from 'node:process';
import { EVERYBODY } from '../../device/instance-channel.ts';
import { PROTOCOL } from '../../device/messages.ts';
import { examine } from '../../src/assistant/doctor.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { BridgeSet } from '../../src/live/bridge-set.ts';
import { writeFileSafely } from '../../src/store/atomic-file.ts';
import { openHome } from '../../src/store/home.ts';
import { SILENT } from '../../src/store/progress.ts';
import { RememberingWorkers } from '../threads/remembering-workers.ts';
import { WorkerPool } from '../threads/worker-pool.ts';
import { MaxLink } from './max-link.ts';
import { SetDesk } from './set-desk.ts';

/**
 * Serves the Coproducers of one Live set until Max closes the channel. Handlers are there before `ready` is said, and
 * nothing heavy runs in this thread, so that the strip is always answered.
 *
 * @param script this bundle, which worker threads are started from.
 */
export async function runInMax(script: string): Promise<void> {
  // Live has quit, or the device is gone: nobody is left to work for.
  process.on('disconnect', () => process.exit(0));
  const link = new MaxLink();
  process.on('uncaughtException', (fault) => {
    link.complain(fault.stack ?? fault.message);
    // Max starts a process that died anew; plan and receipts are on disk.
    setTimeout(() => process.exit(1), LAST_WORDS_MS);
  });
  const workshop: Workshop = {
    home: await openHome(),
    workers: new RememberingWorkers(new WorkerPool(script)),
    progress: SILENT,
    signal: undefined,
    now: () => new Date(),
    openLive: async () => new BridgeSet(link),
  };
  const desk = new SetDesk(workshop, {
    pageFolder: join(dirname(script), 'page'),
    say: (to, view) => link.sayTo(to, 'view', view),
    keep: (settings) => link.sayTo(EVERYBODY, 'keep', settings),
    browse: (to, url) => link.sayTo(to, 'browse', { url }),
    record: (to, ...message) => link.tellPart(to, 'record', ...message),
    complain: (text) => link.complain(text),
  });
  link.hearFrom('settings', (_, settings) => desk.open(settings));
  link.hearFrom('present', (from, presence) => desk.introduce(from, presence));
  link.hearFrom('action', (from, action) => desk.act(from, action));
  link.hearWord('playing', (_, isPlaying) => desk.playing(isPlaying));
  link.say('ready', { protocol: PROTOCOL, node: process.version });
  const { document } = await examine(workshop);
  await writeFileSafely(join(workshop.home.root, DIAGNOSTICS_FILE), `${JSON.stringify(document, null, 2)}\n`);
}

const LAST_WORDS_MS = 100;

/** What the last start inside Max found: Node's version, what measures, what could be loaded. */
const DIAGNOSTICS_FILE = 'max-diagnostics.json';
