import { copyFile, readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { ReceiptDocument } from '../../src/store/receipt-document.ts';
import { ServedDemo } from './served-demo.ts';

/** Making, measuring and planning real songs takes its time where other tests run beside it. */
jest.setTimeout(600_000);

/** One demo for all; the tests build on each other, as a session in the studio does. */
let demo: ServedDemo;
beforeAll(async () => {
  demo = await ServedDemo.make();
});
afterAll(() => demo?.close());

const PANELS = [
  'Plan',
  'Stems',
  'History',
  'Taste',
  'Over time',
  'Tonal balance',
  'Stereo width',
  'Gaps',
  'Library',
  'Similar references',
  'Diagnostics',
];

const said = (page: Page, text: string | RegExp): Promise<void> =>
  page.getByRole('status').filter({ hasText: text }).waitFor({ timeout: 300_000 });

/** Waits for a button to be down or up: a player says so when the sound has really begun or ended. */
const isPressed = (page: Page, button: Locator, pressed: boolean): Promise<void> =>
  button.and(page.locator(`[aria-pressed="${pressed}"]`)).waitFor();

const rowsOfHistory = (page: Page, count: number) =>
  page.waitForFunction((rows) => document.querySelectorAll('#history tbody tr').length === rows, count);

const fix = (page: Page, id: string) => page.locator(`#fix-${id}`);

async function receipts(): Promise<ReceiptDocument[]> {
  const folder = join(demo.home, 'receipts');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const all = names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as ReceiptDocument);
  return (await Promise.all(all)).sort((a, b) => a.createdAt.localeCompare(b.createdAt));
}

describe('what it shows', () => {
  test('every panel of the demo, and nothing goes wrong', async () => {
    const { page, faults } = await demo.open();
    expect(await page.locator('h1').textContent()).toMatch(/\.wav$/);
    expect(await page.locator('h2:visible').allTextContents()).toEqual(PANELS);
    expect(await page.getByRole('tab').count()).toBeGreaterThan(0);
    expect(await page.locator('#gaps tbody tr').count()).toBe(12);
    expect(await page.locator('#stems tbody tr').count()).toBeGreaterThan(5);
    expect(await page.locator('#library .reference').count()).toBe(6);
    expect(await page.locator('#similar li').count()).toBe(6);
    expect(await page.locator('#history tbody tr').count()).toBe(2);
    expect(await page.locator('#diagnostics .findings > div').count()).toBeGreaterThan(5);
    expect(faults).toEqual([]);
    await page.close();
  });

  test.each(['light', 'dark'] as const)('the lines and the ribbon are really drawn, %s', async (colorScheme) => {
    const { page } = await demo.open({ colorScheme });
    const missing = await page.locator('#tone canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const seen = new Set<string>();
      for (let at = 0; at < data.length; at += 4)
        if (data[at + 3] === 255) seen.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
      const style = getComputedStyle(document.documentElement);
      return ['--before', '--after', '--band'].filter((name) => {
        const hex = style.getPropertyValue(name).trim();
        return !seen.has([1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(','));
      });
    });
    expect(missing).toEqual([]);
    await page.close();
  });

  test.each([
    ['light', 1280, 800],
    ['dark', 1280, 800],
    ['light', 420, 900],
    ['light', 3840, 2160],
    ['dark', 3840, 2160],
  ] as const)('fits a %s screen of %d × %d without scrolling sideways', async (colorScheme, width, height) => {
    const { page, faults } = await demo.open({ colorScheme, viewport: { width, height } });
    const [overflow, content] = await page.evaluate(() => [
      document.documentElement.scrollWidth - document.documentElement.clientWidth,
      document.querySelector('main')!.clientWidth / innerWidth,
    ]);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(content).toBeGreaterThan(0.95);
    const lanes = await page
      .locator('.lane')
      .evaluateAll((all) => all.map((lane) => lane.getBoundingClientRect().left));
    expect(new Set(lanes).size).toBe(width > 2600 ? 3 : 1);
    if (process.env.SCREENSHOTS !== undefined) {
      const path = join(process.env.SCREENSHOTS, `report-${colorScheme}-${width}.png`);
      await page.screenshot({ path, fullPage: true });
    }
    expect(faults).toEqual([]);
    await page.close();
  });

  test('everything has a name, and no id is given twice', async () => {
    const { page } = await demo.open();
    await page.getByText('All references').click();
    const nameless = await page.evaluate(() => {
      const labelled = (element: Element): boolean =>
        element.getAttribute('aria-label') !== null ||
        element.getAttribute('aria-labelledby') !== null ||
        element.closest('label') !== null ||
        element.textContent?.trim() !== '';
      const all = document.querySelectorAll('button, input, select, a, [role], progress, summary, section, table');
      return [...all].filter((element) => element.getAttribute('role') !== 'status' && !labelled(element)).map(String);
    });
    expect(nameless).toEqual([]);
    const twice = await page.evaluate(() => {
      const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
      return ids.filter((id, i) => ids.indexOf(id) !== i);
    });
    expect(twice).toEqual([]);
    const levels = await page.locator('h1, h2, h3').evaluateAll((all) => all.map(({ tagName }) => tagName));
    expect(levels[0]).toBe('H1');
    await page.close();
  });

  test('without the token there is no page', async () => {
    const { page } = await demo.open();
    const response = await page.goto(new URL('/', demo.url).href);
    expect(response?.status()).toBe(403);
    await page.close();
  });
});

describe('with the keyboard alone', () => {
  test('the first stop leads past the navigation, and each link to its panel', async () => {
    const { page } = await demo.open();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the report');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    for (const id of ['gaps', 'library', 'taste']) {
      await page.locator(`nav a[href="#${id}"]`).focus();
      await page.keyboard.press('Enter');
      expect(await page.locator(`#${id}`).evaluate((panel) => panel.getBoundingClientRect().top)).toBeLessThan(800);
    }
    await page.close();
  });

  test('arrows go through the fixes and the sections; tab goes into the fix', async () => {
    const { page, faults } = await demo.open();
    const first = page.getByRole('tab').first();
    await first.focus();
    await page.keyboard.press('End');
    const last = page.getByRole('tab').last();
    expect(await last.getAttribute('aria-selected')).toBe('true');
    expect(await last.evaluate((tab) => tab === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowDown');
    expect(await first.getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('tabpanel');
    const balance = page.locator('#tone .plot');
    const before = await balance.getAttribute('aria-label');
    await page.locator('#tone input:checked').focus();
    await page.keyboard.press('ArrowLeft');
    expect(await balance.getAttribute('aria-label')).not.toBe(before);
    // Tone and stereo are of the same section.
    const scopes = await page
      .locator('#tone input:checked, #stereo input:checked')
      .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
    expect(new Set(scopes).size).toBe(1);
    expect(faults).toEqual([]);
    await page.close();
  });

  test('every stop is seen, and the last is reached', async () => {
    const { page } = await demo.open();
    let stops = 0;
    for (; stops < 300; stops++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const focused = document.activeElement;
        if (focused === null || focused === document.body) return 'end';
        const shown = [focused, focused.closest('.choice')].filter((element) => element !== null);
        return shown.some((element) => getComputedStyle(element).outlineStyle !== 'none') ? 'seen' : focused.outerHTML;
      });
      if (at === 'end') break;
      // The page itself, where the skip link leads, is no control.
      expect(at).toBe('seen');
    }
    expect(stops).toBeGreaterThan(40);
    expect(stops).toBeLessThan(300);
    await page.close();
  });
});

describe('gaps and values', () => {
  test('all of them, those inside, and the tables beneath the pictures', async () => {
    const { page, faults } = await demo.open();
    await page.getByRole('button', { name: /^All \d+$/ }).click();
    await page.getByRole('button', { name: /^Only the first/ }).waitFor();
    expect(await page.locator('#gaps tbody tr').count()).toBeGreaterThan(12);
    await page.getByRole('button', { name: /^Only the first/ }).click();
    await page.locator('#gaps').getByText('Inside', { exact: true }).click();
    await page.getByRole('region', { name: 'Inside the range of your references' }).waitFor();
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await page.locator('#tone details tbody tr').count()).toBeGreaterThan(20);
    expect(await page.locator('#timeline details tbody tr').count()).toBeGreaterThan(3);
    expect(faults).toEqual([]);
    await page.close();
  });
});

describe('listening', () => {
  test('references, stems and the mix play from the disk, one at a time', async () => {
    // The outline is there before it is known which sounds may be played.
    const { page, faults } = await demo.open({}, (opened) =>
      opened.route('**/plan.json', async (route) => {
        await opened.locator('#timeline .wave .u-over').waitFor();
        await route.continue();
      }),
    );
    const partial: number[] = [];
    page.on('response', (response) => {
      if (response.url().includes('/sound/')) partial.push(response.status());
    });
    const reference = page.locator('#similar').getByRole('button').first();
    const stem = page.locator('#stems').getByRole('button').first();
    await reference.click();
    await isPressed(page, reference, true);
    await stem.click();
    await isPressed(page, stem, true);
    await isPressed(page, reference, false);
    await stem.click();
    await isPressed(page, stem, false);
    const place = page.getByRole('slider', { name: 'Place in the mix' });
    await place.focus();
    await place.fill('30');
    await page.waitForFunction(() => /0:3\d/.test(document.querySelector('.seek output')?.textContent ?? ''));
    await page.locator('#timeline .wave .u-over').click({ position: { x: 5, y: 20 } });
    await page.waitForFunction(() => /0:0\d/.test(document.querySelector('.seek output')?.textContent ?? ''));
    await page.locator('#library .reference').first().click({ force: true });
    expect(partial).toContain(206);
    expect(faults).toEqual([]);
    await page.close();
  });
});

describe('a session', () => {
  let page: Page;
  let faults: string[];
  beforeAll(async () => {
    ({ page, faults } = await demo.open({ viewport: { width: 1280, height: 800 } }));
  });
  afterAll(() => page?.close());

  test('undo takes back what the demo has applied, and says so', async () => {
    await fix(page, 'f1').getByRole('button', { name: /^Undo/ }).click();
    await said(page, 'Taken back');
    expect((await receipts()).at(-1)?.state).toBe('undone');
    await fix(page, 'f1').getByText('undone').waitFor();
    // What is less sure waits to be asked for; the rest of the session is about all fixes.
    const less = page.getByRole('button', { name: /^Also possible/ });
    if ((await less.count()) > 0) await less.click();
  });

  test('the passage is rendered, and each side of it can be heard at the same place', async () => {
    await page.getByRole('button', { name: 'Render to listen' }).first().click();
    await said(page, 'every fix can be heard');
    await fix(page, 'f1').locator('.plot canvas').waitFor();
    await fix(page, 'f1').getByRole('button', { name: 'Play the passage' }).click();
    await fix(page, 'f1').getByText('Before', { exact: true }).click();
    await fix(page, 'f1').getByText('With all', { exact: true }).click();
    await fix(page, 'f1').getByRole('button', { name: 'Stop the passage' }).click();
    await fix(page, 'f1').getByRole('button', { name: 'Play the passage' }).waitFor();
  });

  test('half of a fix is heard, written and learned as half', async () => {
    const amount = fix(page, 'f1').getByRole('slider', { name: /^Amount/ });
    await amount.focus();
    for (let presses = 0; presses < 10; presses++) await page.keyboard.press('ArrowLeft');
    expect(await amount.getAttribute('aria-valuetext')).toMatch(/^50 %/);
    await fix(page, 'f1').getByRole('button', { name: 'Render with the new amount' }).click();
    await said(page, 'every fix can be heard');
    await fix(page, 'f1').getByRole('button', { name: 'Apply', exact: true }).click();
    await said(page, 'Written');
    const { writes, state } = (await receipts()).at(-1)!;
    expect(state).toBe('applied');
    expect(new Set(writes.map((write) => write.fix))).toEqual(new Set(['f1']));
    const log = await readFile(join(demo.home, 'events.log'), 'utf8');
    expect(log).toContain('"what":"change"');
    await fix(page, 'f1').getByRole('button', { name: 'Undo', exact: true }).click();
    await said(page, 'Taken back');
  });

  test('skip and "meant to be so" are answers; what was learned is shown and can be forgotten', async () => {
    await page.locator('#tab-f2').click();
    await fix(page, 'f2').getByRole('button', { name: 'Skip' }).click();
    await said(page, 'f2 skipped');
    await fix(page, 'f2').getByText('skipped').waitFor();
    await page.locator('#tab-f1').click();
    await fix(page, 'f1').getByRole('button', { name: 'Meant to be so' }).click();
    await said(page, 'f1 is meant to be so');
    const forget = page.locator('#taste').getByRole('button', { name: /^Forget habit/ });
    const count = await forget.count();
    expect(count).toBeGreaterThan(0);
    await forget.first().click();
    await said(page, 'Forgotten');
    await page.waitForFunction(
      (before) => document.querySelectorAll('#taste button[aria-label^="Forget habit"]').length < before,
      count,
    );
    await page
      .locator('#taste')
      .getByRole('button', { name: /^Forget size/ })
      .first()
      .click();
    await said(page, 'Forgotten');
    await page.getByRole('button', { name: 'Forget all' }).click();
    await said(page, 'is forgotten');
  });

  test('nothing is written before the list of all that would be has been approved', async () => {
    const before = (await receipts()).length;
    const all = page.getByRole('button', { name: /^Apply all open/ });
    await all.click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.getByRole('listitem').count()).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await all.click();
    await dialog.getByRole('button', { name: 'Keep as it is' }).click();
    expect((await receipts()).length).toBe(before);
    await all.click();
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await said(page, 'Written');
    expect((await receipts()).length).toBe(before + 1);
  });

  test('while a plan is made the page works, shows how far it is, and can cancel', async () => {
    expect(faults).toEqual([]);
    // A program that has just begun knows nothing of the last search: another amount takes its time.
    await demo.stop();
    await page.getByRole('alert').filter({ hasText: 'does not answer' }).waitFor();
    await demo.start('serve');
    await page.getByRole('alert').waitFor({ state: 'hidden', timeout: 30_000 });
    // The browser tells of what it was reading when the program ended.
    faults.length = 0;
    await page.getByRole('slider', { name: 'Amount', exact: true }).fill('60');
    await page.getByRole('button', { name: 'Plan anew' }).click();
    await page.getByRole('progressbar').waitFor();
    await page.locator('#stereo').getByText('breakdown').click();
    expect(await page.locator('#tone input:checked').inputValue()).toBe('breakdown');
    expect(await page.getByRole('button', { name: /^Apply all open/ }).getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await said(page, 'Cancelled');
    await page.getByRole('progressbar').waitFor({ state: 'hidden' });
  });

  test('a new plan by another amount takes the place of the old one', async () => {
    await page.getByRole('button', { name: 'Plan anew' }).click();
    await said(page, 'A new plan');
    await page.getByText('at 60 %').waitFor();
    await rowsOfHistory(page, 3);
    expect(faults).toEqual([]);
  });

  test('a page that is open goes on when the server was started anew', async () => {
    const { url } = demo;
    await demo.stop();
    await page.getByRole('alert').filter({ hasText: 'does not answer' }).waitFor();
    await demo.start('serve');
    expect(demo.url).toBe(url);
    await page.getByRole('alert').waitFor({ state: 'hidden', timeout: 30_000 });
    await page.getByText('at 60 %').waitFor();
    await page.locator('#tab-f1').click();
    await fix(page, 'f1').getByRole('button', { name: 'Skip' }).click();
    await said(page, 'f1 skipped');
  });

  test('a newer bounce that lies beside the mix is measured on one click', async () => {
    const song = join(demo.home, 'demo', 'Seed 1');
    const after = (await readdir(song)).find((name) => name.endsWith('after.wav'))!;
    const newer = join(song, 'Work in progress', 'Second bounce.wav');
    await copyFile(join(song, after), newer);
    await utimes(newer, new Date(), new Date());
    await page.reload();
    await page.getByRole('button', { name: 'Measure Second bounce.wav' }).click();
    await said(page, 'The gap to your references');
    await rowsOfHistory(page, 4);
  });
});
