import { KernelInstance } from './kernel-instance.ts';

/** `PickedProducts` on the kernels, in an instance of its own that holds the matrix. */
export class WasmPickedProducts {
  readonly #kernel = new KernelInstance();
  readonly #columns: number;
  readonly #matrixAt: number;
  readonly #vectorAt: number;
  readonly #placesAt: number;
  readonly #productsAt: number;

  constructor(matrix: readonly Float64Array[]) {
    const kernel = this.#kernel;
    const columns = matrix.length === 0 ? 0 : matrix[0].length;
    this.#columns = columns;
    this.#matrixAt = kernel.reserve(DOUBLE_BYTES * columns * matrix.length);
    this.#vectorAt = kernel.reserve(DOUBLE_BYTES * columns);
    this.#placesAt = kernel.reserve(INTEGER_BYTES * matrix.length);
    this.#productsAt = kernel.reserve(DOUBLE_BYTES * matrix.length);
    const rows = kernel.doubles(this.#matrixAt, columns * matrix.length);
    matrix.forEach((row, i) => rows.set(row, i * columns));
  }

  of(vector: Float64Array, rows: Int32Array): Float64Array {
    const kernel = this.#kernel;
    kernel.doubles(this.#vectorAt, this.#columns).set(vector);
    kernel.integers(this.#placesAt, rows.length).set(rows);
    const [places, products] = [this.#placesAt, this.#productsAt];
    kernel.run.pickedProducts(this.#matrixAt, this.#columns, places, rows.length, this.#vectorAt, products);
    return kernel.doubles(products, rows.length).slice();
  }
}

const DOUBLE_BYTES = 8;
const INTEGER_BYTES = 4;
