import { describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { signalLoudness } from '../../src/dsp/signal-loudness.ts';
import { fitMasterSound } from '../../src/fixes/fit-master-sound.ts';
import { loudSectionOfSignals, type LoudSection } from '../../src/fixes/loud-section.ts';
import { estimateMasterChain } from '../../src/fixes/master-chain.ts';
import { renderMasterSound, type MasterSound } from '../../src/fixes/master-sound.ts';
import { measureMixModelOfSignals } from '../../src/fixes/measure-mix-model.ts';
import { analysisOf, danceStems, RATE, SECTIONS, sumOf } from './rendered/dance-mix.ts';

type Master = (sum: StereoSignal) => StereoSignal;

const stems = danceStems();
const PASSAGE_FRAME = Math.round(SECTIONS[1].startSeconds * RATE);
const db = (value: number): number => 10 ** (value / 20);

/** A compressor on the level of the louder side, sample by sample, with a hard knee; its times are time constants. */
function compressor(thresholdDb: number, ratio: number, attackMs: number, releaseMs: number): Master {
  return ({ sampleRateHz, left, right }) => {
    const [rise, fall] = [attackMs, releaseMs].map((ms) => 1 - Math.exp(-1000 / (ms * sampleRateHz)));
    const out = { sampleRateHz, left: left.slice(), right: right.slice() };
    let level = 0;
    for (let n = 0; n < left.length; n++) {
      const peak = Math.max(Math.abs(left[n]), Math.abs(right[n]));
      level += (peak > level ? rise : fall) * (peak - level);
      const over = level / db(thresholdDb);
      const gain = over > 1 ? over ** (1 / ratio - 1) : 1;
      out.left[n] *= gain;
      out.right[n] *= gain;
    }
    return out;
  };
}

const gain =
  (gainDb: number): Master =>
  ({ sampleRateHz, left, right }) => {
    const factor = db(gainDb);
    return { sampleRateHz, left: left.map((x) => factor * x), right: right.map((x) => factor * x) };
  };

/** Straight up to a half, and never past 0.95. */
const rounded: Master = ({ sampleRateHz, left, right }) => {
  const curve = (x: number): number =>
    Math.abs(x) <= 0.5 ? x : Math.sign(x) * (0.5 + 0.45 * Math.tanh((Math.abs(x) - 0.5) / 0.45));
  return { sampleRateHz, left: left.map(curve), right: right.map(curve) };
};

const inTurn =
  (...masters: readonly Master[]): Master =>
  (sum) =>
    masters.reduce((signal, master) => master(signal), sum);

const known = new Map<Master, Promise<Fit>>();

interface Fit {
  sound: MasterSound;
  section: LoudSection;
}

function fitted(master: Master): Promise<Fit> {
  const fit = known.get(master) ?? fitAnew(master);
  known.set(master, fit);
  return fit;
}

async function fitAnew(master: Master): Promise<Fit> {
  const bounce = master(sumOf(stems));
  const analysis = analysisOf(bounce);
  const signals = stems.map(({ signal }) => signal);
  const section = await loudSectionOfSignals(signals, bounce, analysis);
  if (section === undefined) throw new Error('The song has a passage.');
  const model = await measureMixModelOfSignals(stems, SECTIONS, { bounce });
  return { sound: fitMasterSound(estimateMasterChain(model), model.bandCentreHz, section), section };
}

/** What a change of the stems' levels does to the passage's loudness: in truth, and through the fitted master. */
function loudnessChanges(
  master: Master,
  { sound, section }: Fit,
  gainsDb: Readonly<Record<string, number>>,
): { truth: number; told: number } {
  const loudness = ({ left, right }: StereoSignal): number => signalLoudness(left, right, RATE);
  const passage = (signal: StereoSignal): StereoSignal => ({
    ...signal,
    left: signal.left.subarray(PASSAGE_FRAME),
    right: signal.right.subarray(PASSAGE_FRAME),
  });
  const changed = sumOf(stems.map((stem) => ({ ...stem, signal: gain(gainsDb[stem.track] ?? 0)(stem.signal) })));
  const truth = loudness(passage(master(changed))) - loudness(passage(master(sumOf(stems))));
  const before = loudness(renderMasterSound(section.sum, sound));
  return { truth, told: loudness(renderMasterSound(passage(changed), sound)) - before };
}

const everything = (gainDb: number): Record<string, number> =>
  Object.fromEntries(stems.map(({ track }) => [track, gainDb]));

describe('fitMasterSound', () => {
  const glued = inTurn(compressor(-14, 2.5, 15, 150), gain(5), rounded);
  const slow = inTurn(compressor(-18, 1.8, 40, 400), gain(6), rounded);

  const bare = inTurn(gain(6), rounded);

  test.each([
    ['a compressor', glued],
    ['a slow and gentle one', slow],
    ['none', bare],
  ])('a master with %s takes back of a change what the true one does', async (_, master) => {
    const fit = await fitted(master);
    for (const gains of [everything(-2), { Bass: -4 }, { Pad: -4, Lead: -4 }]) {
      const { truth, told } = loudnessChanges(master, fit, gains);
      expect(Math.abs(told - truth)).toBeLessThan(0.25);
    }
  });

  test('tells a compressor by how it breathes, and none from a clipper', async () => {
    const { sound } = await fitted(glued);
    expect(sound.compression?.slope).toBeGreaterThan(0.3);
    expect(sound.compression?.slope).toBeLessThan(0.85);
    expect(sound.compression?.releaseMs).toBeGreaterThan(75);
    expect(sound.compression?.releaseMs).toBeLessThan(300);
    expect((await fitted(bare)).sound.compression).toBeUndefined();
  });

  test('a master that only turns up limits and compresses nothing', async () => {
    const { sound } = await fitted(gain(3));
    expect(sound).toMatchObject({ compression: undefined, limiting: undefined });
    expect(sound.gainDb).toBeCloseTo(3, 1);
  });
});
