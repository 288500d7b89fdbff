import { join } from 'node:path';
import type { PageDocument } from '../../src/store/page-document.ts';
import type { ReportDocument } from '../../src/store/report-document.ts';
import type { Session } from '../session.ts';
import { servePage } from './page-server.ts';

/** Serves the report and says where, until the person stops it; stopping is the way to end, not a cancellation. */
export async function serveUntilStopped(session: Session, report: ReportDocument): Promise<void> {
  const { signal } = session.workshop;
  const server = await servePage(join(session.programFolder, 'page'), report);
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
