import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { StripView } from '../../device/messages.ts';
import { STRIP_HEIGHT, STRIP_WIDTH } from '../../device/strip/layout.ts';
import { measureText, renderPng } from './runtime/renderer.ts';
import { stripPicture } from './runtime/strip-picture.ts';
import { TestDevice } from './runtime/test-device.ts';
import { THEMES, type Theme } from './runtime/themes.ts';
import { ANALYSING, FAILED, IDLE, ON_A_TRACK, PLAN, REFUSED } from './runtime/views.ts';

const VIEWS: Readonly<Record<string, StripView>> = {
  idle: IDLE,
  analysing: ANALYSING,
  plan: PLAN,
  compare: ON_A_TRACK,
  error: FAILED,
  refused: REFUSED,
};

/** Pictures to look at after a test run. */
const FOLDER = join('dist', 'strip-pictures');

const cases = Object.keys(VIEWS).flatMap((name) => THEMES.map((theme) => [name, theme.name, theme] as const));

function picture(view: StripView, theme: Theme): string {
  const { runtime } = new TestDevice().startWith(view);
  runtime.theme = theme;
  return stripPicture(runtime, measureText);
}

/** Relative luminance and contrast ratio of WCAG 2.2. */
function contrast(a: readonly number[], b: readonly number[]): number {
  const luminance = (colour: readonly number[]): number => {
    const [red, green, blue] = colour.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark, light] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
}

beforeAll(() => TestDevice.openSet());

describe('the strip as a picture', () => {
  test.each(cases)('%s in the %s theme', async (name, themeName, theme) => {
    const png = await renderPng(picture(VIEWS[name], theme), 2);
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, `${name}-${themeName}.png`), png);
    expect(png.readUInt32BE(16)).toBe(2 * STRIP_WIDTH);
    expect(png.readUInt32BE(20)).toBe(2 * STRIP_HEIGHT);
  });

  test.each(cases)('%s in the %s theme: every text of a display stands out from it', (name, _, theme) => {
    const background = theme.colours.live_lcd_bg.slice(0, 3);
    const texts = [...picture(VIEWS[name], theme).matchAll(/<text [^>]*fill="#(\w{6})" fill-opacity="([\d.]+)"/g)];
    expect(texts.length).toBeGreaterThan(8);
    for (const [, hex, opacity] of texts) {
      const ink = [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
      const seen = ink.map((part, index) => part * Number(opacity) + background[index] * (1 - Number(opacity)));
      // WCAG asks 3:1 of what is not plain body text.
      expect(contrast(seen, background)).toBeGreaterThanOrEqual(3);
    }
  });

  test('differs from theme to theme and from view to view', () => {
    const all = cases.map(([name, , theme]) => picture(VIEWS[name], theme));
    expect(new Set(all).size).toBe(all.length);
  });
});
