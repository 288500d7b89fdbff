#!/usr/bin/env node
/** Builds everything that runs into `dist/`: kernels, the program, the report page, the device, JSON Schemas. */
import { spawnSync } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildDevice } from './build-device.mjs';
import { buildKernels } from './build-kernels.mjs';
import { bundleForNode } from './bundle.mjs';

/** What draws the pictures of `analyze --png`: the renderer and the type. */
const PICTURE_ASSETS = [
  ['@resvg/resvg-wasm/index_bg.wasm', 'resvg.wasm'],
  ['@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf', 'Inter_400Regular.ttf'],
  ['@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf', 'Inter_600SemiBold.ttf'],
];

await buildKernels();
await mkdir(join('dist', 'page'), { recursive: true });
await Promise.all([
  bundleForNode(join('node', 'main.ts'), join('dist', 'coproducer.cjs')),
  bundleForNode(join('scripts', 'write-schemas.ts'), join('dist', 'scripts', 'write-schemas.cjs')),
  build({
    entryPoints: [join('node', 'page', 'client', 'page.ts')],
    outfile: join('dist', 'page', 'page.js'),
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  }),
  cp(join('models', 'coproducer-1.onnx'), join('dist', 'models', 'coproducer-1.onnx')),
  cp(join('node', 'page', 'client', 'page.html'), join('dist', 'page', 'page.html')),
  ...PICTURE_ASSETS.map(([from, to]) => cp(fileURLToPath(import.meta.resolve(from)), join('dist', 'picture', to))),
]);
await buildDevice();
const schemas = spawnSync(process.execPath, [join('dist', 'scripts', 'write-schemas.cjs'), join('dist', 'schema')], {
  stdio: 'inherit',
});
process.exitCode = schemas.status ?? 1;
