import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAmxd } from '../device/amxd.ts';
import { lintPatch } from '../device/lint-patch.ts';
import { DEVICE_SCRIPTS, NODE_SCRIPT } from '../device/scripts.ts';
import { stripPatch } from '../device/strip/strip-patch.ts';

/**
 * Writes the device into the folder given, and prints what must lie beside it for the build. A device with a fault is
 * not written.
 */
const folder = process.argv[2];
const patch = stripPatch();
const faults = lintPatch(patch);
if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n`);
  process.exitCode = 1;
} else {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'Coproducer.amxd'), writeAmxd({ kind: 'audio effect', patch }));
  process.stdout.write(JSON.stringify({ scripts: Object.values(DEVICE_SCRIPTS), node: NODE_SCRIPT }));
}
