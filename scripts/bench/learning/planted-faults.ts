import { styleDeltaOf, type YardstickRow } from '../../../src/gap/yardstick.ts';
import { featureValues } from '../../../src/store/analysis-document.ts';
import type { Fix } from '../../../src/store/plan-document.ts';
import type { Mix } from './mix.ts';
import { analysisOf, SONG_STEMS, type SongSetting } from './song-model.ts';

/**
 * What becomes of a fault that was planted. To mend it brings the producer no nearer to what is meant; or a fix of its
 * stem is put forward, or kept aside; or there is none, since the mix is hardly less like its references with it than
 * without, or although it is.
 */
export type FaultFate = 'no matter' | 'put forward' | 'kept aside' | 'no less like the references' | 'missed';
export const FAULT_FATES: readonly FaultFate[] = [
  'put forward',
  'kept aside',
  'missed',
  'no less like the references',
  'no matter',
];

/** A planted fault, and what mending it would take off how far the mix is from what is meant. */
export interface PlantedFault {
  fate: FaultFate;
  gain: number;
}

/** What a fault has to take off the style delta to be in it at all. */
const LEAST_RELIEF = 0.05;

/**
 * @param rows the references' own targets
 * @param distance how far a mix is from what is meant
 */
export function plantedFaults(
  { is, faults }: Mix,
  fixes: readonly Fix[],
  rows: readonly YardstickRow[],
  distance: (values: ReadonlyMap<string, number>) => number,
): PlantedFault[] {
  const valuesOf = (setting: SongSetting): ReadonlyMap<string, number> => featureValues(analysisOf(setting, 'mix'));
  const values = valuesOf(is);
  const [start, delta] = [distance(values), styleDeltaOf(rows, values)];
  return faults.map(({ stem, without }) => {
    const mended = valuesOf(without);
    const gain = start - distance(mended);
    const own = fixes.filter(({ track }) => track === SONG_STEMS[stem].name);
    const isLike = delta - styleDeltaOf(rows, mended) < LEAST_RELIEF * delta;
    return { gain, fate: fateOf(gain, own, isLike) };
  });
}

function fateOf(gain: number, own: readonly Fix[], isLike: boolean): FaultFate {
  if (gain <= 0) return 'no matter';
  if (own.length > 0) return own.some(({ aside }) => aside !== true) ? 'put forward' : 'kept aside';
  return isLike ? 'no less like the references' : 'missed';
}
