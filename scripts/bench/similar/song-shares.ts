import { mean } from '../../../src/dsp/statistics.ts';
import { encodeTrack, LAYOUT, rowsOf } from '../../../src/similarity/encode-track.ts';
import { ENCODER } from '../../../src/similarity/encoder-card.ts';
import type { HeldOutTrack } from './held-out-library.ts';

/**
 * Of each measured feature of the encoder's card, the share of its variance over a library that lies between songs of one
 * recipe; the mean over several libraries, two digits. A difference that cannot be heard counts as none: the variance is
 * at least the squared just-noticeable difference. A feature that few songs have is left out: it is not known.
 */
export function songShares(libraries: readonly (readonly HeldOutTrack[])[]): Record<string, number> {
  const tables = libraries.map((tracks) => ({
    recipes: tracks.map(({ recipe }) => recipe),
    rows: tracks.map(({ analysis }) => encodeTrack(analysis).values),
  }));
  const features = rowsOf(ENCODER.blocks.flatMap((block) => block.features));
  return Object.fromEntries(
    features.flatMap(({ id, jnd }) => {
      const column = LAYOUT.ids.indexOf(id);
      const shares = tables.flatMap(({ recipes, rows }) => {
        const values = rows.map((row) => row[column]);
        return shareOf(values, recipes, jnd) ?? [];
      });
      return shares.length === 0 ? [] : [[id, Math.round(100 * mean(shares)) / 100]];
    }),
  );
}

function shareOf(values: readonly number[], recipes: readonly number[], jnd: number): number | undefined {
  const known = values.map((value, i) => ({ value, recipe: recipes[i] })).filter(({ value }) => !Number.isNaN(value));
  const centre = mean(known.map(({ value }) => value));
  const total = mean(known.map(({ value }) => (value - centre) ** 2));
  let [within, freedom] = [0, 0];
  for (const recipe of new Set(recipes)) {
    const own = known.filter((one) => one.recipe === recipe).map(({ value }) => value);
    if (own.length < 2) continue;
    const middle = mean(own);
    within += own.reduce((sum, value) => sum + (value - middle) ** 2, 0);
    freedom += own.length - 1;
  }
  if (freedom < values.length / 4) return undefined;
  return Math.min(1, within / freedom / Math.max(jnd ** 2, total));
}
