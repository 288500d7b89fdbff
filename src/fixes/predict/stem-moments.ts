import { COURSE_SECONDS } from '../../analysis/stem-course.ts';
import { kWeightAt } from '../../dsp/k-weighting.ts';
import { runningSums } from '../../dsp/running-sums.ts';
import type { Power, Seconds } from '../../dsp/units.ts';
import type { AnalysisDocument, SectionKind } from '../../store/analysis-document.ts';
import { gramIndex, type MixModel, type SectionGram } from '../mix-model.ts';
import type { ReturnedShare } from './feature-reader.ts';
import type { StemResponses } from './section-base.ts';
import type { StemResponse } from './stem-response.ts';

/** By which power a change moves the sum of the stems at each point of the loudness curves: 1 where nothing moves. */
export interface MomentRatios {
  /** What the master takes back of a change of level. */
  returned: ReturnedShare;
  momentaryLufs: Float64Array;
  shortTermLufs: Float64Array;
}

/**
 * What plays when. A section's bands tell what a change does to all of it; a fill of two bars, a vocal or a riser is in
 * few of its moments, and the loudest one is often made by such a stem.
 *
 * Powers of stems are added up as if they had nothing in common, so that only the difference between moments is to be
 * taken from here, see `momentShifts`.
 */
export class StemMoments {
  readonly #model: MixModel;
  readonly #returned: ReturnedShare;
  readonly #loudness: AnalysisDocument['curves']['loudness'];
  readonly #kinds: readonly (SectionKind | undefined)[];
  /** Stem after stem, in the order of the model: running sums over its course. */
  readonly #sums: readonly Float64Array[];
  readonly #kWeights: Float64Array;

  /**
   * @param courses see `stemCourse`, by the names of the model's stems
   * @param returned what the master takes back of a change of level, see `master-chain.ts`
   * @returns `undefined` unless all stems have theirs: without one nobody knows the others' share
   */
  static of(
    model: MixModel,
    analysis: AnalysisDocument,
    courses: ReadonlyMap<string, Float64Array>,
    returned: ReturnedShare,
  ): StemMoments | undefined {
    const own = model.stems.flatMap((name) => courses.get(name) ?? []);
    return own.length === model.stems.length ? new StemMoments(model, analysis, own, returned) : undefined;
  }

  private constructor(
    model: MixModel,
    { curves, sections }: AnalysisDocument,
    courses: readonly Float64Array[],
    returned: ReturnedShare,
  ) {
    this.#model = model;
    this.#returned = returned;
    this.#loudness = curves.loudness;
    this.#sums = courses.map((course) => runningSums(course));
    this.#kWeights = Float64Array.from(model.bandCentreHz, kWeightAt);
    this.#kinds = curves.loudness.momentaryLufs.map((_, i) => {
      const at = i * curves.loudness.hopSeconds;
      return sections.find(({ startSeconds, endSeconds }) => at >= startSeconds && at < endSeconds)?.kind;
    });
  }

  /** What stems' own changes do; that of the main track moves all moments alike, and is left out. */
  ratios(responses: StemResponses): MomentRatios {
    const gains = this.#model.stems.map((_, stem) => this.#gainsOf(stem, responses.get(stem)));
    const within = (windowSeconds: Seconds): Float64Array =>
      Float64Array.from(this.#kinds, (kind, i) => {
        const middle = i * this.#loudness.hopSeconds;
        const from = Math.round((middle - windowSeconds / 2) / COURSE_SECONDS);
        const to = Math.round((middle + windowSeconds / 2) / COURSE_SECONDS);
        let before = 0;
        let after = 0;
        for (let stem = 0; stem < gains.length; stem++) {
          const power = between(this.#sums[stem], from, to);
          before += power;
          after += power * (gains[stem](kind) ?? 1);
        }
        return before > 0 ? after / before : 1;
      });
    return {
      returned: this.#returned,
      momentaryLufs: within(MOMENTARY_SECONDS),
      shortTermLufs: within(SHORT_TERM_SECONDS),
    };
  }

  /** How a stem's own K-weighted power moves in each kind of section; where it was not heard, as in all of them. */
  #gainsOf(stem: number, response: StemResponse | undefined): (kind: SectionKind | undefined) => Power | undefined {
    if (response === undefined) return () => 1;
    const powers = this.#model.sections.map((section) => this.#ownPowers(section, stem, response));
    const total = powers.reduce((sum, [from, to]) => [sum[0] + from, sum[1] + to], [0, 0]);
    const inAll = total[0] > 0 ? total[1] / total[0] : 1;
    const gains = new Map(
      this.#model.sections.flatMap(({ kind }, i) => {
        const [from, to] = powers[i];
        return from > total[0] * LEAST_SHARE ? [[kind, to / from] as const] : [];
      }),
    );
    return (kind) => (kind === undefined ? undefined : gains.get(kind)) ?? inAll;
  }

  /** K-weighted power of a stem in a section, before and after. */
  #ownPowers({ mid, side, midSide }: SectionGram, stem: number, { mm, ms, sm, ss }: StemResponse): [Power, Power] {
    let [before, after] = [0, 0];
    for (let b = 0; b < this.#kWeights.length; b++) {
      const own = gramIndex(this.#model.stems.length, b, stem, stem);
      const [m, s, c, k] = [mid[own], side[own], midSide[own], this.#kWeights[b]];
      before += k * (m + s);
      after += k * ((mm[b] ** 2 + sm[b] ** 2) * m + (ms[b] ** 2 + ss[b] ** 2) * s);
      after += k * 2 * (mm[b] * ms[b] + sm[b] * ss[b]) * c;
    }
    return [before, after];
  }
}

/** The windows of EBU Tech 3341. */
const MOMENTARY_SECONDS: Seconds = 0.4;
const SHORT_TERM_SECONDS: Seconds = 3;
/** A stem of which less than this lies in a kind of section was only touched there: a tail, a breath. */
const LEAST_SHARE = 1e-3;

function between(sums: Float64Array, from: number, to: number): Power {
  const last = sums.length - 1;
  return sums[Math.min(last, Math.max(0, to))] - sums[Math.min(last, Math.max(0, from))];
}
