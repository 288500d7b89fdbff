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

/** The same stem by stem, and the main track's. */
export interface MixChange {
  stems: readonly StemChange[];
  main: StemResponse | undefined;
}

export function mixChangeOf(responses: StemResponses): MixChange {
  const stems: StemChange[] = [];
  responses.forEach((response, stem) => {
    if (stem !== MAIN_INDEX) stems.push({ stem, response });
  });
  return { stems, main: responses.get(MAIN_INDEX) };
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
  /** `measured`, in arrays of one kind. */
  readonly #powers: Record<keyof BandPowers, Float64Array>;
  /** What a change leaves of it; written anew by every question. */
  readonly #moved: Record<keyof BandPowers, Float64Array>;
  /** Of each band, how much of it goes with the stems. */
  readonly #shares: Shares;
  /** As if all of it did. */
  readonly #allShares: Shares;
  /** Of mid and side in each band: as measured, and in the sum of the stems. */
  readonly #coherence: { measured: Float64Array; ofStems: Float64Array };
  /** What a change adds to the energies of the mix, a value a band; written anew by every question. */
  readonly #change: EnergyChange;
  /** The last change that differed from the one before it in more than one stem, and what it adds. */
  #base: readonly StemChange[] = [];
  readonly #ofBase: EnergyChange;
  /** The same without each of its stems, as far as that was asked for; its memory serves the next one. */
  readonly #withoutEach: WithoutStem[] = [];
  readonly #products: MixProducts;

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
    this.#change = energiesOf(bands);
    this.#ofBase = energiesOf(bands);
    this.#products = productsOf(bands);
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
    this.#powers = {
      mid: Float64Array.from(measured.mid),
      side: Float64Array.from(measured.side),
      leftMinusRight: Float64Array.from(measured.leftMinusRight),
      leftTimesRight: Float64Array.from(measured.leftTimesRight),
    };
    this.#moved = { mid: zeros(1), side: zeros(1), leftMinusRight: zeros(1), leftTimesRight: zeros(1) };
    this.#allShares = { mid: zeros(1).fill(1), side: zeros(1).fill(1) };
    this.#shares = gram.bounce?.stemShare ?? this.#allShares;
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
   *
   * @returns powers that the next question writes over
   */
  powersAfter({ stems, main }: MixChange, mastersOwn: MastersOwn = 'stays'): BandPowers {
    const moved = this.#moved;
    const { mid, side, leftTimesRight } = this.#powers;
    const change = this.#changeBy(stems);
    const shares = mastersOwn === 'stays' ? this.#shares : this.#allShares;
    for (let b = 0; b < mid.length; b++) {
      const midBefore = mid[b];
      const sideBefore = side[b];
      const ofStems = this.#mid[b];
      const ofStemsSide = this.#side[b];
      const perMid = ofStems > 0 ? (shares.mid[b] * midBefore) / ofStems : 0;
      // A mono band has no side to take a ratio of: what is added is scaled as the mid is.
      const hasSide = ofStemsSide > ofStems * SILENCE_RATIO && sideBefore > 0 && shares.side[b] > LEAST_SHARE;
      const perSide = hasSide ? (shares.side[b] * sideBefore) / ofStemsSide : perMid;
      // Rounding may leave a hair below zero where everything cancels.
      let midAfter = Math.max(0, midBefore + change.mid[b] * perMid);
      let sideAfter = Math.max(0, sideBefore + change.side[b] * perSide);
      if (main !== undefined) {
        // What stands on the main track has no cross terms: an EQ or a width treats mid and side each by itself.
        midAfter *= main.mm[b] ** 2;
        sideAfter *= main.ss[b] ** 2;
      }
      // With M = (L+R)/√2 and S = (L−R)/√2: L² − R² = 2·M·S, and L·R = (M² − S²)/2. The coherence of M and S moves as
      // it does in the sum of the stems, which keeps a balance that a plain gain must not move.
      const after = coherence(this.#cross[b] + change.cross[b], ofStems + change.mid[b], ofStemsSide + change.side[b]);
      const coherenceAfter = Math.max(
        -1,
        Math.min(1, this.#coherence.measured[b] + after - this.#coherence.ofStems[b]),
      );
      moved.mid[b] = midAfter;
      moved.side[b] = sideAfter;
      moved.leftMinusRight[b] = 2 * coherenceAfter * Math.sqrt(midAfter * sideAfter);
      moved.leftTimesRight[b] = leftTimesRight[b] + (midAfter - midBefore - (sideAfter - sideBefore)) / 2;
    }
    return moved;
  }

  /** What of the measured band powers goes with the stems: without what the master made of other bands. */
  powersOfStems(): BandPowers {
    const { mid, side, leftMinusRight, leftTimesRight } = this.#powers;
    const shares = this.#shares;
    return {
      mid: mid.map((power, b) => shares.mid[b] * power),
      side: side.map((power, b) => shares.side[b] * power),
      leftMinusRight: leftMinusRight.map((value, b) => Math.sqrt(shares.mid[b] * shares.side[b]) * value),
      leftTimesRight: leftTimesRight.map(
        (value, b) => value - ((1 - shares.mid[b]) * mid[b] - (1 - shares.side[b]) * side[b]) / 2,
      ),
    };
  }

  /**
   * What the stems that change add to the energies; valid until the next question.
   *
   * Whoever fits sizes asks for the same changes with another one of a single stem, again and again: then only what
   * that stem shares with the mix as it is by then is reckoned anew.
   */
  #changeBy(changed: readonly StemChange[]): EnergyChange {
    const at = onlyOther(this.#base, changed);
    if (at === undefined) return this.#changeByAll(changed);
    if (at === changed.length) return this.#ofBase;
    const without = this.#withoutStem(at);
    const change = this.#change;
    copyEnergies(without.energies, change);
    this.#add(changed[at], without.products, change);
    return change;
  }

  #changeByAll(changed: readonly StemChange[]): EnergyChange {
    const energies = this.#ofBase;
    energies.mid.fill(0);
    energies.side.fill(0);
    energies.cross.fill(0);
    for (let at = 0; at < changed.length; at++) {
      this.#takeProducts(changed[at].stem, this.#products);
      for (let before = 0; before < at; before++) this.#addProducts(changed[at].stem, changed[before], this.#products);
      this.#add(changed[at], this.#products, energies);
    }
    this.#base = changed;
    for (const without of this.#withoutEach) without.isKnown = false;
    return energies;
  }

  /** The last change without one of its stems. */
  #withoutStem(at: number): WithoutStem {
    const bands = this.#mid.length;
    const without = (this.#withoutEach[at] ??= {
      isKnown: false,
      energies: energiesOf(bands),
      products: productsOf(bands),
    });
    if (without.isKnown) return without;
    without.isKnown = true;
    const { energies, products } = without;
    const one = this.#base[at];
    this.#takeProducts(one.stem, products);
    for (const other of this.#base) if (other !== one) this.#addProducts(one.stem, other, products);
    const own = this.#change;
    own.mid.fill(0);
    own.side.fill(0);
    own.cross.fill(0);
    this.#add(one, products, own);
    copyEnergies(this.#ofBase, energies);
    for (let b = 0; b < bands; b++) {
      energies.mid[b] -= own.mid[b];
      energies.side[b] -= own.side[b];
      energies.cross[b] -= own.cross[b];
    }
    return without;
  }

  /** Inner products of a stem with the mix as it is. */
  #takeProducts(stem: number, to: MixProducts): void {
    const bands = this.#mid.length;
    for (let b = 0, at = stem * bands; b < bands; b++, at++) {
      to.midWithMid[b] = this.#midWithMid[at];
      to.midWithSide[b] = this.#midWithSide[at];
      to.sideWithMid[b] = this.#sideWithMid[at];
      to.sideWithSide[b] = this.#sideWithSide[at];
    }
  }

  /** What they are more by another stem's change. */
  #addProducts(stem: number, { stem: other, response: { mm, ms, sm, ss, isEven } }: StemChange, to: MixProducts): void {
    const bands = this.#mid.length;
    const { mid, side, midSide } = this.#pairs;
    const { midWithMid, midWithSide, sideWithMid, sideWithSide } = to;
    const from = (stem * this.#stems + other) * bands;
    const back = (other * this.#stems + stem) * bands;
    // No pairs that are taken apart, here and below: V8 makes objects of their numbers, millions of them in a search.
    for (let b = 0; b < bands; b++) {
      const p = mm[b] - 1;
      const q = ss[b] - 1;
      midWithMid[b] += p * mid[from + b];
      midWithSide[b] += p * midSide[back + b];
      sideWithMid[b] += q * midSide[from + b];
      sideWithSide[b] += q * side[from + b];
    }
    if (isEven) return;
    for (let b = 0; b < bands; b++) {
      midWithMid[b] += ms[b] * midSide[from + b];
      midWithSide[b] += ms[b] * side[from + b];
      sideWithMid[b] += sm[b] * mid[from + b];
      sideWithSide[b] += sm[b] * midSide[back + b];
    }
  }

  /**
   * What a change shares with the mix, 2⟨M, P⟩, 2⟨S, Q⟩, and ⟨M, Q⟩ + ⟨P, S⟩, and with itself: it adds
   * P = (mm − 1)·M + ms·S to the stem's mid and Q = sm·M + (ss − 1)·S to its side.
   */
  #add({ stem, response: { mm, ms, sm, ss, isEven } }: StemChange, products: MixProducts, to: EnergyChange): void {
    const { midWithMid, midWithSide, sideWithMid, sideWithSide } = products;
    const { mid, side, cross } = to;
    const pairs = this.#pairs;
    const bands = mid.length;
    const own = (stem * this.#stems + stem) * bands;
    for (let b = 0; b < bands; b++) {
      const p = mm[b] - 1;
      const q = ss[b] - 1;
      mid[b] += p * (2 * midWithMid[b] + p * pairs.mid[own + b]);
      side[b] += q * (2 * sideWithSide[b] + q * pairs.side[own + b]);
      cross[b] += q * midWithSide[b] + p * sideWithMid[b] + p * q * pairs.midSide[own + b];
    }
    if (isEven) return;
    for (let b = 0; b < bands; b++) {
      const pm = mm[b] - 1;
      const p = ms[b];
      const q = sm[b];
      const qs = ss[b] - 1;
      const midSide = pairs.midSide[own + b];
      mid[b] += p * (2 * (midWithSide[b] + pm * midSide) + p * pairs.side[own + b]);
      side[b] += q * (2 * (sideWithMid[b] + qs * midSide) + q * pairs.mid[own + b]);
      cross[b] += q * midWithMid[b] + p * sideWithSide[b];
      cross[b] += pm * q * pairs.mid[own + b] + p * q * midSide + p * qs * pairs.side[own + b];
    }
  }
}

/**
 * Where a change differs from another in the response of a single stem; its length where it does not. `undefined` where
 * it differs in more.
 */
function onlyOther(base: readonly StemChange[], changed: readonly StemChange[]): number | undefined {
  if (changed.length !== base.length) return undefined;
  let at = changed.length;
  for (let i = 0; i < changed.length; i++) {
    if (changed[i].stem !== base[i].stem) return undefined;
    if (changed[i].response === base[i].response) continue;
    if (at < changed.length) return undefined;
    at = i;
  }
  return at;
}

/** Inner products of one stem's mid and side with the mix's, a value a band. */
interface MixProducts {
  midWithMid: Float64Array;
  midWithSide: Float64Array;
  sideWithMid: Float64Array;
  sideWithSide: Float64Array;
}

/** A change without one of its stems, and what that stem then meets. */
interface WithoutStem {
  isKnown: boolean;
  energies: EnergyChange;
  products: MixProducts;
}

function energiesOf(bands: number): EnergyChange {
  return { mid: new Float64Array(bands), side: new Float64Array(bands), cross: new Float64Array(bands) };
}

function copyEnergies({ mid, side, cross }: EnergyChange, to: EnergyChange): void {
  for (let b = 0; b < mid.length; b++) {
    to.mid[b] = mid[b];
    to.side[b] = side[b];
    to.cross[b] = cross[b];
  }
}

function productsOf(bands: number): MixProducts {
  const zeros = (): Float64Array => new Float64Array(bands);
  return { midWithMid: zeros(), midWithSide: zeros(), sideWithMid: zeros(), sideWithSide: zeros() };
}

/** What a change adds to the energies of the mix, a value a band: of mid, of side, and Re Σ M S*. */
interface EnergyChange {
  mid: Float64Array;
  side: Float64Array;
  cross: Float64Array;
}

interface StemChange {
  stem: number;
  response: StemResponse;
}

/** What becomes of what the master made of its own, such as a limiter's distortion, when the stems change. */
export type MastersOwn = 'stays' | 'follows';

/** 0–1, a value a band. */
interface Shares {
  mid: Float64Array;
  side: Float64Array;
}

/** Less of a band cannot be told from chance. */
const LEAST_SHARE: Normal = 0.02;

/** Re⟨M, S⟩ / √(⟨M, M⟩⟨S, S⟩); 0 where one of them is silent. */
function coherence(cross: number, mid: number, side: number): number {
  return mid > 0 && side > 0 ? cross / Math.sqrt(mid * side) : 0;
}
