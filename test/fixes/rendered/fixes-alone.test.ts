import { beforeAll, describe, expect, test } from '@jest/globals';
import { loudSectionOfSignals } from '../../../src/fixes/loud-section.ts';
import { estimateMasterChain, returnedShareOf } from '../../../src/fixes/master-chain.ts';
import { measureMixModelOfSignals } from '../../../src/fixes/measure-mix-model.ts';
import { MixPredictor } from '../../../src/fixes/predict/predict.ts';
import { evenResponse } from '../../../src/fixes/predict/stem-response.ts';
import { hearAlone } from '../../../src/fixes/hear-alone.ts';
import { asHeardAlone, type AloneFix } from '../../../src/fixes/rendered/fixes-alone.ts';
import { UntouchedPassage } from '../../../src/fixes/rendered/untouched-passage.ts';
import { stemContexts } from '../../../src/fixes/stem-contexts.ts';
import type { YardstickRow } from '../../../src/gap/yardstick.ts';
import { EmbeddedSet } from '../../../src/live/embedded-set.ts';
import { featureKey } from '../../../src/store/analysis-document.ts';
import { yardstickAround } from '../synthetic-mix.ts';
import { analysisOf, danceStems, eachFrame, SECTIONS, sumOf, type DanceStem } from './dance-mix.ts';
import { limited } from './limited.ts';
import { valuesOf } from './rendered-loop.ts';

const KICK_TO_BASS = 'lowEnd.kickToBass';
const CUT_DB = -4;

describe('a kick that is too loud, before a limiter that its peaks work', () => {
  const master = limited(10);
  const withKick = (db: number): DanceStem[] =>
    danceStems().map((stem) =>
      stem.track === 'Kick' ? { ...stem, signal: eachFrame(stem.signal, () => 10 ** (db / 20)) } : stem,
    );
  const stems = withKick(-CUT_DB);
  const bounce = master(sumOf(stems));
  const analysis = analysisOf(bounce);
  const after = valuesOf(analysisOf(master(sumOf(danceStems()))));
  let alone: (fix: AloneFix, rows?: readonly YardstickRow[]) => AloneFix;
  let predicted: ReadonlyMap<string, number>;

  beforeAll(async () => {
    const model = await measureMixModelOfSignals(stems, SECTIONS, { bounce });
    const chain = estimateMasterChain(model);
    const kickAndBass = { kicks: new Set([0]), basses: new Set([1]) };
    const predictor = new MixPredictor(model, analysis, returnedShareOf(chain), kickAndBass);
    const cut = evenResponse(new Float64Array(model.bandCentreHz.length).fill(10 ** (CUT_DB / 20)));
    predicted = predictor.predictValues(new Map([[0, cut]]));
    const section = await loudSectionOfSignals(
      stems.map(({ signal }) => signal),
      bounce,
      analysis,
    );
    if (section === undefined) throw new Error('The song has a drop.');
    const set = await EmbeddedSet.create({
      name: 'Test',
      tempoBpm: 140,
      tracks: stems.map(({ track }) => ({ name: track })),
    });
    const snapshot = await set.snapshot();
    const mapped = stems.map(({ track, role }) => ({
      ...{ file: `${track}.wav`, track, role, leftOut: '' },
      ...{ trackConfidence: 1, roleConfidence: 1, roleFrom: 'name' as const },
    }));
    const { contexts } = stemContexts(model, mapped, snapshot, []);
    const { heard } = UntouchedPassage.of(section, chain, model);
    alone = (fix, rows = []) => {
      const [sound] = hearAlone({ ...heard, fixes: [fix], contexts, snapshot });
      return asHeardAlone(fix, sound, predicted, { analysis, rows });
    };
  });

  /** A fader that is taken down, that of the kick unless told otherwise, with what the band model promises of one feature. */
  function fader(feature: string, scope: 'whole' | 'drop', track = 'Kick'): AloneFix {
    const key = featureKey(feature, scope);
    const [before, promised] = [valuesOf(analysis), predicted].map((values) => values.get(key) ?? NaN);
    return {
      ...{ track, device: 'Mixer', advice: false },
      changes: [{ parameter: 'Volume', from: 0, to: CUT_DB, unit: 'dB' }],
      predicted: {
        ...{ styleDeltaAfter: 0, benefit: 0 },
        features: [{ feature, scope, unit: 'dB', before, after: promised }],
      },
    };
  }

  test('its fader promises what the limiter leaves of the cut, not all of it', () => {
    const fix = fader(KICK_TO_BASS, 'whole');
    const came = after.get(`${KICK_TO_BASS}@whole`) ?? NaN;
    const errorOf = ({ predicted: { features } }: AloneFix): number => Math.abs(features[0].after - came);
    expect(errorOf(alone(fix))).toBeLessThan(0.4);
    expect(errorOf(fix)).toBeGreaterThan(1);
  });

  test('of tone in the passage the band model knows enough', () => {
    const fix = fader('tone.band.63', 'drop');
    expect(alone(fix)).toBe(fix);
  });

  test('what a render takes back is not promised', () => {
    // References whose kick is where it is now: the cut leads away from them.
    const { rows } = yardstickAround(analysis, undefined, SECTIONS);
    expect(alone(fader(KICK_TO_BASS, 'whole'), rows).predicted.features).toEqual([]);
  });

  test.each([
    ['Kick', -2],
    ['Bass', 2],
  ])('what leads towards the references is: a softer %s', (track, referencesDb) => {
    const median = (valuesOf(analysis).get(`${KICK_TO_BASS}@whole`) ?? NaN) + referencesDb;
    const rows = yardstickAround(analysis, undefined, SECTIONS)
      .rows.filter(({ feature }) => feature.id === KICK_TO_BASS)
      .map((row): YardstickRow => ({ ...row, median, band: [median - 1, median + 1] }));
    expect(rows.length).toBe(1);
    expect(alone(fader(KICK_TO_BASS, 'whole', track), rows).predicted.features.length).toBe(1);
  });
});
