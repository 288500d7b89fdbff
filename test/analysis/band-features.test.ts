import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BandFeatureMeter } from '../../src/analysis/band-feature-meter.ts';
import { bandFeatureMeter, bandFeatures } from '../../src/analysis/band-features.ts';
import { TONE_BANDS } from '../../src/analysis/band-names.ts';
import { featureById } from '../../src/analysis/features.ts';
import { THIRD_OCTAVES } from '../../src/dsp/third-octaves.ts';
import type { BandSpectrum } from '../../src/store/analysis-document.ts';

const CENTRES = THIRD_OCTAVES.map(({ centreHz }) => centreHz);

/** The band powers of left = a·x, right = b·x + c·y with x and y unrelated and of power 1 in each band. */
function spectrumOf(bands: readonly { a: number; b: number; c: number }[]): BandSpectrum {
  return {
    scope: 'drop',
    seconds: 10,
    mid: bands.map(({ a, b, c }) => ((a + b) ** 2 + c ** 2) / 2),
    side: bands.map(({ a, b, c }) => ((a - b) ** 2 + c ** 2) / 2),
    leftMinusRight: bands.map(({ a, b, c }) => a ** 2 - b ** 2 - c ** 2),
    leftTimesRight: bands.map(({ a, b }) => a * b),
  };
}

function pink(change: (hz: number) => Partial<{ a: number; b: number; c: number }> = () => ({})): BandSpectrum {
  return spectrumOf(THIRD_OCTAVES.map(({ nominalHz }) => ({ a: 1, b: 1, c: 0, ...change(nominalHz) })));
}

function valuesOf(spectrum: BandSpectrum, centres: readonly number[] = CENTRES): Map<string, number> {
  return new Map(bandFeatures(spectrum, centres).map(({ id, value }) => [id, value]));
}

function gainOf(db: number): number {
  return 10 ** (db / 20);
}

describe('tone', () => {
  test('equal power in all bands is level, without slope', () => {
    const values = valuesOf(pink());
    expect(values.get('tone.slope')).toBeCloseTo(0, 10);
    expect(values.get('tone.band.100')).toBeCloseTo(values.get('tone.band.8000') as number, 10);
    // 30 bands, each weighted with the gain of the K filter: +4 dB above 2 kHz, 0 at 300 Hz–1 kHz, less below 60 Hz.
    expect(values.get('tone.band.1000')).toBeGreaterThan(-10 * Math.log10(30 * 10 ** 0.4));
    expect(values.get('tone.band.1000')).toBeLessThan(-10 * Math.log10(20));
  });

  test('a single band at 1 kHz stands 0.7 dB below its own loudness: the K filter adds 0.691 dB at 997 Hz', () => {
    const values = valuesOf(pink((hz) => (hz === 1000 ? {} : { a: 0, b: 0 })));
    expect(values.get('tone.band.1000')).toBeCloseTo(-0.691, 1);
    expect(values.get('tone.centroid')).toBeCloseTo(1000, 6);
    expect(values.get('tone.band.500')).toBe(-50);
  });

  test('the centroid alone is that of all features, and none in silence', () => {
    const tilted = pink((hz) => ({ a: 1 / hz, c: 0.1 }));
    const meter = bandFeatureMeter(CENTRES);
    expect(meter.centroidHz(tilted)).toBe(valuesOf(tilted).get('tone.centroid'));
    expect(meter.centroidHz(pink(() => ({ a: 0, b: 0 })))).toBeNaN();
  });

  test('6 dB more in one band moves it by 6 dB less what the loudness gains, and all others by that loss alone', () => {
    const before = valuesOf(pink());
    const after = valuesOf(pink((hz) => (hz === 1000 ? { a: gainOf(6), b: gainOf(6) } : {})));
    const share = 10 ** (((before.get('tone.band.1000') as number) + 0.691) / 10);
    const loudnessGain = 10 * Math.log10(1 + share * (10 ** 0.6 - 1));
    const moved = (id: string): number => (after.get(id) as number) - (before.get(id) as number);
    expect(moved('tone.band.1000')).toBeCloseTo(6 - loudnessGain, 2);
    expect(moved('tone.band.125')).toBeCloseTo(-loudnessGain, 2);
    expect(moved('tone.mud')).toBeCloseTo(-loudnessGain, 2);
  });

  test('a tilt of 1.5 dB an octave is a slope of 1.5 dB an octave', () => {
    const values = valuesOf(
      pink((hz) => ({ a: gainOf(1.5 * Math.log2(exact(hz) / 1000)), b: gainOf(1.5 * Math.log2(exact(hz) / 1000)) })),
    );
    expect(values.get('tone.slope')).toBeCloseTo(1.5, 9);
  });

  test('bass, low mids, brightness and air each hear their own bands', () => {
    const before = valuesOf(pink());
    const heard = ['tone.bass', 'tone.mud', 'tone.brightness', 'tone.air'];
    const raised = [63, 250, 5000, 16_000].map((raisedHz) => {
      const after = valuesOf(pink((hz) => (hz === raisedHz ? { a: 2, b: 2 } : {})));
      return heard.filter((id) => (after.get(id) as number) > (before.get(id) as number) + 0.5);
    });
    expect(raised).toEqual([['tone.bass'], ['tone.mud'], ['tone.brightness'], ['tone.brightness', 'tone.air']]);
  });

  test('sub share is the part of the power below 71 Hz', () => {
    // Nine bands up to 160 Hz, five of them up to 63 Hz.
    expect(valuesOf(pink()).get('lowEnd.subShare')).toBeCloseTo(5 / 9, 10);
    expect(valuesOf(pink((hz) => (hz > 63 ? { a: 0, b: 0 } : {}))).get('lowEnd.subShare')).toBe(1);
  });
});

describe('stereo', () => {
  test.each([
    ['mono', { a: 1, b: 1, c: 0 }, -40, 1, 0],
    ['one channel inverted', { a: 1, b: -1, c: 0 }, 40, -1, 0],
    ['two unrelated channels', { a: 1, b: 0, c: 1 }, 0, 0, 0],
    ['left 6 dB above right, in phase', { a: 2, b: 1, c: 0 }, 20 * Math.log10(1 / 3), 1, 20 * Math.log10(2)],
    ['half related', { a: 1, b: Math.SQRT1_2, c: Math.SQRT1_2 }, 20 * Math.log10(Math.SQRT2 - 1), Math.SQRT1_2, 0],
  ])('%s', (_, channels, widthDb, correlation, balanceDb) => {
    const values = valuesOf(pink(() => channels));
    for (const id of ['stereo.width', 'stereo.width.63', 'stereo.width.4000', 'stereo.lowEndSide']) {
      expect(values.get(id)).toBeCloseTo(widthDb, 8);
    }
    expect(values.get('stereo.correlation.1000')).toBeCloseTo(correlation, 8);
    expect(values.get('stereo.balance')).toBeCloseTo(balanceDb, 8);
    expect(values.get('stereo.balance.1000')).toBeCloseTo(balanceDb, 8);
  });

  test('left alone leans left as far as the scale goes and has no correlation', () => {
    const values = valuesOf(pink(() => ({ a: 1, b: 0 })));
    expect(values.get('stereo.balance')).toBe(40);
    expect(values.get('stereo.balance.1000')).toBe(40);
    expect(values.get('stereo.width')).toBeCloseTo(0, 10);
    expect(values.has('stereo.correlation.1000')).toBe(false);
  });

  test('an octave hears its three bands only, the low end those up to 100 Hz', () => {
    const values = valuesOf(
      pink((hz) => (hz < 112 || (hz > 710 && hz < 1420) ? { b: -1 } : hz > 2840 && hz < 5680 ? { a: 2 } : {})),
    );
    expect(values.get('stereo.width.1000')).toBe(40);
    expect(values.get('stereo.width.500')).toBe(-40);
    expect(values.get('stereo.lowEndSide')).toBe(40);
    expect(values.get('stereo.balance.4000')).toBeCloseTo(20 * Math.log10(2), 8);
    expect(values.get('stereo.balance.2000')).toBeCloseTo(0, 8);
    expect(values.get('stereo.width.125')).toBeCloseTo(10 * Math.log10(1 / 2), 8);
  });

  test('an octave far below the loudness has no width, and its level is held at −50 dB', () => {
    const values = valuesOf(pink((hz) => (hz > 11_000 ? { a: 1e-3, b: -1e-3 } : {})));
    expect(values.has('stereo.width.16000')).toBe(false);
    expect(values.has('stereo.balance.16000')).toBe(false);
    expect(values.get('tone.band.16000')).toBe(-50);
  });
});

describe('what is not there', () => {
  test('silence has no features', () => {
    expect(
      bandFeatures(
        pink(() => ({ a: 0, b: 0 })),
        CENTRES,
      ),
    ).toEqual([]);
  });

  test('powers that are not numbers have no features', () => {
    expect(
      bandFeatures(
        pink((hz) => (hz === 100 ? { a: NaN } : {})),
        CENTRES,
      ),
    ).toEqual([]);
  });

  test('bands above the Nyquist frequency have no features, and those below keep theirs', () => {
    const upTo10k = THIRD_OCTAVES.filter(({ nominalHz }) => nominalHz <= 10_000);
    const values = valuesOf(
      pink(),
      upTo10k.map(({ centreHz }) => centreHz),
    );
    expect([...values.keys()].filter((id) => /12500|16000|air|brightness/.test(id))).toEqual([]);
    expect(values.get('stereo.width.8000')).toBe(-40);
    expect(values.has('tone.slope')).toBe(true);
  });
});

const anyBands = fc.array(
  fc.record({
    a: fc.double({ min: -1, max: 1, noNaN: true }),
    b: fc.double({ min: -1, max: 1, noNaN: true }),
    c: fc.double({ min: 0.01, max: 1, noNaN: true }),
  }),
  { minLength: CENTRES.length, maxLength: CENTRES.length },
);

describe('invariances', () => {
  test('every feature is in the catalogue, per section, finite, and named once', () => {
    fc.assert(
      fc.property(anyBands, (bands) => {
        const features = bandFeatures(spectrumOf(bands), CENTRES);
        // Widths and correlations leave out what is all but empty; the tone of every band is always there.
        expect(features.filter(({ id }) => id.startsWith('tone.band.')).length).toBe(TONE_BANDS.length);
        expect(new Set(features.map(({ id }) => id)).size).toBe(features.length);
        for (const { id, scope, value } of features) {
          expect(featureById(id)?.scope).toBe('section');
          expect(scope).toBe('drop');
          expect(value).not.toBeNaN();
          expect(Math.abs(value)).toBeLessThan(30_000);
        }
      }),
    );
  });

  test('gain changes nothing', () => {
    fc.assert(
      fc.property(anyBands, fc.double({ min: -60, max: 20, noNaN: true }), (bands, db) => {
        const gain = gainOf(db);
        expectSame(
          valuesOf(spectrumOf(bands)),
          valuesOf(spectrumOf(bands.map(({ a, b, c }) => ({ a: a * gain, b: b * gain, c: c * gain })))),
        );
      }),
    );
  });

  test('inverting both channels changes nothing', () => {
    fc.assert(
      fc.property(anyBands, (bands) => {
        expectSame(
          valuesOf(spectrumOf(bands)),
          valuesOf(spectrumOf(bands.map(({ a, b, c }) => ({ a: -a, b: -b, c: -c })))),
        );
      }),
    );
  });

  test('swapping the channels turns the balance round and changes nothing else', () => {
    fc.assert(
      fc.property(anyBands, (bands) => {
        const spectrum = spectrumOf(bands);
        const before = valuesOf(spectrum);
        const after = valuesOf({ ...spectrum, leftMinusRight: spectrum.leftMinusRight.map((value) => -value) });
        const turned = [...before].map(
          ([id, value]) => [id, id.startsWith('stereo.balance') ? -value : value] as const,
        );
        expectSame(new Map(turned), after);
      }),
    );
  });

  test('exact and nominal centres name the same features', () => {
    const nominal = THIRD_OCTAVES.map(({ nominalHz }) => nominalHz);
    expect(new BandFeatureMeter(nominal).ids).toEqual(new BandFeatureMeter(CENTRES).ids);
  });
});

test('a meter is made once for each set of bands and gives what bandFeatures gives', () => {
  const meter = bandFeatureMeter(CENTRES);
  expect(bandFeatureMeter(CENTRES)).toBe(meter);
  const values = meter.measure(pink(), new Float64Array(meter.ids.length));
  expect(new Map(meter.ids.map((id, i) => [id, values[i]]))).toEqual(valuesOf(pink()));
});

function expectSame(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): void {
  expect([...after.keys()]).toEqual([...before.keys()]);
  for (const [id, value] of before)
    expect(Math.abs((after.get(id) as number) - value)).toBeLessThan(1e-6 * (1 + Math.abs(value)));
}

function exact(nominalHz: number): number {
  return THIRD_OCTAVES.find((band) => band.nominalHz === nominalHz)?.centreHz as number;
}
