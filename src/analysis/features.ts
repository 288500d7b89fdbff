import type { FeatureRow } from './feature-catalogue.ts';
import { energyRows } from './features/energy-rows.ts';
import { loudnessRows } from './features/loudness-rows.ts';
import { lowEndRows } from './features/low-end-rows.ts';
import { maskingRows } from './features/masking-rows.ts';
import { rhythmRows } from './features/rhythm-rows.ts';
import { soundRows } from './features/sound-rows.ts';
import { stereoRows } from './features/stereo-rows.ts';
import { toneRows } from './features/tone-rows.ts';

/**
 * The feature catalogue: every number that is measured on a track, in the order in which people read it. Profile, gap,
 * fixes, report and pictures iterate over this table; a new feature is one row here and one measurement. The same table
 * in prose is `docs/features.md`, written by `scripts/write-feature-docs.ts`.
 */
export const FEATURES: readonly FeatureRow[] = [
  ...loudnessRows,
  ...toneRows,
  ...stereoRows,
  ...rhythmRows,
  ...lowEndRows,
  ...energyRows,
  ...soundRows,
  ...maskingRows,
];

const ROW_BY_ID: ReadonlyMap<string, FeatureRow> = new Map(FEATURES.map((row) => [row.id, row]));

/**
 * The catalogue's row of a feature; `undefined` for an id it does not know (a document of an older engine may hold
 * one).
 */
export function featureById(id: string): FeatureRow | undefined {
  return ROW_BY_ID.get(id);
}
