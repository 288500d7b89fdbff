import { Buffer } from 'node:buffer';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const SOURCES = join('src', 'dsp', 'kernels', 'assembly');
const OUTPUT = join('src', 'dsp', 'kernels', 'generated', 'kernels.ts');

/**
 * Compiles the kernels from AssemblyScript to WebAssembly SIMD, and writes them as a module that exports the bytes:
 * nothing has to be found at run time, inside a bundle or a device. Does nothing where the result is newer than all
 * that it is made of.
 */
export async function buildKernels() {
  const files = (await readdir(join(ROOT, SOURCES))).filter((name) => name.endsWith('.ts'));
  const made = await modified(join(ROOT, OUTPUT));
  const inputs = [...files.map((name) => join(ROOT, SOURCES, name)), fileURLToPath(import.meta.url)];
  const newest = Math.max(...(await Promise.all(inputs.map(modified))));
  if (made > newest) return;

  // Loaded only when needed: the compiler takes a second to start.
  const { default: asc } = await import('assemblyscript/asc');
  const options = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--initialMemory', '2'];
  let binary;
  const { error, stderr } = await asc.main([join(SOURCES, 'index.ts'), '--outFile', 'kernels.wasm', ...options], {
    readFile: (name, base) => readFile(join(ROOT, base, name), 'utf8').catch(() => null),
    writeFile: (name, contents) => {
      if (name.endsWith('.wasm')) binary = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) throw new Error(`The kernels do not compile.\n${stderr.toString()}`);

  const base64 = Buffer.from(binary).toString('base64');
  const text = `/** Made by scripts/build-kernels.mjs; edit src/dsp/kernels/assembly instead. */\nexport const KERNELS_BASE64 =\n  '${base64}';\n`;
  await mkdir(dirname(join(ROOT, OUTPUT)), { recursive: true });
  // Two builds at once must not leave half a file.
  const temporary = join(ROOT, `${OUTPUT}.${process.pid}`);
  await writeFile(temporary, text);
  await rename(temporary, join(ROOT, OUTPUT));
}

async function modified(path) {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return -Infinity;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernels();
