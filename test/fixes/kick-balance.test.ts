import { describe, expect, test } from '@jest/globals';
import { KickBalance } from '../../src/fixes/predict/kick-balance.ts';
import type { MixModel } from '../../src/fixes/mix-model.ts';
import { evenResponse, type StemResponse } from '../../src/fixes/predict/stem-response.ts';

const CENTRES = [50, 80, 1000];
const [KICK, BASS, PAD] = [0, 1, 2];

/** Three uncorrelated mono stems with the given powers in every band. */
function model(...powers: readonly number[]): MixModel {
  const count = powers.length;
  const mid = new Float64Array(CENTRES.length * count * count);
  CENTRES.forEach((_, b) => powers.forEach((power, i) => (mid[(b * count + i) * count + i] = power)));
  const silent = new Float64Array(mid.length);
  return {
    stems: powers.map((_, i) => String(i)),
    sampleRateHz: 44100,
    bandCentreHz: CENTRES,
    sections: [{ kind: 'drop', seconds: 10, mid, side: silent, midSide: silent }],
  };
}

const roles = { kicks: new Set([KICK]), basses: new Set([BASS]) };
const gain = (db: number): StemResponse => evenResponse(new Float64Array(CENTRES.length).fill(10 ** (db / 20)));

describe('KickBalance', () => {
  test.each([
    ['the kick up 3 dB', KICK, 3, 3],
    ['the bass up 3 dB', BASS, 3, -3],
    ['a pad up 3 dB', PAD, 3, 0],
  ])('%s', (_, stem, db, change) => {
    const balance = new KickBalance(model(1, 2, 3), roles);
    expect(balance.changeDb(new Map([[stem, gain(db)]]))).toBeCloseTo(change, 10);
  });

  test('what is done above 120 Hz does not matter', () => {
    const bright = evenResponse(Float64Array.from([1, 1, 4]));
    expect(new KickBalance(model(1, 2, 3), roles).changeDb(new Map([[BASS, bright]]))).toBeCloseTo(0, 12);
  });

  test('without a kick, without a bass, or with a silent one, nothing is predicted', () => {
    const up = new Map([[BASS, gain(6)]]);
    expect(new KickBalance(model(1, 2), { ...roles, kicks: new Set() }).changeDb(up)).toBe(0);
    expect(new KickBalance(model(1, 2), { ...roles, basses: new Set() }).changeDb(up)).toBe(0);
    expect(new KickBalance(model(0, 2), roles).changeDb(up)).toBe(0);
  });
});
