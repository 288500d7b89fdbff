import { signedWithUnit } from '../../../../src/dsp/spoken-units.ts';
import { highCut } from '../sound/analogue-curves.ts';
import { filteredByCurve } from '../sound/linear-phase.ts';
import { added, asLoudAs, gained, mapped, sideGained } from '../sound/sample-moves.ts';
import { drawStem, halved, type FaultKind } from './planted-fault.ts';
import { either, panTowards, saidAs, widthBy } from './remedy.ts';

/** Faults of the stereo image. */
export const STEREO: readonly FaultKind[] = [
  {
    name: 'too wide',
    linear: true,
    draw(ground) {
      const stem = drawStem(ground, { roles: ['lead', 'pluck', 'pad', 'vocal', 'hats', 'percussion'], stereo: true });
      if (stem === undefined) return undefined;
      const sideDb = halved(ground.random.between(4, 7));
      return {
        kind: 'too wide',
        stem: stem.name,
        words: `side ${signedWithUnit(sideDb, 'dB')}`,
        plant: (clean) => asLoudAs(sideGained(clean, sideDb), clean),
        remedy: widthBy(-sideDb),
      };
    },
  },
  {
    name: 'too narrow',
    linear: true,
    draw(ground) {
      const stem = drawStem(ground, { roles: ['lead', 'pluck', 'pad'], stereo: true });
      if (stem === undefined) return undefined;
      const sideDb = -halved(ground.random.between(4, 7));
      return {
        kind: 'too narrow',
        stem: stem.name,
        words: `side ${signedWithUnit(sideDb, 'dB')}`,
        plant: (clean) => sideGained(clean, sideDb),
        remedy: widthBy(-sideDb),
      };
    },
  },
  {
    name: 'pan',
    linear: true,
    draw(ground) {
      const stem = drawStem(ground);
      if (stem === undefined) return undefined;
      const towards = ground.random.chance(0.5) ? 1 : -1;
      const angle = ground.random.between(0.3, 0.55);
      // The sine law: constant power, as on a console; equal sides in the middle.
      const [near, far] = [
        Math.SQRT2 * Math.sin((Math.PI / 4) * (1 + angle)),
        Math.SQRT2 * Math.cos((Math.PI / 4) * (1 + angle)),
      ];
      return {
        kind: 'pan',
        stem: stem.name,
        words: `${String(Math.round(100 * angle))} % ${towards > 0 ? 'right' : 'left'}`,
        plant: (clean) =>
          gained(clean, 20 * Math.log10(towards > 0 ? far : near), 20 * Math.log10(towards > 0 ? near : far)),
        remedy: panTowards(towards > 0 ? -1 : 1),
      };
    },
  },
  {
    name: 'wide low end',
    linear: true,
    draw(ground) {
      const stem = drawStem(ground, { roles: ['bass', 'kick'], lowHz: 40, highHz: 120, bands: 2 });
      if (stem === undefined) return undefined;
      const levelDb = -halved(ground.random.between(2, 5));
      return {
        kind: 'wide low end',
        stem: stem.name,
        words: `side at ${signedWithUnit(levelDb, 'dB')} below 130 Hz`,
        plant: (clean) => {
          // The low end a quarter period late on one side and early on the other: a chorus in the bass.
          const low = filteredByCurve(clean, highCut(130));
          const late = Math.round(clean.sampleRateHz * 0.0035);
          const side = mapped(low, (left, right, frame) => {
            const other = frame >= late ? (low.left[frame - late] + low.right[frame - late]) / 2 : 0;
            const one = (left + right) / 2;
            return [one - other, other - one];
          });
          const scaled = gained(asLoudAs(side, low), levelDb);
          return added(clean, scaled);
        },
        remedy: either(
          saidAs(/mono/i),
          { isAnsweredBy: ({ changes }) => changes.some(({ parameter }) => parameter === 'Bass Mono') },
          widthBy(-1),
        ),
      };
    },
  },
];
