import { signedWithUnit } from '../../../../src/dsp/spoken-units.ts';
import { highShelf, lowShelf } from '../sound/analogue-curves.ts';
import { filteredByCurve } from '../sound/linear-phase.ts';
import { clipped, gained, sideGained } from '../sound/sample-moves.ts';
import { halved, MAIN, signedBetween, type FaultKind } from './planted-fault.ts';
import { either, levelBy, saidAs, shelfAt, widthBy } from './remedy.ts';

/** Faults of the master alone: the stems are right. */
export const MASTER: readonly FaultKind[] = [
  {
    name: 'master too quiet',
    linear: false,
    draw({ random }) {
      const gainDb = -halved(random.between(4, 7));
      return {
        kind: 'master too quiet',
        stem: MAIN,
        words: signedWithUnit(gainDb, 'dB'),
        master: (clean) => (sum, extra) => gained(clean(sum, extra), gainDb),
        remedy: either(levelBy(-gainDb), saidAs(/loud|quiet|limiter/i, /Limiter/)),
      };
    },
  },
  {
    name: 'master over-limited',
    linear: false,
    draw({ random }) {
      const driveDb = halved(random.between(5, 7));
      return {
        kind: 'master over-limited',
        stem: MAIN,
        words: `driven ${String(driveDb)} dB harder`,
        master:
          (clean) =>
          (sum, extra = 0) =>
            clean(sum, extra + driveDb),
        remedy: either(levelBy(-driveDb), saidAs(/loud|limit|crest|dynamic/i, /Limiter/)),
      };
    },
  },
  {
    name: 'true peaks over',
    linear: false,
    draw() {
      return {
        kind: 'true peaks over',
        stem: MAIN,
        words: 'clipped at full scale, 2 dB into it',
        master: (clean) => (sum, extra) => clipped(gained(clean(sum, extra), 2), -0.01),
        remedy: saidAs(/true peak|ceiling|clip/i, /Limiter/),
      };
    },
  },
  {
    name: 'master treble',
    linear: false,
    draw({ random }) {
      const gainDb = signedBetween(random, 3, 4.5);
      return {
        kind: 'master treble',
        stem: MAIN,
        words: `high shelf ${signedWithUnit(gainDb, 'dB')} at 3 kHz`,
        master: (clean) => (sum, extra) => filteredByCurve(clean(sum, extra), highShelf(3000, gainDb)),
        remedy: shelfAt('high', 3000, -gainDb),
      };
    },
  },
  {
    name: 'master bass',
    linear: false,
    draw({ random }) {
      const gainDb = signedBetween(random, 3, 4.5);
      return {
        kind: 'master bass',
        stem: MAIN,
        words: `low shelf ${signedWithUnit(gainDb, 'dB')} at 150 Hz`,
        master: (clean) => (sum, extra) => filteredByCurve(clean(sum, extra), lowShelf(150, gainDb)),
        remedy: shelfAt('low', 150, -gainDb),
      };
    },
  },
  {
    name: 'master width',
    linear: false,
    draw({ random }) {
      const sideDb = signedBetween(random, 3, 5);
      return {
        kind: 'master width',
        stem: MAIN,
        words: `side ${signedWithUnit(sideDb, 'dB')}`,
        master: (clean) => (sum, extra) => sideGained(clean(sum, extra), sideDb),
        remedy: widthBy(-sideDb),
      };
    },
  },
  {
    name: 'clipped bounce',
    linear: false,
    draw({ random }) {
      const driveDb = halved(random.between(4, 6));
      return {
        kind: 'clipped bounce',
        stem: MAIN,
        words: `clipped by ${String(driveDb)} dB`,
        master: (clean) => (sum, extra) => clipped(gained(clean(sum, extra), driveDb), 0),
        remedy: saidAs(/clip/i),
      };
    },
  },
];
