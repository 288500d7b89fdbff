import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { roleFromName, roleFromSound, roleOfStem } from '../../src/analysis/stem-roles.ts';
import { SOUND_ROLES } from '../../src/analysis/stem-roles/role-classifier.ts';
import { measureStemSound } from '../../src/analysis/stem-sound.ts';
import { STEM_ROLES, type StemRole } from '../../src/store/stem-map-document.ts';
import { Draw } from '../truth/draw.ts';
import { STEM_RECIPES } from '../truth/stems.ts';
import { mapped, STEM } from './stem-signals.ts';

const NAMES: Partial<Record<StemRole, string[]>> = {
  kick: [
    'Kick',
    'KICK 2',
    'Kick Top',
    'BD',
    'Bass Drum',
    'kick_sub',
    '01 Kik',
    'Bombo',
    'Grosse Caisse',
    'Бочка',
    'キック',
  ],
  snare: ['Clap', 'Clp', 'Snare Roll', 'SNR', 'Claps+Snare', 'Rimshot', 'Klatschen'],
  hats: ['Hats', 'Open Hats', 'OpenHats2', 'OH', 'CH', 'HiHat', 'Hi-Hat 2', 'HH', 'Ride', 'Shaker', 'CYMBALS', 'Хэт'],
  percussion: ['Perc', 'Percs 3', 'Bongos', 'Tom', 'GARAGE BEAT', 'Perc Loop', 'Break'],
  bass: [
    'Bass',
    'Bs',
    'Sub',
    'Sub Bass',
    'BASSLINE',
    'Rolling Bass',
    'Bass Mid',
    'Offbeat Bass',
    'Reese',
    'Synth Bass',
    'Bas',
    'Бас',
  ],
  acid: ['Acid', '303', 'TB-303', 'Acid Bass', 'Acid Line 2'],
  lead: ['Lead', 'Supersaw', 'Super Saw', 'Main Lead', 'Melody', 'Saw Lead', 'MELODY GLITCH', 'Лид'],
  pluck: ['Pluck', 'Arp', 'Arp 2', 'Plk', 'Pluck Lead', 'Piano', 'Gtr', 'Guitar', 'Bells'],
  pad: ['Pad', 'Pads Wide', 'Strings', 'Atmos', 'Atmosphere', 'Fläche', 'Flächen', 'Warm Pad', 'Nappes'],
  vocal: [
    'VOX',
    'Vocal Chop',
    'Lead Vox',
    'VOX LEAD',
    'BGVOX ALT OUTRO',
    'Female Voice',
    'Stimme',
    'Голос',
    'ボーカル',
  ],
  fx: ['FX', 'Riser', 'Uplifter 2', 'Impact', 'Noise Sweep', 'White Noise', 'MICROCOSM_EFFECT', 'Downlifter'],
  return: ['A-Reverb', 'B-Delay', 'C-Hall', 'Return A', 'Reverb'],
  group: ['Drums', 'Drum Bus', 'Synth Group', 'Bass Bus', 'Kick Group'],
  master: ['Main', 'Master', 'Mixdown', 'Premaster'],
  unknown: ['', '4-Audio', '12', 'Serum', 'Untitled', 'Whale'],
};

describe('roleFromName', () => {
  const cases = Object.entries(NAMES).flatMap(([role, names]) => names.map((name) => [name, role] as const));
  test.each(cases)('"%s" is %s', (name, role) => expect(roleFromName(name).role).toBe(role));

  test('one clear word is surer than two that disagree', () => {
    expect(roleFromName('Kick').confidence).toBeGreaterThan(0.9);
    expect(roleFromName('VOX LEAD').confidence).toBeLessThan(roleFromName('VOX').confidence);
    expect(roleFromName('Whale')).toEqual({ role: 'unknown', confidence: 0 });
  });

  test('case, numbers and signs never change the role', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          ...Object.values(NAMES)
            .flat()
            .filter((name) => /^[A-Z][a-z]{3,}$/.test(name)),
        ),
        fc.nat(99),
        fc.constantFrom(' ', '_', ' - '),
        (name, number, sign) => {
          const { role } = roleFromName(name);
          expect(roleFromName(`${name.toUpperCase()}${sign}${number}`).role).toBe(role);
          expect(roleFromName(`${name.toLowerCase()}${number}`).role).toBe(role);
        },
      ),
    );
  });

  test('any text gives a known role and a confidence from 0 to 1', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const { role, confidence } = roleFromName(name);
        expect(STEM_ROLES).toContain(role);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('roleFromSound', () => {
  test.each([
    ['kick', 'kick'],
    ['hats', 'hats'],
    ['clap', 'snare'],
    ['bass', 'bass'],
    ['pad', 'pad'],
    ['pluck', 'pluck'],
    ['lead', 'lead'],
    ['riser', 'fx'],
  ] as const)('a %s sounds like %s', (stem, role) => {
    const guess = roleFromSound(measureStemSound(STEM[stem](9)));
    expect(guess.role).toBe(role);
    expect(guess.confidence).toBeGreaterThan(0.5);
    expect(guess.confidence).toBeLessThan(1);
  });

  test('silence tells nothing', () => {
    expect(roleFromSound(measureStemSound(mapped(STEM.kick(3), () => 0)))).toEqual({ role: 'unknown', confidence: 0 });
  });
});

describe('roleOfStem', () => {
  const kick = measureStemSound(STEM.kick(6));
  const alone = roleFromSound(kick);

  test('a name that tells the same makes it surer', () => {
    const guess = roleOfStem(kick, 'Kick');
    expect(guess).toMatchObject({ role: 'kick', roleFrom: 'name' });
    expect(guess.confidence).toBeGreaterThan(alone.confidence);
  });

  test.each(['4-Audio', '', 'Serum'])('a name that tells nothing, "%s", leaves it to the sound', (name) => {
    expect(roleOfStem(kick, name)).toEqual({ ...alone, roleFrom: 'sound' });
  });

  test('a clear name outweighs the sound, a vague one does not', () => {
    expect(roleOfStem(kick, 'Bass Drum Sub')).toMatchObject({ role: 'kick' });
    expect(roleOfStem(kick, 'Clap')).toMatchObject({ role: 'snare', roleFrom: 'name' });
    expect(roleOfStem(kick, 'Poly')).toMatchObject({ role: 'kick', roleFrom: 'sound' });
  });

  test('only a name tells of groups, returns and the whole mix', () => {
    expect(roleOfStem(kick, 'Drum Bus').role).toBe('group');
    expect(roleOfStem(kick, 'A-Reverb').role).toBe('return');
    expect(roleOfStem(kick, 'Master').role).toBe('master');
  });

  test('a silent stem is what its name says', () => {
    const silent = measureStemSound(mapped(STEM.kick(1), () => 0));
    expect(roleOfStem(silent, 'Kick')).toMatchObject({ role: 'kick', roleFrom: 'name' });
    expect(roleOfStem(silent, '4-Audio')).toEqual({ role: 'unknown', confidence: 0, roleFrom: 'sound' });
  });

  test('a clearer name is never less sure', () => {
    const names = ['Poly', 'Synth', 'Hook', 'Lead'];
    const lead = measureStemSound(STEM.lead(4));
    const confidences = names.map((name) => roleOfStem(lead, name).confidence);
    expect(confidences).toEqual([...confidences].sort((a, b) => a - b));
  });
});

describe('roles of stems made in ways that nothing was fitted on', () => {
  // One recipe a role; all of them, with many seeds, are scored by the benchmark.
  const recipes = SOUND_ROLES.map((role) => STEM_RECIPES.find((one) => one.role === role && one.isHeldOut)).filter(
    (recipe) => recipe !== undefined,
  );

  test('nine of ten are told, and what is told with more than 0.7 is right', () => {
    const told = recipes.map(({ role, name, loop }) => {
      const heard = roleFromSound(measureStemSound(loop(new Draw(2000, name), 5)));
      return { role, heard };
    });
    const wrong = told.filter(({ role, heard }) => role !== heard.role);
    expect(told).toHaveLength(SOUND_ROLES.length);
    expect(wrong.length).toBeLessThanOrEqual(1);
    for (const { heard } of wrong) expect(heard.confidence).toBeLessThan(0.7);
  });
});
