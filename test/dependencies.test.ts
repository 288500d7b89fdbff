import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const read = (name: string): string => readFileSync(join(__dirname, '..', name), 'utf8');

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  overrides: Record<string, string>;
}

interface LockedPackage {
  version: string;
  integrity?: string;
  hasInstallScript?: boolean;
  link?: boolean;
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> };
const installed = Object.entries(packages).filter(([place]) => place !== '');

/**
 * What these scripts would do, were they run: none is, because `.npmrc` says so, and everything works without. Read
 * before a name is added: a script that downloads is a program that nobody has checked.
 */
const WOULD_RUN_AT_INSTALL: Readonly<Record<string, string>> = {
  '@parcel/watcher': 'builds itself where no built package fits; the build watches no files',
  '@swc/core': 'looks whether its built package fits; the lock file names those of every desktop',
  esbuild:
    'looks whether its built package fits, and downloads it where not; the lock file names those of every desktop',
  'onnxruntime-node': 'downloads libraries for graphics cards on Linux; networks run on the processor',
  protobufjs: 'warns of versions that do not fit together',
  'unrs-resolver': 'looks whether its built package fits; the lock file names those of every desktop',
};

test('npm runs no script of a package', () => {
  expect(read('.npmrc').split('\n')).toContain('ignore-scripts=true');
});

test('every package with a script of its own is known, and why it is not needed', () => {
  const withScript = installed
    .filter(([, { hasInstallScript }]) => hasInstallScript === true)
    .map(([place]) => nameOf(place));
  expect([...new Set(withScript)].sort()).toEqual(Object.keys(WOULD_RUN_AT_INSTALL).sort());
});

test('every version is exact', () => {
  const { dependencies, devDependencies, optionalDependencies, overrides } = manifest;
  const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies, ...overrides });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

test('every package is told whole by its checksum', () => {
  expect(installed.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? '')).map(([place]) => place)).toEqual(
    [],
  );
});

function nameOf(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
