import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** The real program serves the page of a real demo; nothing here is made up for the test. */
const PROGRAM = join(__dirname, '..', '..', 'dist', 'coproducer.cjs');

/** What takes longer on a page is broken; what measures or renders says its own. */
const PATIENCE_MS = 20_000;

/** A demo's home, the program that serves its page, and a browser. */
export class ServedDemo {
  readonly home: string;
  url = '';
  readonly #browser: Browser;
  #program: ChildProcess | undefined;

  private constructor(home: string, browser: Browser) {
    this.home = home;
    this.#browser = browser;
  }

  static async make(): Promise<ServedDemo> {
    const browser = await chromium.launch({
      executablePath: process.env.CHROME_PATH ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
    });
    const demo = new ServedDemo(await mkdtemp(join(tmpdir(), 'coproducer-ui-')), browser);
    await demo.start('demo', '--references', '6');
    // A producer who has answered before, as the demo itself does.
    await copyFile(join(demo.home, 'demo', 'Seed 1', 'events.log'), join(demo.home, 'events.log'));
    return demo;
  }

  async start(...words: readonly string[]): Promise<void> {
    this.#program = spawn(process.execPath, [PROGRAM, ...words, '--home', this.home], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.url = await addressPrintedBy(this.#program);
  }

  async stop(): Promise<void> {
    const program = this.#program;
    if (program === undefined || program.exitCode !== null) return;
    const ended = once(program, 'exit');
    program.kill('SIGINT');
    await ended;
  }

  /** Opens the page, waits until everything is drawn, and collects whatever goes wrong on it. */
  async open(
    options: BrowserContextOptions = {},
    prepare: (page: Page) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<{ page: Page; faults: string[] }> {
    const page = await this.#browser.newPage(options);
    await prepare(page);
    page.setDefaultTimeout(PATIENCE_MS);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(this.url) && !request.url().startsWith('data:'))
        faults.push(`asked for ${request.url()}`);
    });
    await page.goto(this.url);
    await page.waitForSelector('main[aria-busy="false"]');
    await page.waitForFunction(() => !document.body.innerText.includes('Reading …'));
    return { page, faults };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.stop();
    await rm(this.home, { recursive: true, force: true });
  }
}

function addressPrintedBy(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+\//.exec(text);
      if (found !== null) resolve(found[0]);
    });
    child.once('exit', (code) => reject(new Error(`The program ended with ${code} before it served:\n${text}`)));
  });
}
