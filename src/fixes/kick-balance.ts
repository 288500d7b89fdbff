import type { Decibels, Hertz, Power } from '../dsp/units.ts';
import { gramIndex, type MixModel, type SectionGram } from './mix-model.ts';
import type { StemResponses } from './section-base.ts';

/** The band of `lowEnd.kickToBass`: where kick and bass share the room. */
const LOW_HZ: readonly [Hertz, Hertz] = [30, 120];

/**
 * How the kick's level against everything else down there moves. The feature compares the loudest moment at the kick with the loudest
 * between kicks; the kick stems make the one and all others the other, so it moves as the ratio of their energies does. Both are
 * taken as uncorrelated, which notes of different instruments at different times are.
 */
export class KickBalance {
  readonly #gram: SectionGram | undefined;
  readonly #stems: number;
  readonly #bands: readonly number[];
  readonly #kicks: ReadonlySet<number>;

  /** @param kicks places of the kick stems in the model; without any, nothing is predicted to move. */
  constructor(model: MixModel, kicks: ReadonlySet<number>) {
    this.#gram = model.sections.find(({ kind }) => kind === 'drop') ?? model.sections[0];
    this.#stems = model.stems.length;
    this.#bands = model.bandCentreHz.flatMap((hz, b) => (hz >= LOW_HZ[0] && hz <= LOW_HZ[1] ? [b] : []));
    this.#kicks = kicks;
  }

  /** Change of `lowEnd.kickToBass`; 0 where kick or bass is silent. */
  changeDb(responses: StemResponses): Decibels {
    if (this.#kicks.size === 0) return 0;
    const [kick, rest] = this.#energies(new Map());
    const [kickMoved, restMoved] = this.#energies(responses);
    const change = 10 * Math.log10((kickMoved * rest) / (kick * restMoved));
    return Number.isFinite(change) ? change : 0;
  }

  #energies(responses: StemResponses): [kick: Power, rest: Power] {
    let kick = 0;
    let rest = 0;
    const gram = this.#gram;
    if (gram === undefined) return [kick, rest];
    for (let stem = 0; stem < this.#stems; stem++) {
      const response = responses.get(stem);
      let energy = 0;
      for (const b of this.#bands) {
        const at = gramIndex(this.#stems, b, stem, stem);
        const [mm, ms] = response === undefined ? [1, 0] : [response.mm[b], response.ms[b]];
        energy += mm * mm * gram.mid[at] + 2 * mm * ms * gram.midSide[at] + ms * ms * gram.side[at];
      }
      if (this.#kicks.has(stem)) kick += energy;
      else rest += energy;
    }
    return [kick, rest];
  }
}
