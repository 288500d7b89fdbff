import { partProducts } from '../dsp/part-products.ts';
import type { HeadGains, HeadStart } from './fit-head.ts';
import { rankedByCrowd } from './library-search.ts';
import { loadOnnxSession } from './onnx-session.ts';
import { writeOnnx } from './onnx/write-onnx.ts';
import type { Ranking } from './search.ts';
import type { BlockShares } from './vector-library.ts';
import type { VectorLayout } from './vector-layout.ts';

/** A loaded head: brings standardised vectors to where the producer's own idea of similar is the cosine. */
export interface ProjectionHead {
  dimensions: number;
  /** Rows in, rows of length 1 out; what is missing counts as the library's mean. */
  project(rows: Float32Array): Promise<Float32Array>;
}

/**
 * Where a head starts: the gains with which the cosine of whole vectors comes nearest to what the encoder compares,
 * block by block. Measured numbers that stand once more as they are standardised have none; what they tell is to count
 * before all, so that each part of them may come by as much as the whole vector has.
 */
export function encoderGains(layout: VectorLayout, shares: BlockShares): HeadStart {
  const own = new Float32Array(layout.compared.length);
  for (const { block, compared } of layout.parts) {
    const { from, to } = compared;
    const parts = layout.parts.filter((part) => part.block === block).length;
    own.fill(Math.sqrt((shares.get(block) ?? 0) / parts / (to - from)), from, to);
  }
  const potential = own.slice();
  for (const { from, to } of layout.unmapped.map(({ compared }) => compared)) {
    potential.fill(1 / Math.sqrt(to - from), from, to);
  }
  return { own, potential };
}

/** The bytes of an ONNX file that multiplies vectors by gains and brings them to length 1. */
export function writeHead(gains: HeadGains): Uint8Array {
  const shape = ['n', gains.length];
  return writeOnnx({
    name: 'projection head',
    inputs: [{ name: 'vectors', shape }],
    outputs: [{ name: 'projected', shape }],
    weights: [
      { name: 'gains', shape: [gains.length], values: gains },
      { name: 'least length', shape: [1], values: Float32Array.of(LEAST_LENGTH) },
    ],
    nodes: [
      { operation: 'Mul', inputs: ['vectors', 'gains'], outputs: ['weighed'] },
      {
        operation: 'ReduceL2',
        inputs: ['weighed'],
        outputs: ['length'],
        attributes: { axes: [1], keepdims: 1 },
      },
      { operation: 'Max', inputs: ['length', 'least length'], outputs: ['divisor'] },
      { operation: 'Div', inputs: ['weighed', 'divisor'], outputs: ['projected'] },
    ],
  });
}

/** Keeps a vector of zeros one of zeros. */
const LEAST_LENGTH = 1e-12;

/**
 * Loads a head, the bytes of an ONNX file; `undefined` where no runtime is installed.
 *
 * @throws where the bytes are no head for vectors of so many numbers
 */
export async function loadHead(onnx: Uint8Array, dimensions: number): Promise<ProjectionHead | undefined> {
  const session = await loadOnnxSession(onnx);
  if (session === undefined) return undefined;
  const [input, output] = [session.inputs[0], session.outputs[0]];
  if (input.shape[1] !== dimensions || output.shape[1] !== dimensions) {
    throw new Error(`The head is made for ${input.shape[1]} numbers instead of ${dimensions}.`);
  }
  return {
    dimensions,
    project: async (rows) => {
      const values = rows.map((value) => (Number.isNaN(value) ? 0 : value));
      const results = await session.run({ [input.name]: { values, shape: [rows.length / dimensions, dimensions] } }, [
        output.name,
      ]);
      return results[output.name].values;
    },
  };
}

/** How many neighbours tell how crowded a track's surroundings are: as in `VectorLibrary`. */
const CROWD = 10;

/** Orders a library by the cosine of projections, less the crowds, as `LibrarySearch` does by blocks. */
export function headRanking(head: ProjectionHead): Ranking {
  const { dimensions } = head;
  return async ({ vectors }, query) => {
    const library = await head.project(vectors.values);
    const products = partProducts(library, [dimensions]);
    const scores = products.of(await head.project(query)).slice();
    return rankedByCrowd(scores, (index) => {
      const row = library.subarray(index * dimensions, (index + 1) * dimensions);
      const others = products.of(row).filter((_, other) => other !== index);
      const nearest = others.sort().subarray(Math.max(0, others.length - CROWD));
      return nearest.length === 0 ? 0 : nearest.reduce((sum, score) => sum + score, 0) / nearest.length;
    });
  };
}
