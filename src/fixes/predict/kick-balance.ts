import type { Decibels, Hertz, Power } from '../../dsp/units.ts';
import { gramIndex, type MixModel, type SectionGram } from '../mix-model.ts';
import type { StemResponses } from './section-base.ts';

/** The band of `lowEnd.kickToBass`: where kick and bass share the room. */
const LOW_HZ: readonly [Hertz, Hertz] = [30, 120];

/** Which stems, by their places in the model, make the two sides of the balance. */
export interface LowEndRoles {
  kicks: ReadonlySet<number>;
  basses: ReadonlySet<number>;
}

export const NO_LOW_END: LowEndRoles = { kicks: new Set(), basses: new Set() };

/**
 * How the kick's level against the bass moves. The feature compares the loudest moment at the kick with the loudest
 * between kicks; kick stems make the one and bass stems the other, so it moves as the ratio of their energies does.
 * Both are taken as uncorrelated, which notes of different instruments at different times are. Without both there is no
 * telling what the feature heard, and it is taken to stay.
 */
export class KickBalance {
  readonly #gram: SectionGram | undefined;
  readonly #stems: number;
  readonly #bands: readonly number[];
  readonly #roles: LowEndRoles;
  /** Of kicks and basses as they are. */
  readonly #before: { kick: Power; bass: Power };

  constructor(model: MixModel, roles: LowEndRoles) {
    this.#gram = model.sections.find(({ kind }) => kind === 'drop') ?? model.sections[0];
    this.#stems = model.stems.length;
    this.#bands = model.bandCentreHz.flatMap((hz, b) => (hz >= LOW_HZ[0] && hz <= LOW_HZ[1] ? [b] : []));
    this.#roles = roles;
    const asTheyAre: StemResponses = new Map();
    this.#before = { kick: this.#energy(roles.kicks, asTheyAre), bass: this.#energy(roles.basses, asTheyAre) };
  }

  /** Change of `lowEnd.kickToBass`; 0 where kick or bass is silent or not there. */
  changeDb(responses: StemResponses): Decibels {
    const { kicks, basses } = this.#roles;
    if (kicks.size === 0 || basses.size === 0) return 0;
    const kick = this.#energy(kicks, responses) / this.#before.kick;
    const bass = this.#energy(basses, responses) / this.#before.bass;
    const change = 10 * Math.log10(kick / bass);
    return Number.isFinite(change) ? change : 0;
  }

  #energy(stems: ReadonlySet<number>, responses: StemResponses): Power {
    const gram = this.#gram;
    if (gram === undefined) return 0;
    let energy = 0;
    for (const stem of stems) {
      const response = responses.get(stem);
      for (const b of this.#bands) {
        const at = gramIndex(this.#stems, b, stem, stem);
        const [mm, ms] = response === undefined ? [1, 0] : [response.mm[b], response.ms[b]];
        energy += mm * mm * gram.mid[at] + 2 * mm * ms * gram.midSide[at] + ms * ms * gram.side[at];
      }
    }
    return energy;
  }
}
