import { describe, expect, test } from '@jest/globals';
import { measureStemDefects, type StemDefects } from '../../src/analysis/stem-defects.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { COMPRESSOR } from '../../src/devices/compressor.ts';
import type { DeviceSettings } from '../../src/devices/device-model.ts';
import { processWhole } from '../../src/devices/process-whole.ts';
import type { EmbeddedDeviceSpec } from '../../src/live/embedded-set-spec.ts';
import { analysisOf, danceStems, RATE, SECTIONS, sumOf, type DanceStem } from './rendered/dance-mix.ts';
import { runRenderedLoop, type RenderedLoop, type RenderedLoopOptions } from './rendered/rendered-loop.ts';
import { randomNumbers, yardstickAround } from './synthetic-mix.ts';

const yardstick = yardstickAround(analysisOf(sumOf(danceStems())), undefined, SECTIONS);

/** Plans, applies, bounces and measures the stems again, with what their own sound shows. */
async function loopOf(
  stems: readonly DanceStem[],
  options: RenderedLoopOptions = {},
  against = yardstick,
): Promise<RenderedLoop> {
  const defects = new Map(stems.map(({ track, signal }) => [track, measureStemDefects(signal)] as const));
  return runRenderedLoop(stems, against, { defects, ...options });
}

function spoilt(
  track: string,
  spoil: (left: number, right: number, n: number) => readonly [number, number],
): DanceStem[] {
  return danceStems().map((stem) => {
    if (stem.track !== track) return stem;
    const { left, right } = stem.signal;
    const pairs = Array.from(left, (sample, n) => spoil(sample, right[n], n));
    const channel = (side: 0 | 1): Float32Array => Float32Array.from(pairs, (pair) => pair[side]);
    return { ...stem, signal: { sampleRateHz: RATE, left: channel(0), right: channel(1) } };
  });
}

function defectsAfter({ stems }: RenderedLoop, track: string): StemDefects {
  const signal = stems.get(track);
  if (signal === undefined) throw new Error(`${track} was not bounced.`);
  return measureStemDefects(signal);
}

test('stems with nothing wrong are told nothing', async () => {
  const { plan } = await loopOf(danceStems());
  expect(plan.fixes).toEqual([]);
});

test('a stem with a DC offset gets the filter of a Utility, and has none afterwards', async () => {
  const loop = await loopOf(spoilt('Lead', (left, right) => [left + 0.03, right + 0.03]));
  expect(loop.fixes).toMatchObject([
    { track: 'Lead', device: 'Utility', insert: true, changes: [{ parameter: 'DC Filter', from: 'Off', to: 'On' }] },
  ]);
  expect(loop.fixes[0].why).toContain('3.0 % of full scale');
  expect(Math.abs(defectsAfter(loop, 'Lead').dcOffset.left)).toBeLessThan(0.002);
});

test('a stem with one side inverted gets it turned back, first of all, and is heard in mono again', async () => {
  const loop = await loopOf(spoilt('Lead', (left, right) => [left, -right]));
  expect(loop.fixes[0]).toMatchObject({
    kind: 'polarity',
    track: 'Lead',
    changes: [{ parameter: 'Right Inv', from: 'Off', to: 'On' }],
  });
  expect(loop.fixes.slice(1).filter(({ track }) => track === 'Lead')).toEqual([]);
  expect(defectsAfter(loop, 'Lead').correlation).toBeGreaterThan(0.9);
  expect(loop.deltaAfter).toBeLessThan(loop.deltaBefore);
});

test('a stem that is far too wide is narrowed, and not turned over', async () => {
  const wide = (side: number): DanceStem[] => {
    const played: number[] = [];
    return spoilt('Lead', (left) => {
      played.push(left);
      const other = played[played.length - 1 - 30_011] ?? 0;
      return [left + side * other, left - side * other];
    });
  };
  const own = wide(0.8);
  const faulty = wide(2.2);
  const lead = faulty.find(({ track }) => track === 'Lead')!;
  expect(measureStemDefects(lead.signal).correlation).toBeLessThan(-0.6);
  const loop = await loopOf(faulty, {}, yardstickAround(analysisOf(sumOf(own)), undefined, SECTIONS));
  const onLead = loop.fixes.filter(({ track }) => track === 'Lead');
  expect(onLead.map(({ changes }) => changes[0])).toMatchObject([{ parameter: 'Stereo Width', from: 100 }]);
  expect(onLead[0].why).toContain('out of phase');
  expect(defectsAfter(loop, 'Lead').correlation).toBeGreaterThan(-0.3);
});

test('a stem that a wide delay puts out of phase is left as it is meant', async () => {
  const played: number[] = [];
  const stems = spoilt('Lead', (left) => {
    played.push(left);
    return [left, -0.45 * left + 0.89 * (played[played.length - 1 - 30_011] ?? 0)];
  });
  const lead = stems.find(({ track }) => track === 'Lead')!;
  expect(Math.abs(measureStemDefects(lead.signal).correlation + 0.45)).toBeLessThan(0.1);
  const { plan } = await loopOf(stems, {}, yardstickAround(analysisOf(sumOf(stems)), undefined, SECTIONS));
  expect(plan.fixes.filter(({ kind }) => kind === 'polarity')).toEqual([]);
});

/** The bass rests in more than half of every bar, so that the noise is heard alone. */
function hissing(): DanceStem[] {
  const random = randomNumbers(3);
  return spoilt('Bass', (left, right, n) => {
    const noise = 0.02 * (random() - 0.5);
    const rests = n % 75_600 > 30_000 ? 0 : 1;
    return [rests * left + noise, rests * right + noise];
  });
}

test('hiss in the rests of a bass is cut off above the bass', async () => {
  const loop = await loopOf(hissing());
  expect(loop.fixes[0]).toMatchObject({ kind: 'high cut', track: 'Bass', device: 'EQ Eight' });
  expect(loop.fixes[0].why).toMatch(/hiss of −\d\d dBFS goes on while it rests/);
  expect(defectsAfter(loop, 'Bass').noiseFloor).toBeUndefined();
});

test('the crackle of an effect is its sound', async () => {
  const { plan } = await loopOf(hissing().map((stem) => (stem.track === 'Bass' ? { ...stem, role: 'fx' } : stem)));
  expect(plan.fixes.filter(({ why }) => why.includes('hiss'))).toEqual([]);
});

/** Noise that falls by 12 dB per octave from 40 Hz on, at so many dBFS. */
function rumbling(track: string, levelDb: number): DanceStem[] {
  const random = randomNumbers(41);
  const { frames, gain } = {
    frames: danceStems()[0].signal.left.length,
    gain: 1 - Math.exp((-2 * Math.PI * 40) / RATE),
  };
  let [first, second] = [0, 0];
  const noise = Float64Array.from({ length: frames }, () => {
    first += gain * (2 * random() - 1 - first);
    second += gain * (first - second);
    return second;
  });
  const meanSquare = noise.reduce((sum, sample) => sum + sample ** 2, 0) / frames;
  const scale = 10 ** (levelDb / 20) / Math.sqrt(meanSquare);
  return spoilt(track, (left, right, n) => [left + scale * noise[n], right + scale * noise[n]]);
}

/** Mean power of a stem below about 45 Hz, by two poles there. */
function lowPower({ stems }: RenderedLoop, track: string): number {
  const gain = 1 - Math.exp((-2 * Math.PI * 45) / RATE);
  let [first, second, sum] = [0, 0, 0];
  for (const sample of stems.get(track)?.left ?? []) {
    first += gain * (sample - first);
    second += gain * (first - second);
    sum += second ** 2;
  }
  return sum;
}

test('rumble below a lead is cut off steeply below its notes', async () => {
  const stems = rumbling('Lead', -34);
  const loop = await loopOf(stems);
  expect(loop.fixes[0]).toMatchObject({ kind: 'steep low cut', track: 'Lead', device: 'EQ Eight', insert: true });
  expect(loop.fixes[0].changes).toContainEqual(expect.objectContaining({ to: 'High Pass 48dB' }));
  expect(loop.fixes[0].changes).toContainEqual(expect.objectContaining({ parameter: '2 Frequency A', to: 160 }));
  expect(loop.fixes[0].why).toMatch(/has a rumble of −\d+ dB against all of it, and nothing more up to 398 Hz/);
  const faulty = { ...loop, stems: new Map(stems.map(({ track, signal }) => [track, signal] as const)) };
  expect(lowPower(loop, 'Lead')).toBeLessThan(lowPower(faulty, 'Lead') / 100);
  expect(loop.deltaAfter).toBeLessThan(loop.deltaBefore);
  // Nobody can be held to what is left where nothing is heard.
  const bands = loop.plan.predicted.filter(({ feature }) => feature.startsWith('tone.band.'));
  expect(bands.length).toBeGreaterThan(0);
  expect(bands.filter(({ after }) => after < -40)).toEqual([]);
});

test.each([
  ['quiet noise', rumbling('Lead', -54)],
  [
    'the rumble of an effect',
    rumbling('Lead', -34).map((stem) => (stem.track === 'Lead' ? { ...stem, role: 'fx' as const } : stem)),
  ],
  [
    'a note of 41 Hz',
    spoilt('Pad', (left, right, n) => {
      const note = 0.03 * Math.sin((2 * Math.PI * 41.2 * n) / RATE);
      return [left + note, right + note];
    }),
  ],
])('%s is no rumble', async (_, stems) => {
  const { plan } = await loopOf(stems);
  expect(plan.fixes.filter(({ why }) => why.includes('rumble'))).toEqual([]);
});

test('a clipped stem is told to a person, and nothing is written to it for that', async () => {
  const { plan } = await loopOf(
    spoilt('Lead', (left, right) => [Math.max(-0.04, Math.min(0.04, left)), Math.max(-0.04, Math.min(0.04, right))]),
  );
  const said = plan.fixes.filter(({ advice, track }) => advice && track === 'Lead');
  expect(said).toHaveLength(1);
  expect(said[0].sentence).toMatch(/^Lead: its peaks are clipped.*export again/);
  expect(said[0].why).toMatch(/ceiling at −28\.0 dBFS in \d+ places/);
  expect(said[0].changes).toEqual([]);
});

test('a locked stem is left alone whatever is wrong with it', async () => {
  const { plan } = await loopOf(
    spoilt('Lead', (left, right) => [left + 0.03, right + 0.03]),
    { lockedTracks: ['Lead'] },
  );
  expect(plan.fixes.filter(({ track }) => track === 'Lead')).toEqual([]);
});

describe('one stem beside its siblings', () => {
  // References that differ so much that the mix never says anything.
  const wide = { ...yardstick, rows: yardstick.rows.filter(({ feature }) => !/pumping|overlap/.test(feature.id)) };
  const planned = async (stems: readonly DanceStem[], options: RenderedLoopOptions = {}): Promise<RenderedLoop> =>
    runRenderedLoop(stems, wide, options);

  test('that does not duck gets a Compressor that hears the kick, as deep as they are', async () => {
    const loop = await planned(danceStems({ Bass: 9, Pad: 8 }));
    const fix = loop.fixes.find(({ kind }) => kind === 'sidechain');
    expect(fix).toMatchObject({ track: 'Lead', device: 'Compressor', insert: true, sidechainFrom: 'Kick' });
    expect(fix?.why).toMatch(/^Its level dips by 0\.\d dB under the kick, while Bass and Pad dip by 8\.\d dB\.$/);
    expect(fix?.size?.value).toBe(8);
    const again = await planned(
      danceStems().map((stem) => ({ ...stem, signal: loop.stems.get(stem.track) ?? stem.signal })),
    );
    expect(again.plan.fixes.filter(({ track }) => track === 'Lead')).toEqual([]);
  });

  test('that ducks far deeper is told to a person where no device is seen to do it', async () => {
    const { plan } = await planned(danceStems({ Bass: 6, Pad: 6, Lead: 14 }));
    const said = plan.fixes.filter(({ track }) => track === 'Lead');
    expect(said).toMatchObject([{ advice: true }]);
    expect(said[0].sentence).toMatch(/ducks too deep under the kick\. Take back 8 dB/);
  });

  const SETTINGS = { Threshold: -30, Release: 70, Model: 'Peak', 'S/C On': 'On', 'S/C EQ On': 'Off' };
  /** The lead as such a Compressor, which hears the kick, leaves it. */
  const leadThrough = (settings: DeviceSettings): DanceStem[] => {
    const key: StereoSignal = danceStems({})[0].signal;
    return danceStems({ Bass: 6, Pad: 6 }).map((stem) => {
      if (stem.track !== 'Lead') return stem;
      const [left, right] = [stem.signal.left.slice(), stem.signal.right.slice()];
      processWhole(COMPRESSOR.createProcessor(settings, RATE), left, right, key);
      return { ...stem, signal: { sampleRateHz: RATE, left, right } };
    });
  };
  const plannedThrough = (settings: DeviceSettings, about: Partial<EmbeddedDeviceSpec> = {}): Promise<RenderedLoop> =>
    planned(leadThrough(settings), {
      tracks: [{ name: 'Lead', devices: [{ device: 'Compressor', settings, sidechainFrom: 'Kick', ...about }] }],
    });

  test('that ducks far deeper by its Compressor gets a higher threshold there', async () => {
    const { fixes } = await plannedThrough(SETTINGS);
    const turned = fixes.filter(({ track }) => track === 'Lead');
    expect(turned).toMatchObject([{ kind: 'less pumping', changes: [{ parameter: 'Threshold', from: -30 }] }]);
    expect(Number(turned[0].changes[0].to)).toBeGreaterThan(-30);
  });

  test('is told where its Compressor stands and should stand, where that may not be written', async () => {
    const { plan } = await plannedThrough(SETTINGS, { automated: ['Threshold'] });
    const said = plan.fixes.find(({ track }) => track === 'Lead');
    expect(said).toMatchObject({ advice: true });
    const [, from, to] =
      /in Compressor, set Threshold from −(\d+\.\d) dB to −(\d+\.\d) dB, which is automated/.exec(
        said?.sentence ?? '',
      ) ?? [];
    expect(Number(from)).toBe(30);
    expect(Number(to)).toBeLessThan(25);
  });

  test('that comes back too late by its Compressor is told its release', async () => {
    const { plan } = await plannedThrough({ ...SETTINGS, Threshold: -18, Release: 260 });
    const said = plan.fixes.find(({ track }) => track === 'Lead');
    expect(said).toMatchObject({ advice: true });
    const [, to] = /too late.*in Compressor, set Release from 260 ms to (\d+) ms\.$/.exec(said?.sentence ?? '') ?? [];
    expect(Number(to)).toBeLessThan(160);
    expect(Number(to)).toBeGreaterThan(30);
  });

  test('is no rule where half of them do not duck', async () => {
    const { plan } = await planned(danceStems({ Bass: 9 }));
    expect(plan.fixes.filter(({ kind, track }) => kind === 'sidechain' || track === 'Lead')).toEqual([]);
  });
});
