import { join } from 'node:path';
import type { PageDocument } from '../../src/store/page-document.ts';
import { SILENT } from '../../src/store/progress.ts';
import type { Session } from '../session.ts';
import { PageDesk } from './page-desk.ts';
import { servePage } from './page-server.ts';

/**
 * Serves the page of a plan and says where, until the person stops it; stopping is the way to end, not a cancellation.
 * A page that is still open from before finds the new server at the old address.
 *
 * @param set where applying writes; the set that the plan was made for if undefined
 */
export async function serveUntilStopped(session: Session, plan: string, set?: string): Promise<void> {
  const { workshop, programFolder } = session;
  const { signal, home } = workshop;
  const desk = new PageDesk(
    { ...workshop, progress: SILENT, signal: undefined },
    { plan, set, complain: (text) => process.stderr.write(`${text}\n`) },
  );
  const server = await servePage(desk, {
    folder: join(programFolder, 'page'),
    addressFile: join(home.root, 'page-address.json'),
  });
  const page: PageDocument = { schema: 'coproducer.page/1', url: server.url };
  session.answer(page, () => [
    '',
    `Report: ${session.ink.strong(server.url)}`,
    session.ink.quiet('Only this machine can open it. Ctrl-C ends.'),
  ]);
  await new Promise<void>((resolve) => {
    if (signal?.aborted === true) resolve();
    else signal?.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.close();
}
