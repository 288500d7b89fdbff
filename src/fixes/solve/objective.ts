import { mean, median } from '../../dsp/statistics.ts';
import { SEVERITY_CAP, type YardstickRow } from '../../gap/yardstick.ts';
import { featureKey, type Scope } from '../../store/analysis-document.ts';
import { ReferenceLikeness } from './reference-likeness.ts';

/**
 * What the solver minimises: how unlike its references a mix is, |w|² of `ReferenceLikeness`, over the features that
 * are witnesses of their own. Sums over them (bass, brightness, slope …) would only repeat what the bands say, and
 * absolute loudness is the master's business: else every quiet mix would be answered with faders.
 *
 * The bands of the style delta decide whether a fix is shown; this decides which fix it is and how large. A value
 * inside its band still tells where the middle lies: a fault that reached a third of the way out of its band began
 * inside.
 */
export class Objective {
  /** Which family each w is of: tone, width, balance or what stands alone. */
  readonly families: readonly string[];
  readonly #terms: readonly { at: number; median: number; scale: number }[];
  readonly #likeness: ReferenceLikeness;

  /**
   * @param mix how the mix is read
   * @param variation see `Yardstick.variation`
   */
  constructor(rows: readonly YardstickRow[], mix: MixReading, variation: readonly Float64Array[]) {
    const { keys, measured } = mix;
    const place = new Map(keys.map((key, i) => [key, i] as const));
    const ofStems = mix.withoutMastersOwn();
    const witnesses = rows.flatMap((row, index) => {
      const at = place.get(featureKey(row.feature.id, row.scope));
      if (at === undefined || !isWitness(row)) return [];
      return Math.abs(measured[at] - ofStems[at]) <= MOST_FOREIGN * row.scale ? [{ row, at, index }] : [];
    });
    const alike = alikeScopes(
      witnesses.map(({ row, at }) => [row.scope, soft((measured[at] - row.median) / row.scale)]),
    );
    const used = witnesses.filter(({ row }) => alike.has(row.scope));
    this.#terms = used.map(({ row: { median, scale }, at }) => ({ at, median, scale }));
    this.families = used.map(({ row }) => familyOf(row));
    this.#likeness = new ReferenceLikeness(
      used.map(({ row }) => row),
      variation.map((z) => Float64Array.from(used, ({ index }) => soft(z[index]))),
    );
  }

  /** w of a vector of values. */
  residuals(values: Float64Array): Float64Array {
    return this.#likeness.whiten(
      Float64Array.from(this.#terms, ({ at, median, scale }) => soft((values[at] - median) / scale)),
    );
  }
}

/** What is needed of a `MixPredictor`. */
export interface MixReading {
  readonly keys: readonly string[];
  readonly measured: Float64Array;
  withoutMastersOwn(): Float64Array;
}

/**
 * In scales. What the master made of its own is beyond every move on a stem: a feature that reads more of it than
 * this says nothing of the stems, and one lone large difference would be answered by moves that only happen to touch
 * it.
 */
const MOST_FOREIGN = 1;

/**
 * Kinds of section that are the same in the mix as in its references. A fault is heard wherever its stem plays; a kind
 * that differs far more than the others do is another arrangement, or was cut elsewhere, and whatever is made to answer
 * that is wrong for the song.
 *
 * @param differences of each witness, in scales, beside the scope that it is of
 */
function alikeScopes(differences: readonly (readonly [Scope, number])[]): ReadonlySet<Scope> {
  const scopes = [...new Set(differences.map(([scope]) => scope))];
  const unlikeness = scopes.map((scope) =>
    Math.sqrt(mean(differences.flatMap(([of, z]) => (of === scope ? [z ** 2] : [])))),
  );
  const most = MOST_UNLIKE * median(unlikeness);
  return new Set(scopes.filter((_, i) => unlikeness[i] <= most));
}

/** Times what the middle kind of section differs by. A fault of one stem makes a kind differ by half as much again. */
const MOST_UNLIKE = 2;

/**
 * Third octaves, widths and balances of octaves, and what they do not say: the kick against the bass, the lift of a
 * drop.
 */
const WITNESSES = /^(?:tone\.band\..*|stereo\.width\..*|stereo\.balance\..*|lowEnd\.kickToBass|energy\.contrast)$/u;

/** `tone.band` of `tone.band.63`. */
function familyOf({ feature }: YardstickRow): string {
  return feature.id.split('.', 2).join('.');
}

function isWitness({ feature }: YardstickRow): boolean {
  return WITNESSES.test(feature.id);
}

/**
 * One broken measurement must not outvote all others, but the solver must still see which way is down: beyond the cap
 * of the style delta a difference only grows slowly.
 */
function soft(z: number): number {
  const size = Math.abs(z);
  return size <= SEVERITY_CAP ? z : Math.sign(z) * (SEVERITY_CAP + Math.log1p(size - SEVERITY_CAP));
}
