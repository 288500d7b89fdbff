import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/** The colours of both themes, as the style sheet of the page names them. */
const sheet = readFileSync(join(__dirname, '..', '..', 'node', 'page', 'client', 'style', 'theme.css'), 'utf8');
const [, lightText, darkText] = sheet.split(/:root \{/);
const light = coloursOf(lightText);
const dark = { ...light, ...coloursOf(darkText) };
const THEMES = { light, dark } as const;

function coloursOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex]));
}

const channels = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [red, green, blue] = channels(hex).map(linear);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** How a colour is seen without one kind of cone: Viénot, Brettel and Mollon (1999), in linear light. */
const CONES: Readonly<Record<'protanopia' | 'deuteranopia', readonly (readonly number[])[]>> = {
  protanopia: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  deuteranopia: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
};

function seenWithout(kind: keyof typeof CONES, hex: string): number[] {
  const rgb = channels(hex).map(linear);
  return CONES[kind].map((row) => row.reduce((sum, part, i) => sum + part * rgb[i], 0));
}

/** CIE 1976 colour difference of two linear sRGB colours. */
function difference(a: readonly number[], b: readonly number[]): number {
  const lab = ([red, green, blue]: readonly number[]): number[] => {
    const white = [0.95047, 1, 1.08883];
    const xyz = [
      0.4124 * red + 0.3576 * green + 0.1805 * blue,
      0.2126 * red + 0.7152 * green + 0.0722 * blue,
      0.0193 * red + 0.1192 * green + 0.9505 * blue,
    ].map((value, i) => Math.cbrt(Math.max(0, value / white[i])));
    return [116 * xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])];
  };
  return Math.hypot(...lab(a).map((value, i) => value - lab(b)[i]));
}

/** WCAG 2.2: text needs 4.5 : 1, what one must see to understand 3 : 1. */
const TEXT: readonly (readonly [text: string, ground: string])[] = [
  ...['--ink', '--quiet', '--good', '--bad', '--warn'].flatMap((text) =>
    ['--paper', '--card', '--wash'].map((ground) => [text, ground] as const),
  ),
  ['--on-main', '--main'],
  ['--ink', '--band'],
];
const SHAPES: readonly (readonly [shape: string, ground: string])[] = [
  ...['--before', '--after', '--median', '--main', '--edge', '--wave', '--tick'].map(
    (shape) => [shape, '--card'] as const,
  ),
  ...['--before', '--after'].flatMap((shape) => ['--band', '--wash'].map((ground) => [shape, ground] as const)),
  ...[0, 1, 2, 3, 4, 5].map((mark) => [`--mark-${mark}`, '--card'] as const),
];

describe.each(['light', 'dark'] as const)('the %s theme', (name) => {
  const theme = THEMES[name];

  test.each(TEXT)('%s can be read on %s', (text, ground) => {
    expect(contrast(theme[text], theme[ground])).toBeGreaterThanOrEqual(4.5);
  });

  test.each(SHAPES)('%s can be seen on %s', (shape, ground) => {
    expect(contrast(theme[shape], theme[ground])).toBeGreaterThanOrEqual(3);
  });

  test.each(['protanopia', 'deuteranopia'] as const)('before and after differ in %s', (kind) => {
    // A difference of 2.3 can just be noticed; ten times that is another colour.
    const [before, after] = ['--before', '--after'].map((colour) => seenWithout(kind, theme[colour]));
    expect(difference(before, after)).toBeGreaterThan(23);
  });
});

test('both themes name the same colours', () => {
  expect(Object.keys(light).length).toBeGreaterThan(15);
  expect(Object.keys(dark).sort()).toEqual(Object.keys(light).sort());
});
