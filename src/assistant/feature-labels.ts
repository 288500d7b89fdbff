import { featureById } from '../analysis/features.ts';

/** The feature's name for people; an id that the catalogue does not know (an older document's) stands for itself. */
export function labelOf(id: string): string {
  return featureById(id)?.label ?? id;
}
