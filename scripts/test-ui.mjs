#!/usr/bin/env node
/**
 * Runs the browser tests in an installed Chromium or Chrome; without one it says so and fails, since nothing was
 * tested.
 */
import { spawnSync } from 'node:child_process';
import { findBrowser } from './find-browser.mjs';

const browser = findBrowser();
if (browser === undefined) {
  process.stderr.write(
    'No Chromium, Chrome or Edge was found, so the browser tests did not run: install one, or name it in CHROME_PATH.\n',
  );
  process.exit(1);
}
const jest = [
  'node_modules/jest/bin/jest.js',
  '--testMatch=<rootDir>/test/ui/**/*.test.ts',
  '--testPathIgnorePatterns=/node_modules/',
];
const { status } = spawnSync(process.execPath, [...jest, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, CHROME_PATH: browser },
});
process.exit(status ?? 1);
