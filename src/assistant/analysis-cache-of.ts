import { AnalysisCache } from '../library/analysis-cache.ts';
import type { Home } from '../store/home.ts';
import { isFullyHeard } from './fully-heard.ts';

/** The analyses kept in a home; those that lack what can be heard by now are measured once more. */
export function analysisCacheOf({ cache }: Home): AnalysisCache {
  return new AnalysisCache(cache, { isWhole: isFullyHeard });
}
