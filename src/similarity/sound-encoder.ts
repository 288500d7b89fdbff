import { MEL_BANDS } from '../dsp/mel-bands.ts';
import { loadOnnxSession, type OnnxSession, type RuntimeName } from './onnx-session.ts';
import { PATCH_ROWS, PATCH_VALUES } from './sound-patches.ts';

/** A network that describes patches. */
export interface SoundEncoder {
  runtime: RuntimeName;
  /** Numbers that describe a patch. */
  dimensions: number;
  /**
   * Describes patches, one behind the other as `SoundPatches.fill` gives them: `dimensions` numbers each. No patch
   * gives an empty array. All are described at once: four take 5 MB in the first layers, and beyond that nothing is
   * gained.
   */
  encode(patches: Float32Array): Promise<Float32Array>;
}

/**
 * Loads a network, the bytes of an ONNX file, with the first runtime that this machine has; `undefined` where it has
 * none: then the measured features alone have to tell tracks apart.
 *
 * @throws where the bytes are no ONNX file, or the network does not take patches
 */
export async function loadSoundEncoder(
  onnx: Uint8Array,
  runtimes?: readonly RuntimeName[],
): Promise<SoundEncoder | undefined> {
  const session = await loadOnnxSession(onnx, runtimes);
  if (session === undefined) return undefined;
  const { inputs, outputs } = session;
  if (inputs.length !== 1 || outputs.length !== 1) {
    throw new Error(`The network has ${inputs.length} inputs and ${outputs.length} outputs instead of one each.`);
  }
  const probe = await runOn(session, new Float32Array(PATCH_VALUES));
  const dimensions = probe.length;
  return {
    runtime: session.runtime,
    dimensions,
    encode: async (patches) => (patches.length === 0 ? new Float32Array(0) : runOn(session, patches)),
  };
}

async function runOn(session: OnnxSession, values: Float32Array): Promise<Float32Array> {
  const [[patches], [description]] = [session.inputs, session.outputs];
  const shape = [values.length / PATCH_VALUES, 2, MEL_BANDS, PATCH_ROWS];
  const results = await session.run({ [patches.name]: { values, shape } }, [description.name]);
  return results[description.name].values;
}
