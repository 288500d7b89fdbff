import type { StereoSignal } from '../../../../src/audio/audio-source.ts';
import { signedWithUnit } from '../../../../src/dsp/spoken-units.ts';
import type { Decibels } from '../../../../src/dsp/units.ts';
import { highCut } from '../sound/analogue-curves.ts';
import { noiseLike } from '../sound/noise.ts';
import { added, asLoudAs, clipped, gained, mapped } from '../sound/sample-moves.ts';
import { drawStem, halved, type FaultKind } from './planted-fault.ts';
import { either, saidAs, shelfAt } from './remedy.ts';

/** What a recording or a bounce brings along that nobody meant. */
export const DEFECTS: readonly FaultKind[] = [
  {
    name: 'one side inverted',
    linear: false,
    draw(ground) {
      const roles = ['lead', 'pluck', 'pad', 'vocal', 'bass', 'snare'] as const;
      const stem = drawStem(ground, { roles, correlation: LEAST_SHARED });
      if (stem === undefined) return undefined;
      return {
        kind: 'one side inverted',
        stem: stem.name,
        words: 'right side inverted',
        plant: (clean) => mapped(clean, (left, right) => [left, -right]),
        remedy: {
          isAnsweredBy: ({ changes, kind, sentence }) =>
            changes.some(({ parameter }) => /Phase|Invert/i.test(parameter)) ||
            /polarity|phase|invert/i.test(`${kind}: ${sentence}`),
        },
      };
    },
  },
  {
    name: 'DC offset',
    linear: false,
    heard: false,
    draw(ground) {
      const stem = drawStem(ground);
      if (stem === undefined) return undefined;
      return {
        kind: 'DC offset',
        stem: stem.name,
        words: '3 % of full scale',
        plant: (clean) => mapped(clean, (left, right) => [left + 0.03, right + 0.03]),
        remedy: saidAs(/\bDC\b/),
      };
    },
  },
  {
    name: 'rumble',
    linear: true,
    draw(ground) {
      const stem = drawStem(ground, { roles: ['lead', 'pluck', 'pad', 'vocal', 'snare', 'percussion', 'hats'] });
      if (stem === undefined) return undefined;
      const levelDb = -halved(ground.random.between(30, 34));
      return {
        kind: 'rumble',
        stem: stem.name,
        words: `noise below 45 Hz at ${signedWithUnit(levelDb, 'dBFS')}`,
        plant: (clean) => added(clean, gained(noiseLike(clean, 11, highCut(40)), levelDb + NOISE_IN_40_HZ_DB)),
        remedy: {
          isAnsweredBy: (fix) =>
            fix.changes.some(
              ({ parameter, to }) =>
                /Filter Type/.test(parameter) && typeof to === 'string' && /High Pass|Low Cut|Low Shelf/i.test(to),
            ),
        },
      };
    },
  },
  {
    name: 'hiss',
    linear: true,
    draw(ground) {
      const stem = drawStem(ground, { roles: ['bass', 'kick', 'pad', 'pluck', 'lead'] });
      if (stem === undefined) return undefined;
      const levelDb = -halved(ground.random.between(36, 40));
      return {
        kind: 'hiss',
        stem: stem.name,
        words: `white noise at ${signedWithUnit(levelDb, 'dBFS')}`,
        plant: (clean) =>
          added(
            clean,
            gained(
              noiseLike(clean, 12, () => 0),
              levelDb,
            ),
          ),
        remedy: either(shelfAt('high', 5000, -1), saidAs(/noise|hiss|gate/i)),
      };
    },
  },
  {
    name: 'clipped stem',
    linear: false,
    draw(ground) {
      const stem = drawStem(ground, { roles: ['lead', 'pluck', 'bass', 'snare', 'vocal', 'kick'] });
      if (stem === undefined) return undefined;
      return {
        kind: 'clipped stem',
        stem: stem.name,
        words: 'clipped 12 dB below its peaks',
        plant: (clean) => asLoudAs(clipped(clean, peakDbOf(clean) - 12), clean),
        remedy: saidAs(/clip|distort/i),
      };
    },
  },
];

/**
 * Sides that have nothing in common, such as a ping-pong delay's, cancel no more with one of them turned over than
 * without: nothing is wrong then, and mono may even gain by it.
 */
const LEAST_SHARED = 0.2;

/** White noise that is cut to its lowest 40 Hz keeps 1/550 of its power. */
const NOISE_IN_40_HZ_DB = 27;

function peakDbOf({ left, right }: StereoSignal): Decibels {
  let peak = 0;
  for (let n = 0; n < left.length; n++) peak = Math.max(peak, Math.abs(left[n]), Math.abs(right[n]));
  return 20 * Math.log10(peak);
}
