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

/** The same as what is added to each stem, which every section asks for. */
export interface MixChange {
  stems: readonly StemChange[];
  main: StemResponse | undefined;
}

export function mixChangeOf(responses: StemResponses): MixChange {
  const stems: StemChange[] = [];
  for (const [stem, response] of responses) if (stem !== MAIN_INDEX) stems.push(stemChangeOf(stem, response));
  return { stems, main: responses.get(MAIN_INDEX) };
}

function stemChangeOf(stem: number, { mm, ms, sm, ss }: StemResponse): StemChange {
  const isEven = mm.every((value, b) => value === ss[b] && ms[b] === 0 && sm[b] === 0);
  return { stem, pm: mm.map((value) => value - 1), ps: ms, qm: sm, qs: ss.map((value) => value - 1), isEven };
}

/** One section's Gram matrices with the sums that every prediction starts from. */
export class SectionBase {
  readonly gram: SectionGram;
  readonly measured: BandSpectrum;
  readonly #stems: number;
  /** Energies of the mix as it is, a value a band: of mid, of side, and Re Σ M S*. */
  readonly #mid: Float64Array;
  readonly #side: Float64Array;
  readonly #cross: Float64Array;
  /** Inner products of the mix's mid and side with each stem's mid and side: stem after stem, a value a band. */
  readonly #midWithMid: Float64Array;
  readonly #midWithSide: Float64Array;
  readonly #sideWithMid: Float64Array;
  readonly #sideWithSide: Float64Array;
  /** The matrices of `gram`, pair after pair of stems, a value a band: whoever asks thousands of times reads on. */
  readonly #pairs: { mid: Float64Array; side: Float64Array; midSide: Float64Array };
  /** Of each band, how much of it goes with the stems. */
  readonly #shares: readonly { mid: Normal; side: Normal }[];
  /** Of mid and side in each band: as measured, and in the sum of the stems. */
  readonly #coherence: { measured: Float64Array; ofStems: Float64Array };
  /** What a change adds to the energies of the mix, a value a band; written anew by every question. */
  readonly #change: EnergyChange;

  /** @param measured the section's spectrum in the analysis of the bounce, in the bands of the model */
  constructor(gram: SectionGram, measured: BandSpectrum, stems: number) {
    this.gram = gram;
    this.measured = measured;
    this.#stems = stems;
    const bands = measured.mid.length;
    const zeros = (count: number): Float64Array => new Float64Array(count * bands);
    this.#mid = zeros(1);
    this.#side = zeros(1);
    this.#cross = zeros(1);
    this.#midWithMid = zeros(stems);
    this.#midWithSide = zeros(stems);
    this.#sideWithMid = zeros(stems);
    this.#sideWithSide = zeros(stems);
    this.#pairs = { mid: zeros(stems ** 2), side: zeros(stems ** 2), midSide: zeros(stems ** 2) };
    this.#change = { mid: zeros(1), side: zeros(1), cross: zeros(1) };
    for (let b = 0; b < bands; b++) {
      this.#mid[b] = summedEnergy(gram.mid, stems, b);
      this.#side[b] = summedEnergy(gram.side, stems, b);
      this.#cross[b] = summedEnergy(gram.midSide, stems, b);
      for (let i = 0; i < stems; i++) {
        const at = i * bands + b;
        for (let j = 0; j < stems; j++) {
          const ij = gramIndex(stems, b, i, j);
          this.#midWithMid[at] += gram.mid[gramIndex(stems, b, j, i)];
          this.#sideWithSide[at] += gram.side[gramIndex(stems, b, j, i)];
          this.#midWithSide[at] += gram.midSide[gramIndex(stems, b, j, i)];
          this.#sideWithMid[at] += gram.midSide[ij];
          const pair = (i * stems + j) * bands + b;
          this.#pairs.mid[pair] = gram.mid[ij];
          this.#pairs.side[pair] = gram.side[ij];
          this.#pairs.midSide[pair] = gram.midSide[ij];
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
  powersAfter({ stems, main }: MixChange, mastersOwn: MastersOwn = 'stays'): BandPowers {
    const { measured } = this;
    const bands = this.#mid.length;
    const moved = {
      mid: new Float64Array(bands),
      side: new Float64Array(bands),
      leftMinusRight: new Float64Array(bands),
      leftTimesRight: new Float64Array(measured.leftTimesRight),
    };
    const change = this.#changeBy(stems);
    for (let b = 0; b < bands; b++) {
      const { mid: midShare, side: sideShare } = mastersOwn === 'stays' ? this.#shares[b] : ALL;
      const perMid = this.#mid[b] > 0 ? (midShare * measured.mid[b]) / this.#mid[b] : 0;
      // A mono band has no side to take a ratio of: what is added is scaled as the mid is.
      const hasSide = this.#side[b] > this.#mid[b] * SILENCE_RATIO && measured.side[b] > 0 && sideShare > LEAST_SHARE;
      const perSide = hasSide ? (sideShare * measured.side[b]) / this.#side[b] : perMid;
      // Rounding may leave a hair below zero where everything cancels.
      moved.mid[b] = Math.max(0, measured.mid[b] + change.mid[b] * perMid);
      moved.side[b] = Math.max(0, measured.side[b] + change.side[b] * perSide);
      if (main !== undefined) {
        // What stands on the main track has no cross terms: an EQ or a width treats mid and side each by itself.
        moved.mid[b] *= main.mm[b] ** 2;
        moved.side[b] *= main.ss[b] ** 2;
      }
      // With M = (L+R)/√2 and S = (L−R)/√2: L² − R² = 2·M·S, and L·R = (M² − S²)/2. The coherence of M and S moves as
      // it does in the sum of the stems, which keeps a balance that a plain gain must not move.
      const after = coherence(
        this.#cross[b] + change.cross[b],
        this.#mid[b] + change.mid[b],
        this.#side[b] + change.side[b],
      );
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

  /** What the stems that change add to the energies; valid until the next question. */
  #changeBy(changed: readonly StemChange[]): EnergyChange {
    const change = this.#change;
    change.mid.fill(0);
    change.side.fill(0);
    change.cross.fill(0);
    for (let at = 0; at < changed.length; at++) {
      const one = changed[at];
      this.#addWithMix(one, change);
      for (let before = 0; before <= at; before++) {
        const other = changed[before];
        if (one.isEven && other.isEven) this.#addEvenPair(one, other, change);
        else this.#addPair(one, other, change);
      }
    }
    return change;
  }

  /** What a change shares with the mix as it is: 2⟨M, P⟩, 2⟨S, Q⟩, and ⟨M, Q⟩ + ⟨P, S⟩. */
  #addWithMix({ stem, pm, ps, qm, qs }: StemChange, { mid, side, cross }: EnergyChange): void {
    const [midWithMid, midWithSide] = [this.#midWithMid, this.#midWithSide];
    const [sideWithMid, sideWithSide] = [this.#sideWithMid, this.#sideWithSide];
    for (let b = 0, at = stem * mid.length; b < mid.length; b++, at++) {
      mid[b] += 2 * (pm[b] * midWithMid[at] + ps[b] * midWithSide[at]);
      side[b] += 2 * (qm[b] * sideWithMid[at] + qs[b] * sideWithSide[at]);
      cross[b] += qm[b] * midWithMid[at] + qs[b] * midWithSide[at];
      cross[b] += pm[b] * sideWithMid[at] + ps[b] * sideWithSide[at];
    }
  }

  /** What two changes share, both ways round: ⟨P, P⟩, ⟨Q, Q⟩ and ⟨P, Q⟩; of a change with itself once. */
  #addPair(one: StemChange, other: StemChange, { mid, side, cross }: EnergyChange): void {
    const bands = mid.length;
    const { pm, ps, qm, qs } = one;
    const { pm: om, ps: os, qm: um, qs: us } = other;
    const pairs = this.#pairs;
    const times = one === other ? 1 : 2;
    const from = (one.stem * this.#stems + other.stem) * bands;
    const back = (other.stem * this.#stems + one.stem) * bands;
    for (let b = 0; b < bands; b++) {
      const mm = pairs.mid[from + b];
      const ss = pairs.side[from + b];
      const ms = pairs.midSide[from + b];
      const sm = pairs.midSide[back + b];
      mid[b] += times * (pm[b] * (om[b] * mm + os[b] * ms) + ps[b] * (om[b] * sm + os[b] * ss));
      side[b] += times * (qm[b] * (um[b] * mm + us[b] * ms) + qs[b] * (um[b] * sm + us[b] * ss));
      cross[b] += pm[b] * (um[b] * mm + us[b] * ms) + ps[b] * (um[b] * sm + us[b] * ss);
      if (one !== other) cross[b] += om[b] * (qm[b] * mm + qs[b] * sm) + os[b] * (qm[b] * ms + qs[b] * ss);
    }
  }

  /** The same of changes that treat mid and side alike, as gains and equalisers do. */
  #addEvenPair(one: StemChange, other: StemChange, { mid, side, cross }: EnergyChange): void {
    const bands = mid.length;
    const [p, q] = [one.pm, other.pm];
    const pairs = this.#pairs;
    const from = (one.stem * this.#stems + other.stem) * bands;
    if (one === other) {
      for (let b = 0; b < bands; b++) {
        const both = p[b] * q[b];
        mid[b] += both * pairs.mid[from + b];
        side[b] += both * pairs.side[from + b];
        cross[b] += both * pairs.midSide[from + b];
      }
      return;
    }
    const back = (other.stem * this.#stems + one.stem) * bands;
    for (let b = 0; b < bands; b++) {
      const both = p[b] * q[b];
      mid[b] += 2 * both * pairs.mid[from + b];
      side[b] += 2 * both * pairs.side[from + b];
      cross[b] += both * (pairs.midSide[from + b] + pairs.midSide[back + b]);
    }
  }
}

/** What a change adds to the energies of the mix, a value a band: of mid, of side, and Re Σ M S*. */
interface EnergyChange {
  mid: Float64Array;
  side: Float64Array;
  cross: Float64Array;
}

/** What is added to a stem: P = pm·M + ps·S to its mid, Q = qm·M + qs·S to its side; a value a band. */
interface StemChange {
  stem: number;
  pm: Float64Array;
  ps: Float64Array;
  qm: Float64Array;
  qs: Float64Array;
  /** Whether ps and qm are 0, and pm is qs. */
  isEven: boolean;
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
