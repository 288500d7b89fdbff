import { readFileSync } from 'node:fs';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { fontAdvances } from './font-advances.ts';
import type { MeasureText } from './svg-graphics.ts';

const FONTS = ['400Regular/Inter_400Regular.ttf', '600SemiBold/Inter_600SemiBold.ttf'].map((file) =>
  readFileSync(require.resolve(`@expo-google-fonts/inter/${file}`)),
);
const [regular, bold] = FONTS.map(fontAdvances);

/** In Inter, which stands in for Ableton's own type: that is not ours to ship, and a little narrower. */
export const measureText: MeasureText = (words, points, isBold) =>
  [...words].reduce((width, character) => width + (isBold ? bold : regular)(character), 0) * (points / 1000);

/** Draws SVG as the bytes of a PNG. */
export async function renderPng(svg: string, scale: number): Promise<Buffer> {
  await (started ??= initWasm(readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm'))));
  const font = { fontBuffers: FONTS, defaultFontFamily: 'Inter', loadSystemFonts: false };
  return Buffer.from(new Resvg(svg, { font, fitTo: { mode: 'zoom', value: scale } }).render().asPng());
}

/** The renderer can be started once in a process. */
let started: Promise<void> | undefined;
