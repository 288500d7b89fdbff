import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeWav } from '../../src/audio/write-wav.ts';
import { measureMixModel, measureMixModelOfSignals, measureSectionGram } from '../../src/fixes/measure-mix-model.ts';
import { audibilityDb, gramIndex, summedEnergy, type MixModel } from '../../src/fixes/mix-model.ts';
import { channelGain, gain, idealStems, RATE, SECTIONS, sumOf, type TestStem } from './synthetic-mix.ts';

describe('measureMixModelOfSignals', () => {
  const stems = idealStems().slice(0, 4);

  test('the elements of a matrix add up to the energy of the summed stems', async () => {
    const model = await measureMixModelOfSignals(stems, SECTIONS);
    const [sum] = await Promise.all([measureMixModelOfSignals([{ track: 'Sum', signal: sumOf(stems) }], SECTIONS)]);
    model.sections.forEach((section, k) => {
      model.bandCentreHz.forEach((_, b) => {
        const whole = sum.sections[k].mid[b] + sum.sections[k].side[b];
        const parts = summedEnergy(section.mid, stems.length, b) + summedEnergy(section.side, stems.length, b);
        expect(Math.abs(parts - whole)).toBeLessThan(1e-4 * whole + 1e-12);
      });
    });
  });

  test('energies scale with the square of a gain, cross terms with the gain', async () => {
    const [before, after] = await Promise.all([
      measureMixModelOfSignals(stems, SECTIONS),
      measureMixModelOfSignals(
        stems.map((stem, i) => (i === 2 ? { ...stem, signal: gain(6)(stem.signal) } : stem)),
        SECTIONS,
      ),
    ]);
    const amplitude = 10 ** (6 / 20);
    const [drop, louder] = [dropOf(before), dropOf(after)];
    const b = before.bandCentreHz.findIndex((hz) => hz > 990);
    const [own, cross] = [gramIndex(4, b, 2, 2), gramIndex(4, b, 2, 3)];
    expect(louder.mid[own] / drop.mid[own]).toBeCloseTo(amplitude ** 2, 3);
    expect(louder.mid[cross] / drop.mid[cross]).toBeCloseTo(amplitude, 3);
    expect(louder.midSide[gramIndex(4, b, 3, 2)] / drop.midSide[gramIndex(4, b, 3, 2)]).toBeCloseTo(amplitude, 3);
  });

  test('a mono stem has no side; a stem that is silent in a section has no energy there', async () => {
    const model = await measureMixModelOfSignals(stems, SECTIONS);
    const kickEnergy = (part: 'mid' | 'side', kind: string): number =>
      model.sections
        .filter((section) => section.kind === kind)
        .flatMap((section) => model.bandCentreHz.map((_, b) => section[part][gramIndex(4, b, 0, 0)]))
        .reduce((sum, energy) => sum + energy, 0);
    expect(kickEnergy('side', 'drop')).toBeLessThan(1e-12 * kickEnergy('mid', 'drop'));
    // The first kick of the drop is on the border, and no window of the breakdown reaches it.
    expect(kickEnergy('mid', 'breakdown')).toBeLessThan(1e-5 * kickEnergy('mid', 'drop'));
    expect(Math.max(...audibilityDb(model, 0))).toBeGreaterThan(-3);
  });

  test('mid times side knows left from right', async () => {
    const left = channelGain('left-right', 1, 0);
    const right = channelGain('left-right', 0, 1);
    const cross = async (signal: TestStem['signal']): Promise<number> => {
      const model = await measureMixModelOfSignals([{ track: 'One', signal }], SECTIONS);
      return dropOf(model).midSide.reduce((sum, value) => sum + value, 0);
    };
    const lead = stems[3].signal;
    expect(await cross(left(lead))).toBeGreaterThan(0);
    expect(await cross(right(lead))).toBeLessThan(0);
  });

  test('tells how much of the bounce goes with the stems, however the master delays them', async () => {
    const [hats] = idealStems().filter(({ track }) => track === 'Hats');
    const late = (signal: TestStem['signal']): TestStem['signal'] => ({
      ...signal,
      left: signal.left.map((_, n) => signal.left[n - 30] ?? 0),
      right: signal.right.map((_, n) => signal.right[n - 30] ?? 0),
    });
    const bounce = sumOf([{ ...stems[0], signal: late(sumOf(stems)) }, hats]);
    const drop = dropOf(await measureMixModelOfSignals(stems, SECTIONS, { bounce }));
    const hz = (await measureMixModelOfSignals(stems.slice(0, 1), SECTIONS)).bandCentreHz;
    const share = (low: number, high: number): number[] =>
      Array.from(drop.bounce?.stemShare.mid ?? []).filter((_, b) => hz[b] > low && hz[b] < high);
    expect(Math.min(...share(200, 4000))).toBeGreaterThan(0.95);
    expect(Math.max(...share(15_000, 25_000))).toBeLessThan(0.2);
  });

  test('no stems, or no section worth the name, is refused in a sentence', async () => {
    await expect(measureMixModel([], SECTIONS, { sampleRateHz: RATE })).rejects.toThrow('There are no stems');
    const short = [{ ...SECTIONS[0], endSeconds: 1 }];
    await expect(measureMixModel([{ track: 'A', file: 'a.wav' }], short, { sampleRateHz: RATE })).rejects.toThrow(
      'no section',
    );
  });
});

describe('measureMixModel', () => {
  const stems = idealStems().slice(0, 3);
  let folder = '';
  const fileOf = (track: string): string => join(folder, `${track}.wav`);
  const files = (): { track: string; file: string }[] => stems.map(({ track }) => ({ track, file: fileOf(track) }));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mix-model-'));
    for (const { track, signal } of stems) await writeWav(fileOf(track), signal, { format: 'float32' });
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('files give the same as the signals in them, in one part or in two', async () => {
    const expected = await measureMixModelOfSignals(stems, SECTIONS);
    for (const parts of [1, 2]) {
      const model = await measureMixModel(files(), SECTIONS, { sampleRateHz: RATE, parts });
      expect(model.sections.map(({ kind }) => kind)).toEqual(['breakdown', 'drop']);
      expectSameGrams(model, expected);
    }
  });

  test('requests and answers can be sent to a thread', async () => {
    const model = await measureMixModel(files(), SECTIONS, {
      sampleRateHz: RATE,
      runSection: async (request) => structuredClone(await measureSectionGram(structuredClone(request))),
    });
    expectSameGrams(model, await measureMixModelOfSignals(stems, SECTIONS));
  });

  test('a file that begins later than the mix is read as late', async () => {
    const late = RATE * 2;
    const [kick, bass, pad] = stems;
    const cut = { ...pad.signal, left: pad.signal.left.slice(late), right: pad.signal.right.slice(late) };
    await writeWav(fileOf('Late'), cut, { format: 'float32' });
    const model = await measureMixModel(
      [...files().slice(0, 2), { track: 'Pad', file: fileOf('Late'), offsetFrames: late }],
      SECTIONS,
      { sampleRateHz: RATE },
    );
    const expected = await measureMixModelOfSignals([kick, bass, pad], SECTIONS);
    expectClose(dropOf(model).mid, dropOf(expected).mid);
  });

  test('stops when asked to', async () => {
    const signal = AbortSignal.abort();
    await expect(measureMixModel(files(), SECTIONS, { sampleRateHz: RATE, signal })).rejects.toThrow('Cancelled');
  });
});

function dropOf(model: MixModel): MixModel['sections'][number] {
  const drop = model.sections.find(({ kind }) => kind === 'drop');
  if (drop === undefined) throw new Error('The model has no drop.');
  return drop;
}

function expectSameGrams(model: MixModel, expected: MixModel): void {
  model.sections.forEach((section, k) => {
    expectClose(section.mid, expected.sections[k].mid);
    expectClose(section.side, expected.sections[k].side);
    expectClose(section.midSide, expected.sections[k].midSide);
  });
}

function expectClose(actual: Float64Array, expected: Float64Array): void {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(1e-6 * largest);
  });
}
