import { beforeAll, describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { MIXER } from '../../../src/devices/mixer.ts';
import { UTILITY } from '../../../src/devices/utility.ts';
import { fitMasterSound } from '../../../src/fixes/fit-master-sound.ts';
import { loudSectionOfSignals } from '../../../src/fixes/loud-section.ts';
import { estimateMasterChain, returnedShareOf } from '../../../src/fixes/master-chain.ts';
import { measureMixModelOfSignals } from '../../../src/fixes/measure-mix-model.ts';
import { MixPredictor } from '../../../src/fixes/predict/predict.ts';
import { evenResponse, leftRightResponse, type StemResponse } from '../../../src/fixes/predict/stem-response.ts';
import { hearAlone } from '../../../src/fixes/hear-alone.ts';
import type { AddedDevice } from '../../../src/fixes/rendered/added-device.ts';
import { asHeardAlone } from '../../../src/fixes/rendered/fixes-alone.ts';
import { HeardKind, type KindChange } from '../../../src/fixes/rendered/heard-kind.ts';
import { valuesAfterRender } from '../../../src/fixes/rendered/render-values.ts';
import { StretchRenderer } from '../../../src/fixes/rendered/stretch-renderer.ts';
import { UntouchedPassage } from '../../../src/fixes/rendered/untouched-passage.ts';
import { stemContexts } from '../../../src/fixes/stem-contexts.ts';
import { measureStretch } from '../../../src/fixes/stretch-meter.ts';
import { EmbeddedSet } from '../../../src/live/embedded-set.ts';
import { featureKey, type Section } from '../../../src/store/analysis-document.ts';
import {
  analysisOf,
  BEAT,
  danceStems,
  DROP_FRAME,
  RATE,
  eachFrame,
  SECTIONS,
  sumOf,
  type DanceStem,
} from './dance-mix.ts';
import { limited } from './limited.ts';

/** The song with an intro of kick, hats and a soft pad in the place of its breakdown. */
function stemsWithIntro(): DanceStem[] {
  return danceStems().map((stem) => {
    const { track, signal } = stem;
    if (track === 'Kick' || track === 'Hats') return { ...stem, signal: fromTheStart(signal) };
    const before = track === 'Pad' ? 0.5 : 0;
    return { ...stem, signal: eachFrame(signal, (n) => (n < DROP_FRAME ? before : 1)) };
  });
}

/** What plays in the first bars of the drop, in the bars before it too. */
function fromTheStart({ sampleRateHz, left, right }: StereoSignal): StereoSignal {
  const opened = (samples: Float32Array): Float32Array =>
    samples.map((sample, n) => (n < DROP_FRAME ? samples[n + DROP_FRAME] : sample));
  return { sampleRateHz, left: opened(left), right: opened(right) };
}

const INTRO_AND_DROP = [{ ...SECTIONS[0], kind: 'intro' as const }, SECTIONS[1]];

/** A device that the band model can tell, on a stem of a song that goes through a limiter. */
interface Change {
  device: AddedDevice;
  responseOf: (bands: number) => StemResponse;
  /** The stem as the device leaves it. */
  changed: (signal: StereoSignal) => StereoSignal;
}

const LOUDER_KICK: Change = {
  device: { place: 0, model: MIXER, settings: { Volume: 4 } },
  responseOf: (bands) => evenResponse(new Float64Array(bands).fill(10 ** (4 / 20))),
  changed: (signal) => eachFrame(signal, () => 10 ** (4 / 20)),
};

const TURNED_BASS: Change = {
  device: { place: 1, model: UTILITY, settings: { 'Right Inv': 'On' } },
  responseOf: (bands) => leftRightResponse(bands, 1, -1),
  changed: withRightInverted,
};

function withRightInverted({ sampleRateHz, left, right }: StereoSignal): StereoSignal {
  return { sampleRateHz, left, right: right.map((sample) => -sample) };
}

/** What is promised of a change, and what comes of it, by `featureKey`. */
async function promisesOf(
  stems: readonly DanceStem[],
  { device, responseOf, changed }: Change,
  sections: readonly Section[] = INTRO_AND_DROP,
) {
  const master = limited(8);
  const bounce = master(sumOf(stems));
  const analysis = analysisOf(bounce, sections);
  const section = await loudSectionOfSignals(
    stems.map(({ signal }) => signal),
    bounce,
    analysis,
  );
  if (section === undefined) throw new Error('The song has a drop.');
  const model = await measureMixModelOfSignals(stems, sections, { bounce });
  const chain = estimateMasterChain(model);
  const sound = fitMasterSound(chain, model.bandCentreHz, section);
  const renderer = StretchRenderer.of(section, sound);
  const [untouched, linear] = [[], [device]].map((devices) => measureStretch(renderer.render(devices), section));
  const response = responseOf(model.bandCentreHz.length);
  const predicted = new MixPredictor(model, analysis, returnedShareOf(chain)).predictValues(
    new Map([[device.place, response]]),
  );
  const before = valuesOf(bounce, sections);
  const promisedBy = (otherKinds: readonly KindChange[], ownKind?: KindChange): ReadonlyMap<string, number> =>
    valuesAfterRender({
      ...{ analysis, before, kind: 'drop', predicted, otherKinds, ownKind },
      readings: { untouched, linear, all: linear },
      elsewhereDb: () => 0,
      heldPeakDb: Infinity,
    });
  const kinds = HeardKind.all(section, sound, chain).map((other) => other.planned([device]).changeWith([]));
  const ownKind = HeardKind.ofPassage(section, sound, chain, HeardKind.readingOfPassage(section, sound))
    ?.planned([device])
    .changeWith([]);
  const after = valuesOf(
    master(sumOf(stems.map((stem, i) => (i === device.place ? { ...stem, signal: changed(stem.signal) } : stem)))),
    sections,
  );
  const errorAt = (share: number, values: ReadonlyMap<string, number>, keys = INTRO_KEYS): number => {
    const heard = keys.filter((key) => key.startsWith('loudness') || (before.get(key) ?? NaN) > UNHEARD_DB);
    const errors = heard.map((key) => Math.abs((values.get(key) ?? NaN) - (after.get(key) ?? NaN)));
    return errors.sort((a, b) => a - b)[Math.floor(share * errors.length)];
  };
  return { analysis, section, model, chain, sound, before, predicted, promisedBy, kinds, ownKind, after, errorAt };
}

describe('a louder kick, before a limiter that its peaks work in the intro as well', () => {
  const stems = stemsWithIntro();
  let promises: Awaited<ReturnType<typeof promisesOf>>;

  beforeAll(async () => {
    promises = await promisesOf(stems, LOUDER_KICK);
  });

  test('the intro is promised as it comes out of the limiter, not as its stems add up', () => {
    const { kinds, errorAt, promisedBy } = promises;
    expect(kinds.map(({ kind }) => kind)).toEqual(['intro']);
    expect(errorAt(0.9, promisedBy(kinds))).toBeLessThan(0.4);
    expect(errorAt(0.9, promisedBy([]))).toBeGreaterThan(1.2);
  });

  test('and so is the drop', () => {
    const { kinds, ownKind, errorAt, promisedBy } = promises;
    expect(ownKind?.kind).toBe('drop');
    expect(errorAt(0.9, promisedBy(kinds, ownKind), DROP_KEYS)).toBeLessThan(0.3);
    expect(errorAt(0.9, promisedBy(kinds), DROP_KEYS)).toBeGreaterThan(0.6);
  });

  test('and so a fix promises it where it is made alone', async () => {
    const { analysis, section, model, chain, before, predicted, after } = promises;
    const tracks = stems.map(({ track }) => ({ name: track }));
    const snapshot = await (await EmbeddedSet.create({ name: 'Test', tempoBpm: 140, tracks })).snapshot();
    const mapped = stems.map(({ track, role }) => ({
      ...{ file: `${track}.wav`, track, role, leftOut: '' },
      ...{ trackConfidence: 1, roleConfidence: 1, roleFrom: 'name' as const },
    }));
    const { contexts } = stemContexts(model, mapped, snapshot, []);
    const { heard } = UntouchedPassage.of(section, chain, model);
    const key = featureKey('tone.band.1000', 'intro');
    const feature = { feature: 'tone.band.1000', scope: 'intro' as const, unit: 'dB', before: before.get(key) ?? NaN };
    const fix = {
      ...{ track: 'Kick', device: 'Mixer', advice: false },
      changes: [{ parameter: 'Volume', from: 0, to: 4, unit: 'dB' as const }],
      predicted: { styleDeltaAfter: 0, benefit: 0, features: [{ ...feature, after: predicted.get(key) ?? NaN }] },
    };
    const [sound] = hearAlone({ ...heard, fixes: [fix], contexts, snapshot });
    const promised = asHeardAlone(fix, sound, predicted, { analysis, rows: [] });
    const errorOf = (told: number | undefined): number => Math.abs((told ?? NaN) - (after.get(key) ?? NaN));
    expect(errorOf(promised.predicted.features[0].after)).toBeLessThan(0.5);
    expect(errorOf(predicted.get(key))).toBeGreaterThan(1.2);
  });

  test('a master that limits nothing is told by the stems alone', () => {
    const { section, sound, chain } = promises;
    const linear = { ...sound, compression: undefined, limiting: undefined };
    expect(HeardKind.all(section, linear, chain)).toEqual([]);
  });
});

test('what a limiter adds to the side is no multiple of a bass that was there before one of its sides was turned over', async () => {
  const stems = stemsWithIntro().map((stem) =>
    stem.track === 'Bass' ? { ...stem, signal: withRightInverted(fromTheStart(danceStems()[1].signal)) } : stem,
  );
  const { kinds, promisedBy, errorAt } = await promisesOf(stems, TURNED_BASS);
  expect(errorAt(0.5, promisedBy(kinds))).toBeLessThan(0.25);
  expect(errorAt(0.9, promisedBy(kinds))).toBeLessThan(0.7);
});

describe('an intro without a kick', () => {
  const bar = 4 * BEAT;
  const quietBars = 8;
  const drop = quietBars * bar;
  const sections = [
    { ...INTRO_AND_DROP[0], bars: quietBars, endSeconds: drop / RATE },
    { ...INTRO_AND_DROP[1], bars: 4, startBar: quietBars, startSeconds: drop / RATE },
  ];
  const louderPad = { ...LOUDER_KICK, device: { ...LOUDER_KICK.device, place: 2 } };

  /** What plays after it, over and over, as loud as each stem is told to be, by the frame. */
  function stemsBy(gains: Record<string, ((n: number) => number) | undefined>): DanceStem[] {
    return danceStems().map((stem) => {
      const { sampleRateHz, left, right } = stem.signal;
      const early = (samples: Float32Array): Float32Array =>
        samples.map((sample, n) => (n < drop ? samples[drop + (n % (4 * bar))] : sample));
      const signal = { sampleRateHz, left: early(left), right: early(right) };
      return { ...stem, signal: eachFrame(signal, (n) => (n < drop ? (gains[stem.track]?.(n) ?? 0) : 1)) };
    });
  }

  const swelling = (n: number): number => (Math.floor(n / bar) % 2 === 0 ? 0.5 : 3);

  test('is promised as the swells of its pad come out of the limiter', async () => {
    const stems = stemsBy({ Hats: () => 1, Pad: swelling });
    const { kinds, promisedBy, errorAt } = await promisesOf(stems, louderPad, sections);
    expect(kinds.map(({ kind }) => kind)).toEqual(['intro']);
    expect(errorAt(0.9, promisedBy(kinds))).toBeLessThan(errorAt(0.9, promisedBy([])) / 2);
  });

  test('is promised a bass that plays before the bars that are heard, which tell nothing of it', async () => {
    const stems = stemsBy({ Bass: (n) => (n < bar ? 1 : 0), Pad: () => 2 });
    const { kinds, promisedBy, after } = await promisesOf(stems, louderPad, sections);
    const promised = promisedBy(kinds);
    for (const id of ['tone.band.50', 'tone.band.63', 'tone.band.80']) {
      const key = featureKey(id, 'intro');
      expect(Math.abs((promised.get(key) ?? NaN) - (after.get(key) ?? NaN))).toBeLessThan(1);
    }
  });
});

/** Of a band, beside all of them: no plan promises fainter ones. */
const UNHEARD_DB = -40;

const BANDS = [50, 63, 200, 250, 400, 630, 1000].map((hz) => `tone.band.${String(hz)}`);
const INTRO_KEYS = ['loudness.section', ...BANDS].map((id) => featureKey(id, 'intro'));
const DROP_KEYS = BANDS.map((id) => featureKey(id, 'drop'));

function valuesOf(signal: StereoSignal, sections: readonly Section[]): Map<string, number> {
  const { features } = analysisOf(signal, sections);
  return new Map(features.map(({ id, scope, value }) => [featureKey(id, scope), value] as const));
}
