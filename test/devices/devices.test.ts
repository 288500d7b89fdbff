import { describe, expect, test } from '@jest/globals';
import { DEVICES, deviceByClassName, deviceByName } from '../../src/devices/devices.ts';
import { defaultSettings, findParameter } from '../../src/devices/device-settings.ts';
import { MIXER } from '../../src/devices/mixer.ts';

describe('the catalogue of devices', () => {
  test.each([
    ['EQ Eight', 'Eq8'],
    ['Utility', 'StereoGain'],
    ['Compressor', 'Compressor2'],
    ['Limiter', 'Limiter'],
    ['Channel EQ', 'ChannelEq'],
    ['Glue Compressor', 'GlueCompressor'],
    ['Multiband Dynamics', 'MultibandDynamics'],
    ['Saturator', 'Saturator'],
    ['Drum Buss', 'DrumBuss'],
    ['Auto Filter', 'AutoFilter2'],
    ['Mixer', 'MixerDevice'],
  ])('%s is %s', (name, className) => {
    expect(deviceByName(name)?.className).toBe(className);
    expect(deviceByClassName(className)?.name).toBe(name);
  });

  test('knows nothing else, and no other spelling', () => {
    expect(deviceByName('Eq8')).toBeUndefined();
    expect(deviceByName('eq eight')).toBeUndefined();
    expect(deviceByClassName('PluginDevice')).toBeUndefined();
  });

  test.each([...DEVICES, MIXER])('$name: no two parameters share a name or an alias', ({ parameters }) => {
    const names = parameters.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each([...DEVICES, MIXER])('$name: plays at its defaults, said or left out', (device) => {
    const [said, unsaid] = [defaultSettings(device), {}].map((settings) => {
      const samples = Float32Array.from({ length: 400 }, (_, n) => 0.2 * Math.sin(n / 5));
      const pair = [samples, samples.slice()];
      device.createProcessor(settings, 44_100).process(pair[0], pair[1], 400);
      return pair;
    });
    expect(said).toEqual(unsaid);
    expect(said[0].some((x) => x !== 0)).toBe(true);
  });

  test('parameters are found under the names other versions of Live give them', () => {
    const names = (device: string, alias: string): string | undefined => {
      const model = deviceByName(device);
      return model && findParameter(model, alias)?.name;
    };
    expect(names('EQ Eight', '3 Resonance A')).toBe('3 Q A');
    expect(names('Utility', 'Gain')).toBe('Output');
    expect(names('Utility', 'Mid/Side Balance')).toBe('Stereo Width');
    expect(names('Compressor', 'Output Gain')).toBe('Output');
    expect(names('Limiter', 'Gain')).toBe('Input Gain');
    expect(names('Channel EQ', 'Gain')).toBe('Output');
    expect(names('Glue Compressor', 'Makeup')).toBe('Output');
    expect(names('Glue Compressor', 'Soft Clip')).toBe('Peak Clip In');
    expect(names('Multiband Dynamics', 'Master Output')).toBe('Output');
    expect(names('Saturator', 'Base')).toBe('Color Amt Low');
    expect(names('Drum Buss', 'Output Gain')).toBe('Output');
    expect(names('Auto Filter', 'Slope')).toBe('Filter Slope');
    expect(names('Mixer', 'Track Volume')).toBe('Volume');
    expect(names('Mixer', 'Wobble')).toBeUndefined();
  });
});
