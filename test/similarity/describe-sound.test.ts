import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import type { TrackFrames } from '../../src/analysis/track-frames.ts';
import { describeSound, type NamedEncoder } from '../../src/similarity/describe-sound.ts';
import { encodeTrack, LAYOUT } from '../../src/similarity/encode-track.ts';
import { ENCODER, ENCODER_NAME } from '../../src/similarity/encoder-card.ts';
import { networkFile, shippedNetwork } from '../../src/similarity/shipped-network.ts';
import { FRONT_END, PATCH_VALUES } from '../../src/similarity/sound-patches.ts';
import { decodeFloats, encodeFloats, soundDescription } from '../../src/store/sound-description.ts';
import { normalDraws, syntheticAnalysis } from '../synthetic-analyses.ts';

const RATE = 44100;

/** Twelve seconds of pulses `rateHz` times a second, then twelve of even noise. */
function pulsesThenNoise(rateHz: number): TrackFrames['spectra'] {
  const normal = normalDraws(5);
  const left = Float32Array.from({ length: 24 * RATE }, (_, n) => {
    const t = n / RATE;
    const level = t < 12 ? 0.02 + 0.3 * Math.exp(-12 * ((t * rateHz) % 1)) : 0.1;
    return level * normal();
  });
  return measureSignalFrames({ sampleRateHz: RATE, left, right: left }, undefined, true).spectra;
}

const SECTIONS = [
  { kind: 'drop', startSeconds: 0, endSeconds: 12, startBar: 0, bars: 6 },
  { kind: 'breakdown', startSeconds: 12, endSeconds: 24, startBar: 6, bars: 6 },
] as const;

describe('the description of a sound', () => {
  test('its card tells the network that is in the folder, and the front end that the program has', async () => {
    const file = (await networkFile()) ?? '';
    const onnx = readFileSync(file);
    expect(file).toBe(join(__dirname, '..', '..', 'models', ENCODER.network.file));
    expect(createHash('sha256').update(onnx).digest('hex')).toBe(ENCODER.network.sha256);
    expect(onnx.length).toBe(ENCODER.network.bytes);
    expect(onnx.length).toBeLessThan(5e6);
    expect(ENCODER.network.frontEnd).toBe(FRONT_END);
  });

  test('its card names the script and the commit that it was trained with', () => {
    const { script, commit } = ENCODER.network.training;
    const root = join(__dirname, '..', '..');
    expect(existsSync(join(root, script))).toBe(true);
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    const git = (...words: string[]): number | null => spawnSync('git', words, { cwd: root }).status;
    // Without the history, as in a package or a shallow clone, there is nothing to look it up in.
    if (git('cat-file', '-e', commit) === 0) expect(git('cat-file', '-e', `${commit}:${script}`)).toBe(0);
  });

  test('has the whole and each kind of section, in the lengths that a vector has room for', async () => {
    const sound = await describeSound(pulsesThenNoise(2.3), [...SECTIONS], await shippedNetwork());
    expect(soundDescription.parse(sound)).toEqual(sound);
    expect(sound.scopes.map(({ scope }) => scope)).toEqual(['whole', 'breakdown', 'drop']);
    expect(sound).toMatchObject({ frontEnd: FRONT_END, network: ENCODER_NAME, runtime: 'onnxruntime-node' });
    const { values } = encodeTrack({ ...syntheticAnalysis({ file: 'a.wav', seed: 1 }), sound });
    const heard = LAYOUT.ids
      .map((id, i) => [id, values[i]] as const)
      .filter(([id]) => /^(trunk|spectrum|mod)/.test(id));
    expect(heard).toHaveLength(640 + 288 + 216);
    expect(heard.filter(([, value]) => !Number.isFinite(value))).toEqual([]);
    const [whole] = sound.scopes;
    expect(decodeFloats(whole.trunk ?? '')).toHaveLength(640);
  });

  test('the modulation of pulses stands at their rate, and in even noise at none', async () => {
    // 2.3 pulses a second lie between 2 and 2.8 Hz, the fourth of nine rates.
    const sound = await describeSound(pulsesThenNoise(2.3), [...SECTIONS], undefined);
    const [, breakdown, drop] = sound.scopes.map(({ modulation }) => decodeFloats(modulation));
    for (let band = 2; band < 12; band++) {
      const rates = drop.subarray(9 * band, 9 * band + 9);
      expect(rates.indexOf(Math.max(...rates))).toBe(3);
      expect(rates[3]).toBeGreaterThan(breakdown[9 * band + 3] + 1);
    }
  });

  test('without a network the measured parts are the same, and the trunk is missing', async () => {
    const spectra = pulsesThenNoise(2);
    const [without, withOne] = [
      await describeSound(spectra, [...SECTIONS], undefined),
      await describeSound(spectra, [...SECTIONS], await shippedNetwork()),
    ];
    expect(without.network).toBeUndefined();
    expect(without.scopes).toEqual(
      withOne.scopes.map(({ scope, patches, spectrum, modulation }) => ({ scope, patches, spectrum, modulation })),
    );
    const { values } = encodeTrack({ ...syntheticAnalysis({ file: 'a.wav', seed: 1 }), sound: without });
    expect(values[LAYOUT.ids.indexOf('trunk.0')]).toBeNaN();
    expect(values[LAYOUT.ids.indexOf('spectrum.0')]).not.toBeNaN();
  });

  test('the network hears few patches at once, and says of each what it says of it alone', async () => {
    const network = (await shippedNetwork())!;
    const counts: number[] = [];
    const alone: NamedEncoder = {
      name: network.name,
      encoder: {
        ...network.encoder,
        encode: async (patches) => {
          counts.push(patches.length / PATCH_VALUES);
          const heard: number[] = [];
          for (let at = 0; at < patches.length; at += PATCH_VALUES) {
            heard.push(...(await network.encoder.encode(patches.subarray(at, at + PATCH_VALUES))));
          }
          return Float32Array.from(heard);
        },
      },
    };
    const spectra = pulsesThenNoise(2);
    expect(await describeSound(spectra, [...SECTIONS], alone)).toEqual(
      await describeSound(spectra, [...SECTIONS], network),
    );
    expect(counts.length).toBeGreaterThan(1);
    // Each one takes memory in the first layers.
    expect(Math.max(...counts)).toBeLessThanOrEqual(4);
  });

  test('what another front end or another network heard is not compared', async () => {
    const sound = await describeSound(pulsesThenNoise(2), [...SECTIONS], await shippedNetwork());
    const analysis = syntheticAnalysis({ file: 'a.wav', seed: 1 });
    const at = (other: object, id: string): number =>
      encodeTrack({ ...analysis, sound: { ...sound, ...other } }).values[LAYOUT.ids.indexOf(id)];
    expect(at({ frontEnd: 'other' }, 'spectrum.0')).toBeNaN();
    expect(at({ network: 'other-1' }, 'trunk.0')).toBeNaN();
    expect(at({ network: 'other-1' }, 'spectrum.0')).not.toBeNaN();
    expect(at({}, 'trunk.0')).not.toBeNaN();
  });

  test('numbers survive their packing', () => {
    const values = Float32Array.of(0, -1.5, 3e-39, 1e30, NaN);
    expect(decodeFloats(encodeFloats(values))).toEqual(values);
    expect(decodeFloats('')).toHaveLength(0);
  });
});
