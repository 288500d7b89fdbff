import { KernelInstance } from './kernel-instance.ts';
import { FLOAT_BYTES } from './kernel-signal.ts';

/**
 * `PartProducts` on the kernels, in an instance of its own that holds the matrix; every part is filled up to whole
 * fours by zeros.
 */
export class WasmPartProducts {
  readonly rows: number;
  readonly #ends: readonly number[];
  readonly #places: readonly number[];
  readonly #kernel = new KernelInstance();
  readonly #vector: Float32Array;
  readonly #products: Float32Array;
  readonly #run: () => void;

  constructor(matrix: Float32Array, ends: readonly number[]) {
    const columns = ends[ends.length - 1];
    this.#ends = ends;
    this.#places = placesOf(ends);
    this.rows = matrix.length / columns;
    const width = this.#places[ends.length];
    const kernel = this.#kernel;
    const endsAt = kernel.place(Int32Array.from(this.#places.slice(1)));
    const vectorAt = kernel.reserve(FLOAT_BYTES * width);
    const matrixAt = kernel.reserve(FLOAT_BYTES * width * this.rows);
    const productsAt = kernel.reserve(FLOAT_BYTES * ends.length * this.rows);
    this.#vector = kernel.floats(vectorAt, width);
    this.#products = kernel.floats(productsAt, ends.length * this.rows);
    const rows = kernel.floats(matrixAt, width * this.rows);
    for (let row = 0; row < this.rows; row++) {
      this.#lay(matrix.subarray(row * columns, (row + 1) * columns), rows.subarray(row * width, (row + 1) * width));
    }
    this.#run = () => kernel.run.partProducts(vectorAt, matrixAt, this.rows, width, endsAt, ends.length, productsAt);
  }

  of(vector: Float32Array): Float32Array {
    this.#lay(vector, this.#vector);
    this.#run();
    return this.#products;
  }

  #lay(values: Float32Array, into: Float32Array): void {
    let from = 0;
    this.#ends.forEach((end, part) => {
      into.set(values.subarray(from, end), this.#places[part]);
      from = end;
    });
  }
}

/** Where each part begins once all are whole fours, and where the last one ends. */
function placesOf(ends: readonly number[]): number[] {
  const places = [0];
  ends.forEach((end, part) => {
    const length = end - (part === 0 ? 0 : ends[part - 1]);
    places.push(places[part] + 4 * Math.ceil(length / 4));
  });
  return places;
}
