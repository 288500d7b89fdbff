import type { Hertz } from '../../dsp/units.ts';
import type { BinWeights } from '../../dsp/third-octaves.ts';

export interface MelFilterPlan {
  bands: number;
  lowHz: Hertz;
  highHz: Hertz;
  scale: 'slaney' | 'htk';
  /** What a triangle is straight in. */
  straightIn: 'hertz' | 'mel';
  /** `area`: every triangle has the area 1 over hertz, 2 / (high − low); `peak`: every triangle is 1 at its top. */
  height: 'area' | 'peak';
}

/**
 * Triangular filters at equal distances on a mel scale, from the centre of the one before to that of the one after;
 * bins 0 … size / 2.
 *
 * Slaney's scale (Auditory Toolbox, 1998) is linear below 1 kHz, 3 mel each 200 Hz, and logarithmic above, 27 mel each
 * factor 6.4; HTK's is 2595·log₁₀(1 + f / 700). The same as librosa's (`hertz`, `area`) and, for `mel` and `peak`, as
 * the ones VGGish was trained with.
 */
export function melFilters(plan: MelFilterPlan, size: number, sampleRateHz: Hertz): BinWeights[] {
  const { bands, lowHz, highHz, scale, straightIn, height } = plan;
  const { melOf, hzOf } = SCALES[scale];
  const [low, high] = [melOf(lowHz), melOf(highHz)];
  const cornerHz = Array.from({ length: bands + 2 }, (_, i) => hzOf(low + ((high - low) * i) / (bands + 1)));
  const place = straightIn === 'hertz' ? (hz: Hertz): number => hz : melOf;
  const hzPerBin = sampleRateHz / size;
  return Array.from({ length: bands }, (_, band) => {
    const [from, centre, to] = cornerHz.slice(band, band + 3);
    const top = height === 'area' ? 2 / (to - from) : 1;
    const firstBin = Math.min(Math.ceil(from / hzPerBin), size / 2);
    const lastBin = Math.min(Math.floor(to / hzPerBin), size / 2);
    const weights = Float64Array.from({ length: Math.max(0, lastBin - firstBin + 1) }, (_unused, i) => {
      const x = place((firstBin + i) * hzPerBin);
      const rising = (x - place(from)) / (place(centre) - place(from));
      const falling = (place(to) - x) / (place(to) - place(centre));
      return top * Math.max(0, Math.min(rising, falling));
    });
    return { firstBin, weights };
  });
}

interface MelScale {
  melOf: (hz: Hertz) => number;
  hzOf: (mel: number) => Hertz;
}

/** Mel at 1 kHz, where Slaney's scale bends. */
const BEND_MEL = 15;
const BEND_HZ = 1000;
const MEL_STEP = Math.log(6.4) / 27;

const SCALES: Readonly<Record<MelFilterPlan['scale'], MelScale>> = {
  slaney: {
    melOf: (hz) => (hz < BEND_HZ ? (3 * hz) / 200 : BEND_MEL + Math.log(hz / BEND_HZ) / MEL_STEP),
    hzOf: (mel) => (mel < BEND_MEL ? (200 * mel) / 3 : BEND_HZ * Math.exp(MEL_STEP * (mel - BEND_MEL))),
  },
  htk: {
    melOf: (hz) => 2595 * Math.log10(1 + hz / 700),
    hzOf: (mel) => 700 * (10 ** (mel / 2595) - 1),
  },
};
