import { readAmxd, writeAmxd } from '../../device/amxd.ts';
import type { FuzzTarget } from './fuzz-target.ts';

/** Max for Live devices. */
export function deviceTarget(): FuzzTarget {
  const patch = { patcher: { fileversion: 1, boxes: [{ box: { id: 'obj-1', maxclass: 'newobj' } }], lines: [] } };
  return {
    name: '.amxd files',
    seeds: (['audio effect', 'midi effect', 'instrument'] as const).map((kind) => writeAmxd({ kind, patch })),
    read: (bytes) => {
      readAmxd(bytes, 'Some.amxd');
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
