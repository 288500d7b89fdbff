import type { Hertz, Normal } from '../../../src/dsp/units.ts';
import type { BenchSong } from './bench-song.ts';
import { bandFramesOf, meanFrame } from './judges/band-frames.ts';

/** Where in the mix each stem is what one hears: a fault anywhere else is one that nobody could find. */
export class Audibility {
  readonly centreHz: readonly Hertz[];
  /** By stem: its largest share of the power in each third octave, over the sections of the song. */
  readonly #shares: ReadonlyMap<string, Float64Array>;

  constructor({ stems, sections }: BenchSong) {
    this.centreHz = bandFramesOf(stems[0].signal).centreHz;
    const bands = this.centreHz.length;
    const shares = new Map(stems.map(({ name }) => [name, new Float64Array(bands)] as const));
    for (const { startSeconds, endSeconds } of sections) {
      const powers = stems.map((stem) => {
        const both = meanFrame(bandFramesOf(stem.signal), startSeconds, endSeconds);
        return both.subarray(0, bands).map((mid, b) => mid + both[bands + b]);
      });
      const totals = powers[0].map((_, b) => powers.reduce((sum, power) => sum + power[b], 0));
      const loudest = Math.max(...totals);
      stems.forEach(({ name }, s) => {
        const own = shares.get(name);
        if (own === undefined) return;
        for (let b = 0; b < bands; b++)
          if (totals[b] > loudest * HEARD) own[b] = Math.max(own[b], powers[s][b] / totals[b]);
      });
    }
    this.#shares = shares;
  }

  /** 0 for bands and stems that there are not. */
  share(stem: string, hz: Hertz): Normal {
    const nearest = this.centreHz.reduce((best, centre, b) => {
      return Math.abs(Math.log2(centre / hz)) < Math.abs(Math.log2(this.centreHz[best] / hz)) ? b : best;
    }, 0);
    return this.#shares.get(stem)?.[nearest] ?? 0;
  }

  /** Third octaves between two frequencies in which the stem is at least `least` of the mix. */
  bandsLed(stem: string, least: Normal, lowHz: Hertz = 0, highHz: Hertz = Infinity): Hertz[] {
    const shares = this.#shares.get(stem);
    return this.centreHz.filter((hz, b) => hz >= lowHz && hz <= highHz && (shares?.[b] ?? 0) >= least);
  }
}

/** −50 dB from the loudest band of the section. */
const HEARD = 1e-5;
