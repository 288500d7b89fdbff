import { describe, expect, test } from '@jest/globals';
import { measureStemDefects } from '../../../src/analysis/stem-defects.ts';
import { measureStemDynamics } from '../../../src/analysis/stem-dynamics.ts';
import { EmbeddedSet } from '../../../src/live/embedded-set.ts';
import { renderSet } from '../../../src/live/render-set.ts';
import { applySteps } from '../../../src/live/transaction.ts';
import type { Section } from '../../../src/store/analysis-document.ts';
import type { Fix } from '../../../src/store/plan-document.ts';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { bump, randomNumbers, spectralGain, yardstickAround } from '../synthetic-mix.ts';
import {
  analysisOf,
  BEAT,
  danceStems,
  DROP_FRAME,
  eachFrame,
  RATE,
  SECTIONS,
  sumOf,
  type DanceStem,
} from './dance-mix.ts';
import { runRenderedLoop } from './rendered-loop.ts';

/**
 * Stems that are wrong by themselves while their mix stays inside its references, which are drawn wide around it: what
 * is found here is found on the stem. The faults are gains over time, a bump of noise and a hand-drawn click.
 */

function withStem(track: string, change: (signal: StereoSignal) => StereoSignal): DanceStem[] {
  return danceStems().map((stem) => (stem.track === track ? { ...stem, signal: change(stem.signal) } : stem));
}

/** Every fourth eighth sticks out. */
function jumpy(db: number) {
  const isLoud = (n: number): boolean => Math.floor((2 * n) / BEAT) % 4 === 1;
  return (signal: StereoSignal): StereoSignal => eachFrame(signal, (n) => (isLoud(n) ? 10 ** (db / 20) : 1));
}

/** Noise around 3 kHz and a breath at all heights under the notes, both far louder in every eighth one. */
function biting(burstDb: number, breathDb = 0) {
  return (signal: StereoSignal): StereoSignal => {
    const random = randomNumbers(21);
    const noise = Float32Array.from(signal.left, () => 0.1 * (random() - 0.5));
    const breath = Float32Array.from(signal.left, () => 0.01 * (random() - 0.5));
    const band = spectralGain((hz) => bump(3100, 60)(hz) - 60)({ ...signal, left: noise, right: noise });
    const isLoud = (n: number): boolean => Math.floor((2 * n) / BEAT) % 8 === 3;
    const gain = (n: number, db: number): number => (isLoud(n) ? 10 ** (db / 20) : 1);
    const add = (samples: Float32Array): Float32Array =>
      samples.map((sample, n) => sample + band.left[n] * gain(n, burstDb) + breath[n] * gain(n, breathDb));
    return { ...signal, left: add(signal.left), right: add(signal.right) };
  };
}

/** What is left of a hit when all but its first millisecond is held down. */
function squashed(db: number) {
  return (signal: StereoSignal): StereoSignal => eachFrame(signal, (n) => (n % BEAT < 40 ? 1 : 10 ** (-db / 20)));
}

const ROLL_FRAMES = 8 * BEAT;

/** A hit on each eighth of the drop's first two bars, and nothing else. */
function roll(heldDb: number) {
  return ({ sampleRateHz, left, right }: StereoSignal): StereoSignal => {
    const since = (n: number): number => n % (BEAT / 2);
    const gain = (n: number): number => (since(n) < 40 ? 2 : 2 * 10 ** (-heldDb / 20));
    const played = (samples: Float32Array): Float32Array =>
      samples.map((_, n) =>
        n >= DROP_FRAME && n < DROP_FRAME + ROLL_FRAMES ? gain(n) * samples[DROP_FRAME + BEAT + since(n)] : 0,
      );
    return { sampleRateHz, left: played(left), right: played(right) };
  };
}

function wideYardstick(stems: readonly DanceStem[], sections: Section[] = SECTIONS) {
  const yardstick = yardstickAround(analysisOf(sumOf(stems), sections), undefined, sections);
  const widen = ([low, high]: readonly [number, number]): readonly [number, number] => [low - 20, high + 20];
  return { ...yardstick, rows: yardstick.rows.map((row) => ({ ...row, band: widen(row.band) })) };
}

/** The stem through the device that the fix inserts, as an embedded set of Live plays it. */
async function played(stem: DanceStem, { id, device, changes }: Fix): Promise<StereoSignal> {
  const set = await EmbeddedSet.create({ name: 'One', tempoBpm: 140, tracks: [{ name: stem.track }] });
  const steps = changes.map(({ parameter, to, unit }) => ({
    ...{ fix: id, track: stem.track, device, insert: true, parameter, to, unit },
  }));
  await applySteps(set, steps, { plan: 'p1', save: () => Promise.resolve() });
  const { stems } = await renderSet(set, new Map([[stem.track, stem.signal]]));
  await set.close();
  return stems.get(stem.track) ?? stem.signal;
}

function inDrop({ sampleRateHz, left, right }: StereoSignal): StereoSignal {
  return { sampleRateHz, left: left.slice(DROP_FRAME), right: right.slice(DROP_FRAME) };
}

const dynamicsOf = (signal: StereoSignal) => measureStemDynamics(inDrop(signal));

function rmsDb({ left, right }: StereoSignal): number {
  const squares = [...left, ...right].reduce((sum, sample) => sum + sample * sample, 0);
  return 10 * Math.log10(squares / (2 * left.length));
}

describe('a stem that is wrong by itself', () => {
  test('notes that stick out: a Compressor brings them to what leads have, as loud as before', async () => {
    const stems = withStem('Lead', jumpy(11));
    const { fixes, plan } = await runRenderedLoop(stems, wideYardstick(stems));
    expect(fixes.map(({ kind, track, device, insert }) => ({ kind, track, device, insert }))).toEqual([
      { kind: 'compress', track: 'Lead', device: 'Compressor', insert: true },
    ]);
    const [fix] = fixes;
    expect(fix.why).toMatch(/loudest notes stand above/);
    expect(fix.byHand).toContain('add Compressor');
    const lead = stems.find(({ track }) => track === 'Lead')!;
    const after = await played(lead, fix);
    const [was, is] = [dynamicsOf(lead.signal), dynamicsOf(after)];
    expect(is!.unevennessDb).toBeLessThan(was!.unevennessDb - 4);
    const promised = Number(/about ([\d.]+) dB after/.exec(fix.why)?.[1]);
    expect(Math.abs(is!.unevennessDb - promised)).toBeLessThan(0.5);
    expect(Math.abs(rmsDb(inDrop(after)) - rmsDb(inDrop(lead.signal)))).toBeLessThan(1);
    expect(plan.styleDelta).toEqual({ before: 0, predicted: 0 });
  });

  test.each([
    { burstDb: 14, lessDb: 2.5 },
    { burstDb: 7, lessDb: 0.5 },
  ])('upper mids that burst out by $burstDb dB: Multiband Dynamics holds them, and leaves the rest', async (bite) => {
    const stems = withStem('Lead', biting(bite.burstDb));
    const { fixes } = await runRenderedLoop(stems, wideYardstick(stems));
    const fix = fixes.find(({ kind }) => kind === 'de-harsh');
    expect(fix).toMatchObject({ track: 'Lead', device: 'Multiband Dynamics', insert: true });
    const lead = stems.find(({ track }) => track === 'Lead')!;
    const after = await played(lead, fix!);
    const [was, is] = [dynamicsOf(lead.signal), dynamicsOf(after)];
    expect(is!.burstExcessDb).toBeLessThan(was!.burstExcessDb - bite.lessDb);
    const low = spectralGain((hz) => (hz < 900 ? 0 : -90));
    expect(Math.abs(rmsDb(inDrop(low(after))) - rmsDb(inDrop(low(lead.signal))))).toBeLessThan(0.2);
  });

  test('upper mids that burst out as those of many leads do are left alone', async () => {
    const stems = withStem('Lead', biting(5));
    const { fixes } = await runRenderedLoop(stems, wideYardstick(stems));
    expect(fixes).toEqual([]);
  });

  test('notes that open up at all heights are how they are played', async () => {
    const stems = withStem('Lead', (signal) => {
      const { left, right, sampleRateHz } = biting(0)(signal);
      return jumpy(3)({ sampleRateHz, left, right });
    });
    const lead = stems.find(({ track }) => track === 'Lead')!;
    expect(Math.abs(dynamicsOf(lead.signal)!.burstExcessDb)).toBeLessThan(1);
    const { fixes } = await runRenderedLoop(stems, wideYardstick(stems));
    expect(fixes.filter(({ kind }) => kind === 'de-harsh')).toEqual([]);
  });

  test('a clap of which compression has left a click: advice that names it', async () => {
    const stems = withStem('Clap', squashed(14));
    const { fixes, plan } = await runRenderedLoop(stems, wideYardstick(stems));
    expect(fixes).toEqual([]);
    const [advice] = plan.fixes;
    expect(advice).toMatchObject({ kind: 'advice', track: 'Clap', advice: true });
    expect(advice.sentence).toContain('squashed by compression');
  });

  test('a roll that only plays in the build is heard there', async () => {
    const build = { kind: 'build', startSeconds: DROP_FRAME / RATE, startBar: 4, bars: 2 } as const;
    const endSeconds = (DROP_FRAME + ROLL_FRAMES) / RATE;
    const [breakdown, drop] = SECTIONS;
    const sections: Section[] = [
      breakdown,
      { ...build, endSeconds },
      { ...drop, startSeconds: endSeconds, startBar: 6, bars: 6 },
    ];
    const [clean, spoilt] = await Promise.all(
      [0, 14].map((db) => {
        const stems = withStem('Clap', roll(db));
        return runRenderedLoop(stems, wideYardstick(stems, sections), { sections });
      }),
    );
    expect(clean.plan.fixes).toEqual([]);
    expect(spoilt.plan.fixes.map(({ sentence }) => sentence)).toEqual([
      expect.stringContaining('Clap: squashed by compression'),
    ]);
  });

  test('one that its clicks drive above full scale is told both', async () => {
    const stems = withStem('Clap', (signal) => eachFrame(squashed(14)(signal), () => 24));
    const clap = stems.find(({ track }) => track === 'Clap')!;
    const defects = new Map([['Clap', measureStemDefects(clap.signal)]]);
    const { plan } = await runRenderedLoop(stems, wideYardstick(stems), { defects });
    expect(plan.fixes.map(({ sentence }) => sentence)).toEqual([
      expect.stringContaining('Clap: it peaks above full scale'),
      expect.stringContaining('Clap: squashed by compression'),
    ]);
  });

  test('and what was panned besides is panned back, for no compressor has done that', async () => {
    const loud = (signal: StereoSignal): StereoSignal => eachFrame(squashed(14)(signal), () => 6);
    const centred = withStem('Clap', loud);
    const yardstick = yardstickAround(analysisOf(sumOf(centred)), undefined, SECTIONS);
    const stems = withStem('Clap', (signal) => {
      const { sampleRateHz, left, right } = loud(signal);
      return { sampleRateHz, left: left.map((value) => 0.6 * value), right: right.map((value) => 1.28 * value) };
    });
    const { fixes, plan } = await runRenderedLoop(stems, yardstick);
    expect(fixes.map(({ kind, track }) => ({ kind, track }))).toEqual([{ kind: 'pan', track: 'Clap' }]);
    expect(plan.fixes.some(({ sentence }) => sentence.includes('Clap: squashed'))).toBe(true);
  });

  test('a clap with an offset has its offset mended, before anything is said of its dynamics', async () => {
    const stems = withStem('Clap', (signal) => {
      const { sampleRateHz, left, right } = squashed(14)(signal);
      return { sampleRateHz, left: left.map((value) => value + 0.03), right: right.map((value) => value + 0.03) };
    });
    const clap = stems.find(({ track }) => track === 'Clap')!;
    const defects = new Map([['Clap', measureStemDefects(clap.signal)]]);
    const { fixes, plan } = await runRenderedLoop(stems, wideYardstick(stems), { defects });
    expect(fixes.map(({ kind, track }) => ({ kind, track }))).toEqual([{ kind: 'DC filter', track: 'Clap' }]);
    expect(plan.fixes.filter(({ sentence }) => sentence.includes('squashed'))).toEqual([]);
  });

  test('the Compressor that stands on it is what the advice is about', async () => {
    const stems = withStem('Clap', squashed(14));
    const { plan } = await runRenderedLoop(stems, wideYardstick(stems), {
      tracks: [{ name: 'Clap', devices: [{ device: 'Compressor', name: 'Smash', settings: { Ratio: 8 } }] }],
    });
    expect(plan.fixes[0].sentence).toContain('threshold of its Smash');
  });

  test('is left alone where it is locked or frozen, has a Compressor that was set by ear, or may be no lead', async () => {
    const stems = withStem('Lead', jumpy(11));
    const standing = { name: 'Lead', devices: [{ device: 'Compressor', settings: { Ratio: 3 } }] };
    for (const choices of [
      { lockedTracks: ['Lead'] },
      { tracks: [{ name: 'Lead', frozen: true }] },
      { tracks: [standing] },
      { roleConfidence: 0.7 },
    ]) {
      const { fixes } = await runRenderedLoop(stems, wideYardstick(stems), choices);
      expect(fixes).toEqual([]);
    }
  });
});

test('accents that a lead has not are left to an acid line, of which too few are known', async () => {
  const lead = withStem('Lead', jumpy(8));
  const acid = lead.map((stem): DanceStem => (stem.track === 'Lead' ? { ...stem, role: 'acid' } : stem));
  const [ofLead, ofAcid] = await Promise.all([lead, acid].map((stems) => runRenderedLoop(stems, wideYardstick(stems))));
  expect(ofLead.fixes.map(({ kind }) => kind)).toEqual(['compress']);
  expect(ofAcid.fixes).toEqual([]);
});

test('stems like others of their role ask for nothing', async () => {
  const stems = danceStems();
  const { plan } = await runRenderedLoop(stems, wideYardstick(stems));
  expect(plan.fixes).toEqual([]);
});
