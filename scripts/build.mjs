#!/usr/bin/env node
/** Builds everything that runs into `dist/`: kernels, the program, the report page, the documents' JSON Schemas. */
import { spawnSync } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildKernels } from './build-kernels.mjs';
import { bundleForNode } from './bundle.mjs';

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
  cp(join('node', 'page', 'client', 'page.html'), join('dist', 'page', 'page.html')),
]);
const schemas = spawnSync(process.execPath, [join('dist', 'scripts', 'write-schemas.cjs'), join('dist', 'schema')], {
  stdio: 'inherit',
});
process.exitCode = schemas.status ?? 1;
