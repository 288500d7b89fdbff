import type { StereoSignal } from '../../audio/audio-source.ts';
import { fastestMeters } from '../../dsp/kernels.ts';
import { quantile } from '../../dsp/statistics.ts';
import type { Decibels, Milliseconds } from '../../dsp/units.ts';
import {
  compressionCourse,
  driveCourse,
  limitingCourse,
  type DriveCourse,
  type MasterCompression,
  type MasterLimiting,
} from './dynamics-course.ts';

/** What a master does to level over time. */
export interface MasterDynamics {
  /** After the compressor and before the limiter. */
  gainDb: Decibels;
  compression: MasterCompression | undefined;
  limiting: MasterLimiting | undefined;
}

/**
 * Finds the compressor, clipper and limiter after which the level of a passage moves from block to block as the bounce
 * does.
 *
 * What the master's gain does is read where no kick is, from 200 to 5000 Hz and from 6 to 12 kHz: how much louder each
 * 5 ms of the bounce are there than of the equalised sum. A constant between the two belongs to the equaliser.
 *
 * @param equalised the sum of the stems with the master's response
 * @param ceilingDb of the limiter; `undefined` where the master does not limit
 */
export function fitDynamics(
  equalised: StereoSignal,
  bounce: StereoSignal,
  ceilingDb: Decibels | undefined,
): MasterDynamics {
  return new DynamicsFit(equalised, bounce, ceilingDb).run();
}

/** From a limiter alone to a clipper that leaves it little to do. */
const CLIPS_ABOVE_DB: readonly Decibels[] = [Infinity, 6, 3, 2, 1];
/** Fast for transients, slow for level: what limiters of a loud master are set to. */
const LIMITER_RELEASES_MS: readonly Milliseconds[] = [10, 25, 50, 100, 200];
/** Gentle glue to a hard bus compressor: 1.25, 1.6, 2.5 and 5 : 1. */
const SLOPES = [0.2, 0.375, 0.6, 0.8];
const ATTACKS_MS: readonly Milliseconds[] = [3, 10, 30];
const RELEASES_MS: readonly Milliseconds[] = [60, 150, 400];
/** Shares of the passage's blocks that lie below the thresholds that are tried first. */
const THRESHOLD_QUANTILES = [0.3, 0.6, 0.85];

/** Errors beyond are of what is no gain: a fill whose phase the master turned, distortion. */
const HUBER_DB: Decibels = 1;
const GAIN_ROUNDS = 3;
/** Blocks this far below the loudest hold reverberation, which tells no gain. */
const HEARD_DB: Decibels = 30;
/** A compressor has to explain this share of what a clipper and a limiter leave unexplained. */
const LEAST_EXPLAINED = 0.1;
/** Blocks of the model to one of the envelopes. */
const BLOCKS_A_WINDOW = 4;
/** Over all settings with one length of step. */
const MOST_ROUNDS = 3;
/** Where the steps of the search begin, and how they shrink. */
const STEPS = [1, 0.5, 0.25];
/** A step that brings less has arrived. */
const LEAST_PROGRESS = 1e-6;

interface Settings {
  compression: MasterCompression | undefined;
  limiting: Omit<MasterLimiting, 'ceilingDb'> | undefined;
}
interface Fitted extends Settings {
  gainDb: Decibels;
  cost: number;
}

class DynamicsFit {
  readonly #course: DriveCourse;
  readonly #ceilingDb: Decibels | undefined;
  readonly #observed: readonly Observed[];
  readonly #compression: Float32Array;
  readonly #limiting: Float32Array;
  readonly #model: Float32Array;
  #compressed: MasterCompression | undefined;

  constructor(equalised: StereoSignal, bounce: StereoSignal, ceilingDb: Decibels | undefined) {
    this.#course = driveCourse(equalised);
    this.#ceilingDb = ceilingDb;
    this.#observed = observedGains(equalised, bounce);
    const blocks = this.#course.levelDb.length;
    this.#compression = new Float32Array(blocks);
    this.#limiting = new Float32Array(blocks);
    this.#model = new Float32Array(Math.min(this.#observed[0].gainDb.length, Math.floor(blocks / BLOCKS_A_WINDOW)));
  }

  /** The limiter first, then a compressor before it, then both in turn. */
  run(): MasterDynamics {
    const limits = this.#ceilingDb === undefined ? [undefined] : LIMITS;
    const bare = this.#best(limits.map((limiting) => ({ compression: undefined, limiting })));
    const glued = this.#best(
      firstCompressions(this.#course).map((compression) => ({ compression, limiting: bare.limiting })),
      bare.gainDb,
    );
    const withLimit = (one: Fitted): Fitted =>
      this.#best([one, ...limits.map((limiting) => ({ compression: one.compression, limiting }))], one.gainDb);
    const best = withLimit(this.#refined(withLimit(glued)));
    const { gainDb, compression, limiting } = best.cost > (1 - LEAST_EXPLAINED) * bare.cost ? bare : best;
    const ceilingDb = this.#ceilingDb;
    const limited = limiting === undefined || ceilingDb === undefined ? undefined : { ...limiting, ceilingDb };
    return { gainDb, compression, limiting: limited };
  }

  #best(all: readonly Settings[], gainDb?: Decibels): Fitted {
    const fitted = all.map((one) => this.#fitted(one, gainDb));
    return fitted.reduce((a, b) => (b.cost < a.cost ? b : a));
  }

  /** Steps along each setting by itself, ever smaller. */
  #refined(start: Fitted): Fitted {
    let best = start;
    for (const step of STEPS) {
      let improved = true;
      for (let round = 0; improved && round < MOST_ROUNDS; round++) {
        improved = false;
        for (const move of moves(step)) {
          const { compression } = best;
          if (compression === undefined) return best;
          const tried = this.#fitted({ ...best, compression: move(compression) }, best.gainDb);
          if (tried.cost < best.cost - LEAST_PROGRESS) {
            best = tried;
            improved = true;
          }
        }
      }
    }
    return best;
  }

  /** With the gain that belongs to these settings: what the limiter takes depends on it, hence the rounds. */
  #fitted({ compression, limiting }: Settings, from?: Decibels): Fitted {
    if (compression !== this.#compressed) {
      if (compression === undefined) this.#compression.fill(0);
      else compressionCourse(this.#course, compression, this.#compression);
      this.#compressed = compression;
    }
    const [body] = this.#observed;
    this.#model.fill(0);
    let gainDb = from ?? this.#offset(body);
    const rounds = limiting === undefined ? 1 : GAIN_ROUNDS;
    for (let round = 0; round < rounds; round++) {
      this.#makeModel(gainDb, limiting);
      gainDb = this.#offset(body);
    }
    const cost = this.#observed.reduce((sum, observed) => sum + this.#cost(observed), 0) / this.#observed.length;
    return { compression, limiting, gainDb, cost };
  }

  #makeModel(gainDb: Decibels, limiting: Settings['limiting']): void {
    const ceilingDb = this.#ceilingDb;
    if (limiting !== undefined && ceilingDb !== undefined)
      limitingCourse(this.#course, this.#compression, gainDb, { ...limiting, ceilingDb }, this.#limiting);
    else this.#limiting.fill(0);
    const [compression, reduction, model] = [this.#compression, this.#limiting, this.#model];
    for (let window = 0, block = 0; window < model.length; window++) {
      let sum = 0;
      for (let end = block + BLOCKS_A_WINDOW; block < end; block++) sum += compression[block] + reduction[block];
      model[window] = -sum / BLOCKS_A_WINDOW;
    }
  }

  /** Mean distance of the observed gain from the modelled one. */
  #offset({ gainDb, weight }: Observed): Decibels {
    const model = this.#model;
    let sum = 0;
    let weights = 0;
    for (let i = 0; i < model.length; i++) {
      sum += weight[i] * (gainDb[i] - model[i]);
      weights += weight[i];
    }
    return weights > 0 ? sum / weights : 0;
  }

  #cost(observed: Observed): number {
    const offset = this.#offset(observed);
    const { gainDb, weight } = observed;
    const model = this.#model;
    let sum = 0;
    let weights = 0;
    for (let i = 0; i < model.length; i++) {
      const error = Math.abs(gainDb[i] - model[i] - offset);
      sum += weight[i] * (error < HUBER_DB ? error * error : HUBER_DB * (2 * error - HUBER_DB));
      weights += weight[i];
    }
    return weights > 0 ? sum / weights : 0;
  }
}

const LIMITS = CLIPS_ABOVE_DB.flatMap((clipAboveDb) =>
  LIMITER_RELEASES_MS.map((releaseMs) => ({ clipAboveDb, releaseMs })),
);

/** Compressors of every common make, with thresholds where the passage's levels lie. */
function firstCompressions({ levelDb }: DriveCourse): MasterCompression[] {
  const levels = levelDb.filter((level) => level > SILENT_DB);
  if (levels.length === 0) return [];
  return THRESHOLD_QUANTILES.flatMap((share) => {
    const thresholdDb = quantile(levels, share);
    return SLOPES.flatMap((slope) =>
      ATTACKS_MS.flatMap((attackMs) => RELEASES_MS.map((releaseMs) => ({ thresholdDb, slope, attackMs, releaseMs }))),
    );
  });
}

/** Below is a pause. */
const SILENT_DB: Decibels = -100;

/** What compressors on a mix bus are set to; quicker ones are clippers. */
const ATTACK_RANGE_MS: readonly [Milliseconds, Milliseconds] = [1, 100];
const RELEASE_RANGE_MS: readonly [Milliseconds, Milliseconds] = [30, 1200];
const SLOPE_RANGE = [0.05, 0.95] as const;

function moves(step: number): ((of: MasterCompression) => MasterCompression)[] {
  return [step, -step].flatMap((by) => {
    const moved =
      (threshold: number, slope: number, attack: number, release: number) =>
      (of: MasterCompression): MasterCompression => ({
        thresholdDb: of.thresholdDb + by * threshold,
        slope: held(of.slope + by * slope, SLOPE_RANGE),
        attackMs: held(of.attackMs * 2 ** (by * attack), ATTACK_RANGE_MS),
        releaseMs: held(of.releaseMs * 2 ** (by * release), RELEASE_RANGE_MS),
      });
    return [
      moved(THRESHOLD_STEP_DB, 0, 0, 0),
      moved(0, SLOPE_STEP, 0, 0),
      moved(0, 0, 1, 0),
      moved(0, 0, 0, 1),
      // A higher threshold and a steeper slope do nearly the same: along that valley single steps do not find down.
      moved(THRESHOLD_STEP_DB, SLOPE_STEP, 0, 0),
    ];
  });
}

const THRESHOLD_STEP_DB: Decibels = 3;
const SLOPE_STEP = 0.12;

function held(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(high, Math.max(low, value));
}

/** How much louder each 5 ms of the bounce are than of the sum in one band, and which of them are heard. */
interface Observed {
  gainDb: Float32Array;
  weight: Float32Array;
}

function observedGains(equalised: StereoSignal, bounce: StereoSignal): Observed[] {
  const [from, to] = [equalised, bounce].map(({ left, right, sampleRateHz }) => {
    const meter = fastestMeters().bandEnvelopes(sampleRateHz);
    meter.push(left, right, left.length);
    return meter.finish();
  });
  return (['body', 'high'] as const).map((band) => {
    const [before, after] = [from[band], to[band]];
    const floor = quantile([...before], 0.95) * 10 ** (-HEARD_DB / 10);
    const heard = (i: number): boolean => before[i] > floor && after[i] > 0;
    return {
      gainDb: before.map((power, i) => (heard(i) ? 10 * Math.log10(after[i] / power) : 0)),
      weight: before.map((_, i) => (heard(i) ? 1 : 0)),
    };
  });
}
