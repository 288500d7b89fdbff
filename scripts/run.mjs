#!/usr/bin/env node
/** Runs a TypeScript script of this folder: `node scripts/run.mjs scripts/bench/kernels.ts [arguments]`. */
import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { bundleForNode } from './bundle.mjs';
import { buildKernels } from './build-kernels.mjs';

const [script, ...rest] = process.argv.slice(2);
if (script === undefined) {
  process.stderr.write('Usage: node scripts/run.mjs SCRIPT.ts [arguments]\n');
  process.exit(2);
}
await buildKernels();
const outfile = join('dist', 'scripts', `${basename(script, '.ts')}.cjs`);
await bundleForNode(script, outfile);
const { status } = spawnSync(process.execPath, ['--enable-source-maps', outfile, ...rest], { stdio: 'inherit' });
process.exit(status ?? 1);
