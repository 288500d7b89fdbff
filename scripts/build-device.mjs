import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, posix, relative, sep } from 'node:path';
import { zipSync } from 'fflate';
import { ALONE_NEEDS, bundleForMax, bundleForNode } from './bundle.mjs';

const FOLDER = join('dist', 'Coproducer');

/**
 * Puts the device together in `dist/Coproducer`, one folder to drop into Live's library, and as a zip beside it: the
 * device, its scripts, the program for Node and what that reads (page, network, what runs the network), licences, and
 * how to install it all. It needs nothing from outside, so that it can be copied anywhere.
 */
export async function buildDevice() {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const writer = join('dist', 'scripts', 'write-device.cjs');
  await bundleForNode(join('scripts', 'write-device.ts'), writer);
  const written = spawnSync(process.execPath, [writer, FOLDER], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (written.status !== 0) throw new Error('The device was not written.');
  const { scripts, node } = JSON.parse(written.stdout);
  await Promise.all([
    ...scripts.map(({ entry, file }) => bundleForMax(entry, join(FOLDER, file))),
    bundleForNode(join('node', 'max.ts'), join(FOLDER, node), { sourcemap: false, alone: true }),
    ...ALONE_NEEDS.map((file) => cp(file, join(FOLDER, basename(file)))),
    cp('models', join(FOLDER, 'models'), { recursive: true }),
    cp(join('dist', 'page'), join(FOLDER, 'page'), { recursive: true }),
    // Whatever lies above the folder, the program for Node is no ES module.
    writeFile(join(FOLDER, 'package.json'), `${JSON.stringify({ private: true, type: 'commonjs' }, null, 2)}\n`),
    cp(join('device', 'INSTALL.md'), join(FOLDER, 'INSTALL.md')),
    cp('LICENSE', join(FOLDER, 'LICENSE.txt')),
    writeFile(join(FOLDER, 'THIRD_PARTY_LICENSES.txt'), await thirdPartyLicences()),
  ]);
  await writeFile(`${FOLDER}.zip`, await zipped());
}

/** The same files always make the same zip. */
async function zipped() {
  const files = {};
  for (const path of await filesIn(FOLDER)) {
    const name = posix.join('Coproducer', ...relative(FOLDER, path).split(sep));
    files[name] = [await readFile(path), { mtime: new Date(ZIP_TIME) }];
  }
  return zipSync(files);
}

/** The first moment that a zip can name, so that no clock is in it. */
const ZIP_TIME = '1980-01-01T00:00:00';

async function filesIn(folder) {
  const names = (await readdir(folder)).sort();
  const nested = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return (await stat(path)).isDirectory() ? filesIn(path) : [path];
    }),
  );
  return nested.flat();
}

/** Licences of packages that come without the text. */
const LICENCE_TEXTS = {
  'onnxruntime-common': join('device', 'licences', 'onnxruntime.txt'),
  'onnxruntime-web': join('device', 'licences', 'onnxruntime.txt'),
};

/** The table of packages, and the text of every licence that came with them. */
async function thirdPartyLicences() {
  const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8'));
  const texts = [await readFile('THIRD_PARTY.md', 'utf8')];
  for (const [path, { dev, optional, version }] of Object.entries(packages)) {
    // What is optional may be for another system, or left out on purpose.
    if (path === '' || dev === true || (optional === true && !existsSync(path))) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const found = (await readdir(path)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
    const files = found.length > 0 ? found.sort().map((file) => join(path, file)) : [LICENCE_TEXTS[name] ?? []].flat();
    for (const file of files) {
      const title = `${name} ${version} (${basename(file)})`;
      texts.push(`${'='.repeat(80)}\n${title}\n${'='.repeat(80)}\n\n${await readFile(file, 'utf8')}`);
    }
  }
  return texts.join('\n\n');
}
