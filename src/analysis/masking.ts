import { ERB_BANDS } from '../dsp/erb-bands.ts';
import type { Decibels, Hertz, Normal, Seconds } from '../dsp/units.ts';
import type { Scope, Section } from '../store/analysis-document.ts';
import type { MeasuredFeature } from './feature-catalogue.ts';
import type { EarPowers } from './masking/ear-powers.ts';
import { excite, QUIET_POWER } from './masking/excitation.ts';
import { JUST_HEARD_DB, lostLoudness, LOUDNESS_EXPONENT } from './masking/partial-loudness.ts';
import { maskingInWords } from './masking/masking-words.ts';
import { rangesIn, scopesOf } from './scopes.ts';

/** How the stems of a song cover each other. */
export interface StemMasking {
  /** The whole first, then each kind of section the song has. */
  scopes: ScopeMasking[];
  /** Rows `masking.lost` and `masking.hidden` of the catalogue. */
  features: MeasuredFeature[];
  /** The worst pairs, each a sentence; none where nothing is covered. */
  sentences: string[];
}

export interface ScopeMasking {
  scope: Scope;
  /** Every stem that sounds in it, covered by all others together. */
  stems: MaskedStem[];
  /** One stem covered by one other, worst first; pairs below `LEAST_LOST` are left out. */
  pairs: MaskedPair[];
}

export interface MaskedStem {
  track: string;
  /** Share of its loudness that the others take: see `lostLoudness`. */
  lost: Normal;
  /** Share of its energy that lies below its masked threshold: nobody hears whether it is there. */
  hidden: Normal;
  /** How much it plays in this scope: its loudness per time against that in the scope where it plays most. */
  presence: Normal;
}

export interface MaskedPair {
  masker: string;
  masked: string;
  lost: Normal;
  hidden: Normal;
  /** How far what is hidden lies below the masked threshold, mean weighted by energy; 0 where nothing is. */
  shortDb: Decibels;
  /** Where: the bands of the masked stem, rising. Their importances add up to 1. */
  bands: MaskedBand[];
}

export interface MaskedBand {
  centreHz: Hertz;
  /** Share of the masked stem's own loudness that lies in this band. */
  importance: Normal;
  /** Share of that which is lost. */
  lost: Normal;
}

/** A stem with its bands, lined up with the others. */
export interface MaskingStem {
  track: string;
  ear: EarPowers;
  /** How much later than the song the file starts counting, as in `StemAlignment`. */
  cutStartSeconds: Seconds;
}

/** A pair that loses less than this is as good as apart. */
const LEAST_LOST: Normal = 0.05;
/** What lies further below a stem's own loudest moment in its loudest band is its noise, its tail, its leakage. */
const OWN_RANGE_DB: Decibels = 30;

const BANDS = ERB_BANDS.length;

/**
 * Compares stems with each other, instant by instant and band by band of the ear, at the levels they have in the mix.
 *
 * Every stem's excitation pattern is held against that of each other stem, and of all others together. Each instant and
 * band counts by the stem's own loudness there (excitation^0.2 less that at the threshold of hearing), within 30 dB of
 * its loudest. The louder a masker, the more is lost; stems that share neither bands nor instants take nothing from
 * each other. Both channels are added up, so two stems apart in the panorama count as if they were in one place.
 *
 * Silent stems, and fewer than two that sound, give no pairs. A shift is rounded to a tenth of a second.
 */
export function stemMasking(
  stems: readonly MaskingStem[],
  sections: readonly Section[],
  durationSeconds: Seconds,
): StemMasking {
  const hopSeconds = stems[0]?.ear.hopSeconds ?? 1;
  const patterns = stems.map((stem) => patternsOf(stem));
  const count = Math.max(0, ...patterns.map(({ rows, firstRow }) => rows + firstRow));
  const grid = { firstSeconds: hopSeconds / 2, stepSeconds: hopSeconds, count };
  const tallies = scopesOf(durationSeconds, sections).map(({ scope, spans }) => ({
    scope,
    tally: new Tally(stems.length, rangesIn(spans, grid)),
  }));
  for (let row = 0; row < count; row++) {
    const meant = tallies.flatMap(({ tally }) => (tally.counts(row) ? [tally] : []));
    if (meant.length > 0) compareRow(patterns, row, meant);
  }
  const tracks = stems.map(({ track }) => track);
  const densest = tracks.map((_, i) => Math.max(...tallies.map(({ tally }) => tally.density(i))));
  const scopes = tallies.map(({ scope, tally }) => ({ scope, ...tally.result(tracks, densest) }));
  return {
    scopes,
    features: tallies.flatMap(({ scope, tally }) => tally.features(scope)),
    sentences: maskingInWords(scopes),
  };
}

interface Patterns {
  /** Where row 0 lies in the song. */
  firstRow: number;
  rows: number;
  powers: Float32Array;
  /** Rows × bands: excitation, and the same in dB; −∞ where silent. */
  excitation: Float32Array;
  excitationDb: Float32Array;
  /** rows × bands: own loudness, 0 where it does not count. */
  importance: Float32Array;
}

function patternsOf({ ear, cutStartSeconds }: MaskingStem): Patterns {
  const { rows, powers } = ear;
  const rowExcitation = new Float64Array(BANDS);
  const excitation = new Float32Array(rows * BANDS);
  const excitationDb = new Float32Array(rows * BANDS).fill(-Infinity);
  const importance = new Float32Array(rows * BANDS);
  let loudestDb = -Infinity;
  for (let row = 0; row < rows; row++) {
    if (isSilentRow(powers, row)) continue;
    excite(powers, row * BANDS, rowExcitation);
    for (let band = 0; band < BANDS; band++) {
      const db = 10 * Math.log10(rowExcitation[band]);
      excitation[row * BANDS + band] = rowExcitation[band];
      excitationDb[row * BANDS + band] = db;
      if (db > loudestDb && rowExcitation[band] > QUIET_POWER[band]) loudestDb = db;
    }
  }
  for (let i = 0; i < importance.length; i++) {
    if (excitationDb[i] < loudestDb - OWN_RANGE_DB || excitationDb[i] === -Infinity) continue;
    const loudness = 10 ** ((LOUDNESS_EXPONENT * excitationDb[i]) / 10) - QUIET_POWER[i % BANDS] ** LOUDNESS_EXPONENT;
    importance[i] = Math.max(0, loudness);
  }
  return {
    firstRow: -Math.round(cutStartSeconds / ear.hopSeconds),
    rows,
    powers,
    excitation,
    excitationDb,
    importance,
  };
}

function isSilentRow(powers: Float32Array, row: number): boolean {
  for (let i = row * BANDS; i < (row + 1) * BANDS; i++) if (powers[i] > 0) return false;
  return true;
}

/** Compares all stems in one instant, and tells the tallies that it counts for. */
function compareRow(patterns: readonly Patterns[], songRow: number, tallies: readonly Tally[]): void {
  const sounding = patterns.flatMap(({ firstRow, rows }, stem) =>
    songRow >= firstRow && songRow < firstRow + rows ? [stem] : [],
  );
  for (const masked of sounding) {
    const own = patterns[masked];
    const at = (songRow - own.firstRow) * BANDS;
    for (let band = 0; band < BANDS; band++) {
      const importance = own.importance[at + band];
      if (importance === 0) continue;
      const ownDb = own.excitationDb[at + band];
      const power = own.powers[at + band];
      let others = 0;
      for (const masker of sounding) {
        if (masker === masked) continue;
        const { excitationDb, excitation, firstRow } = patterns[masker];
        const there = (songRow - firstRow) * BANDS + band;
        const db = excitationDb[there] - ownDb;
        if (db > NEGLIGIBLE_DB) {
          others += excitation[there];
          const lost = importance * lostLoudness(db);
          for (const { pairs } of tallies) pairs[masker][masked].add(band, lost, power, db);
        }
      }
      const db = 10 * Math.log10(others / own.excitation[at + band]);
      const lost = importance * lostLoudness(db);
      for (const { stems } of tallies) {
        stems[masked].add(band, lost, power, db);
        stems[masked].count(band, importance, power);
      }
    }
  }
}

/** Sums over the instants of one scope. */
class Tally {
  readonly stems: readonly Sums[];
  /** Masker × masked. */
  readonly pairs: readonly (readonly Sums[])[];
  readonly #ranges: readonly (readonly [number, number])[];
  readonly #instants: number;

  constructor(stems: number, ranges: readonly (readonly [number, number])[]) {
    const sums = (): Sums[] => Array.from({ length: stems }, () => new Sums());
    this.stems = sums();
    this.pairs = this.stems.map(sums);
    this.#ranges = ranges;
    this.#instants = ranges.reduce((sum, [from, to]) => sum + to - from, 0);
  }

  counts(row: number): boolean {
    return this.#ranges.some(([from, to]) => row >= from && row < to);
  }

  /** Mean loudness of a stem over the scope. */
  density(stem: number): number {
    return this.#instants === 0 ? 0 : this.stems[stem].importance / this.#instants;
  }

  /** @param densest `density` of each stem in the scope where it plays most */
  result(tracks: readonly string[], densest: readonly number[]): Pick<ScopeMasking, 'stems' | 'pairs'> {
    const stems = tracks.flatMap((track, i): MaskedStem[] => {
      const own = this.stems[i];
      if (own.importance === 0) return [];
      const presence = this.density(i) / densest[i];
      return [{ track, lost: own.lost / own.importance, hidden: own.hiddenShare(own), presence }];
    });
    const pairs = tracks.flatMap((masker, a) =>
      tracks.flatMap((masked, b): MaskedPair[] => {
        const [pair, own] = [this.pairs[a][b], this.stems[b]];
        if (own.importance === 0 || pair.lost < LEAST_LOST * own.importance) return [];
        return [
          {
            masker,
            masked,
            lost: pair.lost / own.importance,
            hidden: pair.hiddenShare(own),
            shortDb: pair.hidden === 0 ? 0 : pair.short / pair.hidden,
            bands: ERB_BANDS.flatMap(({ centreHz }, band) =>
              own.importances[band] === 0
                ? []
                : [
                    {
                      centreHz,
                      importance: own.importances[band] / own.importance,
                      lost: pair.losts[band] / own.importances[band],
                    },
                  ],
            ),
          },
        ];
      }),
    );
    return { stems, pairs: pairs.sort((a, b) => b.lost - a.lost) };
  }

  /** Over all stems, each instant and band by its loudness or energy. */
  features(scope: Scope): MeasuredFeature[] {
    const total = (key: 'lost' | 'hidden' | 'importance' | 'energy'): number =>
      this.stems.reduce((sum, stem) => sum + stem[key], 0);
    if (this.stems.filter(({ importance }) => importance > 0).length < 2) return [];
    return [
      { id: 'masking.lost', scope, value: total('lost') / total('importance') },
      { id: 'masking.hidden', scope, value: total('hidden') / total('energy') },
    ];
  }
}

/** A masker this far below takes 1 % of the loudness. */
const NEGLIGIBLE_DB: Decibels = -50;

/** What one stem loses, to one other or to all. */
class Sums {
  readonly importances = new Float64Array(BANDS);
  readonly losts = new Float64Array(BANDS);
  importance = 0;
  energy = 0;
  lost = 0;
  hidden = 0;
  short = 0;

  count(band: number, importance: number, power: number): void {
    this.importances[band] += importance;
    this.importance += importance;
    this.energy += power;
  }

  /** @param lost what is lost of the importance */
  add(band: number, lost: number, power: number, maskerDb: Decibels): void {
    this.losts[band] += lost;
    this.lost += lost;
    const shortDb = maskerDb + JUST_HEARD_DB;
    if (shortDb >= 0) {
      this.hidden += power;
      this.short += power * shortDb;
    }
  }

  hiddenShare({ energy }: Sums): Normal {
    return energy > 0 ? this.hidden / energy : 0;
  }
}
