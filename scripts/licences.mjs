#!/usr/bin/env node
/** Writes THIRD_PARTY.md: every package that runs in the product with its licence, read from what is installed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licences that may be combined into a work under AGPL-3.0-or-later. */
const COMPATIBLE = new Set([
  'MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'Unlicense', 'CC0-1.0',
  'GPL-2.0-or-later', 'GPL-3.0', 'GPL-3.0-or-later', 'LGPL-2.1', 'LGPL-2.1-or-later', 'LGPL-3.0', 'LGPL-3.0-or-later', 'AGPL-3.0', 'AGPL-3.0-or-later',
  '(MIT OR CC0-1.0)', 'Python-2.0', 'MPL-2.0', 'MIT AND OFL-1.1',
]); // prettier-ignore

/** What a package's own manifest does not say, and why it matters. */
const NOTES = {
  'mpg123-decoder': 'holds libmpg123 (LGPL-2.1)',
  '@wasm-audio-decoders/flac': 'holds libFLAC (BSD-3-Clause)',
  '@wasm-audio-decoders/ogg-vorbis': 'holds libogg and libvorbis (BSD-3-Clause)',
  '@audio/decode-aac': 'holds FAAD2 (GPL-2.0-or-later)',
  '@expo-google-fonts/inter': 'the typeface is OFL-1.1, the package MIT',
  '@resvg/resvg-wasm': 'holds resvg (MPL-2.0)',
};

/** Manifests that say less than the sources do: FAAD2's own files say version 2 "or any later version". */
const STATED_BY_SOURCES = { '@audio/decode-aac': 'GPL-2.0-or-later' };

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const rows = Object.entries(lock.packages)
  .filter(([path, entry]) => path !== '' && entry.dev !== true)
  .map(([path, entry]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const licence =
      STATED_BY_SOURCES[name] ??
      entry.license ??
      JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')).license ??
      'unknown';
    return { name, version: entry.version, licence };
  })
  .sort((a, b) => a.name.localeCompare(b.name, 'en'));

const unfit = rows.filter(({ licence }) => !COMPATIBLE.has(licence));
if (unfit.length > 0) {
  for (const { name, version, licence } of unfit) process.stderr.write(`${name} ${version}: licence ${licence}\n`);
  process.stderr.write('These licences are not known to be compatible with AGPL-3.0-or-later.\n');
  process.exit(1);
}

const text = [
  '# Third-party packages',
  '',
  'Everything below runs inside Coproducer, which is AGPL-3.0-or-later. Written by `npm run licences`.',
  '',
  '| package | version | licence | note |',
  '| --- | --- | --- | --- |',
  ...rows.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} | ${NOTES[name] ?? ''} |`),
  '',
].join('\n');

if (process.argv.includes('--check')) {
  if (readFileSync('THIRD_PARTY.md', 'utf8') !== text) {
    process.stderr.write('THIRD_PARTY.md is out of date: run npm run licences.\n');
    process.exit(1);
  }
} else {
  writeFileSync('THIRD_PARTY.md', text);
}
