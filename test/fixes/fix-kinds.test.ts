import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deviceByName } from '../../src/devices/devices.ts';
import { findParameter } from '../../src/devices/device-settings.ts';
import { MIXER } from '../../src/devices/mixer.ts';
import { FIX_KINDS } from '../../src/fixes/fix-kinds.ts';
import type { BandAxis, FixKindName, Move } from '../../src/fixes/fix-kind.ts';
import { plateauHz } from '../../src/fixes/kinds/plateau.ts';
import { MAIN_INDEX, type StemContext } from '../../src/fixes/stem-context.ts';
import { THIRD_OCTAVES } from '../../src/dsp/third-octaves.ts';
import type { EmbeddedTrackSpec } from '../../src/live/embedded-set-spec.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import type { StemRole } from '../../src/store/stem-map-document.ts';

const AXIS: BandAxis = { centreHz: THIRD_OCTAVES.map(({ centreHz }) => centreHz), sampleRateHz: 48_000 };
/** All but those that no gap ever asks for: see `stem-findings.test.ts`. */
const KINDS = (Object.keys(FIX_KINDS) as FixKindName[]).filter(
  (name) => !['DC filter', 'steep low cut'].includes(name),
);
const NONE: ReadonlySet<number> = new Set();

/** A stem that is heard everywhere, more at the sides than in the middle, on a track of an embedded set. */
async function contextOf(role: StemRole, track: Omit<EmbeddedTrackSpec, 'name'> = {}): Promise<StemContext> {
  const set = await EmbeddedSet.create({ name: 'Test', tempoBpm: 138, tracks: [{ name: 'Track', ...track }] });
  const { tracks } = await set.snapshot();
  const bands = AXIS.centreHz.length;
  return {
    index: 0,
    file: 'track.wav',
    name: 'Track',
    role,
    roleConfidence: 1,
    track: tracks[0],
    audibilityDb: new Float64Array(bands),
    coveredShare: new Float64Array(bands),
    sideToMidDb: new Float64Array(bands).fill(6),
    sideOfOneStem: new Float64Array(bands),
    stereoEnergy: { middle: 1, sides: 4, shared: 0.8 },
    leanDb: 3,
    followsMid: 1,
    cancelsInMono: false,
    rumble: undefined,
    rings: [{ hz: 2480, prominenceDb: 11, q: 13 }],
    devicesOpen: true,
  };
}

function firstOf(kind: FixKindName, stem: StemContext): Move {
  return FIX_KINDS[kind].candidates(stem, AXIS)[0];
}

describe.each(KINDS)('%s', (name) => {
  const kind = FIX_KINDS[name];

  test('proposes something on a stem that is heard, nothing on one that is not', async () => {
    const stem = await contextOf('lead');
    expect(kind.candidates(stem, AXIS).length).toBeGreaterThan(0);
    const unheard = { ...stem, audibilityDb: new Float64Array(AXIS.centreHz.length).fill(-40) };
    expect(kind.candidates(unheard, AXIS)).toEqual([]);
  });

  test('keeps every move inside the musical caps, also after rounding', async () => {
    const stem = await contextOf('lead');
    const largest = {
      'DC filter': 1,
      fader: 9,
      pan: 35,
      width: 12,
      'width at level': 12,
      bell: 9,
      plateau: 9,
      notch: 12,
      'low shelf': 9,
      'high shelf': 9,
      'high cut': 1,
      'bass mono': 1,
      polarity: 1,
      'low cut': 1,
      'steep low cut': 1,
    }[name];
    for (const move of kind.candidates(stem, AXIS)) {
      for (const limit of kind.limits(stem, move)) {
        expect(Math.abs(kind.rounded({ ...move, size: limit }, stem).size)).toBeLessThanOrEqual(largest + 0.1);
      }
      if (move.hz > 0) expect(move.hz).toBeGreaterThanOrEqual(30);
      expect(move.hz).toBeLessThanOrEqual(16_000);
      if (['bell', 'plateau'].includes(name) || name.endsWith('shelf'))
        expect(kind.limits(stem, move)[1]).toBeLessThanOrEqual(6);
    }
  });

  test('writes parameters that the device has, with the unit it shows', async () => {
    const stem = await contextOf('lead');
    const move = { ...firstOf(name, stem) };
    if (kind.sized) move.size = -2 * kind.smallestSize;
    const { device, insert, changes } = kind.place(kind.rounded(move, stem), stem, NONE);
    const model = device === MIXER.name ? MIXER : deviceByName(device);
    expect(insert).toBe(device !== MIXER.name);
    expect(changes.length).toBeGreaterThan(0);
    for (const { parameter, from, to, unit } of changes) {
      const row = model === undefined ? undefined : findParameter(model, parameter);
      expect(row).toBeDefined();
      expect(from).not.toEqual(to);
      if (row?.kind === 'continuous') expect(row.law.unit).toBe(unit);
      else expect(row?.items).toContain(to);
    }
  });

  test('neighbours differ in one thing, and stay within reach', async () => {
    const stem = await contextOf('lead');
    for (const move of kind.candidates(stem, AXIS)) {
      for (const neighbour of kind.neighbours(move)) {
        expect(Number(neighbour.hz !== move.hz) + Number(neighbour.q !== move.q)).toBe(1);
        expect(neighbour.q === 0 || (neighbour.q >= 0.5 && neighbour.q <= 4)).toBe(true);
      }
    }
  });
});

test('a sized kind at size 0 changes nothing', async () => {
  const stem = await contextOf('lead');
  for (const kind of Object.values(FIX_KINDS).filter(({ sized }) => sized)) {
    for (const move of kind.candidates(stem, AXIS)) {
      const { mm, ms, sm, ss } = kind.response({ ...move, size: 0 }, stem, AXIS);
      for (let b = 0; b < mm.length; b++) {
        expect(mm[b]).toBeCloseTo(1, 9);
        expect(ss[b]).toBeCloseTo(1, 9);
        expect(ms[b]).toBeCloseTo(0, 9);
        expect(sm[b]).toBeCloseTo(0, 9);
      }
    }
  }
});

test('a plateau is level between its bells and falls off an octave outside of them', async () => {
  const stem = await contextOf('pad');
  const fine: BandAxis = {
    centreHz: Array.from({ length: 121 }, (_, i) => 62.5 * 2 ** (i / 12)),
    sampleRateHz: 48_000,
  };
  for (const first of FIX_KINDS.plateau.candidates(stem, AXIS)) {
    for (const move of [first, ...FIX_KINDS.plateau.neighbours(first)]) {
      const [low, high] = plateauHz(move);
      if (high > 5000) continue;
      const { mm } = FIX_KINDS.plateau.response({ ...move, size: -4 }, stem, fine);
      const db = (from: number, to: number): number[] =>
        fine.centreHz.flatMap((hz, i) => (hz >= from && hz <= to ? [20 * Math.log10(mm[i])] : []));
      for (const inside of db(low, high)) expect(Math.abs(inside + 4.5)).toBeLessThan(0.6);
      for (const outside of [...db(0, low / 2.4), ...db(2.4 * high, Infinity)]) expect(outside).toBeGreaterThan(-1.6);
    }
  }
});

test('a cut of any EQ kind never raises a band, a boost never lowers one', async () => {
  const stem = await contextOf('lead');
  fc.assert(
    fc.property(
      fc.constantFrom<FixKindName>('bell', 'plateau', 'low shelf', 'high shelf'),
      fc.nat(),
      fc.double({ min: -6, max: 4, noNaN: true }),
      (name, pick, size) => {
        const candidates = FIX_KINDS[name].candidates(stem, AXIS);
        const { mm } = FIX_KINDS[name].response({ ...candidates[pick % candidates.length], size }, stem, AXIS);
        // A Q of 0.71, as Live shows √½, leaves a bump of a hundredth of a decibel.
        return mm.every((amplitude) => (amplitude - 1) * Math.sign(size) >= -2e-3);
      },
    ),
  );
});

describe('a stem that is panned back or narrowed stays as loud', () => {
  const energyAfter = (move: Move, stem: StemContext): number => {
    const { middle, sides, shared } = stem.stereoEnergy;
    const { mm, ms, sm, ss } = FIX_KINDS[move.kind].response(move, stem, AXIS);
    return (
      (mm[0] ** 2 + sm[0] ** 2) * middle +
      2 * (mm[0] * ms[0] + sm[0] * ss[0]) * shared +
      (ms[0] ** 2 + ss[0] ** 2) * sides
    );
  };

  test('by the energy of both channels, whatever it was made of', async () => {
    const stem = await contextOf('lead', { mixer: { Volume: -12 } });
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 4, noNaN: true }),
        fc.double({ min: -0.95, max: -0.3, noNaN: true }),
        fc.integer({ min: 3, max: 35 }),
        (sides, coherence, size) => {
          const stereoEnergy = { middle: 1, sides, shared: coherence * Math.sqrt(sides) };
          const own = { ...stem, stereoEnergy };
          const narrowed = energyAfter({ ...firstOf('width at level', stem), size: -size / 4 }, own);
          expect(narrowed / (1 + sides)).toBeCloseTo(1, 9);
          // Less than half a decibel is left as it is.
          const panned = energyAfter({ ...firstOf('pan', stem), size: -size }, { ...own, leanDb: -6 });
          expect(10 * Math.log10(panned / (1 + sides))).toBeGreaterThan(-0.5);
        },
      ),
    );
  });

  test('a mono sound that was panned by the sine law comes back exactly', async () => {
    const angle = (1 + 0.5) * (Math.PI / 4);
    const [left, right] = [Math.SQRT2 * Math.cos(angle), Math.SQRT2 * Math.sin(angle)];
    const [middle, side] = [(left + right) / Math.SQRT2, (left - right) / Math.SQRT2];
    const stereoEnergy = { middle: middle ** 2, sides: side ** 2, shared: middle * side };
    const stem = { ...(await contextOf('lead', { mixer: { Volume: -6 } })), stereoEnergy, leanDb: -7.7 };
    const move: Move = { ...firstOf('pan', stem), size: -25 };
    const { mm, ms, sm, ss } = FIX_KINDS.pan.response(move, stem, AXIS);
    expect(mm[0] * middle + ms[0] * side).toBeCloseTo(Math.SQRT2, 3);
    expect(sm[0] * middle + ss[0] * side).toBeCloseTo(0, 3);
    const { changes } = FIX_KINDS.pan.place(move, stem, NONE);
    expect(changes.map(({ parameter }) => parameter)).toEqual(['Pan', 'Volume']);
    expect(Number(changes[1].to)).toBeCloseTo(-3, 1);
    expect(FIX_KINDS.pan.phrase(move, stem)).toBe('pan to 25L, as loud as before');
  });

  test.each([-5.5, 4, -2.2])(
    'is tried on the other side of the middle, where it leans as far: %d dB',
    async (leanDb) => {
      const stem = { ...(await contextOf('percussion')), leanDb };
      const [, move] = FIX_KINDS.pan.candidates(stem, AXIS);
      const { mm, ms } = FIX_KINDS.pan.response(move, stem, AXIS);
      const leanAfterDb = leanDb + 20 * Math.log10((mm[0] + ms[0]) / (mm[0] - ms[0]));
      expect(leanAfterDb / -leanDb).toBeGreaterThanOrEqual(1);
      expect(leanAfterDb / -leanDb).toBeLessThan(1.2);
    },
  );

  test('is not tried there where the pot does not reach', async () => {
    const stem = { ...(await contextOf('percussion')), leanDb: -9 };
    expect(FIX_KINDS.pan.candidates(stem, AXIS).map(({ size }) => size)).toEqual([0]);
  });

  test('as far as the fader goes, and by the pan pot alone where the fader is not free', async () => {
    const stereoEnergy = { middle: 1, sides: 0.2, shared: -0.4 };
    const gainOf = async (track: Omit<EmbeddedTrackSpec, 'name'>): Promise<unknown> => {
      const stem = { ...(await contextOf('lead', track)), stereoEnergy, leanDb: -8 };
      const { changes } = FIX_KINDS.pan.place({ ...firstOf('pan', stem), size: -25 }, stem, NONE);
      return changes.find(({ parameter }) => parameter === 'Volume')?.to;
    };
    expect(await gainOf({ mixer: { Volume: 5 } })).toBe(6);
    expect(await gainOf({ automated: ['Volume'] })).toBeUndefined();
  });

  test('a width at its level writes both on one Utility', async () => {
    const stem = { ...(await contextOf('pluck')), stereoEnergy: { middle: 1, sides: 4, shared: 0 } };
    const kind = FIX_KINDS['width at level'];
    const move = kind.rounded({ ...firstOf('width at level', stem), size: -6 }, stem);
    expect(kind.place(move, stem, NONE).changes).toEqual([
      { parameter: 'Stereo Width', from: 100, to: 50, unit: '%' },
      { parameter: 'Output', from: 0, to: 4, unit: 'dB' },
    ]);
    expect(kind.phrase(move, stem)).toBe('width 50 %, as loud as before');
  });
});

describe('preconditions', () => {
  test('an automated, held or closed fader is not proposed; a high one may only rise as far as it goes', async () => {
    expect(FIX_KINDS.fader.candidates(await contextOf('lead', { automated: ['Volume'] }), AXIS)).toEqual([]);
    expect(FIX_KINDS.fader.candidates(await contextOf('lead', { disabled: ['Volume'] }), AXIS)).toEqual([]);
    expect(FIX_KINDS.fader.candidates(await contextOf('lead', { mixer: { Volume: -Infinity } }), AXIS)).toEqual([]);
    const high = await contextOf('lead', { mixer: { Volume: 4 } });
    expect(FIX_KINDS.fader.limits(high, firstOf('fader', high))[1]).toBeCloseTo(2, 1);
  });

  test('a fader moves from where it stands', async () => {
    const stem = await contextOf('lead', { mixer: { Volume: -5 } });
    const [change] = FIX_KINDS.fader.place({ ...firstOf('fader', stem), size: -3 }, stem, NONE).changes;
    expect(change.from).toBeCloseTo(-5, 1);
    expect(Number(change.to) - Number(change.from)).toBeCloseTo(-3, 9);
  });

  test('no low cut on the stems that are the low end, no widening of kick and bass', async () => {
    for (const role of ['kick', 'bass'] as const) {
      const stem = await contextOf(role);
      expect(FIX_KINDS['low cut'].candidates(stem, AXIS)).toEqual([]);
      expect(FIX_KINDS.width.limits(stem, firstOf('width', stem))[1]).toBe(0);
    }
  });

  test('a low end that one stem makes wide is made mono there, and not on the main track', async () => {
    const main = { ...(await contextOf('master')), index: MAIN_INDEX };
    const madeBy = (share: number): StemContext => ({
      ...main,
      sideOfOneStem: new Float64Array(AXIS.centreHz.length).fill(share),
    });
    expect(FIX_KINDS['bass mono'].candidates(madeBy(0.9), AXIS)).toEqual([]);
    expect(FIX_KINDS['bass mono'].candidates(madeBy(0.3), AXIS)).not.toEqual([]);
  });

  test('a mono stem gets no width; a frozen track no device', async () => {
    const stem = await contextOf('lead');
    const mono = { ...stem, sideToMidDb: new Float64Array(AXIS.centreHz.length).fill(-Infinity) };
    expect(FIX_KINDS.width.candidates(mono, AXIS)).toEqual([]);
    const frozen = { ...stem, devicesOpen: false };
    for (const name of [
      'width',
      'width at level',
      'bass mono',
      'bell',
      'plateau',
      'low shelf',
      'high shelf',
      'low cut',
    ] as const) {
      expect(FIX_KINDS[name].candidates(frozen, AXIS)).toEqual([]);
    }
  });
});

describe('where an EQ band lands', () => {
  const bellAt = (hz: number): Move => ({ kind: 'bell', stem: 0, size: -3, hz, q: 1 });

  test('in a new EQ Eight with Adaptive Q off, where there is none', async () => {
    const placed = FIX_KINDS.bell.place(bellAt(250), await contextOf('pad'), NONE);
    expect(placed).toMatchObject({ device: 'EQ Eight', insert: true });
    expect(placed.changes).toContainEqual({ parameter: 'Adaptive Q', from: 'On', to: 'Off', unit: '' });
    expect(placed.changes).toContainEqual({ parameter: '2 Gain A', from: 0, to: -3, unit: 'dB' });
    expect(placed.changes).toContainEqual({ parameter: '2 Frequency A', from: 200, to: 250, unit: 'Hz' });
  });

  test('in the EQ Eight that stands there, in a band that is free, leaving its Adaptive Q alone', async () => {
    const stem = await contextOf('pad', {
      devices: [{ device: 'EQ Eight', name: 'Pad EQ', settings: { '2 Gain A': 2 } }],
    });
    const placed = FIX_KINDS.bell.place(bellAt(250), stem, NONE);
    expect(placed).toMatchObject({ device: 'Pad EQ', insert: false });
    expect(placed.changes.filter(({ parameter }) => parameter.startsWith('2 ') || parameter === 'Adaptive Q')).toEqual(
      [],
    );
  });

  test('a plateau takes two bands of one device, and says both', async () => {
    const move: Move = { kind: 'plateau', stem: 0, size: -4, hz: 200, q: 1.4 };
    const placed = FIX_KINDS.plateau.place(move, await contextOf('pad'), NONE);
    expect(placed).toMatchObject({ insert: true, spot: 'EQ Eight bands 2 and 3, Q 1.4' });
    const gains = placed.changes.filter(({ unit }) => unit === 'dB');
    expect(gains.map(({ parameter, to }) => [parameter, to])).toEqual([
      ['2 Gain A', -4],
      ['3 Gain A', -4],
    ]);
    expect(placed.changes).toContainEqual({ parameter: '3 Frequency A', from: 1000, to: 400, unit: 'Hz' });
    expect(FIX_KINDS.plateau.phrase(move, await contextOf('pad'))).toBe('−4.0 dB at 200 Hz and 400 Hz');
    const oneLeft = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((n) => [`${String(n)} Gain A`, 1]));
    const on = Object.fromEntries([5, 6, 7, 8].map((n) => [`${String(n)} Filter On A`, n < 8 ? 'On' : 'Off']));
    const crowded = await contextOf('pad', { devices: [{ device: 'EQ Eight', settings: { ...oneLeft, ...on } }] });
    expect(FIX_KINDS.bell.place(bellAt(250), crowded, NONE).insert).toBe(false);
    expect(FIX_KINDS.plateau.place(move, crowded, NONE).insert).toBe(true);
  });

  test('never in a band that another fix has taken, and in a new device where all are in use', async () => {
    const stem = await contextOf('pad');
    const taken = new Set([2]);
    const { changes } = FIX_KINDS.bell.place(bellAt(250), stem, taken);
    expect(changes.filter(({ parameter }) => parameter.startsWith('2 '))).toEqual([]);
    const full = Object.fromEntries(
      Array.from({ length: 8 }, (_, i) => [
        [`${String(i + 1)} Filter On A`, 'On'],
        [`${String(i + 1)} Filter Type A`, 'Bell'],
        [`${String(i + 1)} Gain A`, 1],
      ]).flat(),
    ) as Record<string, string | number>;
    const crowded = await contextOf('pad', { devices: [{ device: 'EQ Eight', settings: full }] });
    expect(FIX_KINDS.bell.place(bellAt(250), crowded, NONE).insert).toBe(true);
  });
});
