import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import { readAmxd } from '../../device/amxd.ts';
import { lintPatch } from '../../device/lint-patch.ts';
import { DEVICE_SCRIPTS, NODE_SCRIPT } from '../../device/scripts.ts';
import { STRIP_HEIGHT, STRIP_WIDTH } from '../../device/strip/layout.ts';

/** What `npm run build` has put together: the folder that a producer drops into Live's library. */
const FOLDER = join('dist', 'Coproducer');

function filesIn(folder: string, under = ''): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) =>
      statSync(join(folder, name)).isDirectory() ? filesIn(join(folder, name), `${under}${name}/`) : [under + name],
    );
}

describe('the folder of the device', () => {
  test('holds the device, every script it names, licences and how to install it', () => {
    const files = filesIn(FOLDER);
    expect(files).toEqual(
      expect.arrayContaining([
        'Coproducer.amxd',
        'INSTALL.md',
        'LICENSE.txt',
        'THIRD_PARTY_LICENSES.txt',
        ...Object.values(DEVICE_SCRIPTS).map(({ file }) => file),
        NODE_SCRIPT,
        'page/page.html',
        'models/coproducer-4.onnx',
        'models/coproducer-4-metric.json',
        'models/coproducer-4.json',
        'ort-wasm-simd-threaded.mjs',
        'ort-wasm-simd-threaded.wasm',
      ]),
    );
    expect(files.filter((name) => name.endsWith('.map'))).toEqual([]);
  });

  test('the device in it is an audio effect without a fault, as wide as it draws', () => {
    const { kind, patch } = readAmxd(readFileSync(join(FOLDER, 'Coproducer.amxd')));
    expect(kind).toBe('audio effect');
    expect(lintPatch(patch)).toEqual([]);
    expect(patch.patcher.openrect).toEqual([0, 0, STRIP_WIDTH, STRIP_HEIGHT]);
  });

  test('what Max looks up by name is named like nothing else on its search path', () => {
    const names = readdirSync(FOLDER).filter((name) => /\.(c?js|amxd)$/.test(name));
    expect(names.filter((name) => !/^coproducer/i.test(name))).toEqual([]);
  });

  test('scripts are flat: no import, no module, their words are plain global functions', () => {
    for (const { file } of Object.values(DEVICE_SCRIPTS)) {
      const text = readFileSync(join(FOLDER, file), 'utf8');
      expect(text).not.toMatch(/^\s*(import|export)\b|\brequire\(/m);
      expect(text).toMatch(/^function \w+\(\) \{/m);
      expect(text).toContain('autowatch = Coproducer.autowatch;');
    }
  });

  test('every package inside is named with its licence', () => {
    const licences = readFileSync(join(FOLDER, 'THIRD_PARTY_LICENSES.txt'), 'utf8');
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { dev?: boolean }>;
    };
    expect(licences).toContain('Copyright (c) Microsoft Corporation');
    for (const [path, { dev }] of Object.entries(packages)) {
      if (path !== '' && dev !== true) expect(licences).toContain(path.slice(path.lastIndexOf('node_modules/') + 13));
    }
  });

  test('the zip holds the same, in a folder of its own', () => {
    const zip = unzipSync(readFileSync(`${FOLDER}.zip`));
    expect(Object.keys(zip).sort()).toEqual(
      filesIn(FOLDER)
        .map((name) => `Coproducer/${name}`)
        .sort(),
    );
    for (const name of filesIn(FOLDER)) {
      expect(Buffer.compare(zip[`Coproducer/${name}`], readFileSync(join(FOLDER, name)))).toBe(0);
    }
  });
});
