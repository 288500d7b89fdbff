import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { measureText, renderPng } from '../../test/device/runtime/renderer.ts';
import { stripPicture } from '../../test/device/runtime/strip-picture.ts';
import { TestDevice } from '../../test/device/runtime/test-device.ts';
import { demoStripView } from './demo-strip-view.ts';

/**
 * Takes the pictures of the user guide anew, from the program as it is built, with the browser in `CHROME_PATH`. The
 * demo makes its songs, the real program serves its report, a browser shows it; the strip is drawn by the patch runtime
 * with what the program says of that same demo.
 */
async function takePictures(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const home = await mkdtemp(join(tmpdir(), 'coproducer-guide-'));
  const program = spawn(process.execPath, [PROGRAM, 'demo', '--home', home, '--references', '8'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROME_PATH ?? '',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const url = await addressPrintedBy(program);
    const page = await browser.newPage({ viewport: VIEWPORT, colorScheme: 'light' });
    await page.goto(url);
    await page.waitForSelector('main[aria-busy="false"]');
    await page.locator('main', { hasNotText: 'Reading …' }).waitFor();
    await page.screenshot({ path: join(folder, 'report-plan.png') });
    await shootPart(page, 'tone', join(folder, 'report-tone.png'));
    await TestDevice.openSet();
    const { runtime } = new TestDevice().startWith(await demoStripView(home));
    writeFileSync(join(folder, 'strip-plan.png'), await renderPng(stripPicture(runtime, measureText), 2));
  } finally {
    await browser.close();
    program.kill('SIGINT');
    await once(program, 'exit');
    await rm(home, { recursive: true, force: true });
  }
  for (const name of ['report-plan.png', 'report-tone.png', 'strip-plan.png']) {
    process.stdout.write(`${join(folder, name)}  ${Math.round(statSync(join(folder, name)).size / 1000)} kB\n`);
  }
}

const PROGRAM = join('dist', 'coproducer.cjs');
/** A window on a small laptop, and so low that the picture stays small; what fits there fits everywhere. */
const VIEWPORT = { width: 1100, height: 524 };

/** One part of the page by its id, as it stands there. */
async function shootPart(page: Page, id: string, file: string): Promise<void> {
  const part = page.locator(`#${id}`);
  await part.scrollIntoViewIfNeeded();
  await part.screenshot({ path: file });
}

function addressPrintedBy(child: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (piece: Buffer) => {
      text += piece.toString();
      const [url] = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+\//.exec(text) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`The demo ended with ${code} before it served its page:\n${text}`)));
  });
}

void takePictures(process.argv[2] ?? join('docs', 'pictures'));
