import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';

/** The real program serves the page of a real demo; nothing here is made up for the test. */
const PROGRAM = join(__dirname, '..', '..', 'dist', 'coproducer.cjs');
const DEMO_TIMEOUT_MS = 240_000;

let home: string;
let program: ChildProcess;
let url: string;
let browser: Browser;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'coproducer-ui-'));
  program = spawn(process.execPath, [PROGRAM, 'demo', '--home', home, '--references', '6'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  url = await addressPrintedBy(program);
  browser = await chromium.launch({
    executablePath: process.env.CHROME_PATH ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
}, DEMO_TIMEOUT_MS);

afterAll(async () => {
  await browser?.close();
  program?.kill('SIGINT');
  await rm(home, { recursive: true, force: true });
});

function addressPrintedBy(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+\//.exec(text);
      if (found !== null) resolve(found[0]);
    });
    child.once('exit', (code) => reject(new Error(`The demo ended with ${code} before it served its page:\n${text}`)));
  });
}

/** Opens the page and collects everything that goes wrong on it. */
async function open(options: Parameters<Browser['newPage']>[0] = {}): Promise<{ page: Page; faults: string[] }> {
  const page = await browser.newPage(options);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) faults.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  await page.waitForSelector('main[aria-busy="false"]');
  return { page, faults };
}

describe('the report page', () => {
  test('shows the figures, the plan, both curves, the loudness and the gaps of the demo', async () => {
    const { page, faults } = await open();
    const headings = await page.locator('h2').allTextContents();
    expect(headings).toEqual(['At a glance', 'The plan', 'Tonal balance', 'Stereo width', 'Loudness', 'Gaps']);
    expect(await page.locator('h1').textContent()).toMatch(/\.wav$/);
    expect(await page.locator('ol.plan li').count()).toBeGreaterThan(0);
    expect(await page.locator('canvas').count()).toBe(3);
    expect(await page.locator('#summary').textContent()).toMatch(/shrank by \d+ %/);
    expect(faults).toEqual([]);
    await page.close();
  });

  test('the before and after lines and the band are really drawn', async () => {
    const { page } = await open();
    const colours = await page
      .locator('canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        const seen = new Set<string>();
        for (let at = 0; at < data.length; at += 4)
          if (data[at + 3] === 255) seen.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
        return [...seen];
      });
    expect(colours).toEqual(expect.arrayContaining(['201,214,232', '194,65,12', '15,118,110']));
    await page.close();
  });

  test('another section can be chosen with the keyboard alone', async () => {
    const { page, faults } = await open();
    const choice = page.getByLabel('Section').first();
    const scopes = await choice.locator('option').allTextContents();
    expect(scopes.length).toBeGreaterThan(1);
    await choice.focus();
    const before = await page.locator('[role=img]').first().getAttribute('aria-label');
    await page.keyboard.press((await choice.inputValue()) === scopes[0] ? 'ArrowDown' : 'ArrowUp');
    expect(await page.locator('[role=img]').first().getAttribute('aria-label')).not.toBe(before);
    expect(faults).toEqual([]);
    await page.close();
  });

  test.each([
    ['light', 1280, 800],
    ['dark', 1280, 800],
    ['light', 420, 900],
    ['dark', 3840, 2160],
  ] as const)('fits a %s screen of %d × %d without scrolling sideways', async (colorScheme, width, height) => {
    const { page, faults } = await open({ colorScheme, viewport: { width, height } });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    if (process.env.SCREENSHOTS !== undefined) {
      await page.screenshot({
        path: join(process.env.SCREENSHOTS, `report-${colorScheme}-${width}.png`),
        fullPage: true,
      });
    }
    expect(faults).toEqual([]);
    await page.close();
  });

  test('without the token there is no page', async () => {
    const page = await browser.newPage();
    const response = await page.goto(new URL('/', url).href);
    expect(response?.status()).toBe(403);
    await page.close();
  });
});
