import type { Hertz } from '../dsp/units.ts';
import { nominalHzOf } from './band-names.ts';

/** Finds the places of third octaves in a list of bands by their nominal frequency. */
export class BandIndex {
  readonly #nominal: readonly (Hertz | undefined)[];

  /** @param bandCentreHz exact or nominal centres; those that are no third octave of hearing are never found */
  constructor(bandCentreHz: readonly Hertz[]) {
    this.#nominal = bandCentreHz.map(nominalHzOf);
  }

  /** Places of all bands from one nominal centre to another, both included; `undefined` where either end is missing. */
  between(fromHz: Hertz, toHz: Hertz): readonly number[] | undefined {
    const first = this.#nominal.indexOf(fromHz);
    const last = this.#nominal.indexOf(toHz);
    return first < 0 || last < 0 ? undefined : Array.from({ length: last - first + 1 }, (_, i) => first + i);
  }

  /**
   * Places of the band at the centre of an octave and of its neighbours; the uppermost may be beyond a file's Nyquist.
   */
  octave(centreHz: Hertz): readonly number[] | undefined {
    const centre = this.#nominal.indexOf(centreHz);
    if (centre < 0) return undefined;
    return [centre - 1, centre, centre + 1].filter((band) => this.#nominal[band] !== undefined);
  }
}
