import { beforeAll, describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { loudSectionOfSignals, type LoudSection } from '../../../src/fixes/loud-section.ts';
import { withPlannedRest } from '../../../src/fixes/rendered/planned-rest.ts';
import { measureStretch } from '../../../src/fixes/stretch-meter.ts';
import { featureKey } from '../../../src/store/analysis-document.ts';
import { analysisOf, BEAT, danceStems, eachFrame, sumOf, type DanceStem } from './dance-mix.ts';

const LEAD = 3;
const CUT_DB = -6;

describe('a line that plays with the kick and without it is taken down', () => {
  const stems = danceStems().map((stem, i) => (i === LEAD ? { ...stem, signal: offBeat(stem.signal) } : stem));
  const planned = stems.map((stem, i) => (i === LEAD ? { ...stem, signal: quieter(stem.signal) } : stem));
  let section: LoudSection;
  let truth: ReadonlyMap<string, number>;
  /** Read on the passage after the plan, against these bars without a kick. */
  let read: (rest: LoudSection) => ReadonlyMap<string, number>;

  beforeAll(async () => {
    section = await loudSectionOf(stems);
    const after = await loudSectionOf(planned);
    read = (rest) => measureStretch(after.bounce.signal, { ...after, rest: rest.rest }).values;
    truth = read(after);
  });

  test('pumping is read as in the song that is bounced after it', () => {
    const promised = read(withPlannedRest(section, (index) => (index === LEAD ? CUT_DB : 0)));
    for (const key of PUMPING) {
      const error = (values: ReadonlyMap<string, number>): number =>
        Math.abs((values.get(key) ?? NaN) - (truth.get(key) ?? NaN));
      expect(error(promised)).toBeLessThan(0.15 * error(read(section)));
    }
  });

  test('what does not change the body of any stem leaves the passage as it is', () => {
    expect(withPlannedRest(section, () => 0)).toBe(section);
    const everything = withPlannedRest(section, () => -6).rest?.bounceBody[100] ?? NaN;
    expect(everything / (section.rest?.bounceBody[100] ?? NaN)).toBeCloseTo(10 ** -0.6, 6);
  });

  test('a song without bars that have no kick has none to change', () => {
    const without = { ...section, rest: undefined };
    expect(withPlannedRest(without, () => -6)).toBe(without);
  });
});

const PUMPING = [featureKey('pumping.depth', 'drop'), featureKey('pumping.release', 'whole')];

async function loudSectionOf(song: readonly DanceStem[]): Promise<LoudSection> {
  const mix = sumOf(song);
  const section = await loudSectionOfSignals(
    song.map(({ signal }) => signal),
    mix,
    analysisOf(mix),
  );
  if (section === undefined) throw new Error('The song has a drop.');
  return section;
}

/** Far louder in the second half of every beat. */
function offBeat(signal: StereoSignal): StereoSignal {
  return eachFrame(signal, (n) => (n % BEAT > BEAT / 2 ? 1 : 0.3));
}

function quieter(signal: StereoSignal): StereoSignal {
  return eachFrame(signal, () => 10 ** (CUT_DB / 20));
}
