import { describe, expect, test } from '@jest/globals';
import { deafCompressor, keyedCompressors } from '../../../src/fixes/rendered/kinds/keyed-compressors.ts';
import type { StemContext } from '../../../src/fixes/stem-context.ts';
import type { EmbeddedDeviceSpec } from '../../../src/live/embedded-set-spec.ts';
import { EmbeddedSet } from '../../../src/live/embedded-set.ts';

async function stemWith(...devices: EmbeddedDeviceSpec[]): Promise<StemContext> {
  const set = await EmbeddedSet.create({
    name: 'Song',
    tempoBpm: 140,
    tracks: [{ name: 'Bass', devices }, { name: 'Kick' }, { name: 'Lead' }],
  });
  return { track: (await set.snapshot()).tracks[0] } as StemContext;
}

const LISTENING = { 'S/C On': 'On', Threshold: -40 };
const pump = (about: Partial<EmbeddedDeviceSpec> = {}): EmbeddedDeviceSpec => ({
  device: 'Compressor',
  name: 'Pump',
  settings: LISTENING,
  ...about,
});

describe('a Compressor that was set to listen and hears nothing', () => {
  test('is found by what it hears', async () => {
    expect(deafCompressor(await stemWith(pump()))?.standing?.name).toBe('Pump');
    expect(deafCompressor(await stemWith(pump({ sidechainFrom: 'Lead' })))).toBeUndefined();
    expect(deafCompressor(await stemWith(pump({ settings: {} })))).toBeUndefined();
  });

  test.each<[string, EmbeddedDeviceSpec[]]>([
    ['another one listens as well', [pump(), pump({ name: 'Other', sidechainFrom: 'Kick' })]],
    ['it also hears its own track', [pump({ settings: { ...LISTENING, 'S/C Mix': 50 } })]],
    ['its level hangs on its threshold', [pump({ settings: { ...LISTENING, Makeup: 'On' } })]],
    ['it expands what is quiet', [pump({ settings: { ...LISTENING, Model: 'Expand' } })]],
    ['its threshold is automated', [pump({ automated: ['Threshold'] })]],
    ['its input is shut', [pump({ settings: { ...LISTENING, 'S/C Gain': '-inf dB' } })]],
  ])('is left alone where %s', async (_, devices) => {
    const stem = await stemWith(...devices);
    expect(keyedCompressors(stem)).toHaveLength(devices.length);
    expect(deafCompressor(stem)).toBeUndefined();
  });
});
