import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { roleFromName, roleFromSound } from '../../src/analysis/stem-roles.ts';
import { measureStemSound } from '../../src/analysis/stem-sound.ts';
import { STEM_ROLES, type StemRole } from '../../src/store/stem-map-document.ts';
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
    expect(guess.confidence).toBeGreaterThan(0.2);
    expect(guess.confidence).toBeLessThanOrEqual(0.85);
  });

  test('silence tells nothing', () => {
    expect(roleFromSound(measureStemSound(mapped(STEM.kick(3), () => 0)))).toEqual({ role: 'unknown', confidence: 0 });
  });
});
