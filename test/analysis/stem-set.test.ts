import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { checkStems } from '../../src/analysis/stem-set.ts';
import { surveyStem, type StemSurvey } from '../../src/analysis/stem-survey.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { resample } from '../../src/audio/resample.ts';
import { matchStemNames } from '../../src/audio/stem-names.ts';
import { writeWav } from '../../src/audio/write-wav.ts';
import { delayed, mapped, mixed, RATE, STEM } from './stem-signals.ts';

const folder = mkdtempSync(join(tmpdir(), 'coproducer-stems-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A quarter of a minute of an arrangement: not everything plays all the time. */
const SECONDS = 15;
const between = (signal: StereoSignal, from: number, to: number) =>
  mapped(signal, (value, i) => (i >= from * RATE && i < to * RATE ? value : 0));
const parts = {
  Kick: between(STEM.kick(SECONDS), 2, 14),
  Hats: between(STEM.hats(SECONDS), 4, 14),
  Bass: between(STEM.bass(SECONDS), 3, 13),
  Pad: between(STEM.pad(SECONDS), 0, 10),
  Lead: between(STEM.lead(SECONDS), 6, 15),
};

const survey = async (name: string, signal: StereoSignal): Promise<StemSurvey> => {
  const file = join(folder, `Song ${name}.wav`);
  await writeWav(file, signal, { format: 'pcm24' });
  return surveyStem(file);
};

const check = (surveys: StemSurvey[], mix?: StemSurvey) =>
  checkStems(surveys, matchStemNames(surveys.map(({ file }) => basename(file))), mix);
const leftOut = (surveys: StemSurvey[], mix?: StemSurvey) =>
  Object.fromEntries(
    check(surveys, mix)
      .stems.filter((stem) => stem.leftOut !== '')
      .map((stem) => [stem.track, stem.leftOut]),
  );

let stems: StemSurvey[];
let mix: StemSurvey;
beforeAll(async () => {
  stems = await Promise.all(Object.entries(parts).map(([name, signal]) => survey(name, signal)));
  mix = await survey('Mix', mixed(...Object.values(parts)));
});
const without = (name: string) => stems.filter(({ file }) => !file.endsWith(`${name}.wav`));

describe('a folder in order', () => {
  test('every stem is used, in place, at the length of the mix', () => {
    const { stems: rows, alignment, notes } = check(stems, mix);
    expect(rows.map(({ track, role, leftOut: out }) => [track, role, out])).toEqual([
      ['Kick', 'kick', ''],
      ['Hats', 'hats', ''],
      ['Bass', 'bass', ''],
      ['Pad', 'pad', ''],
      ['Lead', 'lead', ''],
    ]);
    for (const row of alignment) {
      expect(row).toMatchObject({
        sampleRateHz: RATE,
        needsResampling: false,
        cutStartSeconds: 0,
        frames: SECONDS * RATE,
      });
    }
    expect(notes).toEqual([]);
  });

  test('also without the mix, and with only some of the stems', () => {
    expect(leftOut(stems)).toEqual({});
    expect(leftOut(without('Pad'), mix)).toEqual({});
    expect(check(without('Pad'), mix).notes).toEqual([]);
  });

  test('a survey can be sent between threads', () => {
    expect(leftOut(structuredClone(stems), structuredClone(mix))).toEqual({});
  });

  test('a name that says nothing is told by its sound', async () => {
    const unnamed = await survey('4-Audio', parts.Kick);
    expect(check([...without('Kick'), unnamed], mix).stems.at(-1)).toMatchObject({
      track: '4-Audio',
      role: 'kick',
      roleFrom: 'sound',
    });
  });
});

describe('what doubles other stems is left out', () => {
  test('a group beside its children, by sound alone', async () => {
    const group = await survey('Whale', mixed(parts.Kick, parts.Hats));
    expect(leftOut([...stems, group], mix)).toEqual({
      Whale: 'It is the sum of "Kick", "Hats", which are there themselves.',
    });
    expect(leftOut([...stems, group])).toEqual({
      Whale: 'It is the sum of "Kick", "Hats", which are there themselves.',
    });
  });

  test('a group with a saturator of its own', async () => {
    const group = await survey(
      'Drums',
      mapped(mixed(parts.Kick, parts.Hats), (value) => Math.tanh(1.5 * value)),
    );
    expect(Object.keys(leftOut([...stems, group], mix))).toEqual(['Drums']);
  });

  test('a group inside a group', async () => {
    const drums = await survey('Whale', mixed(parts.Kick, parts.Hats));
    const rhythm = await survey('Shark', mixed(parts.Kick, parts.Hats, parts.Bass));
    expect(Object.keys(leftOut([...stems, drums, rhythm], mix)).sort()).toEqual(['Shark', 'Whale']);
  });

  test('a group whose children are not there stays', async () => {
    const group = await survey('Drums', mixed(parts.Kick, parts.Hats));
    expect(leftOut([group, ...without('Kick').filter(({ file }) => !file.endsWith('Hats.wav'))], mix)).toEqual({});
  });

  test('the whole mix among the stems, by name or by sound', async () => {
    const whole = await survey('Whale', mixed(...Object.values(parts)));
    expect(leftOut([...stems, whole], mix)).toEqual({ Whale: expect.stringMatching(/^It is the whole mix/) });
    expect(leftOut([...stems, whole])).toEqual({ Whale: expect.stringMatching(/^It is the sum of/) });
    expect(leftOut([...stems, { ...whole, file: join(folder, 'Song Main.wav') }], mix)).toEqual({
      Main: 'It is the whole mix.',
    });
  });

  test('a copy, unless the mix has it twice', async () => {
    const copy = await survey('Whale', parts.Bass);
    expect(leftOut([...stems, copy], mix)).toEqual({ Whale: 'It is a copy of "Bass".' });
    const twice = await survey('Twice', mixed(...Object.values(parts), parts.Bass));
    expect(leftOut([...stems, copy], twice)).toEqual({});
  });

  test('a return that the other stems include, but not one that is on its own', async () => {
    const echo = mapped(delayed(parts.Lead, Math.round(0.3 * RATE)), (value) => 0.5 * value);
    const tail = await survey('A-Delay', echo);
    const wetLead = await survey('Wet Lead', mixed(parts.Lead, echo));
    const wetMix = await survey('Wet Mix', mixed(...Object.values(parts), echo));
    expect(leftOut([...stems, tail], wetMix)).toEqual({});
    expect(leftOut([...without('Lead'), wetLead, tail], wetMix)).toEqual({
      'A-Delay': 'It is a return, and the other stems include it already.',
    });
  });

  test('silence', async () => {
    const silent = await survey(
      'Whale',
      mapped(parts.Kick, () => 0),
    );
    expect(leftOut([...stems, silent], mix)).toEqual({ Whale: 'It is silent.' });
  });
});

describe('lining up', () => {
  test('stems that all start late are moved together', async () => {
    const late = await Promise.all(
      Object.entries(parts).map(([name, signal]) => survey(`Late ${name}`, delayed(signal, 33075))),
    );
    const { alignment, notes } = check(late, mix);
    for (const { cutStartSeconds } of alignment) expect(cutStartSeconds).toBeCloseTo(0.75, 3);
    expect(notes).toEqual(['All stems lie 0.750 s too late and are moved.']);
  });

  test('one stem of another export is moved alone', async () => {
    const moved = await survey('Lead', delayed(parts.Lead, 22050));
    const { alignment, notes } = check([...without('Lead'), moved], mix);
    expect(alignment.map(({ cutStartSeconds }) => Number(cutStartSeconds.toFixed(3)))).toEqual([0, 0, 0, 0, 0.5]);
    expect(notes).toEqual(['"Lead" lies 0.500 s too late and is moved.']);
  });

  test('another rate is converted, and does not hide a group', async () => {
    const group = await survey('Whale', resample(mixed(parts.Kick, parts.Hats), 48000));
    const result = check([...stems, group], mix);
    expect(result.alignment.at(-1)).toMatchObject({ sampleRateHz: RATE, needsResampling: true });
    expect(result.stems.at(-1)?.leftOut).toBe('It is the sum of "Kick", "Hats", which are there themselves.');
    expect(result.notes).toContain('1 of 6 stems are converted to 44100 Hz.');
  });

  test('a short stem is noted', async () => {
    const short = await survey('Pad', {
      ...parts.Pad,
      left: parts.Pad.left.slice(0, 11 * RATE),
      right: parts.Pad.right.slice(0, 11 * RATE),
    });
    expect(check([...without('Pad'), short], mix).notes).toEqual([
      '"Pad" is 4.0 s shorter than the mix; silence is added.',
    ]);
  });

  test('a stem that is muted in the mix is noted', async () => {
    const padless = await survey('Padless', mixed(parts.Kick, parts.Hats, parts.Bass, parts.Lead));
    expect(check(stems, padless).notes).toEqual([
      '"Pad" was not found in the mix: it may be muted there, or stand elsewhere.',
    ]);
  });
});

describe('what cannot be used is refused', () => {
  test('stems of another song', async () => {
    const other = await survey(
      'Other',
      mixed(
        mapped(STEM.riser(SECONDS), (value) => -value),
        between(STEM.pluck(SECONDS), 2, 6),
      ),
    );
    expect(() => check(stems, other)).toThrow(
      /The stems do not belong to ".*Other\.wav": nowhere do they line up with it/,
    );
  });

  test('nothing, and nothing but silence', async () => {
    expect(() => checkStems([], [])).toThrow(/There are no stems/);
    const silent = await survey(
      'Void',
      mapped(parts.Kick, () => 0),
    );
    expect(() => check([silent], mix)).toThrow(/All stems are silent/);
  });
});
