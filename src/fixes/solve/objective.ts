import { mean } from '../../dsp/statistics.ts';
import type { Decibels } from '../../dsp/units.ts';
import { ReferenceLikeness } from '../../gap/reference-likeness.ts';
import { isWitness, softened } from '../../gap/witnesses.ts';
import type { YardstickRow } from '../../gap/yardstick.ts';
import { featureKey, type Scope } from '../../store/analysis-document.ts';
import { lowestHeard } from '../predict/lowest-heard.ts';

/**
 * What the solver minimises: how unlike its references a mix is, |w|² of `ReferenceLikeness`, over the features that
 * are witnesses of their own. Sums over them (bass, brightness, slope …) would only repeat what the bands say, and
 * absolute loudness is the master's business: else every quiet mix would be answered with faders.
 *
 * The bands of the style delta decide whether a fix is shown; this decides which fix it is and how large. A value
 * inside its band still tells where the middle lies: a fault that reached a third of the way out of its band began
 * inside.
 *
 * It is always the references' own middle: a target of the producer's own is learned feature by feature, and half of
 * one would be like no mix at all, which makes everything else doubtful. What is meant otherwise is explained by a
 * move like any other, and the bands and the taste, which know better, keep that move out of the plan.
 */
export class Objective {
  /** Which family each w is of: tone, width, balance or what stands alone. */
  readonly families: readonly string[];
  /** In how many ways each feature is seen: every one of them has a w of its own. */
  readonly views: number;
  /** The features it asks for, by `featureKey`. */
  readonly keys: readonly string[];
  readonly #scopes: readonly Scope[];
  /** What each is held against. */
  readonly #medians: Float64Array;
  readonly #scales: Float64Array;
  readonly #floors: Float64Array;
  readonly #likenesses: readonly ReferenceLikeness[];

  /**
   * @param rows as the references have them
   * @param mix how the mix is read
   * @param variation see `Yardstick.variation`
   * @param without kinds of section that are left out
   * @param views what songs of the style may differ by, in the features' own units (see `stemDifferences`), as often as
   *   it is seen in different ways: none of them is believed alone, and |w|² is their mean
   * @param known what was learned of the same rows, variation and differences already; more is added
   * @param lowestOf the value of a feature below which it does not matter how low it is
   */
  constructor(
    rows: readonly YardstickRow[],
    mix: MixReading,
    variation: readonly Float64Array[],
    without: ReadonlySet<Scope> = new Set(),
    views: readonly (readonly Float64Array[])[] = [[]],
    known: KnownLikenesses = new Map<string, ReferenceLikeness>(),
    lowestOf: (id: string) => Decibels = lowestHeard,
  ) {
    const { keys } = mix;
    const place = new Map(keys.map((key, i) => [key, i] as const));
    const used = rows.flatMap((row, index) => {
      const key = featureKey(row.feature.id, row.scope);
      const at = place.get(key);
      if (at === undefined || !isWitness(row) || without.has(row.scope)) return [];
      return Math.abs(mix.mastersOwn(key)) <= MOST_FOREIGN * row.scale ? [{ row, at, index }] : [];
    });
    this.#scopes = used.map(({ row }) => row.scope);
    this.keys = used.map(({ at }) => keys[at]);
    this.#floors = Float64Array.from(used, ({ row }) => lowestOf(row.feature.id));
    this.#medians = Float64Array.from(used, ({ row }, i) => Math.max(this.#floors[i], row.median));
    this.#scales = Float64Array.from(used, ({ row }) => row.scale);
    this.views = views.length;
    this.families = views.flatMap(() => used.map(({ row }) => familyOf(row)));
    const members = variation.map((z) => Float64Array.from(used, ({ index }) => softened(z[index])));
    const learned = (differences: readonly Float64Array[]): ReferenceLikeness =>
      new ReferenceLikeness(
        used.map(({ row }) => row),
        members,
        differences.map((change) => Float64Array.from(used, ({ at, row: { scale } }) => change[at] / scale)),
      );
    this.#likenesses = views.map((differences) => {
      const key = `${[...without].sort().join(' ')};${differences.length}`;
      const likeness = known.get(key) ?? learned(differences);
      known.set(key, likeness);
      return likeness;
    });
  }

  /** w of a vector of values, in the order of `keys`. */
  residuals(values: Float64Array): Float64Array {
    const z = this.#differences(values);
    const w = new Float64Array(this.views * z.length);
    this.#likenesses.forEach((likeness, i) => w.set(likeness.whiten(z), i * z.length));
    for (let i = 0; i < w.length; i++) w[i] /= Math.sqrt(this.views);
    return w;
  }

  /** Root mean square of what each kind of section differs from its references by, in scales. */
  unlikeness(values: Float64Array): ReadonlyMap<Scope, number> {
    const z = this.#differences(values);
    const scopes = [...new Set(this.#scopes)];
    return new Map(
      scopes.map((wanted) => [
        wanted,
        Math.sqrt(mean(z.filter((_, i) => this.#scopes[i] === wanted).map((value) => value ** 2))),
      ]),
    );
  }

  #differences(values: Float64Array): Float64Array {
    const z = new Float64Array(this.#medians.length);
    for (let i = 0; i < z.length; i++) {
      z[i] = softened((Math.max(this.#floors[i], values[i]) - this.#medians[i]) / this.#scales[i]);
    }
    return z;
  }
}

/**
 * What a search has learned of its references, by the kinds of section that are left out and by how many differences
 * are known: it knows none, or those of its stems.
 */
export type KnownLikenesses = Map<string, ReferenceLikeness>;

/** What is needed of a `MixPredictor`. */
export interface MixReading {
  readonly keys: readonly string[];
  mastersOwn(key: string): number;
}

/**
 * In scales. What the master made of its own is beyond every move on a stem: a feature that reads more of it than
 * this says nothing of the stems, and one lone large difference would be answered by moves that only happen to touch
 * it.
 */
const MOST_FOREIGN = 1;

/** `tone.band` of `tone.band.63`. */
function familyOf({ feature }: YardstickRow): string {
  return feature.id.split('.', 2).join('.');
}
