import { consideredFix } from '../confidence/fix-confidence.ts';
import { mendsCancelling } from '../findings/inverted-side.ts';
import type { BandAxis, FixKind, Move } from '../fix-kind.ts';
import { FIX_KINDS } from '../fix-kinds.ts';
import type { SolveRequest } from './solver.ts';
import { MAIN_INDEX, type StemContext } from '../stem-context.ts';
import { evenResponse, type StemResponse } from '../predict/stem-response.ts';
import type { Scope } from '../../store/analysis-document.ts';
import type { StemRole } from '../../store/stem-map-document.ts';
import type { ConsideredFix } from '../taste-view.ts';
import { oddsByLiking, worthOf } from '../worth.ts';
import type { Decibels, Normal } from '../../dsp/units.ts';
import type { FeatureReader } from '../predict/feature-reader.ts';
import { LastFew } from './last-few.ts';
import { MovedStems } from './moved-stems.ts';
import { slopeOf, type FreeMove } from './refit.ts';
import { Objective, type KnownLikenesses } from './objective.ts';
import { dot } from '../../dsp/dot.ts';

/**
 * How likely moves are what is wrong, as −2·ln of their posterior but for a constant: how unlike its references they
 * leave the mix, how far their sizes are from what such moves usually have, and the odds against each.
 */
export class Posterior {
  readonly axis: BandAxis;
  /** w of the mix as it is, with what is given. */
  readonly start: Float64Array;
  /** Stems that the mix is judged without. */
  readonly foreignStems: ReadonlySet<number>;
  readonly #request: SolveRequest;
  readonly #objective: Objective;
  readonly #stems: ReadonlyMap<number, StemContext>;
  readonly #silence: StemResponse;
  readonly #moved: MovedStems;
  readonly #reader: FeatureReader;
  /** Of the objective's features; written anew by every question. */
  readonly #values: Float64Array;
  readonly #residuals = new LastFew<Move, Float64Array>(KNOWN_RESIDUALS);
  readonly #slopes = new LastFew<Move, readonly (Float64Array | undefined)[]>(KNOWN_SLOPES);

  constructor(request: SolveRequest, options: LikenessOptions = {}) {
    const { scopes, foreignStems = new Set(), views, likenesses, lowestOf } = options;
    this.#request = request;
    this.foreignStems = foreignStems;
    const { predictor, rows, stems, variation } = request;
    this.#objective = new Objective(rows, predictor, variation, scopes, views, likenesses, lowestOf);
    this.axis = { centreHz: predictor.model.bandCentreHz, sampleRateHz: predictor.model.sampleRateHz };
    this.#silence = evenResponse(new Float64Array(predictor.model.bandCentreHz.length).fill(SILENT));
    this.#stems = new Map(stems.map((stem) => [stem.index, stem] as const));
    this.#moved = new MovedStems((move) => this.kind(move).response(move, this.stem(move), this.axis));
    this.#reader = predictor.reader(this.#objective.keys);
    this.#values = new Float64Array(this.#objective.keys.length);
    this.start = this.residuals([]);
  }

  /** Unlikeness with the odds against every move, as this producer likes it: what whole plans are compared by. */
  total(moves: readonly Move[]): number {
    const cost = this.cost(moves);
    const gain = dot(this.start, this.start) - cost;
    return cost + moves.reduce((sum, move) => sum + oddsByLiking(this.#oddsAgainst(move), this.#liking(gain, move)), 0);
  }

  /** What is left of a gain in |w|² after the odds against the move. */
  surplus(gain: number, move: Move): number {
    return gain - this.#oddsAgainst(move);
  }

  /** The same as far as this producer takes such a move: what moves are chosen by. */
  worth(gain: number, move: Move): number {
    return worthOf(gain, this.#oddsAgainst(move), this.#liking(gain, move));
  }

  #liking(gain: number, move: Move): Normal {
    return this.#request.taste.acceptance(this.considered(gain, move)).value;
  }

  /**
   * What each w counts among the evidence, at most 1: less in a family of features in which the mix differs more from
   * its references than they do from each other, besides what the moves explain. A song by another hand, or of
   * another style, differs in everything, and each difference says less there: this is the variance of the residual,
   * as every regression estimates it, by `DOUBT_POWER`. A mix that is darker than its references may still tell by
   * its width what is narrow.
   */
  trust(moves: readonly Move[]): Float64Array {
    const w = this.residuals(moves);
    const all = this.#meanSquare(moves);
    const { families, views } = this.#objective;
    const trusts = new Map(
      [...new Set(families)].map((family) => {
        const own = w.filter((_, i) => families[i] === family);
        const variance = (dot(own, own) + POOLED_FEATURES * all) / (own.length / views + POOLED_FEATURES);
        return [family, Math.max(1, variance) ** -DOUBT_POWER] as const;
      }),
    );
    return Float64Array.from(families, (family) => trusts.get(family) ?? 1);
  }

  /** By how much less all evidence counts once these moves are made: what `trust` is to a family, of all of them. */
  doubt(moves: readonly Move[]): number {
    return Math.max(1, this.#meanSquare(moves)) ** DOUBT_POWER;
  }

  /** Share of the mix's unlikeness that moves take away, at most 1. */
  explainedShare(moves: readonly Move[]): number {
    const before = this.#meanSquare([]);
    return before === 0 ? 0 : 1 - this.#meanSquare(moves) / before;
  }

  #meanSquare(moves: readonly Move[]): number {
    const w = this.residuals(moves);
    return (this.#objective.views * dot(w, w)) / w.length;
  }

  #oddsAgainst(move: Move): number {
    const stem = this.stem(move);
    const { role, index } = stem;
    const kind = this.kind(move);
    const anchor = role === 'kick' ? ANCHOR_EVIDENCE : 0;
    const main = index === MAIN_INDEX ? MAIN_EVIDENCE : 0;
    const isBoost = move.size > 0 && kind.sized && move.kind !== 'pan';
    const boost = !isBoost ? 0 : move.kind === 'bell' ? BELL_BOOST_EVIDENCE : BOOST_EVIDENCE;
    const placing = move.kind === 'pan' && PLACED_ROLES.has(role) ? PLACED_EVIDENCE : 0;
    // That something is wrong its own sound tells: of the mix is only asked what.
    const own = stem.cancelsInMono && mendsCancelling(move) ? 0 : kind.evidenceNeeded;
    return own + anchor + main + boost + placing + this.#unheard(move, stem);
  }

  /**
   * What a move does to a stem's tone or level where the stem is covered: nothing in the mix speaks for it there, and
   * whoever hears the stem alone, or where the others rest, hears it all the same. Of two moves that explain the same,
   * the one that leaves more alone.
   */
  #unheard(move: Move, { coveredShare }: StemContext): number {
    const { category } = this.kind(move);
    if (category !== 'tone' && category !== 'level') return 0;
    const { mm } = this.#moved.response(move);
    const unheard = coveredShare.reduce((sum, share, b) => sum + share * (20 * Math.log10(mm[b])) ** 2, 0);
    return (category === 'level' ? UNHEARD_LEVEL : 1) * (unheard / UNHEARD_VARIANCE);
  }

  /** The move as the taste judges it: the style delta goes as the root of the unlikeness. */
  considered(gain: number, move: Move): ConsideredFix {
    const left = 1 - Math.min(1, Math.max(0, gain) / Math.max(dot(this.start, this.start), Number.MIN_VALUE));
    return consideredFix(move, this.kind(move), this.stem(move), 1 - Math.sqrt(left));
  }

  /** |w|² once moves are made, and once some more stems are silent. */
  squaredUnlikeness(moves: readonly Move[], silent: readonly number[] = []): number {
    const w = this.#objective.residuals(this.#valuesAfter(moves, silent));
    return dot(w, w);
  }

  /** |w|² with the normal prior on sizes; each w² by what it counts. */
  cost(moves: readonly Move[], trust?: Float64Array): number {
    const w = this.residuals(moves);
    const unlikeness = trust === undefined ? dot(w, w) : w.reduce((sum, value, i) => sum + trust[i] * value ** 2, 0);
    return unlikeness + moves.reduce((sum, move) => sum + this.#priorCost(move), 0);
  }

  #priorCost(move: Move): number {
    const { sized, typicalSize } = this.kind(move);
    return sized ? (move.size / typicalSize) ** 2 : 0;
  }

  /** w after these moves, not to be written to. */
  residuals(moves: readonly Move[]): Float64Array {
    return this.#residuals.get(moves, () => this.#objective.residuals(this.#valuesAfter(moves)));
  }

  /** See `Objective.unlikeness`. */
  unlikeness(moves: readonly Move[]): ReadonlyMap<Scope, number> {
    return this.#objective.unlikeness(this.#valuesAfter(moves));
  }

  /** The objective's features; valid until the next question. */
  #valuesAfter(moves: readonly Move[], silent: readonly number[] = []): Float64Array {
    const { given = [] } = this.#request;
    const responses = this.#moved.responses(given.length === 0 ? moves : [...given, ...moves]);
    for (const stem of [...this.foreignStems, ...silent]) responses.set(stem, this.#silence);
    return this.#reader.read(responses, 'stays', this.#values);
  }

  /** How w changes with each move's size, see `slopeOf`; not to be written to, and nothing of a switch. */
  slopes(moves: readonly Move[]): readonly (Float64Array | undefined)[] {
    return this.#slopes.get(moves, () => {
      const w = this.residuals(moves);
      const residualsOf = (tried: readonly Move[]): Float64Array => this.#objective.residuals(this.#valuesAfter(tried));
      return moves.map((move, i) => {
        const free = this.free(move);
        return free.sized ? slopeOf(free, i, moves, w, residualsOf) : undefined;
      });
    });
  }

  /** A move with what its size may be. */
  free(move: Move): FreeMove {
    const kind = this.kind(move);
    return { move, sized: kind.sized, typicalSize: kind.typicalSize, limits: kind.limits(this.stem(move), move) };
  }

  kind(move: Move): FixKind {
    return FIX_KINDS[move.kind];
  }

  stem(move: Move): StemContext {
    const stem = this.#stems.get(move.stem);
    if (stem === undefined) throw new RangeError(`No stem ${String(move.stem)} was handed to the solver.`);
    return stem;
  }
}

/** What a mix is judged without, and what songs of its style differ by. */
interface LikenessOptions {
  /** Kinds of section that tell nothing. */
  scopes?: ReadonlySet<Scope>;
  /** Stems that the references have nothing like. */
  foreignStems?: ReadonlySet<number>;
  /** See `Objective`. */
  views?: readonly (readonly Float64Array[])[];
  /** What is learned of its references already. */
  likenesses?: KnownLikenesses;
  /** See `Objective`. */
  lowestOf?: (id: string) => Decibels;
}

/** What was fitted last is asked for again when it is weighed, beside a few others. */
const KNOWN_RESIDUALS = 8;
/** Of what is being fitted, and what was before that. */
const KNOWN_SLOPES = 2;

/** −60 dB; no level at all would leave bands without any. */
const SILENT = 1e-3;

/**
 * The variance itself: what other hands' songs differ by in the broad shapes that moves have, too, is told by
 * `stemDifferences`. With 1.5 one of seven mixes with three to five planted faults keeps one more of them.
 */
const DOUBT_POWER = 1;
/** A family is as uneven as the mix is, as far as its own are too few to tell: an octave each is ten. */
const POOLED_FEATURES = 10;
/**
 * Odds in units of |w|². Of two moves that do nearly the same, the cut is taken, not the boost; and what is missing
 * is more often another arrangement than a stem that was turned down.
 */
const BOOST_EVIDENCE = 5;
/**
 * A bell's boost can fill what another cut took too much: of 20 in the reports on 20 made and two recorded songs half
 * were right, and of 60 cuts nineteen in twenty, which is 2·ln 19 = 6 more. The same faults are found with three times
 * as much.
 */
const BELL_BOOST_EVIDENCE = 12;
/** These stand at a side by choice, more than others do. */
const PLACED_ROLES: ReadonlySet<StemRole> = new Set(['percussion', 'hats', 'fx', 'vocal']);
/** As much again as any pan has to explain. */
const PLACED_EVIDENCE = 12;
/** In dB²: six decibels in ten covered third octaves cost as much as a boost does. */
const UNHEARD_VARIANCE = 80;
/**
 * A level that is wrong is wrong everywhere. Leads that are hardly heard got their fader for 6 to 8 dB too much from 2
 * to 5 kHz in six of nine mixes with 0.3, and with this in four; leads and plucks that were too loud as a whole got it
 * up to 0.7, and with 1 a shelf.
 */
const UNHEARD_LEVEL: Normal = 0.5;
/** The kick is what everything else is balanced against: moving it is moving the whole mix the other way. */
const ANCHOR_EVIDENCE = 4;
/**
 * One track that is wrong is far likelier than a master that is; and one move on the main track seems to explain what
 * several tracks have in common, so that it is only believed where it leaves nothing to refill.
 */
const MAIN_EVIDENCE = 14;
