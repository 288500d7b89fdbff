import { signedWithUnit, spokenHertz } from '../../../../src/dsp/spoken-units.ts';
import { bell, highCut, highShelf, lowShelf, region } from '../sound/analogue-curves.ts';
import { filteredByCurve } from '../sound/linear-phase.ts';
import { gained } from '../sound/sample-moves.ts';
import { drawHz, drawStem, halved, LEADING, signedBetween, type FaultKind } from './planted-fault.ts';
import { either, equaliserAt, levelBy, saidAs, shelfAt } from './remedy.ts';

const decibels = (db: number): string => signedWithUnit(db, 'dB');

/** Faults that a fader or an equaliser undoes. */
export const LEVEL_AND_TONE: readonly FaultKind[] = [
  {
    name: 'gain',
    linear: true,
    draw(ground) {
      const stem = drawStem(ground);
      if (stem === undefined) return undefined;
      const gainDb = signedBetween(ground.random, 3, 7, 0.6);
      return {
        kind: 'gain',
        stem: stem.name,
        words: decibels(gainDb),
        plant: (clean) => gained(clean, gainDb),
        remedy: levelBy(-gainDb),
      };
    },
  },
  {
    name: 'bell',
    linear: true,
    draw(ground) {
      const stem = drawStem(ground, { lowHz: 150, highHz: 9000 });
      const hz = stem && drawHz(ground, stem.name, 150, 9000);
      if (stem === undefined || hz === undefined) return undefined;
      const gainDb = signedBetween(ground.random, 4.5, 7.5, 0.7);
      const q = Math.round(10 * ground.random.between(0.9, 2.2)) / 10;
      return {
        kind: 'bell',
        stem: stem.name,
        words: `bell ${decibels(gainDb)} at ${spokenHertz(hz)}, Q ${String(q)}`,
        plant: (clean) => filteredByCurve(clean, bell(hz, gainDb, q)),
        remedy: equaliserAt(hz, -gainDb, 1),
      };
    },
  },
  {
    name: 'low shelf',
    linear: true,
    draw(ground) {
      const stem = drawStem(ground, { lowHz: 40, highHz: 400, bands: 4 });
      if (stem === undefined) return undefined;
      const gainDb = signedBetween(ground.random, 4, 7, 0.6);
      const cornerHz = Math.round(ground.random.between(150, 300));
      return {
        kind: 'low shelf',
        stem: stem.name,
        words: `low shelf ${decibels(gainDb)} at ${spokenHertz(cornerHz)}`,
        plant: (clean) => filteredByCurve(clean, lowShelf(cornerHz, gainDb)),
        remedy: either(
          shelfAt('low', cornerHz, -gainDb),
          ...(stem.role === 'bass' || stem.role === 'kick' ? [levelBy(-gainDb)] : []),
        ),
      };
    },
  },
  {
    name: 'high shelf',
    linear: true,
    draw(ground) {
      const stem = drawStem(ground, { lowHz: 2500, highHz: 16_000, bands: 4 });
      if (stem === undefined) return undefined;
      const gainDb = halved(ground.random.between(4, 7));
      const cornerHz = Math.round(ground.random.between(3000, 5000));
      return {
        kind: 'high shelf',
        stem: stem.name,
        words: `high shelf ${decibels(gainDb)} at ${spokenHertz(cornerHz)}`,
        plant: (clean) => filteredByCurve(clean, highShelf(cornerHz, gainDb)),
        remedy: either(shelfAt('high', cornerHz, -gainDb), ...(stem.role === 'hats' ? [levelBy(-gainDb)] : [])),
      };
    },
  },
  {
    name: 'mud',
    linear: true,
    draw(ground) {
      const stem = drawStem(ground, {
        roles: ['pad', 'lead', 'pluck', 'acid', 'vocal'],
        lowHz: 150,
        highHz: 500,
        bands: 2,
      });
      if (stem === undefined) return undefined;
      const gainDb = halved(ground.random.between(5, 8));
      return {
        kind: 'mud',
        stem: stem.name,
        words: `${decibels(gainDb)} from 170 to 450 Hz`,
        plant: (clean) => filteredByCurve(clean, region(170, 450, gainDb)),
        remedy: equaliserAt(280, -gainDb, 1),
      };
    },
  },
  {
    name: 'harsh',
    linear: true,
    draw(ground) {
      const stem = drawStem(ground, {
        roles: ['lead', 'pluck', 'acid', 'vocal', 'snare', 'pad'],
        lowHz: 2000,
        highHz: 5000,
        bands: 2,
      });
      if (stem === undefined) return undefined;
      const gainDb = halved(ground.random.between(5, 8));
      return {
        kind: 'harsh',
        stem: stem.name,
        words: `${decibels(gainDb)} from 2 to 5 kHz`,
        plant: (clean) => filteredByCurve(clean, region(2000, 5000, gainDb)),
        remedy: equaliserAt(3200, -gainDb, 1),
      };
    },
  },
  {
    name: 'dull',
    linear: true,
    draw(ground) {
      const stem = drawStem(ground, {
        roles: ['lead', 'pluck', 'pad', 'acid', 'vocal', 'hats', 'snare'],
        lowHz: 3000,
        highHz: 14_000,
        bands: 4,
      });
      if (stem === undefined) return undefined;
      const cornerHz = Math.round(ground.random.between(4500, 6000));
      return {
        kind: 'dull',
        stem: stem.name,
        words: `cut above ${spokenHertz(cornerHz)}`,
        plant: (clean) => filteredByCurve(clean, highCut(cornerHz)),
        remedy: either(shelfAt('high', cornerHz, 1), saidAs(/saturat|dull|air/i, /Saturator/)),
      };
    },
  },
  {
    name: 'ringing',
    linear: true,
    draw(ground) {
      const stem = drawStem(ground, { lowHz: 300, highHz: 5000 });
      const hz = stem && drawHz(ground, stem.name, 300, 5000);
      if (stem === undefined || hz === undefined) return undefined;
      const gainDb = halved(ground.random.between(10, 14));
      return {
        kind: 'ringing',
        stem: stem.name,
        words: `rings by ${decibels(gainDb)} at ${spokenHertz(hz)}, Q 14`,
        plant: (clean) => filteredByCurve(clean, bell(hz, gainDb, 14)),
        remedy: equaliserAt(hz, -gainDb, 1 / 3),
      };
    },
  },
  {
    name: 'masking',
    linear: true,
    draw(ground) {
      // Two stems of one register: what the one leads, the other has too.
      const { song, audibility, taken, random } = ground;
      const pairs = song.stems.flatMap((masker) =>
        song.stems.flatMap((masked) => {
          if (masker === masked || taken.has(masker.name) || !['pad', 'pluck', 'acid'].includes(masker.role)) return [];
          const shared = audibility
            .bandsLed(masked.name, LEADING, 500, 6000)
            .filter((hz) => audibility.share(masker.name, hz) > 0.15);
          return ['lead', 'vocal', 'pluck'].includes(masked.role) && shared.length >= 3
            ? [{ masker, masked, shared }]
            : [];
        }),
      );
      if (pairs.length === 0) return undefined;
      const { masker, masked, shared } = random.pick(pairs);
      const gainDb = halved(random.between(6, 8));
      const [lowHz, highHz] = [shared[0] * 0.9, Math.min(shared[0] * 4, shared[shared.length - 1] * 1.1)];
      return {
        kind: 'masking',
        stem: masker.name,
        words: `${decibels(gainDb)} from ${spokenHertz(lowHz)} to ${spokenHertz(highHz)}, over ${masked.name}`,
        plant: (clean) => filteredByCurve(clean, region(lowHz, highHz, gainDb)),
        remedy: either(equaliserAt(Math.sqrt(lowHz * highHz), -gainDb, 1.2), levelBy(-gainDb)),
      };
    },
  },
];
