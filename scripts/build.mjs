#!/usr/bin/env node
/** Builds everything that runs into `dist/`: kernels, the program, the report page, the device, JSON Schemas. */
import { spawnSync } from 'node:child_process';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildDevice } from './build-device.mjs';
import { buildKernels } from './build-kernels.mjs';
import { bundleForNode } from './bundle.mjs';

const TYPE = [
  ['@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf', 'Inter_400Regular.ttf'],
  ['@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf', 'Inter_600SemiBold.ttf'],
];
/** What the pictures of `analyze --png` and the page are made with, by folder: the renderer and the type. */
const ASSETS = [
  ['picture', '@resvg/resvg-wasm/index_bg.wasm', 'resvg.wasm'],
  ...['picture', 'page'].flatMap((folder) => TYPE.map((file) => [folder, ...file])),
];

await buildKernels();
// What V8 made of the program before.
await rm(join('dist', 'kept-code'), { recursive: true, force: true });
await mkdir(join('dist', 'page'), { recursive: true });
await Promise.all([
  bundleForNode(join('node', 'start.ts'), join('dist', 'coproducer.cjs')),
  bundleForNode(join('node', 'main.ts'), join('dist', 'program.js'), { wrapped: true }),
  bundleForNode(join('scripts', 'write-schemas.ts'), join('dist', 'scripts', 'write-schemas.cjs')),
  build({
    entryPoints: [join('node', 'page', 'client', 'page.tsx')],
    outfile: join('dist', 'page', 'page.js'),
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    // The type face is served beside the style sheet.
    external: ['*.ttf'],
    legalComments: 'none',
    logLevel: 'warning',
  }),
  cp(join('models', 'coproducer-4.onnx'), join('dist', 'models', 'coproducer-4.onnx')),
  cp(join('node', 'page', 'client', 'page.html'), join('dist', 'page', 'page.html')),
  ...ASSETS.map(([folder, from, to]) => cp(fileURLToPath(import.meta.resolve(from)), join('dist', folder, to))),
]);
await buildDevice();
const schemas = spawnSync(process.execPath, [join('dist', 'scripts', 'write-schemas.cjs'), join('dist', 'schema')], {
  stdio: 'inherit',
});
process.exitCode = schemas.status ?? 1;
