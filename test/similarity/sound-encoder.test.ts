import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { loadSoundEncoder, type SoundEncoder } from '../../src/similarity/sound-encoder.ts';
import { PATCH_VALUES } from '../../src/similarity/sound-patches.ts';
import { normalDraws } from '../synthetic-analyses.ts';

const ROOT = join(__dirname, '..', '..');
const MODEL_FILE = join(ROOT, 'models', 'coproducer-4.onnx');
const MODEL = readFileSync(MODEL_FILE);

/** Patches of noise: every unit of the network is somewhere on. */
function noisePatches(count: number): Float32Array {
  return Float32Array.from({ length: count * PATCH_VALUES }, normalDraws(3));
}

async function loaded(): Promise<SoundEncoder> {
  const encoder = await loadSoundEncoder(MODEL);
  if (encoder === undefined) throw new Error('No runtime is installed.');
  return encoder;
}

/**
 * A program that describes a patch with one runtime and prints the numbers; the module loader of jest cannot load wasm
 * ones.
 */
const DESCRIBE = `
  import { readFileSync } from 'node:fs';
  import { loadSoundEncoder } from './src/similarity/sound-encoder.ts';
  import { PATCH_VALUES } from './src/similarity/sound-patches.ts';
  import { normalDraws } from './test/synthetic-analyses.ts';
  const [model, runtime] = process.argv.slice(2);
  void loadSoundEncoder(readFileSync(model), [runtime]).then(async (encoder) => {
    const patches = Float32Array.from({ length: 3 * PATCH_VALUES }, normalDraws(3));
    const trunk = await encoder.encode(patches);
    console.log(JSON.stringify({ runtime: encoder.runtime, trunk: [...trunk] }));
  });
`;

describe('the network', () => {
  test('runs on both runtimes, which agree to a ten-thousandth', () => {
    const outfile = join(ROOT, 'dist', 'test', 'describe-patches.cjs');
    buildSync({
      stdin: { contents: DESCRIBE, resolveDir: ROOT, loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['onnxruntime-node', 'onnxruntime-web', '@jest/globals'],
    });
    const [node, web] = ['onnxruntime-node', 'onnxruntime-web'].map((runtime) => {
      const printed = execFileSync(process.execPath, [outfile, MODEL_FILE, runtime], { encoding: 'utf8' });
      const described = JSON.parse(printed) as { runtime: string; trunk: number[] };
      expect(described.runtime).toBe(runtime);
      return described.trunk;
    });
    const most = Math.max(...node.map(Math.abs));
    expect(most).toBeGreaterThan(0.1);
    expect(web).toHaveLength(node.length);
    expect(Math.max(...node.map((value, i) => Math.abs(value - web[i])))).toBeLessThan(1e-4 * most);
  });

  test('describes a patch the same whatever batch it is in', async () => {
    const patches = noisePatches(11);
    const encoder = await loaded();
    const together = await encoder.encode(patches);
    expect(together).toHaveLength(11 * encoder.dimensions);
    const last = await encoder.encode(patches.subarray(10 * PATCH_VALUES));
    last.forEach((value, i) => expect(value).toBeCloseTo(together[10 * encoder.dimensions + i], 4));
  });

  test('no patches give no description', async () => {
    expect(await (await loaded()).encode(new Float32Array(0))).toHaveLength(0);
  });

  test('is not there where no runtime is, and a file that is none is refused', async () => {
    expect(await loadSoundEncoder(MODEL, [])).toBeUndefined();
    await expect(loadSoundEncoder(Uint8Array.of(1, 2, 3))).rejects.toThrow();
  });
});
