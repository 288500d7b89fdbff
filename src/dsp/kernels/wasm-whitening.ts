import type { WhiteningParts } from '../whitening.ts';
import { KernelInstance } from './kernel-instance.ts';

/** `Whitening` on the kernels, in an instance of its own that holds the triangle, eight rows at a time. */
export class WasmWhitening {
  readonly #kernel = new KernelInstance();
  readonly #size: number;
  readonly #axisCount: number;
  readonly #gain: number;
  readonly #panelsAt: number;
  readonly #axesAt: number;
  readonly #axisGainsAt: number;
  readonly #alongAt: number;
  readonly #xAt: number;
  readonly #yAt: number;

  constructor({ lower, axes, axisGains, gain }: WhiteningParts) {
    const kernel = this.#kernel;
    const size = Math.round(Math.sqrt(lower.length));
    const panelCount = Math.ceil(size / PANEL);
    this.#size = size;
    this.#axisCount = axes.length;
    this.#gain = gain;
    this.#panelsAt = kernel.reserve(DOUBLE_BYTES * ((PANEL ** 2 * panelCount * (panelCount + 1)) / 2));
    this.#axesAt = kernel.reserve(DOUBLE_BYTES * axes.length * size);
    this.#axisGainsAt = kernel.place(axisGains);
    this.#alongAt = kernel.reserve(DOUBLE_BYTES * axes.length);
    this.#xAt = kernel.reserve(DOUBLE_BYTES * PANEL * panelCount);
    this.#yAt = kernel.reserve(DOUBLE_BYTES * PANEL * panelCount);
    const panels = kernel.doubles(this.#panelsAt, (PANEL ** 2 * panelCount * (panelCount + 1)) / 2);
    for (let row = 0, at = 0; row < size; row += PANEL) {
      for (let column = 0; column < row + PANEL; column++, at += PANEL) {
        for (let i = 0; i < PANEL && row + i < size && column < size; i++)
          panels[at + i] = lower[(row + i) * size + column];
      }
    }
    axes.forEach((axis, k) => kernel.doubles(this.#axesAt + DOUBLE_BYTES * k * size, size).set(axis));
  }

  of(x: Float64Array): Float64Array {
    const kernel = this.#kernel;
    kernel.doubles(this.#xAt, this.#size).set(x);
    kernel.run.whiten(
      this.#panelsAt,
      this.#size,
      this.#xAt,
      this.#axesAt,
      this.#axisCount,
      this.#axisGainsAt,
      this.#gain,
      this.#alongAt,
      this.#yAt,
    );
    return kernel.doubles(this.#yAt, this.#size).slice();
  }
}

/** As in the kernel. */
const PANEL = 8;
const DOUBLE_BYTES = 8;
