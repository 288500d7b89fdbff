import { KernelInstance } from './kernel-instance.ts';
import { passTwiddles } from './pass-twiddles.ts';

/** The transform of `ComplexFft` on the kernels. All instances of a size share one place in memory. */
export class WasmFft {
  readonly #size: number;
  readonly #plan: Plan;

  /** @param size a power of two, 16 or more */
  constructor(size: number) {
    this.#size = size;
    this.#plan = planOf(size);
  }

  forward(re: Float64Array, im: Float64Array): void {
    const size = this.#size;
    const { kernel, twiddles } = this.#plan;
    const [xr, xi, yr, yi] = this.#plan.planes;
    kernel.doubles(xr, size).set(re.length === size ? re : re.subarray(0, size));
    kernel.doubles(xi, size).set(im.length === size ? im : im.subarray(0, size));
    const swapped = kernel.run.doubleTransform(xr, xi, yr, yi, size, twiddles) !== 0;
    re.set(kernel.doubles(swapped ? yr : xr, size));
    im.set(kernel.doubles(swapped ? yi : xi, size));
  }
}

/** Numbers in double precision that a vector holds. */
const DOUBLE_LANES = 2;

interface Plan {
  kernel: KernelInstance;
  /** Real and imaginary part, and the same to work in. */
  planes: readonly [number, number, number, number];
  twiddles: number;
}

let sharedKernel: KernelInstance | undefined;
const plans = new Map<number, Plan>();

function planOf(size: number): Plan {
  const known = plans.get(size);
  if (known !== undefined) return known;
  const kernel = (sharedKernel ??= new KernelInstance());
  const plane = (): number => kernel.reserve(8 * size);
  const plan: Plan = {
    kernel,
    planes: [plane(), plane(), plane(), plane()],
    twiddles: kernel.place(passTwiddles(size, DOUBLE_LANES)),
  };
  plans.set(size, plan);
  return plan;
}
