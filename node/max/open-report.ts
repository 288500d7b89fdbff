import { join } from 'node:path';
import type { PlanState } from '../../src/assistant/plan-state.ts';
import type { Workshop } from '../../src/assistant/workshop.ts';
import { PageDesk, type PageDeskOptions } from '../page/page-desk.ts';
import { servePage, type PageServer } from '../page/page-server.ts';

/** The report page: one at a time is served. */
export class OpenReport {
  readonly #workshop: Workshop;
  readonly #pageFolder: string;
  #page: PageServer | undefined;
  #desk: PageDesk | undefined;
  #shown: PlanState | undefined;

  constructor(workshop: Workshop, pageFolder: string) {
    this.#workshop = workshop;
    this.#pageFolder = pageFolder;
  }

  /** @returns where a browser finds it. */
  async open(options: PageDeskOptions): Promise<string> {
    await this.#page?.close();
    this.#desk = new PageDesk(this.#workshop, options);
    this.#page = await servePage(this.#desk, {
      folder: this.#pageFolder,
      addressFile: join(this.#workshop.home.root, 'page-address.json'),
    });
    return this.#page.url;
  }

  /** The page shows what the strip shows. @param plan a new object whenever it was read anew. */
  follow(plan: PlanState | undefined): void {
    if (plan === undefined || plan === this.#shown) return;
    this.#shown = plan;
    this.#desk?.follow(plan);
  }
}
