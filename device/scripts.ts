/** A script that Max runs inside the patch, and how its box must be written. */
export interface DeviceScript {
  /** The file as Max finds it: one flat name that nothing else on its search path has. */
  file: string;
  /** Its source. */
  entry: string;
  outlets: number;
}

/** Every script of the patch; `npm run build` bundles each into one flat file with plain global functions. */
export const DEVICE_SCRIPTS = {
  strip: { file: 'coproducer-strip.js', entry: 'device/scripts/strip.ts', outlets: 6 },
  bridge: { file: 'coproducer-bridge.js', entry: 'device/bridge/bridge.ts', outlets: 1 },
  status: { file: 'coproducer-status-view.js', entry: 'device/scripts/status-view.ts', outlets: 0 },
  tone: { file: 'coproducer-tone-view.js', entry: 'device/scripts/tone-view.ts', outlets: 0 },
  gaps: { file: 'coproducer-gaps-view.js', entry: 'device/scripts/gaps-view.ts', outlets: 0 },
  fix: { file: 'coproducer-fix-view.js', entry: 'device/scripts/fix-view.ts', outlets: 0 },
} as const satisfies Readonly<Record<string, DeviceScript>>;

/** The program in Node: one bundle, beside the device. `node.script` is documented to take `.js` and `.mjs`. */
export const NODE_SCRIPT = 'coproducer-node.js';

/** How many outlets a script's box has; undefined for a file that is no script of this device. */
export function outletsOfScript(file: string): number | undefined {
  return Object.values<DeviceScript>(DEVICE_SCRIPTS).find((script) => script.file === file)?.outlets;
}
