import { describe, expect, test } from '@jest/globals';
import { BandEnvelopeMeter } from '../../src/dsp/band-envelopes.ts';
import type { KickBars } from '../../src/analysis/kick-bars.ts';
import { measureStemPumping } from '../../src/analysis/stem-pumping.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { pumpingSong, type Duck, type PumpingPart, type PumpingSong } from '../truth/pumping-song.ts';

const RATE = 22050;

function songOf(
  parts: readonly PumpingPart[],
  duck: Partial<Duck>,
  phrases: readonly ('kick' | 'no kick')[] = ['kick', 'no kick', 'kick', 'no kick'],
): PumpingSong {
  return pumpingSong({
    seed: 3,
    tempoBpm: 138,
    parts,
    phrases,
    duck: { depthDb: 0, releaseSeconds: 0.2, shape: 'exponential', holdSeconds: 0, ...duck },
    sampleRateHz: RATE,
  });
}

function barsOf({ beatSeconds, beats, kickSeconds }: PumpingSong): KickBars {
  const kicks = new Set(kickSeconds.map((second) => Math.round(second / beatSeconds)));
  const bars = Array.from({ length: beats / 4 }, (_, bar) => bar);
  const startsOf = (withKick: boolean) =>
    bars.filter((bar) => kicks.has(4 * bar) === withKick).map((bar) => 4 * bar * beatSeconds);
  return { beatSeconds, beatsPerBar: 4, kick: startsOf(true), rest: [startsOf(false)] };
}

function envelopesOf({ left, right }: StereoSignal) {
  const meter = new BandEnvelopeMeter(RATE);
  meter.push(left, right, left.length);
  return meter.finish();
}

function pumpingOf(song: PumpingSong, stem = 0) {
  return measureStemPumping(envelopesOf(song.stems[stem].signal), barsOf(song));
}

function depthOf(song: PumpingSong, stem = 0): number {
  const found = pumpingOf(song, stem);
  if (typeof found === 'string') throw new Error(found);
  return found.depthDb;
}

describe('pumping of a stem', () => {
  test.each([2, 4, 8, 12])('a pad, chords and an arpeggio ducked by %p dB', (depthDb) => {
    const song = songOf(['pad', 'chords', 'arp'], { depthDb });
    for (const stem of [0, 1, 2]) expect(Math.abs(depthOf(song, stem) - depthDb)).toBeLessThan(1.3);
  });

  test.each<Partial<Duck>>([
    { releaseSeconds: 0.08, shape: 'exponential' },
    { releaseSeconds: 0.3, shape: 'exponential' },
    { releaseSeconds: 0.25, shape: 'ramp' },
    { releaseSeconds: 0.2, shape: 'compressor', holdSeconds: 0.02 },
  ])('whatever the shape of the release: %p', (duck) => {
    const found = pumpingOf(songOf(['chords'], { depthDb: 8, ...duck }));
    expect(found).toMatchObject({ depthDb: expect.any(Number) });
    if (typeof found === 'string') return;
    expect(Math.abs(found.depthDb - 8)).toBeLessThan(2);
    const { releaseSeconds = 0, holdSeconds = 0, shape } = duck;
    // From the time to a tenth to the time to 1/e.
    const releaseMs =
      1000 * (shape === 'ramp' ? 0.7 * releaseSeconds : holdSeconds + (releaseSeconds - holdSeconds) / Math.LN10);
    expect(Math.abs(found.releaseMs - releaseMs)).toBeLessThan(35);
    expect(found.regularity).toBeGreaterThan(0.7);
  });

  test('the same rhythm with and without the kick is no ducking', () => {
    const song = songOf(['arp', 'gated pad', 'tremolo pad', 'chords'], {});
    for (const stem of [0, 2, 3]) expect(depthOf(song, stem)).toBeLessThan(1.5);
    // The gate that is drawn here is shut on the beats.
    expect(pumpingOf(song, 1)).toBe('It rests while the kick plays.');
  });

  test('a tremolo that ducks as well shows its ducking alone', () => {
    expect(Math.abs(depthOf(songOf(['tremolo pad'], { depthDb: 6 })) - 6)).toBeLessThan(1.5);
  });

  test('without bars without a kick, a held part is read by its shape and a rhythm is left open', () => {
    const song = songOf(['chords', 'arp', 'tremolo pad'], { depthDb: 6 }, ['kick', 'kick']);
    expect(pumpingOf(song, 0)).toMatchObject({ evidence: 'shape' });
    expect(Math.abs(depthOf(song, 0) - 6)).toBeLessThan(1);
    for (const stem of [1, 2]) expect(pumpingOf(song, stem)).toBe('Another rhythm hides what the kick does.');
  });

  test('an off-beat part rests while the kick plays', () => {
    const song = songOf(['off-beat bass', 'off-beat pad'], { depthDb: 8 });
    for (const stem of [0, 1]) expect(pumpingOf(song, stem)).toBe('It rests while the kick plays.');
  });

  test('level and polarity do not matter', () => {
    const song = songOf(['chords'], { depthDb: 5 });
    const { left } = song.stems[0].signal;
    const quiet = left.map((sample) => -0.03 * sample);
    const found = measureStemPumping(envelopesOf({ sampleRateHz: RATE, left: quiet, right: quiet }), barsOf(song));
    if (typeof found === 'string') throw new Error(found);
    expect(found.depthDb).toBeCloseTo(depthOf(song), 3);
  });

  test('silence and a stem that only plays without the kick have nothing to say', () => {
    const song = songOf(['chords'], { depthDb: 5 });
    const bars = barsOf(song);
    const silence = { blockSeconds: 0.005, full: new Float32Array(2000) };
    expect(measureStemPumping(silence, bars)).toBe('It does not play with the kick.');
    expect(measureStemPumping(envelopesOf(song.stems[0].signal), { ...bars, kick: [] })).toBe(
      'It does not play with the kick.',
    );
    expect(measureStemPumping({ blockSeconds: 0.005, full: new Float32Array(0) }, bars)).toBe(
      'It does not play with the kick.',
    );
  });
});
