import type { Normal } from '../../dsp/units.ts';
import type { YardstickRow } from '../../gap/yardstick.ts';
import type { FixCategory, Move } from '../fix-kind.ts';
import type { MixPredictor } from '../predict/predict.ts';
import { FIX_KINDS } from '../fix-kinds.ts';
import { Candidates } from './candidates.ts';
import type { KnownLikenesses } from './objective.ts';
import { Posterior } from './posterior.ts';
import { Pursuit } from './pursuit.ts';
import { foreignStems } from './foreign-stems.ts';
import { refit } from './refit.ts';
import { MAIN_INDEX, type StemContext } from '../stem-context.ts';
import { lowestTelling } from '../predict/lowest-heard.ts';
import { stemDifferences } from '../predict/stem-differences.ts';
import type { TasteView } from '../taste-view.ts';
import type { Scope } from '../../store/analysis-document.ts';
import { foreignScopes, unlikeScopes } from './unlike-scopes.ts';

/** What the solver works on. */
export interface SolveRequest {
  predictor: MixPredictor;
  /** As the references have them, whatever the producer has answered, see `Objective`. */
  rows: readonly YardstickRow[];
  /** See `Yardstick.variation`. */
  variation: readonly Float64Array[];
  /** Stems that may be changed, and the main track if it may. */
  stems: readonly StemContext[];
  taste: TasteView;
  /** Which kinds of fix are wanted; all if undefined. */
  only?: readonly FixCategory[] | undefined;
  /** Moves that are made whatever the references are like: what is sought comes on top of them. */
  given?: readonly Move[] | undefined;
}

/** A plan longer than this is not read. */
export const MOST_FIXES = 8;

/** An alternative explains at least this share of what the move explains. */
const ALTERNATIVE_SHARE = 0.6;

/**
 * In units of |w|². A Gaussian that knew everything would have 2; stems that hide each other and references that are
 * too few make it wider.
 */
const BELIEF_SCALE = 12;

/**
 * Of 44 other songs by the same hand with nothing wrong, against mixes of one or two songs or of nine, eleven were
 * offered fixes, and with this none. Of 39 mixes with faults, of those songs against the nine and of four songs against
 * their own mixes, 38 were offered fixes, and with this 37. Without a fault no move was surer than that; with one, 26
 * to 1 were the least odds but for one mix.
 */
const SURE_ODDS = 20;
/**
 * Of |w|². One fault of one stem leaves a tenth or less in mixes whose references hardly differ; what the best moves
 * for another song without faults left was half.
 */
const NEARLY_ALL = 0.8;
/**
 * Of |w|². Moves explained 0.43 and less of any of 21 mixes with nothing wrong, five of them other songs by the same
 * hand, six against other hands' songs. Of six single faults on three songs of which none stood out by itself, four
 * explained 0.65 and more, each with a move at 4 to 1 at the least.
 */
const MUCH_OF_IT = 0.6;
const LIKELY_ODDS = 4;
/**
 * Of |w|², for moves of the sides. A lead or a pad that was too wide or too narrow explained .71 and more; against
 * profiles of other hands, where two of four such moves were wrong, .24 and less.
 */
const MOST_OF_IT = 0.5;

/**
 * What is wrong for sure makes the doubtful moves beside it credible, too. Of such moves in 22 mixes with faults that
 * were seen before, judged both ways, those for a fault were surer than 8 to 1, and those for none less than 7 to 1.
 */
const FURTHER_ODDS = 8;

/** Slack for sizes that were rounded to exactly the smallest. */
const ROUNDING = 1e-9;

/**
 * Finds the few moves that most likely undo what is wrong: the maximum a posteriori of a sparse linear-Gaussian model.
 *
 * The mix is taken to be a member of the references' style (`Objective`) plus a few faults. A fault of a kind on a stem
 * is rare: a move has to explain more of the mix's unlikeness |w|² than its own rarity costs (`FixKind.evidenceNeeded`,
 * twice the log-odds against it), and sizes have a normal prior. So no move at all is an answer, and the usual one for
 * a finished mix: what merely differs does not point at any one knob.
 *
 * Orthogonal matching pursuit finds the picks: each candidate's effect is computed once, and what it would explain
 * after all sizes are fitted again follows from the inner products with the effects of the picks so far. The best few
 * are fitted in full (Gauss–Newton), the best one is taken, and at the end neighbouring frequencies and Qs are tried,
 * and moves that no longer earn their place are dropped.
 */
export class Solver {
  readonly #request: SolveRequest;
  /** From `solve` on without the kinds of section that no move explains: the moves are judged as they were found. */
  #posterior: Posterior;
  #candidates: Candidates;
  #foreign: ReadonlySet<Scope> = new Set();
  /** Of every search of it, whatever is left out. */
  readonly #likenesses: KnownLikenesses = new Map();
  #foreignStems: ReadonlySet<number> = new Set();
  readonly #differences: readonly Float64Array[];
  #solved: readonly Move[] | undefined;

  constructor(request: SolveRequest) {
    this.#request = request;
    const { predictor } = request;
    this.#differences = stemDifferences(predictor, [...predictor.model.stems.keys()]);
    this.#posterior = new Posterior(request, { views: [this.#differences], likenesses: this.#likenesses });
    this.#candidates = new Candidates(request, this.#posterior);
  }

  /**
   * The moves, in the order of what they explain, without the given ones.
   *
   * Whether anything is wrong has to stand out from what hands differ by. Once something is, the producer may as well
   * be one of the references' own hands: what is wrong is judged both ways, and where and by how much as if nothing of
   * it were put down to them.
   *
   * Sought once: whoever asks again is given the same.
   */
  solve(): readonly Move[] {
    return (this.#solved ??= this.#sought());
  }

  #sought(): Move[] {
    const found = this.#foundAmongLikeStems();
    if (!this.#isAnythingWrong(this.#pruned(this.#prescribable(found)))) return [];
    // Judged at full size: who takes half of each move has not half as much wrong.
    const earned = this.#inOrderOfWorth(this.#pruned(this.#prescribable(this.#sized(this.#believed(found)))));
    return this.#prescribable(this.#scaledByTaste(earned));
  }

  /** Moves in the steps that a control has, without those that are too small to make. */
  #prescribable(moves: readonly Move[]): Move[] {
    return moves
      .map((move) => this.#posterior.kind(move).rounded(move, this.#posterior.stem(move)))
      .filter((move) => Math.abs(move.size) >= this.#posterior.kind(move).smallestSize - ROUNDING);
  }

  /** Kinds of section that `solve` left out, see `foreignScopes`. */
  get foreign(): ReadonlySet<Scope> {
    return this.#foreign;
  }

  /** What is found once the stems are left out that the references have nothing like, see `foreignStems`. */
  #foundAmongLikeStems(): Move[] {
    for (;;) {
      const moves = this.#foundInLikeScopes();
      const foreign = foreignStems(moves, this.#posterior);
      if (foreign.length === 0) return moves;
      this.#foreignStems = new Set([...this.#foreignStems, ...foreign]);
      this.#foreign = new Set();
      this.#see([this.#differences], this.#foreign);
    }
  }

  /**
   * What is wrong beside moves that are for something wrong, from here on judged both ways. A move on the main track is
   * sought anew: seen by stems alone it explains what several of them have in common.
   */
  #believed(found: readonly Move[]): Move[] {
    this.#see([[], this.#differences], this.#foreign);
    const pursuit = this.#pursuit();
    const onStems = pursuit.polished(found.filter(({ stem }) => stem !== MAIN_INDEX));
    const grown = pursuit.grown(onStems);
    const foreign = foreignStems(grown, this.#posterior);
    const likely = grown.filter(({ stem }, i) => i < onStems.length || !foreign.includes(stem));
    return pursuit.simplified(pursuit.polished(this.#pruned(likely, FURTHER_ODDS, onStems.length)));
  }

  /** Moves at the places and sizes that bring the mix to the references' middle, heard or not. */
  #sized(moves: readonly Move[]): Move[] {
    const [scopes, foreignStems] = [this.#foreign, this.#foreignStems];
    const likenesses = this.#likenesses;
    const posterior = new Posterior(this.#request, { scopes, foreignStems, likenesses, lowestOf: lowestTelling });
    const candidates = new Candidates(this.#request, posterior);
    return new Pursuit(this.#request, posterior, candidates, this.#room).polished(moves);
  }

  /** What is found once the kinds of section are left out that are not the references' own, see `foreignScopes`. */
  #foundInLikeScopes(): Move[] {
    const all = this.#posterior;
    const moves = this.#pursued();
    const unlikeness = all.unlikeness(moves);
    const suspects = new Set([...unlikeScopes(all.unlikeness([])), ...unlikeScopes(unlikeness)]);
    if (suspects.size === 0) return moves;
    const withAll = { posterior: all, candidates: this.#candidates };
    const others = this.#pursuedWithout(suspects);
    const foreign = foreignScopes(suspects, unlikeness, all.unlikeness(others));
    this.#foreign = foreign;
    if (foreign.size === suspects.size) return others;
    if (foreign.size > 0) return this.#pursuedWithout(foreign);
    this.#posterior = withAll.posterior;
    this.#candidates = withAll.candidates;
    return moves;
  }

  #pursuedWithout(scopes: ReadonlySet<Scope>): Move[] {
    this.#see([this.#differences], scopes);
    return this.#pursued();
  }

  /** From here on the mix is judged in these views, see `Objective`, without these kinds of section. */
  #see(views: readonly (readonly Float64Array[])[], scopes: ReadonlySet<Scope>): void {
    const [foreignStems, likenesses] = [this.#foreignStems, this.#likenesses];
    this.#posterior = new Posterior(this.#request, { scopes, foreignStems, views, likenesses });
    this.#candidates = new Candidates(this.#request, this.#posterior);
  }

  #pursuit(): Pursuit {
    return new Pursuit(this.#request, this.#posterior, this.#candidates, this.#room);
  }

  get #room(): number {
    return MOST_FIXES - (this.#request.given ?? []).length;
  }

  #pursued(): Move[] {
    const pursuit = this.#pursuit();
    return pursuit.simplified(pursuit.polished(pursuit.grown([])));
  }

  /**
   * Another way to most of what each move of a plan does: a move of another kind on the same stem, with all others left
   * as they are. `undefined` where nothing comes near.
   */
  alternatives(moves: readonly Move[]): (Move | undefined)[] {
    const cost = this.#posterior.cost(moves);
    const looks = this.#candidates.all;
    return moves.map((move, i) => {
      const others = moves.filter((_, j) => j !== i);
      const without = this.#posterior.cost(others);
      const onStem = looks.filter((look) => look.move.stem === move.stem && look.move.kind !== move.kind);
      const fitted = this.#candidates.shortlist(onStem, others).map((candidate) => this.#fitAlone(candidate, others));
      const costs = fitted.map((candidate) => this.#posterior.cost([...others, candidate]));
      const least = Math.min(...costs);
      const isNear = without - least >= ALTERNATIVE_SHARE * (without - cost);
      return isNear ? fitted[costs.indexOf(least)] : undefined;
    });
  }

  /**
   * How sure it is that each move of a plan is for something that is wrong, and not for what merely differs: the odds
   * of the posterior, softened as the bench finds them to come true.
   */
  beliefs(moves: readonly Move[]): Normal[] {
    return this.#worths(moves).map((worth) => 1 / (1 + Math.exp(-worth / BELIEF_SCALE)));
  }

  /** Share of each move of a plan in what all of them explain, 0–1. */
  explained(moves: readonly Move[]): Normal[] {
    const gains = this.#gains(moves).map((gain) => Math.max(0, gain));
    const all = gains.reduce((sum, gain) => sum + gain, 0);
    return gains.map((gain) => (all > 0 ? gain / all : 0));
  }

  /** A move at the size that suits others which stay as they are, as a person would dial it in. */
  #fitAlone(move: Move, others: readonly Move[]): Move {
    const free = this.#posterior.free(move);
    const [fitted] = refit([free], (tried) => this.#posterior.residuals([...others, ...tried]));
    return this.#posterior.kind(move).rounded(fitted, this.#posterior.stem(move));
  }

  #scaledByTaste(moves: readonly Move[]): Move[] {
    return moves.map((move) => {
      const kind = this.#posterior.kind(move);
      if (!kind.sized) return move;
      const [low, high] = kind.limits(this.#posterior.stem(move), move);
      const wanted = move.size * this.#request.taste.sizeFactor(move.kind, this.#posterior.stem(move).role).value;
      return { ...move, size: Math.min(high, Math.max(low, wanted)) };
    });
  }

  /**
   * Drops moves, the least useful first, as long as one does not earn its place among the others by such odds.
   *
   * @param kept how many of them, from the first, are not asked
   */
  #pruned(moves: readonly Move[], odds = 1, kept = 0): Move[] {
    let left = [...moves];
    for (;;) {
      const worths = this.#worths(left).map((worth, i) => (i < kept ? Infinity : worth));
      const least = Math.min(...worths);
      if (left.length === 0 || least > this.#evidenceFor(odds, left)) return left;
      left = left.filter((_, i) => i !== worths.indexOf(least));
    }
  }

  /** What a move has to be worth beside others for such odds. */
  #evidenceFor(odds: number, moves: readonly Move[]): number {
    return BELIEF_SCALE * Math.log(odds) * this.#posterior.doubt(moves);
  }

  /**
   * Whether anything is wrong with the mix at all, which is asked before any single move is believed: of a thousand
   * moves some always seem to explain what one song has otherwise than others by the same hand, a drum's other notes or
   * a lead that plays an octave lower. So one move has to stand out, by `SURE_ODDS`, and the further beyond them the
   * more is left that none explains. Another song differs in everything, and a fault only where its stem plays: where
   * they explain much of what there is, one at `LIKELY_ODDS` is enough, and where it is nearly all, none is asked for
   * more. What is wrong for sure makes the doubtful moves beside it credible, too.
   *
   * Where a stem stands is so by the mix and not by the notes or the hand, so that a pan stands out whatever it
   * explains. How wide it is, hands have otherwise, too: that stands out where it explains half of all there is.
   */
  #isAnythingWrong(moves: readonly Move[]): boolean {
    const share = this.#posterior.explainedShare(moves);
    if (share >= NEARLY_ALL) return true;
    const least = this.#evidenceFor(share >= MUCH_OF_IT ? LIKELY_ODDS : SURE_ODDS, moves);
    const standsOut = ({ kind }: Move): boolean =>
      kind === 'pan' || (FIX_KINDS[kind].category === 'stereo' && share >= MOST_OF_IT);
    return this.#worths(moves).some((worth, i) => worth >= least || standsOut(moves[i]));
  }

  #inOrderOfWorth(moves: readonly Move[]): Move[] {
    const worths = this.#worths(moves);
    return moves
      .map((move, i) => ({ move, worth: worths[i] }))
      .sort((a, b) => b.worth - a.worth)
      .map(({ move }) => move);
  }

  /** How much less the others would explain without each move, against what it has to explain. */
  #worths(moves: readonly Move[]): number[] {
    return this.#gains(moves).map((gain, i) => this.#posterior.surplus(gain, moves[i]));
  }

  /** How much less the others would explain without each move. */
  #gains(moves: readonly Move[]): number[] {
    const trust = this.#posterior.trust(moves);
    const cost = this.#posterior.cost(moves, trust);
    return moves.map((_, i) => {
      const others = moves.filter((_other, j) => j !== i);
      return this.#posterior.cost(others, trust) - cost;
    });
  }
}
