import { expect, test } from '@jest/globals';
import type { MaskedPair } from '../../src/analysis/masking.ts';
import type { Move } from '../../src/fixes/fix-kind.ts';
import { makesRoom } from '../../src/fixes/wording/makes-room.ts';
import type { StemRole } from '../../src/store/stem-map-document.ts';

/** A pad that covers a voice around 1 kHz. */
const PAIR: MaskedPair = {
  ...{ masker: 'Pad', masked: 'Voice', lost: 0.48, hidden: 0.1, shortDb: 2 },
  bands: [
    { centreHz: 300, importance: 0.3, lost: 0.1 },
    { centreHz: 1000, importance: 0.4, lost: 0.9 },
    { centreHz: 4000, importance: 0.3, lost: 0.3 },
  ],
};
const roles: Readonly<Record<string, StemRole>> = { Pad: 'pad', Voice: 'vocal', Pluck: 'pluck' };
const roomOf = (move: Partial<Move>, pair: Partial<MaskedPair> = {}): string =>
  makesRoom(
    { kind: 'bell', stem: 0, size: -3, hz: 1000, q: 1, ...move },
    'Pad',
    [{ ...PAIR, ...pair }],
    (track) => roles[track],
  );

test('a cut where the stem covers a voice says so', () => {
  const said = ' It makes room for "Voice", which loses 48 % of its loudness behind this stem.';
  expect(roomOf({})).toBe(said);
  expect(roomOf({ kind: 'fader', hz: 0 })).toBe(said);
  expect(roomOf({ kind: 'high shelf', hz: 900 })).toBe(said);
  expect(roomOf({ kind: 'low cut', size: 1, hz: 1200 })).toBe(said);
  expect(roomOf({ kind: 'plateau', hz: 400, q: 1.4 })).toBe(said);
});

test('a cut elsewhere, a boost, a width, or of a stem that covers nothing one follows says nothing', () => {
  expect(roomOf({ hz: 5000 })).toBe('');
  expect(roomOf({ kind: 'plateau', hz: 160, q: 2 })).toBe('');
  expect(roomOf({ kind: 'low shelf', hz: 200 })).toBe('');
  expect(roomOf({ size: 3 })).toBe('');
  expect(roomOf({ kind: 'width' })).toBe('');
  expect(roomOf({}, { masked: 'Pluck' })).toBe('');
  expect(roomOf({}, { masker: 'Lead' })).toBe('');
  expect(roomOf({}, { lost: 0.3 })).toBe('');
});
