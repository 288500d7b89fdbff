import { describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { MIXER } from '../../../src/devices/mixer.ts';
import { fitMasterSound } from '../../../src/fixes/fit-master-sound.ts';
import { loudSectionOfSignals } from '../../../src/fixes/loud-section.ts';
import { estimateMasterChain } from '../../../src/fixes/master-chain.ts';
import { measureMixModelOfSignals } from '../../../src/fixes/measure-mix-model.ts';
import { valuesAfterRender, type SummitChange } from '../../../src/fixes/rendered/render-values.ts';
import { StretchRenderer } from '../../../src/fixes/rendered/stretch-renderer.ts';
import { Summit } from '../../../src/fixes/rendered/summit.ts';
import { measureStretch } from '../../../src/fixes/stretch-meter.ts';
import { yardstickAround, randomNumbers } from '../synthetic-mix.ts';
import { analysisOf, danceStems, DROP_FRAME, eachFrame, RATE, SECTIONS, sumOf, type DanceStem } from './dance-mix.ts';
import { runRenderedLoop, valuesOf } from './rendered-loop.ts';

/** A sweep of noise that makes the end of the breakdown the loudest moment of the song. */
function sweep(): DanceStem {
  const { signal } = danceStems()[0];
  const random = randomNumbers(21);
  const level = (n: number): number => (n >= DROP_FRAME - 0.6 * RATE && n < DROP_FRAME - 0.1 * RATE ? 0.6 : 0.0005);
  return { track: 'Sweep', role: 'fx', signal: eachFrame(noiseLike(signal, random), level) };
}

function noiseLike({ sampleRateHz, left }: StereoSignal, random: () => number): StereoSignal {
  const noise = left.map(() => 2 * random() - 1);
  return { sampleRateHz, left: noise, right: noise };
}

const LOUDEST = 'loudness.momentaryMax@whole';

const PEAK = 'loudness.truePeak@whole';

describe('a song whose loudest moment is the end of its breakdown', () => {
  const stems = [...danceStems(), sweep()];
  const yardstick = yardstickAround(analysisOf(sumOf(stems)), undefined, SECTIONS);

  test('its loudest moment is promised by what plays there, not by the section around it', async () => {
    const loudPad = stems.map((stem) =>
      stem.track === 'Pad' ? { ...stem, signal: eachFrame(stem.signal, () => 2.5) } : stem,
    );
    const { fixes, plan, before, after } = await runRenderedLoop(loudPad, yardstick);
    expect(fixes.some(({ track }) => track === 'Pad')).toBe(true);
    const change = (key: string): number => (after.get(key) ?? NaN) - (before.get(key) ?? NaN);
    expect(change('loudness.section@breakdown')).toBeLessThan(change(LOUDEST) - 0.5);
    const moved = plan.predicted.find(({ feature }) => feature === 'loudness.momentaryMax');
    const promised = moved === undefined ? 0 : moved.after - moved.before;
    expect(Math.abs(promised - change(LOUDEST))).toBeLessThan(0.2);
  });

  test('its true peak stays where that moment holds it, however much is taken off the drop', async () => {
    const quieter = { place: 0, model: MIXER, settings: { Volume: -9 } };
    const bounce = sumOf(stems);
    const analysis = analysisOf(bounce);
    const section = await loudSectionOfSignals(
      stems.map(({ signal }) => signal),
      bounce,
      analysis,
    );
    if (section === undefined) throw new Error('The song has a drop.');
    const model = await measureMixModelOfSignals(stems, SECTIONS, { bounce });
    const sound = fitMasterSound(estimateMasterChain(model), model.bandCentreHz, section);
    const renderer = StretchRenderer.of(section, sound);
    const [untouched, linear] = [[], [quieter]].map((devices) => measureStretch(renderer.render(devices), section));
    const before = valuesOf(analysis);
    const promised = (summit: SummitChange | undefined): number =>
      valuesAfterRender({
        ...{ analysis, before, kind: 'drop', predicted: before, summit },
        readings: { untouched, linear, all: linear },
        elsewhereDb: () => 0,
        heldPeakDb: Infinity,
      }).get(PEAK) ?? NaN;
    const softKick = stems.map((stem, i) =>
      i === 0 ? { ...stem, signal: eachFrame(stem.signal, () => 10 ** (-9 / 20)) } : stem,
    );
    const came = valuesOf(analysisOf(sumOf(softKick))).get(PEAK) ?? NaN;
    expect(Math.abs(promised(Summit.of(section, sound)?.changeWith([quieter])) - came)).toBeLessThan(0.2);
    expect(Math.abs(promised(undefined) - came)).toBeGreaterThan(1);
  });
});
