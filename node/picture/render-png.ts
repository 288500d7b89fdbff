import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A picture as the bytes of a PNG file. The renderer and the type are read from `assetFolder`, where the build puts
 * them, and only when a picture is wanted: most commands never draw one.
 */
export async function renderPng(svg: string, assetFolder: string): Promise<Uint8Array> {
  const [{ initWasm, Resvg }, renderer, ...fonts] = await Promise.all([
    import('@resvg/resvg-wasm'),
    readFile(join(assetFolder, 'resvg.wasm')),
    ...FONT_FILES.map((name) => readFile(join(assetFolder, name))),
  ]);
  await (started ??= initWasm(renderer));
  return new Resvg(svg, { font: { fontBuffers: fonts, defaultFontFamily: 'Inter', loadSystemFonts: false } })
    .render()
    .asPng();
}

const FONT_FILES = ['Inter_400Regular.ttf', 'Inter_600SemiBold.ttf'] as const;

/** The renderer can be started once in a process. */
let started: Promise<void> | undefined;
