import type * as ort from 'onnxruntime-node';

/** What can run an ONNX file, the fastest first. */
export const RUNTIMES = ['onnxruntime-node', 'onnxruntime-web'] as const;
export type RuntimeName = (typeof RUNTIMES)[number];

/** A loaded network with one input and one output. */
export interface OnnxSession {
  runtime: RuntimeName;
  run(values: Float32Array, shape: readonly number[]): Promise<Float32Array>;
}

/**
 * Loads a network with the first of the runtimes that this machine has; `undefined` where it has none. A runtime is
 * missing where its package was not installed, or has no build for this platform.
 *
 * @throws where a runtime is there and the bytes are no network of one input and one output
 */
export async function loadOnnxSession(
  bytes: Uint8Array,
  runtimes: readonly RuntimeName[] = RUNTIMES,
): Promise<OnnxSession | undefined> {
  for (const runtime of runtimes) {
    const ort = await LOADERS[runtime]().catch(() => undefined);
    if (ort !== undefined) return startSession(runtime, ort, bytes);
  }
  return undefined;
}

/** Which runtime would run a network here. */
export async function findRuntime(): Promise<RuntimeName | undefined> {
  for (const runtime of RUNTIMES) {
    if (await LOADERS[runtime]().then(Boolean, () => false)) return runtime;
  }
  return undefined;
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
  const { inputNames, outputNames } = session;
  if (inputNames.length !== 1 || outputNames.length !== 1) {
    throw new Error(
      `The network has ${inputNames.length} inputs and ${outputNames.length} outputs instead of one each.`,
    );
  }
  return {
    runtime,
    run: async (values, shape) => {
      const results = await session.run({ [inputNames[0]]: new ort.Tensor('float32', values, shape) });
      return results[outputNames[0]].data as Float32Array;
    },
  };
}
