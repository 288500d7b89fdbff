import { beforeAll, describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { MIXER } from '../../../src/devices/mixer.ts';
import { fitMasterSound } from '../../../src/fixes/fit-master-sound.ts';
import { loudSectionOfSignals } from '../../../src/fixes/loud-section.ts';
import { estimateMasterChain, returnedShareOf, type MasterChain } from '../../../src/fixes/master-chain.ts';
import type { MasterSound } from '../../../src/fixes/master-sound.ts';
import { measureMixModelOfSignals } from '../../../src/fixes/measure-mix-model.ts';
import type { MixModel } from '../../../src/fixes/mix-model.ts';
import { MixPredictor } from '../../../src/fixes/predict/predict.ts';
import { evenResponse } from '../../../src/fixes/predict/stem-response.ts';
import { hearAlone } from '../../../src/fixes/hear-alone.ts';
import { asHeardAlone } from '../../../src/fixes/rendered/fixes-alone.ts';
import { OtherKind, type KindChange } from '../../../src/fixes/rendered/other-kind.ts';
import { valuesAfterRender } from '../../../src/fixes/rendered/render-values.ts';
import { StretchRenderer } from '../../../src/fixes/rendered/stretch-renderer.ts';
import { UntouchedPassage } from '../../../src/fixes/rendered/untouched-passage.ts';
import { stemContexts } from '../../../src/fixes/stem-contexts.ts';
import { measureStretch } from '../../../src/fixes/stretch-meter.ts';
import { EmbeddedSet } from '../../../src/live/embedded-set.ts';
import { featureKey } from '../../../src/store/analysis-document.ts';
import { analysisOf, danceStems, DROP_FRAME, eachFrame, SECTIONS, sumOf, type DanceStem } from './dance-mix.ts';
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
const LOUDER_KICK = { place: 0, model: MIXER, settings: { Volume: 4 } };

describe('a louder kick, before a limiter that its peaks work in the intro as well', () => {
  const stems = stemsWithIntro();
  const master = limited(8);
  const after = valuesOf(master(sumOf(stems.map((stem, i) => (i === 0 ? { ...stem, signal: louder(stem) } : stem)))));
  let model: MixModel;
  let predicted: ReadonlyMap<string, number>;
  let promised: (otherKinds: readonly KindChange[]) => ReadonlyMap<string, number>;
  let changed: KindChange[];
  let chain: MasterChain;
  let sound: MasterSound;

  beforeAll(async () => {
    const bounce = master(sumOf(stems));
    const analysis = analysisOf(bounce, INTRO_AND_DROP);
    const section = await loudSectionOfSignals(
      stems.map(({ signal }) => signal),
      bounce,
      analysis,
    );
    if (section === undefined) throw new Error('The song has a drop.');
    model = await measureMixModelOfSignals(stems, INTRO_AND_DROP, { bounce });
    chain = estimateMasterChain(model);
    sound = fitMasterSound(chain, model.bandCentreHz, section);
    const renderer = StretchRenderer.of(section, sound);
    const [untouched, linear] = [[], [LOUDER_KICK]].map((devices) => measureStretch(renderer.render(devices), section));
    const response = evenResponse(new Float64Array(model.bandCentreHz.length).fill(10 ** (4 / 20)));
    predicted = new MixPredictor(model, analysis, returnedShareOf(chain)).predictValues(new Map([[0, response]]));
    promised = (otherKinds) =>
      valuesAfterRender({
        analysis,
        before: valuesOf(bounce),
        kind: 'drop',
        predicted,
        readings: { untouched, linear, all: linear },
        elsewhereDb: () => 0,
        otherKinds,
        heldPeakDb: Infinity,
      });
    changed = OtherKind.all(section, sound, chain).map((other) => other.planned([LOUDER_KICK]).changeWith([]));
  });

  test('the intro is promised as it comes out of the limiter, not as its stems add up', () => {
    expect(changed.map(({ kind }) => kind)).toEqual(['intro']);
    const errorOf = (values: ReadonlyMap<string, number>): number => {
      const errors = INTRO_KEYS.map((key) => Math.abs((values.get(key) ?? NaN) - (after.get(key) ?? NaN)));
      return errors.sort((a, b) => a - b)[Math.floor(0.9 * errors.length)];
    };
    expect(errorOf(promised(changed))).toBeLessThan(0.4);
    expect(errorOf(promised([]))).toBeGreaterThan(1.2);
  });

  test('and so a fix promises it where it is made alone', async () => {
    const bounce = master(sumOf(stems));
    const analysis = analysisOf(bounce, INTRO_AND_DROP);
    const section = await loudSectionOfSignals(
      stems.map(({ signal }) => signal),
      bounce,
      analysis,
    );
    if (section === undefined) throw new Error('The song has a drop.');
    const tracks = stems.map(({ track }) => ({ name: track }));
    const snapshot = await (await EmbeddedSet.create({ name: 'Test', tempoBpm: 140, tracks })).snapshot();
    const mapped = stems.map(({ track, role }) => ({
      ...{ file: `${track}.wav`, track, role, leftOut: '' },
      ...{ trackConfidence: 1, roleConfidence: 1, roleFrom: 'name' as const },
    }));
    const { contexts } = stemContexts(model, mapped, snapshot, []);
    const { heard } = UntouchedPassage.of(section, chain, model);
    const key = featureKey('tone.band.1000', 'intro');
    const before = valuesOf(bounce).get(key) ?? NaN;
    const feature = { feature: 'tone.band.1000', scope: 'intro' as const, unit: 'dB', before };
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

  test('a master that limits nothing is told by the stems alone', async () => {
    const bounce = sumOf(stems);
    const section = await loudSectionOfSignals(
      stems.map(({ signal }) => signal),
      bounce,
      analysisOf(bounce, INTRO_AND_DROP),
    );
    const linear = { ...sound, compression: undefined, limiting: undefined };
    expect(section && OtherKind.all(section, linear, chain)).toEqual([]);
  });
});

const INTRO_KEYS = [
  'loudness.section',
  ...[50, 63, 200, 250, 400, 630, 1000].map((hz) => `tone.band.${String(hz)}`),
].map((id) => featureKey(id, 'intro'));

function louder({ signal }: DanceStem): StereoSignal {
  return eachFrame(signal, () => 10 ** (4 / 20));
}

function valuesOf(signal: StereoSignal): Map<string, number> {
  const { features } = analysisOf(signal, INTRO_AND_DROP);
  return new Map(features.map(({ id, scope, value }) => [featureKey(id, scope), value] as const));
}
