import { describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { COMPRESSOR } from '../../../src/devices/compressor.ts';
import { DRUM_BUSS } from '../../../src/devices/drum-buss.ts';
import { LIMITER } from '../../../src/devices/limiter.ts';
import { MIXER } from '../../../src/devices/mixer.ts';
import { processWhole } from '../../../src/devices/process-whole.ts';
import { estimateMasterChain, returnedShareOf } from '../../../src/fixes/master-chain.ts';
import { fitMasterSound } from '../../../src/fixes/fit-master-sound.ts';
import { measureMixModelOfSignals } from '../../../src/fixes/measure-mix-model.ts';
import type { AddedDevice } from '../../../src/fixes/rendered/added-device.ts';
import { MAIN_INDEX } from '../../../src/fixes/stem-context.ts';
import { loudSectionOfSignals } from '../../../src/fixes/loud-section.ts';
import { valuesAfterRender } from '../../../src/fixes/rendered/render-values.ts';
import { measureStretch, type StretchReading } from '../../../src/fixes/stretch-meter.ts';
import { StretchRenderer } from '../../../src/fixes/rendered/stretch-renderer.ts';
import { MixPredictor } from '../../../src/fixes/predict/predict.ts';
import { evenResponse, type StemResponse } from '../../../src/fixes/predict/stem-response.ts';
import { featureKey } from '../../../src/store/analysis-document.ts';
import { analysisOf, danceStems, sumOf, SECTIONS } from './dance-mix.ts';
import { limited } from './limited.ts';

/** One of the kind that most loud masters are: tips are rounded off before the limiter, and louder than it alone can. */
function clippedAndLimited(driveDb: number, ceiling = 0.9) {
  const drive = 10 ** (driveDb / 20);
  const rounded = (samples: Float32Array): Float32Array =>
    samples.map((sample) => {
      const over = Math.abs(sample * drive) / ceiling - 1;
      return over <= 0 ? sample * drive : Math.sign(sample) * ceiling * (1 + 0.3 * Math.tanh(over / 0.3));
    });
  return ({ sampleRateHz, left, right }: StereoSignal): StereoSignal =>
    limited(0, ceiling)({ sampleRateHz, left: rounded(left), right: rounded(right) });
}

const IDENTITY = (sum: StereoSignal): StereoSignal => sum;
const DUCK = { Threshold: -30, Ratio: 4, Attack: 0.5, Release: 90, Model: 'Peak', 'S/C On': 'On', 'S/C EQ On': 'Off' };

describe('valuesAfterRender against a full bounce of the changed stems, measured as a whole', () => {
  const cases: {
    name: string;
    master: typeof IDENTITY;
    /** Faders in dB, by the place of the stem. */
    linear?: ReadonlyMap<number, number>;
    devices: AddedDevice[];
    elsewhereDb?: number;
    /** In the unit of each feature, at the 95th percentile. */
    withinDb?: number;
  }[] = [
    {
      name: 'faders, which the band model tells, through a limiter',
      master: limited(6),
      linear: new Map([
        [2, 4],
        [0, -2],
      ]),
      devices: [],
    },
    {
      name: 'the bass turned down, through a clipper and a limiter',
      master: clippedAndLimited(9),
      linear: new Map([[1, -4]]),
      devices: [],
      // The master is another design than the one that is fitted; a limiter alone misses by twice as much.
      withinDb: 0.75,
    },
    {
      name: 'a duck on the bass, through a limiter',
      master: limited(8),
      devices: [{ place: 1, model: COMPRESSOR, settings: DUCK, key: 0 }],
    },
    {
      name: 'a clap with more punch and a fader, through a limiter',
      master: limited(6),
      linear: new Map([[1, -3]]),
      devices: [{ place: 5, model: DRUM_BUSS, settings: { Transients: 0.5, Drive: 0, 'Damping Freq': 20_000 } }],
    },
    {
      name: 'a limiter after all, driven by 4 dB',
      master: IDENTITY,
      devices: [{ place: MAIN_INDEX, model: LIMITER, settings: { 'Input Gain': 4, Ceiling: -1 } }],
      elsewhereDb: 4,
    },
  ];

  test.each(cases)(
    '$name',
    async ({ master, linear = new Map<number, number>(), devices: added, elsewhereDb = 0, withinDb = 0.5 }) => {
      const faders = [...linear].map(([place, Volume]): AddedDevice => ({ place, model: MIXER, settings: { Volume } }));
      const devices = [...faders, ...added];
      const stems = danceStems({ Pad: 8, Lead: 6 });
      const signals = stems.map(({ signal }) => signal);
      const bounce = master(sumOf(stems));
      const analysis = analysisOf(bounce);
      const section = await loudSectionOfSignals(signals, bounce, analysis);
      if (section === undefined) throw new Error('The song has a drop.');
      const model = await measureMixModelOfSignals(stems, SECTIONS, { bounce });
      const chain = estimateMasterChain(model);
      const sound = fitMasterSound(chain, model.bandCentreHz, section);
      const renderer = StretchRenderer.of(section, sound);
      const settled = renderer.settledOn(faders);
      const predictor = new MixPredictor(model, analysis, returnedShareOf(chain));
      const even = (db: number): StemResponse =>
        evenResponse(new Float64Array(model.bandCentreHz.length).fill(10 ** (db / 20)));
      const predicted = valuesAfterRender({
        analysis,
        before: valuesOf(analysis),
        kind: section.stretch.kind,
        predicted: predictor.predictValues(new Map([...linear].map(([place, db]) => [place, even(db)] as const))),
        readings: {
          untouched: measureStretch(renderer.render(), section),
          linear: measureStretch(settled.render(), section),
          all: measureStretch(settled.render(added), section),
        },
        elsewhereDb: () => elsewhereDb,
        heldPeakDb: Infinity,
      });

      const changed = stems.map(({ signal }) => ({
        ...signal,
        left: signal.left.slice(),
        right: signal.right.slice(),
      }));
      for (const { place, model: device, settings, key } of devices) {
        if (place === MAIN_INDEX) continue;
        const { left, right } = changed[place];
        processWhole(
          device.createProcessor(settings, 44_100),
          left,
          right,
          key === undefined ? undefined : signals[key],
        );
      }
      const mix = master(sumOf(stems.map((stem, i) => ({ ...stem, signal: changed[i] }))));
      for (const { place, model: device, settings } of devices) {
        if (place === MAIN_INDEX) processWhole(device.createProcessor(settings, 44_100), mix.left, mix.right);
      }
      const after = valuesOf(analysisOf(mix));
      const errors = KEYS.map((key) => Math.abs((predicted.get(key) ?? NaN) - (after.get(key) ?? NaN)))
        .filter((error) => !Number.isNaN(error))
        .sort((a, b) => a - b);
      expect(errors.length).toBeGreaterThan(20);
      expect(errors[Math.floor(0.95 * errors.length)]).toBeLessThan(withinDb);
      // Which changes by half to one LU in every case.
      const range = featureKey('loudness.range', 'whole');
      expect(Math.abs((predicted.get(range) ?? NaN) - (after.get(range) ?? NaN))).toBeLessThan(0.3);
    },
  );
});

const KEYS = [
  ...['integrated', 'shortTermMax', 'momentaryMax', 'truePeak', 'plr', 'psr'].map((id) =>
    featureKey(`loudness.${id}`, 'whole'),
  ),
  ...['low', 'mid', 'high'].map((register) => featureKey(`loudness.crest.${register}`, 'drop')),
  featureKey('loudness.section', 'drop'),
  featureKey('pumping.depth', 'drop'),
  featureKey('lowEnd.kickToBass', 'whole'),
  ...[63, 100, 250, 500, 1000, 2000, 8000].flatMap((hz) =>
    (['drop', 'whole'] as const).map((scope) => featureKey(`tone.band.${hz}`, scope)),
  ),
];

function valuesOf({ features }: ReturnType<typeof analysisOf>): Map<string, number> {
  return new Map(features.map(({ id, scope, value }) => [featureKey(id, scope), value] as const));
}

test('the place of the lowest level moves with what only renders tell, not from gap to gap with the faders', () => {
  const key = featureKey('pumping.phase', 'whole');
  const readingOf = (phase: number): StretchReading => {
    return { values: new Map([[key, phase]]), spectrum: undefined, clippedRuns: 0, dcOffset: 0 };
  };
  const before = new Map([[key, 0.05]]);
  const after = valuesAfterRender({
    analysis: analysisOf(sumOf(danceStems())),
    before,
    kind: 'drop',
    predicted: before,
    readings: { untouched: readingOf(0.06), linear: readingOf(-0.47), all: readingOf(-0.45) },
    elsewhereDb: () => 0,
    heldPeakDb: Infinity,
  });
  expect(after.get(key)).toBeCloseTo(0.07, 9);
});

describe('a loudest moment whose render stands above the true peak of the song', () => {
  const key = featureKey('loudness.truePeak', 'whole');
  const readingOf = (truePeakDb: number): StretchReading => {
    return { values: new Map([[key, truePeakDb]]), spectrum: undefined, clippedRuns: 0, dcOffset: 0 };
  };
  const before = new Map([[key, -1]]);
  const analysis = analysisOf(sumOf(danceStems()));
  const promised = (summit: { before: number; after: number }): number =>
    valuesAfterRender({
      analysis,
      before,
      kind: 'drop',
      predicted: before,
      readings: { untouched: readingOf(-2), linear: readingOf(-2), all: readingOf(-2) },
      summit: { range: { startSeconds: 0, endSeconds: 3 }, momentaryLufs: 0, shortTermLufs: 0, truePeakDb: summit },
      elsewhereDb: () => 0,
      heldPeakDb: Infinity,
    }).get(key) ?? NaN;

  test.each([
    { what: 'is held by the master, whatever is added', summit: { before: 1.3, after: 1.7 }, truePeakDb: -1 },
    { what: 'is held as long as enough is left', summit: { before: 1.3, after: -0.5 }, truePeakDb: -1 },
    { what: 'falls with what is taken from under the ceiling', summit: { before: 1.3, after: -1.4 }, truePeakDb: -1.4 },
    { what: 'is moved by the error of the render alone', summit: { before: -0.7, after: 0.8 }, truePeakDb: 0.5 },
    { what: 'counts as it is where it does not', summit: { before: -1.2, after: 0.3 }, truePeakDb: 0.5 },
  ])('$what', ({ summit, truePeakDb }) => {
    expect(promised(summit)).toBeCloseTo(truePeakDb, 9);
  });
});
