import { beforeAll, describe, expect, test } from '@jest/globals';
import { stemCourse } from '../../../src/analysis/stem-course.ts';
import { measureEarPowers } from '../../../src/analysis/stem-survey.ts';
import { MIXER } from '../../../src/devices/mixer.ts';
import { fitMasterSound } from '../../../src/fixes/fit-master-sound.ts';
import { loudSectionOfSignals } from '../../../src/fixes/loud-section.ts';
import { estimateMasterChain, returnedShareOf } from '../../../src/fixes/master-chain.ts';
import { measureMixModelOfSignals } from '../../../src/fixes/measure-mix-model.ts';
import { MixPredictor } from '../../../src/fixes/predict/predict.ts';
import { StemMoments, type MomentRatios } from '../../../src/fixes/predict/stem-moments.ts';
import { evenResponse } from '../../../src/fixes/predict/stem-response.ts';
import { momentShifts } from '../../../src/fixes/rendered/moment-shifts.ts';
import { valuesAfterRender } from '../../../src/fixes/rendered/render-values.ts';
import { StretchRenderer } from '../../../src/fixes/rendered/stretch-renderer.ts';
import { measureStretch, type StretchReading } from '../../../src/fixes/stretch-meter.ts';
import { featureKey, type AnalysisDocument } from '../../../src/store/analysis-document.ts';
import { analysisOf, BEAT, danceStems, eachFrame, SECTIONS, sumOf, type DanceStem } from './dance-mix.ts';

const DOWN_DB = -12;
const BAR = 4 * BEAT;

/** The song with a break on the second and third of its first four bars, and a softer fill on the fourth; both are louder than the drop. */
function withBreak(): DanceStem[] {
  const stems = danceStems();
  const clap = stems.find(({ track }) => track === 'Clap');
  if (clap === undefined) throw new Error('The song has claps.');
  // The drop's claps, brought forward into the breakdown.
  const claps = (track: string, gain: number, [from, to]: readonly [number, number]): DanceStem => {
    const signal = eachFrame(clap.signal, () => 0);
    for (const side of ['left', 'right'] as const) {
      for (let n = from * BAR; n < to * BAR; n++) signal[side][n] = gain * clap.signal[side][n + 4 * BAR];
    }
    return { track, role: 'percussion', signal };
  };
  return [...stems, claps('Fill', 12, [3, 4]), claps('Break', 24, [1, 3])];
}

describe('a stem that plays in two bars of a section and is turned down', () => {
  const errors = { with: new Map<string, number>(), without: new Map<string, number>() };

  beforeAll(async () => {
    const stems = withBreak();
    const place = stems.length - 1;
    const bounce = sumOf(stems);
    const analysis = analysisOf(bounce);
    const section = await loudSectionOfSignals(
      stems.map(({ signal }) => signal),
      bounce,
      analysis,
    );
    if (section === undefined) throw new Error('The song has a drop.');
    const model = await measureMixModelOfSignals(stems, SECTIONS, { bounce });
    const chain = estimateMasterChain(model);
    const renderer = StretchRenderer.of(section, fitMasterSound(chain, model.bandCentreHz, section));
    const settled = renderer.settledOn([{ place, model: MIXER, settings: { Volume: DOWN_DB } }]);
    const returned = returnedShareOf(chain);
    const bands = model.bandCentreHz.length;
    const responses = new Map([[place, evenResponse(new Float64Array(bands).fill(10 ** (DOWN_DB / 20)))]]);
    const courses = new Map(
      stems.map(({ track, signal }) => {
        return [track, stemCourse(measureEarPowers(signal), 0, analysis.durationSeconds)] as const;
      }),
    );
    const ratios = StemMoments.of(model, analysis, courses, returned)?.ratios(responses);
    if (ratios === undefined) throw new Error('Every stem has its course.');
    const readings = [renderer, settled].map((one) => measureStretch(one.render(), section));
    const request = {
      ...{ analysis, before: valuesOf(analysis), kind: section.stretch.kind },
      predicted: new MixPredictor(model, analysis, returned).predictValues(responses),
      readings: { untouched: readings[0], linear: readings[1], all: readings[1] },
      elsewhereDb: () => 0,
      heldPeakDb: Infinity,
    };
    const quieter = stems.map((stem, i) =>
      i === place ? { ...stem, signal: eachFrame(stem.signal, () => 10 ** (DOWN_DB / 20)) } : stem,
    );
    const after = valuesOf(analysisOf(sumOf(quieter)));
    const errorsOf = (predicted: ReadonlyMap<string, number>): Map<string, number> =>
      new Map(KEYS.map((key) => [key, Math.abs((predicted.get(key) ?? NaN) - (after.get(key) ?? NaN))] as const));
    const shifts = momentShifts(analysis, ratios, section.stretch);
    errors.with = errorsOf(valuesAfterRender({ ...request, shifts }));
    errors.without = errorsOf(valuesAfterRender(request));
  });

  test.each(['integrated', 'shortTermMax', 'momentaryMax', 'range', 'truePeak', 'psr'])('promises the %s', (id) => {
    const key = featureKey(`loudness.${id}`, 'whole');
    expect(errors.with.get(key)).toBeLessThan(0.5);
    expect(errors.with.get(key)).toBeLessThanOrEqual((errors.without.get(key) ?? 0) + 0.05);
  });

  test('which its section as a whole does not tell', () => {
    expect(Math.max(...errors.without.values())).toBeGreaterThan(1);
  });
});

const KEYS = ['integrated', 'shortTermMax', 'momentaryMax', 'range', 'truePeak', 'psr'].map((id) =>
  featureKey(`loudness.${id}`, 'whole'),
);

describe('momentShifts', () => {
  /** Ten minutes-long curves at 10 Hz would do as well: forty seconds of drop, and ten of outro. */
  const analysis = {
    ...analysisOf(sumOf(danceStems())),
    sections: [
      { kind: 'drop', startSeconds: 0, endSeconds: 40, startBar: 0, bars: 23 },
      { kind: 'outro', startSeconds: 40, endSeconds: 50, startBar: 23, bars: 6 },
    ],
    curves: {
      loudness: {
        hopSeconds: 0.1,
        momentaryLufs: new Array<number>(500).fill(-10),
        shortTermLufs: new Array<number>(500).fill(-10),
      },
      perBar: { energyDb: [], brightnessHz: [], bassDb: [], onsetsPerBeat: [], kicks: [] },
    },
  } satisfies AnalysisDocument;
  const passage = { kind: 'drop', startSeconds: 20, endSeconds: 40 } as const;
  const ratiosOf = (ratioAt: (i: number) => number, returned = 0): MomentRatios => {
    const ratios = Float64Array.from({ length: 500 }, (_, i) => ratioAt(i));
    return { returned: () => returned, momentaryLufs: ratios, shortTermLufs: ratios };
  };

  test('are nothing where every moment changes alike', () => {
    const { momentaryLufs, ofKindDb } = momentShifts(
      analysis,
      ratiosOf(() => 0.5),
      passage,
    );
    expect(Math.max(...momentaryLufs.map(Math.abs))).toBeLessThan(1e-9);
    expect(ofKindDb).toBeCloseTo(0, 9);
  });

  test('are told from the passage in its kind of section, and from the whole kind elsewhere', () => {
    // The first half of the drop loses half of its power, and one of the ten seconds of the outro nine tenths.
    const ratios = ratiosOf((i) => (i < 200 ? 0.5 : i >= 490 ? 0.1 : 1));
    const { shortTermLufs, ofKindDb } = momentShifts(analysis, ratios, passage);
    expect(shortTermLufs[100]).toBeCloseTo(10 * Math.log10(0.5), 9);
    expect(shortTermLufs[300]).toBeCloseTo(0, 9);
    expect(ofKindDb).toBeCloseTo(10 * Math.log10(0.75), 9);
    expect(shortTermLufs[450]).toBeCloseTo(-10 * Math.log10(0.91), 9);
    expect(shortTermLufs[495]).toBeCloseTo(10 * Math.log10(0.1 / 0.91), 9);
  });

  test.each([
    { master: 'is thought to take a quarter back', ownKind: undefined, kept: 0.75 },
    { master: 'was heard to take back half', ownKind: { linearDb: -4, levelDb: 2 }, kept: 0.5 },
    { master: 'was heard to do something else', ownKind: { linearDb: -0.1, levelDb: -2 }, kept: 0.75 },
  ])('count for as much as the master leaves of them, which $master', ({ ownKind, kept }) => {
    const ratios = ratiosOf((i) => (i < 200 ? 0.5 : 1), 0.25);
    const shifts = momentShifts(analysis, ratios, passage);
    const key = featureKey('loudness.section', 'drop');
    const before = new Map([[key, -10]]);
    const nothing: StretchReading = { values: new Map(), spectrum: undefined, clippedRuns: 0, dcOffset: 0 };
    const even = { mid: new Float64Array(0), side: new Float64Array(0) };
    const after = valuesAfterRender({
      ...{ analysis: { ...analysis, spectra: [] }, before, kind: 'drop', predicted: before, shifts },
      readings: { untouched: nothing, linear: nothing, all: nothing },
      ownKind: ownKind && {
        ...{ ...ownKind, kind: 'drop', returnedShare: 0, beyond: even, linear: even, shares: { mid: [], side: [] } },
      },
      elsewhereDb: () => 0,
      heldPeakDb: Infinity,
    });
    expect(after.get(key)).toBeCloseTo(-10 + kept * 10 * Math.log10(0.75), 9);
  });

  test('end where nothing is left', () => {
    const { momentaryLufs } = momentShifts(
      analysis,
      ratiosOf((i) => (i < 200 ? 0 : 1)),
      passage,
    );
    expect(momentaryLufs[100]).toBe(-70);
  });
});

test('without the course of every stem nothing is told of moments', async () => {
  const stems = danceStems();
  const analysis = analysisOf(sumOf(stems));
  const model = await measureMixModelOfSignals(stems, SECTIONS);
  const courses = new Map([['Kick', new Float64Array(10)]]);
  expect(StemMoments.of(model, analysis, courses, () => 0)).toBeUndefined();
});

function valuesOf({ features }: ReturnType<typeof analysisOf>): Map<string, number> {
  return new Map(features.map(({ id, scope, value }) => [featureKey(id, scope), value] as const));
}
