import type { BandPowers } from '../../analysis/band-feature-meter.ts';
import type { Normal } from '../../dsp/units.ts';
import type { BandSpectrum } from '../../store/analysis-document.ts';
import { gramIndex, SILENCE_RATIO, summedEnergy, type SectionGram } from '../mix-model.ts';
import { MAIN_INDEX } from '../stem-context.ts';
import type { StemResponse } from './stem-response.ts';

/**
 * Responses of the stems that change, by their place in the model; every other stem stays as it is. The main track's
 * comes after all of them.
 */
export type StemResponses = ReadonlyMap<number, StemResponse>;

/** One section's Gram matrices with the sums that every prediction starts from. */
export class SectionBase {
  readonly gram: SectionGram;
  readonly measured: BandSpectrum;
  readonly #stems: number;
  /** Energies of the mix as it is, a value a band: of mid, of side, and Re Σ M S*. */
  readonly #mid: Float64Array;
  readonly #side: Float64Array;
  readonly #cross: Float64Array;
  /** bands × stems: inner products of the mix's mid and side with each stem's mid and side. */
  readonly #midWithMid: Float64Array;
  readonly #midWithSide: Float64Array;
  readonly #sideWithMid: Float64Array;
  readonly #sideWithSide: Float64Array;
  /** Of each band, how much of it goes with the stems. */
  readonly #shares: readonly { mid: Normal; side: Normal }[];
  /** Of mid and side in each band: as measured, and in the sum of the stems. */
  readonly #coherence: { measured: Float64Array; ofStems: Float64Array };

  /** @param measured the section's spectrum in the analysis of the bounce, in the bands of the model */
  constructor(gram: SectionGram, measured: BandSpectrum, stems: number) {
    this.gram = gram;
    this.measured = measured;
    this.#stems = stems;
    const bands = measured.mid.length;
    this.#mid = new Float64Array(bands);
    this.#side = new Float64Array(bands);
    this.#cross = new Float64Array(bands);
    this.#midWithMid = new Float64Array(bands * stems);
    this.#midWithSide = new Float64Array(bands * stems);
    this.#sideWithMid = new Float64Array(bands * stems);
    this.#sideWithSide = new Float64Array(bands * stems);
    for (let b = 0; b < bands; b++) {
      this.#mid[b] = summedEnergy(gram.mid, stems, b);
      this.#side[b] = summedEnergy(gram.side, stems, b);
      this.#cross[b] = summedEnergy(gram.midSide, stems, b);
      for (let i = 0; i < stems; i++) {
        const at = b * stems + i;
        for (let j = 0; j < stems; j++) {
          this.#midWithMid[at] += gram.mid[gramIndex(stems, b, j, i)];
          this.#sideWithSide[at] += gram.side[gramIndex(stems, b, j, i)];
          this.#midWithSide[at] += gram.midSide[gramIndex(stems, b, j, i)];
          this.#sideWithMid[at] += gram.midSide[gramIndex(stems, b, i, j)];
        }
      }
    }
    const { bounce } = gram;
    this.#shares = measured.mid.map((_, b) =>
      bounce === undefined ? ALL : { mid: bounce.stemShare.mid[b], side: bounce.stemShare.side[b] },
    );
    this.#coherence = {
      measured: Float64Array.from(measured.mid, (mid, b) =>
        coherence(measured.leftMinusRight[b] / 2, mid, measured.side[b]),
      ),
      ofStems: this.#cross.map((cross, b) => coherence(cross, this.#mid[b], this.#side[b])),
    };
  }

  /**
   * The measured band powers, moved as the sum of the stems moves.
   *
   * With P and Q what the change adds to mid and side, ⟨M+P, M+P⟩ = ⟨M, M⟩ + 2⟨M, P⟩ + ⟨P, P⟩ and so on, so that only
   * the stems that change are visited. What of the bounce goes with the stems then moves by the ratio of these
   * energies; what the master made of other bands stays, or is taken to go along.
   */
  powersAfter(responses: StemResponses, mastersOwn: MastersOwn = 'stays'): BandPowers {
    const { measured } = this;
    const bands = this.#mid.length;
    const moved = {
      mid: new Float64Array(bands),
      side: new Float64Array(bands),
      leftMinusRight: new Float64Array(bands),
      leftTimesRight: new Float64Array(measured.leftTimesRight),
    };
    const changed = [...responses].filter(([stem]) => stem !== MAIN_INDEX);
    const main = responses.get(MAIN_INDEX);
    const change = { mid: 0, side: 0, cross: 0 };
    for (let b = 0; b < bands; b++) {
      this.#changeIn(b, changed, change);
      const { mid: midShare, side: sideShare } = mastersOwn === 'stays' ? this.#shares[b] : ALL;
      const perMid = this.#mid[b] > 0 ? (midShare * measured.mid[b]) / this.#mid[b] : 0;
      // A mono band has no side to take a ratio of: what is added is scaled as the mid is.
      const hasSide = this.#side[b] > this.#mid[b] * SILENCE_RATIO && measured.side[b] > 0 && sideShare > LEAST_SHARE;
      const perSide = hasSide ? (sideShare * measured.side[b]) / this.#side[b] : perMid;
      // Rounding may leave a hair below zero where everything cancels.
      moved.mid[b] = Math.max(0, measured.mid[b] + change.mid * perMid);
      moved.side[b] = Math.max(0, measured.side[b] + change.side * perSide);
      if (main !== undefined) {
        // What stands on the main track has no cross terms: an EQ or a width treats mid and side each by itself.
        moved.mid[b] *= main.mm[b] ** 2;
        moved.side[b] *= main.ss[b] ** 2;
      }
      // With M = (L+R)/√2 and S = (L−R)/√2: L² − R² = 2·M·S, and L·R = (M² − S²)/2. The coherence of M and S moves as
      // it does in the sum of the stems, which keeps a balance that a plain gain must not move.
      const after = coherence(this.#cross[b] + change.cross, this.#mid[b] + change.mid, this.#side[b] + change.side);
      const coherenceAfter = Math.max(
        -1,
        Math.min(1, this.#coherence.measured[b] + after - this.#coherence.ofStems[b]),
      );
      moved.leftMinusRight[b] = 2 * coherenceAfter * Math.sqrt(moved.mid[b] * moved.side[b]);
      moved.leftTimesRight[b] += (moved.mid[b] - measured.mid[b] - (moved.side[b] - measured.side[b])) / 2;
    }
    return moved;
  }

  /** What of the measured band powers goes with the stems: without what the master made of other bands. */
  powersOfStems(): BandPowers {
    const { mid, side, leftMinusRight, leftTimesRight } = this.measured;
    const shares = this.#shares;
    return {
      mid: shares.map((share, b) => share.mid * mid[b]),
      side: shares.map((share, b) => share.side * side[b]),
      leftMinusRight: shares.map((share, b) => Math.sqrt(share.mid * share.side) * leftMinusRight[b]),
      leftTimesRight: shares.map(
        (share, b) => leftTimesRight[b] - ((1 - share.mid) * mid[b] - (1 - share.side) * side[b]) / 2,
      ),
    };
  }

  /** What the stems that change add to the energies of one band; filled into `change`, for every band asks. */
  #changeIn(b: number, changed: readonly [number, StemResponse][], change: EnergyChange): void {
    const { gram } = this;
    const stems = this.#stems;
    change.mid = change.side = change.cross = 0;
    for (const [i, response] of changed) {
      const at = b * stems + i;
      const pm = response.mm[b] - 1;
      const ps = response.ms[b];
      const qm = response.sm[b];
      const qs = response.ss[b] - 1;
      change.mid += 2 * (pm * this.#midWithMid[at] + ps * this.#midWithSide[at]);
      change.side += 2 * (qm * this.#sideWithMid[at] + qs * this.#sideWithSide[at]);
      change.cross += qm * this.#midWithMid[at] + qs * this.#midWithSide[at];
      change.cross += pm * this.#sideWithMid[at] + ps * this.#sideWithSide[at];
      for (const [j, other] of changed) {
        const ij = gramIndex(stems, b, i, j);
        const om = other.mm[b] - 1;
        const os = other.ms[b];
        const um = other.sm[b];
        const us = other.ss[b] - 1;
        const mm = gram.mid[ij];
        const ms = gram.midSide[ij];
        const sm = gram.midSide[gramIndex(stems, b, j, i)];
        const ss = gram.side[ij];
        change.mid += pm * (om * mm + os * ms) + ps * (om * sm + os * ss);
        change.side += qm * (um * mm + us * ms) + qs * (um * sm + us * ss);
        change.cross += pm * (um * mm + us * ms) + ps * (um * sm + us * ss);
      }
    }
  }
}

/** What a change adds to the energies of the mix in one band: of mid, of side, and Re Σ M S*. */
interface EnergyChange {
  mid: number;
  side: number;
  cross: number;
}

/** What becomes of what the master made of its own, such as a limiter's distortion, when the stems change. */
export type MastersOwn = 'stays' | 'follows';

const ALL = { mid: 1, side: 1 } as const;

/** Less of a band cannot be told from chance. */
const LEAST_SHARE: Normal = 0.02;

/** Re⟨M, S⟩ / √(⟨M, M⟩⟨S, S⟩); 0 where one of them is silent. */
function coherence(cross: number, mid: number, side: number): number {
  return mid > 0 && side > 0 ? cross / Math.sqrt(mid * side) : 0;
}
