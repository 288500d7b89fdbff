import { describe, expect, test } from '@jest/globals';
import { measureNoteDucking } from '../../src/analysis/note-ducking.ts';
import type { KickBars } from '../../src/analysis/kick-bars.ts';
import { BandEnvelopeMeter } from '../../src/dsp/band-envelopes.ts';
import { pumpingSong, type PumpingPart } from '../truth/pumping-song.ts';

const RATE = 22_050;
/** 1/e of the dip is left after so long. */
const TAU_SECONDS = 0.1;

function read(part: PumpingPart, depthDb: number, releaseMs = 1000 * TAU_SECONDS) {
  const song = pumpingSong({
    seed: 4,
    tempoBpm: 138,
    parts: [part],
    phrases: ['kick'],
    duck: { depthDb, releaseSeconds: TAU_SECONDS * Math.LN10, shape: 'exponential', holdSeconds: 0 },
    sampleRateHz: RATE,
  });
  const { left, right } = song.stems[0].signal;
  const meter = new BandEnvelopeMeter(RATE);
  meter.push(left, right, left.length);
  const { beatSeconds, beats } = song;
  const kick = Array.from({ length: beats / 4 }, (_, bar) => 4 * bar * beatSeconds);
  const bars: KickBars = { beatSeconds, beatsPerBar: 4, kick, rest: [] };
  return measureNoteDucking(meter.finish(), bars, releaseMs);
}

describe('measureNoteDucking', () => {
  test.each([0, 4, 8, 12])('a rolling bass that is ducked by %p dB', (depthDb) => {
    const found = read('rolling bass', depthDb);
    expect(Math.abs((found?.depthDb ?? NaN) - depthDb)).toBeLessThan(1.5);
    expect(found?.errorDb).toBeLessThan(2);
  });

  test.each<PumpingPart>(['pad', 'off-beat bass', 'arp'])('%s: no such notes', (part) => {
    expect(read(part, 8)).toBeUndefined();
  });

  test('a dip that is over before the first note cannot be told from none', () => {
    expect(read('rolling bass', 8, 20)).toBeUndefined();
  });
});
