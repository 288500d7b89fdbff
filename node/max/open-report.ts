import type { Workshop } from '../../src/assistant/workshop.ts';
import { join } from 'node:path';
import { PageDesk, type PageDeskOptions } from '../page/page-desk.ts';
import { servePage, type PageServer } from '../page/page-server.ts';

/** The report page: one at a time is served. */
export class OpenReport {
  readonly #workshop: Workshop;
  readonly #pageFolder: string;
  #page: PageServer | undefined;

  constructor(workshop: Workshop, pageFolder: string) {
    this.#workshop = workshop;
    this.#pageFolder = pageFolder;
  }

  /** @returns where a browser finds it. */
  async open(options: PageDeskOptions): Promise<string> {
    await this.#page?.close();
    this.#page = await servePage(new PageDesk(this.#workshop, options), {
      folder: this.#pageFolder,
      addressFile: join(this.#workshop.home.root, 'page-address.json'),
    });
    return this.#page.url;
  }
}
