import type * as ort from 'onnxruntime-node';
import { inNativeCode } from './native-code.ts';

/** What can run an ONNX file, the fastest first. */
export const RUNTIMES = ['onnxruntime-node', 'onnxruntime-web'] as const;
export type RuntimeName = (typeof RUNTIMES)[number];

/** What a network takes or gives. */
export interface NetworkPort {
  name: string;
  /** `float32`, `bool` …; empty for what is no tensor. */
  type: string;
  /** A text is a dimension that the network leaves open. */
  shape: readonly (number | string)[];
}

/** Numbers in a shape. Bytes stand for truth values. */
export interface NetworkTensor {
  values: Float32Array | Uint8Array;
  shape: readonly number[];
}

/** A loaded network. */
export interface OnnxSession {
  runtime: RuntimeName;
  inputs: readonly NetworkPort[];
  outputs: readonly NetworkPort[];
  /** Runs it once; gives the wanted outputs by name. */
  run(
    inputs: Readonly<Record<string, NetworkTensor>>,
    wanted: readonly string[],
  ): Promise<Readonly<Record<string, { values: Float32Array; shape: readonly number[] }>>>;
}

/**
 * Loads a network with the first of the runtimes that this machine has; `undefined` where it has none. A runtime is
 * missing where its package was not installed, or has no build for this platform.
 *
 * @throws where a runtime is there and the bytes are no network
 */
export async function loadOnnxSession(
  bytes: Uint8Array,
  runtimes: readonly RuntimeName[] = RUNTIMES,
): Promise<OnnxSession | undefined> {
  for (const runtime of runtimes) {
    const ort = await inNativeCode(LOADERS[runtime]).catch(() => undefined);
    if (ort !== undefined) return inNativeCode(() => startSession(runtime, ort, bytes));
  }
  return undefined;
}

/** What was found where a runtime was looked for. */
export interface RuntimeSearch {
  /** The one that would run a network here. */
  runtime: RuntimeName | undefined;
  /** Those that would have been taken first, and why they were not, in a few words. */
  passedOver: readonly { runtime: RuntimeName; why: string }[];
}

/** Which runtime would run a network here, and why no faster one. */
export async function findRuntime(): Promise<RuntimeSearch> {
  const passedOver: { runtime: RuntimeName; why: string }[] = [];
  for (const runtime of RUNTIMES) {
    try {
      await inNativeCode(LOADERS[runtime]);
      return { runtime, passedOver };
    } catch (error) {
      passedOver.push({ runtime, why: whyNotLoaded(error) });
    }
  }
  return { runtime: undefined, passedOver };
}

/** Without paths: what Node lists after the first line is where it looked. */
function whyNotLoaded(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') return 'not installed';
  if (code === 'ERR_DLOPEN_FAILED') return 'its native part does not load on this system';
  return String(message).split('\n')[0];
}

/** What both packages have of their common interface. */
type Ort = Pick<typeof ort, 'InferenceSession' | 'Tensor'>;

/** Both are loaded only when a network is wanted: together they are larger than everything else. */
const LOADERS: Readonly<Record<RuntimeName, () => Promise<Ort>>> = {
  'onnxruntime-node': async () => {
    const node = await import('onnxruntime-node');
    // Warnings about the machine would land between the lines of a command.
    node.env.logLevel = 'error';
    return node;
  },
  'onnxruntime-web': async () => {
    const web = await import('onnxruntime-web');
    // Threads would need another file and a page's headers; tracks run side by side instead.
    web.env.wasm.numThreads = 1;
    return web;
  },
};

/** Of a session: nothing below an error. */
const LOG_ERRORS = 3;

async function startSession(runtime: RuntimeName, ort: Ort, bytes: Uint8Array): Promise<OnnxSession> {
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: [runtime === 'onnxruntime-node' ? 'cpu' : 'wasm'],
    // A second thread makes small networks slower; tracks run side by side instead.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: LOG_ERRORS,
  });
  const tensorOf = ({ values, shape }: NetworkTensor): ort.Tensor =>
    values instanceof Uint8Array ? new ort.Tensor('bool', values, shape) : new ort.Tensor('float32', values, shape);
  return {
    runtime,
    inputs: session.inputMetadata.map(portOf),
    outputs: session.outputMetadata.map(portOf),
    run: async (inputs, wanted) => {
      const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, tensorOf(tensor)]));
      // Asked for some of several outputs, onnxruntime-node 1.23.2 gives the first ones under their own names instead.
      const results = await inNativeCode(() => session.run(feeds));
      return Object.fromEntries(
        wanted.map((name) => [name, { values: results[name].data as Float32Array, shape: results[name].dims }]),
      );
    },
  };
}

function portOf(found: ort.InferenceSession.ValueMetadata): NetworkPort {
  return found.isTensor
    ? { name: found.name, type: found.type, shape: found.shape }
    : { name: found.name, type: '', shape: [] };
}
