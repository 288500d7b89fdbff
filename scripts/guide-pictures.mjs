#!/usr/bin/env node
/** Takes the pictures of the user guide anew, in an installed Chromium, Chrome or Edge: `npm run guide`. */
import { spawnSync } from 'node:child_process';
import { findBrowser } from './find-browser.mjs';

const browser = findBrowser();
if (browser === undefined) {
  process.stderr.write('No Chromium, Chrome or Edge was found: install one, or name it in CHROME_PATH.\n');
  process.exit(1);
}
const script = ['scripts/run.mjs', 'scripts/guide/guide-pictures.ts', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, script, {
  stdio: 'inherit',
  env: { ...process.env, CHROME_PATH: browser },
});
process.exit(status ?? 1);
