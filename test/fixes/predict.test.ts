import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { measureMixModelOfSignals } from '../../src/fixes/measure-mix-model.ts';
import type { MixModel, SectionGram } from '../../src/fixes/mix-model.ts';
import type { Move } from '../../src/fixes/fix-kind.ts';
import { PlanEffect, type FeatureMove } from '../../src/fixes/predict/plan-effect.ts';
import { MixPredictor } from '../../src/fixes/predict/predict.ts';
import {
  cascade,
  evenResponse,
  leftRightResponse,
  sideResponse,
  type StemResponse,
} from '../../src/fixes/predict/stem-response.ts';
import { panMatrix } from '../../src/devices/stereo-matrix.ts';
import { featureById } from '../../src/analysis/features.ts';
import type { YardstickRow } from '../../src/gap/yardstick.ts';
import type { StemContext } from '../../src/fixes/stem-context.ts';
import { stemContexts } from '../../src/fixes/stem-contexts.ts';
import { embeddedSetOf, valuesOf } from './loop.ts';
import {
  analysisOf,
  bump,
  channelGain,
  gain,
  idealStems,
  randomNumbers,
  RATE,
  SECTIONS,
  spectralGain,
  sumOf,
  withFault,
  type TestStem,
} from './synthetic-mix.ts';

const NOTHING_RETURNED = (): number => 0;

function rowOf(id: string): YardstickRow {
  const feature = featureById(id);
  if (feature === undefined) throw new Error(`There is no feature ${id}.`);
  return { feature, scope: 'drop', median: 0, spread: 1, band: [-1, 1], scale: 1, weight: 0.01, sorted: [] };
}

/** The stems as a set of them has them, nothing locked. */
async function contextsIn(model: MixModel, stems: readonly TestStem[]): Promise<readonly StemContext[]> {
  const mapped = stems.map(({ track, role }) => ({
    ...{ file: '', track, role, leftOut: '' },
    ...{ trackConfidence: 1, roleConfidence: 1, roleFrom: 'name' as const },
  }));
  return stemContexts(model, mapped, await (await embeddedSetOf(stems)).snapshot(), []).contexts;
}

describe('MixPredictor', () => {
  const stems = idealStems();
  const analysis = analysisOf(sumOf(stems));
  const predictorPromise = measureMixModelOfSignals(stems, SECTIONS).then(
    (model) => new MixPredictor(model, analysis, NOTHING_RETURNED),
  );

  test('no change predicts exactly what was measured', async () => {
    const predictor = await predictorPromise;
    expect(predictor.sectionKinds).toEqual(['breakdown', 'drop']);
    const values = predictor.predict(new Map());
    values.forEach((value, i) => {
      expect(value).toBeCloseTo(predictor.measured[i], 9);
    });
  });

  test('the same gain on every stem moves loudness by that gain and no tone or stereo feature', async () => {
    const predictor = await predictorPromise;
    const bands = predictor.model.bandCentreHz.length;
    const half = evenResponse(new Float64Array(bands).fill(0.5));
    const values = predictor.predictValues(new Map(stems.map((_, i) => [i, half] as const)));
    const before = valuesOf(analysis);
    const sixDb = 20 * Math.log10(0.5);
    expect(values.get('loudness.integrated@whole')).toBeCloseTo(
      (before.get('loudness.integrated@whole') ?? 0) + sixDb,
      6,
    );
    expect(values.get('loudness.section@drop')).toBeCloseTo((before.get('loudness.section@drop') ?? 0) + sixDb, 6);
    for (const [key, value] of before) {
      // The whole track's balance is that of its sections, which do not quite cover it.
      const within = key.endsWith('@whole') ? 0.1 : 1e-6;
      if (!key.startsWith('tone.') && !key.startsWith('stereo.')) continue;
      expect(Math.abs((values.get(key) ?? NaN) - value)).toBeLessThan(within);
    }
  });

  test('in whatever order stems change, and however little uneven a gain is, the prediction is the same', async () => {
    const predictor = await predictorPromise;
    const bands = predictor.model.bandCentreHz.length;
    const even = evenResponse(new Float64Array(bands).fill(0.7));
    const nearlyEven = { ...even, ms: new Float64Array(bands).fill(Number.MIN_VALUE) };
    const others = [
      [1, leftRightResponse(bands, 0.4, 1.1)],
      [3, sideResponse(new Float64Array(bands).fill(1.8))],
      [4, evenResponse(new Float64Array(bands).fill(1.3))],
    ] as const;
    const values = predictor.predict(new Map([[2, even], ...others]));
    const again = predictor.predict(new Map([...[...others].reverse(), [2, nearlyEven] as const]));
    again.forEach((value, i) => {
      expect(value).toBeCloseTo(values[i], 9);
    });
    expect(Math.max(...values.map((value, i) => Math.abs(value - predictor.measured[i])))).toBeGreaterThan(1);
  });

  test('the master takes back its share of a change of level', async () => {
    const { model } = await predictorPromise;
    const limited = new MixPredictor(model, analysis, () => 0.75);
    const half = evenResponse(new Float64Array(model.bandCentreHz.length).fill(0.5));
    const values = limited.predictValues(new Map(stems.map((_, i) => [i, half] as const)));
    const before = valuesOf(analysis).get('loudness.section@drop') ?? 0;
    expect(values.get('loudness.section@drop')).toBeCloseTo(before + 20 * Math.log10(0.5) * 0.25, 6);
  });

  test('what the master made of its own is told, and no change of it is promised', async () => {
    const { model } = await predictorPromise;
    const at = model.bandCentreHz.findIndex((hz) => hz > 60);
    const halfForeign = model.sections.map((gram): SectionGram => {
      const all = new Float64Array(model.bandCentreHz.length).fill(1);
      const mid = Float64Array.from(all, (share, b) => (b === at ? 0.5 : share));
      const none = new Float64Array(0);
      const frames = { envelopeCorrelation: none, frameSumDb: none, frameBounceDb: none };
      return { ...gram, bounce: { mid: none, side: none, ...frames, stemShare: { mid, side: all } } };
    });
    const predictor = new MixPredictor({ ...model, sections: halfForeign }, analysis, NOTHING_RETURNED);
    // Half of the power there, less what the whole section loses by it.
    expect(predictor.mastersOwn('tone.band.63@drop')).toBeGreaterThan(2);
    expect(predictor.mastersOwn('tone.band.63@drop')).toBeLessThan(3.02);
    expect(Math.abs(predictor.mastersOwn('tone.band.4000@drop'))).toBeLessThan(1);
    expect(predictor.mastersOwn('loudness.integrated@whole')).toBe(0);
    const rows = ['tone.band.63', 'tone.band.4000'].map((id) => rowOf(id));
    const moved = rows.map((row): FeatureMove => ({ row, before: 0, after: 3, relief: 1 }));
    const promised = new PlanEffect(predictor, rows, []).promisable(moved, []);
    expect(promised.map(({ row }) => row.feature.id)).toEqual(['tone.band.4000']);
  });

  test('a plan that asks for the same moves again has them predicted once', async () => {
    const { model } = await predictorPromise;
    let asked = 0;
    class Counting extends MixPredictor {
      override predictValues(...moved: Parameters<MixPredictor['predictValues']>): Map<string, number> {
        asked++;
        return super.predictValues(...moved);
      }
    }
    const rows = [rowOf('tone.band.4000')];
    const contexts = await contextsIn(model, stems);
    const effect = new PlanEffect(new Counting(model, analysis, NOTHING_RETURNED), rows, contexts);
    const [louder, softer] = [3, -3].map((size): Move => ({ kind: 'fader', stem: 0, size, hz: 0, q: 0 }));
    const moved = effect.featureMoves([louder]);
    expect(effect.featureMoves([louder])).toEqual(moved);
    effect.styleDelta([louder]);
    expect(asked).toBe(2);
    // What the master made of its own may stay, which was asked, or go along.
    effect.promisable(moved, [louder]);
    expect(asked).toBe(3);
    expect(effect.featureMoves([softer])).not.toEqual(moved);
    expect(effect.styleDelta([{ ...louder }])).toBe(effect.styleDelta([louder]));
  });

  test('what a pan leaves of the sides where it takes most of them back is not promised', async () => {
    const { model } = await predictorPromise;
    const predictor = new MixPredictor(model, analysis, NOTHING_RETURNED);
    const contexts = await contextsIn(model, stems);
    const rows = ['stereo.width.4000', 'tone.band.4000'].map((id) => rowOf(id));
    const effect = new PlanEffect(predictor, rows, contexts);
    const promised = (kind: 'pan' | 'fader', fallDb: number): string[] =>
      effect
        .promisable(
          rows.map((row): FeatureMove => ({ row, before: 0, after: -fallDb, relief: 1 })),
          [{ kind, stem: 0, size: -3, hz: 0, q: 0 }],
        )
        .map(({ row }) => row.feature.id);
    expect(promised('pan', 6)).toEqual(['tone.band.4000']);
    expect(promised('pan', 3)).toEqual(['stereo.width.4000', 'tone.band.4000']);
    expect(promised('fader', 6)).toEqual(['stereo.width.4000', 'tone.band.4000']);
  });

  test('whoever reads only some features reads what all of them together are', async () => {
    const predictor = await predictorPromise;
    const bands = predictor.model.bandCentreHz.length;
    const decibels = fc.double({ min: -12, max: 12, noNaN: true });
    const place = fc.nat({ max: predictor.keys.length - 1 });
    fc.assert(
      fc.property(fc.uniqueArray(place, { minLength: 1 }), decibels, decibels, (places, evenDb, sideDb) => {
        const responses = new Map([
          [0, evenResponse(new Float64Array(bands).fill(10 ** (evenDb / 20)))],
          [1, sideResponse(new Float64Array(bands).fill(10 ** (sideDb / 20)))],
        ]);
        const all = predictor.predict(responses);
        const read = predictor.reader(places.map((at) => predictor.keys[at])).read(responses);
        expect([...read]).toEqual(places.map((at) => all[at]));
      }),
      { numRuns: 30 },
    );
  });

  test('a model of other bands is refused', async () => {
    const { model } = await predictorPromise;
    const fewer = { ...analysis, bandCentreHz: analysis.bandCentreHz.slice(1) };
    expect(() => new MixPredictor(model, fewer, NOTHING_RETURNED)).toThrow('same bands');
  });

  /** Changes made with arithmetic that the predictor does not share, beside what it is told of them. */
  const changes: {
    name: string;
    track: string;
    change: Parameters<typeof withFault>[2];
    response: (hz: readonly number[]) => StemResponse;
  }[] = [
    {
      name: 'gain',
      track: 'Bass',
      change: gain(-4),
      response: (hz) => evenResponse(new Float64Array(hz.length).fill(10 ** (-4 / 20))),
    },
    {
      name: 'width',
      track: 'Pad',
      change: channelGain('mid-side', 1, 0.4),
      response: (hz) => sideResponse(new Float64Array(hz.length).fill(0.4)),
    },
    {
      name: 'pan',
      track: 'Lead',
      change: channelGain('left-right', panMatrix(20).ll, panMatrix(20).rr),
      response: (hz) => leftRightResponse(hz.length, panMatrix(20).ll, panMatrix(20).rr),
    },
    {
      name: 'EQ',
      track: 'Lead',
      change: spectralGain(bump(2000, -6)),
      response: (hz) => evenResponse(Float64Array.from(hz, (f) => 10 ** (bump(2000, -6)(f) / 20))),
    },
  ];

  test.each(changes)('predicts what a render measures after $name on one stem', async ({ track, change, response }) => {
    const predictor = await predictorPromise;
    const at = stems.findIndex((stem) => stem.track === track);
    const predicted = predictor.predictValues(new Map([[at, response(predictor.model.bandCentreHz)]]));
    expect(errorsInDb(predicted, withFault(stems, track, change)).p95).toBeLessThan(0.1);
  });

  test('predicts random gains, widths and bumps on all stems together within half a decibel', async () => {
    const predictor = await predictorPromise;
    const random = randomNumbers(5);
    const hz = predictor.model.bandCentreHz;
    const responses = new Map<number, StemResponse>();
    let changed: readonly TestStem[] = stems;
    stems.forEach(({ track }, i) => {
      const [db, side, centre, height] = [
        8 * random() - 4,
        0.5 + random(),
        100 * 2 ** (6 * random()),
        12 * random() - 6,
      ];
      const curve = bump(centre, height);
      changed = withFault(changed, track, (signal) =>
        channelGain('mid-side', 1, side)(spectralGain((f) => db + curve(f))(signal)),
      );
      responses.set(
        i,
        cascade(
          evenResponse(Float64Array.from(hz, (f) => 10 ** ((db + curve(f)) / 20))),
          sideResponse(new Float64Array(hz.length).fill(side)),
        ),
      );
    });
    expect(errorsInDb(predictor.predictValues(responses), changed).p95).toBeLessThan(0.5);
  });

  test('a master that ducks at every hit of a stem leaves less of it to move', async () => {
    const beat = RATE / 2;
    const ducked = (signal: StereoSignal): StereoSignal => {
      const gainAt = (n: number): number => 1 - 0.6 * Math.exp(-((n + beat / 2) % beat) / 4000);
      const duck = (samples: Float32Array): Float32Array => samples.map((value, n) => value * gainAt(n));
      return { ...signal, left: duck(signal.left), right: duck(signal.right) };
    };
    const bounce = ducked(sumOf(stems));
    const model = await measureMixModelOfSignals(stems, SECTIONS, { bounce });
    const predictor = new MixPredictor(model, analysisOf(bounce), NOTHING_RETURNED);
    const response = evenResponse(new Float64Array(model.bandCentreHz.length).fill(0.4));
    const at = stems.findIndex(({ track }) => track === 'Hats');
    const predicted = predictor.predictValues(new Map([[at, response]]));
    const changed = withFault(stems, 'Hats', channelGain('mid-side', 0.4, 0.4));
    expect(errorsInDb(predicted, changed, ducked).p95).toBeLessThan(0.25);
  });

  test('what no stem explains, such as the distortion of a master, stays as it is when stems change', async () => {
    const known = stems.filter(({ track }) => track !== 'Hats');
    const foreign = stems.filter(({ track }) => track === 'Hats');
    const bounce = sumOf(stems);
    const model = await measureMixModelOfSignals(known, SECTIONS, { bounce });
    const predictor = new MixPredictor(model, analysisOf(bounce), NOTHING_RETURNED);
    const [amount, hz] = [channelGain('mid-side', 0.2, 0.2), model.bandCentreHz];
    const changed = ['Lead', 'Pluck', 'Atmos'];
    const responses = known.flatMap(({ track }, i) =>
      changed.includes(track) ? [[i, evenResponse(new Float64Array(hz.length).fill(0.2))] as const] : [],
    );
    const after = changed.reduce<readonly TestStem[]>((all, track) => withFault(all, track, amount), known);
    expect(errorsInDb(predictor.predictValues(new Map(responses)), [...after, ...foreign]).p95).toBeLessThan(0.5);
  });

  /** Absolute errors of the features counted in dB, against a full measurement of the changed mix. */
  function errorsInDb(
    predicted: ReadonlyMap<string, number>,
    changed: readonly TestStem[],
    master = (sum: StereoSignal): StereoSignal => sum,
  ): { p95: number } {
    const measured = analysisOf(master(sumOf(changed))).features.filter(
      // A level under −45 dB is what leaks through the window from the bands beside it.
      ({ id, unit, value }) => unit === 'dB' && featureById(id)?.group !== 'loudness' && value > -45,
    );
    const errors = measured
      .map(({ id, scope, value }) => Math.abs(value - (predicted.get(`${id}@${scope}`) ?? NaN)))
      .sort((a, b) => a - b);
    expect(errors.length).toBeGreaterThan(60);
    return { p95: errors[Math.floor(errors.length * 0.95)] };
  }
});
