import { powerToDb } from '../dsp/decibels.ts';
import type { Decibels, Power, Seconds } from '../dsp/units.ts';
import type { BeatGrid, Scope, Section } from '../store/analysis-document.ts';
import { isGridded } from './beat-grid.ts';
import { loudPower } from './beat-grid/onsets.ts';
import { unmeasured, type Measurement } from './feature-catalogue.ts';
import { barsWithin, kickBarsOf, kicksPerBar } from './kick-bars.ts';
import { foldBars, type BarFold } from './pumping/bar-fold.ts';
import { findDucking, LEAST_BARS, type Ducking } from './pumping/ducking.ts';
import { scopesOf } from './scopes.ts';
import type { TrackFrames } from './track-frames.ts';

/**
 * Ducking under the kick, as far as a mix shows it: the level of 200 Hz–5 kHz, where a kick has little, over the beat
 * in the bars with a kick, against that in the bars without. A dip is ducking only where it goes with the kick; what an
 * arpeggio, a gate or a tremolo does in a build-up as well falls out. By itself a dip counts only if it has the shape
 * of a release and nothing else moves.
 *
 * `pumping.depth` is the depth of the dip in each kind of section with four bars or more of a kick and music (not drums
 * alone); for the whole track that of the drops or, where they have less than sixteen bars, of all bars with a kick.
 * `pumping.release` (until 1/e of the dip is left), `pumping.phase` (place of the lowest level) and
 * `pumping.regularity` (mean correlation of single bars with the whole) belong to the depth of the whole track and are
 * missing where nothing pumps (under 1 dB). Where claps fill the dip of every second beat, the others are read. Drums
 * and voices that are not ducked, and a limiter that lets go with the dip, make it shallower than the sidechain's own;
 * drums between the beats that only play with the kick add about 1 dB.
 */
export function measurePumping(frames: TrackFrames, grid: BeatGrid, sections: readonly Section[]): Measurement {
  if (!isGridded(grid)) return unmeasured(ALL_IDS, 'The track has no steady beat.');
  const { body, blockSeconds } = frames.envelopes;
  const bars = kickBarsOf(kicksPerBar(frames, grid), grid, sections, frames.durationSeconds);
  const loud = loudPower(body);
  const fold = (starts: readonly Seconds[]) => foldBars(body, blockSeconds, starts, bars, loud);
  const rests = bars.rest.map(fold);
  const duckingIn = (starts: readonly Seconds[]) => mixDucking(fold(starts), rests, bars.beatSeconds, loud);
  const scopes = scopesOf(frames.durationSeconds, sections)
    .filter(({ scope }) => scope !== 'whole')
    .map(({ scope, spans }) => ({ scope, starts: barsWithin(spans, bars.kick, bars.beatSeconds) }))
    .map(({ scope, starts }) => ({ scope, bars: starts.length, found: duckingIn(starts) }));
  const drop = scopes.find((one) => one.scope === 'drop' && one.bars >= SURE_BARS);
  const whole = drop?.found ?? duckingIn(bars.kick);
  const depthOf = (scope: Scope, found: typeof whole): Measurement['features'] =>
    typeof found === 'string' ? [] : [{ id: 'pumping.depth', scope, value: found.depthDb }];
  const depths = [...depthOf('whole', whole), ...scopes.flatMap(({ scope, found }) => depthOf(scope, found))];
  if (typeof whole === 'string') {
    return { features: depths, missing: unmeasured(ALL_IDS, whole).missing.slice(depths.length > 0 ? 1 : 0) };
  }
  if (whole.depthDb < LEAST_DEPTH_DB) return { ...unmeasured(SHAPE_IDS, 'Nothing pumps.'), features: depths };
  const shape = [
    { id: 'pumping.release', scope: 'whole', value: whole.releaseMs },
    { id: 'pumping.regularity', scope: 'whole', value: whole.regularity },
    { id: 'pumping.phase', scope: 'whole', value: whole.phase },
  ] as const;
  return { features: [...depths, ...shape], missing: [] };
}

/** A level over time and the bars in it that count, by their starts. */
export interface BarsOfLevel {
  /** 200–5000 Hz of a mix, as `TrackFrames.envelopes` has it. */
  body: Float32Array;
  blockSeconds: Seconds;
  starts: readonly Seconds[];
}

/**
 * The same reading of one passage of a mix: ducking over its bars with a kick, against bars without one from elsewhere
 * in the song, where there are any.
 *
 * @returns a sentence where it cannot be told
 */
export function measurePassagePumping(
  kick: BarsOfLevel,
  rest: BarsOfLevel | undefined,
  bars: { beatSeconds: Seconds; beatsPerBar: number },
): Ducking | string {
  const loud = loudPower(kick.body);
  const fold = ({ body, blockSeconds, starts }: BarsOfLevel): BarFold =>
    foldBars(body, blockSeconds, starts, bars, loud);
  return mixDucking(fold(kick), rest === undefined ? [] : [fold(rest)], bars.beatSeconds, loud);
}

/** @param loud power that counts as loud (`loudPower` of the same envelope) */
function mixDucking(kick: BarFold, rests: readonly BarFold[], beatSeconds: Seconds, loud: Power): Ducking | string {
  if (kick.bars.length < LEAST_BARS) return 'Fewer than four bars have a kick.';
  if (kick.levelDb < powerToDb(loud) + LEAST_BODY_DB) return 'Only drums play with the kick.';
  return findDucking(kick, rests, { beatSeconds, fromSeconds: KICK_SECONDS, beatsBy: 'unclapped' });
}

const SHAPE_IDS = ['pumping.release', 'pumping.regularity', 'pumping.phase'] as const;
const ALL_IDS = ['pumping.depth', ...SHAPE_IDS] as const;
/** The just-noticeable difference of a level: shallower dips have no shape worth a number. */
const LEAST_DEPTH_DB: Decibels = 1;
/** Of fewer bars the chance of chords and fills still shows in the depth. */
const SURE_BARS = 16;
/** A kick's click reaches into the body for about this long. */
const KICK_SECONDS: Seconds = 0.04;
/**
 * Where the body is quieter than this against the track's loud parts, single drum hits make the curve (an intro of
 * drums alone).
 */
const LEAST_BODY_DB: Decibels = -12;
