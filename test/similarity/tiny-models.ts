import { writeOnnx, type OnnxGraph, type OnnxNode, type OnnxPort } from '../../src/similarity/onnx/write-onnx.ts';

/** What a made-up model takes and gives. */
export interface TinySignature {
  input: OnnxPort;
  outputs: readonly OnnxPort[];
  /** A further input of truth values, which changes nothing. */
  longer?: OnnxPort;
}

/**
 * A graph with the signature of a public model and next to no weights. Output o of patch p is, in every place, the mean
 * of the patch plus o: enough to tell whether the right patch came to the right place, whatever the batch.
 */
export function tinyModel({ input, outputs, longer }: TinySignature): Uint8Array {
  const axes = input.shape.slice(1).map((_, i) => i + 1);
  const nodes: OnnxNode[] = [
    { operation: 'ReduceMean', inputs: [input.name], outputs: ['mean'], attributes: { axes, keepdims: 0 } },
  ];
  const weights: OnnxGraph['weights'][number][] = [];
  for (const [o, { name, shape }] of outputs.entries()) {
    const inner = shape.slice(1).map((size) => (typeof size === 'number' ? size : OPEN_SIZE));
    const ones = inner.map(() => 1);
    weights.push(
      { name: `${name} shape`, shape: [1 + inner.length], values: BigInt64Array.from([-1, ...ones], BigInt) },
      {
        name: `${name} numbers`,
        shape: [1, ...inner],
        values: new Float32Array(inner.reduce((product, size) => product * size, 1)).fill(o),
      },
    );
    nodes.push(
      { operation: 'Reshape', inputs: ['mean', `${name} shape`], outputs: [`${name} mean`] },
      { operation: 'Add', inputs: [`${name} mean`, `${name} numbers`], outputs: [name] },
    );
  }
  return writeOnnx({
    name: 'tiny',
    inputs: [input, ...(longer === undefined ? [] : [longer])],
    outputs,
    weights,
    nodes,
  });
}

/** What stands for a size that a model leaves open. */
const OPEN_SIZE = 3;

const embeddings = (width: number, name = 'embeddings'): OnnxPort => ({ name, shape: ['n', width] });

/** The signatures of the public models, by the names that their files have. */
export const TINY_SIGNATURES: Readonly<Record<string, TinySignature>> = {
  'discogs-effnet-bsdynamic-1.onnx': {
    input: { name: 'melspectrogram', shape: ['n', 128, 96] },
    outputs: [{ name: 'activations', shape: ['n', 400] }, embeddings(1280)],
  },
  ...Object.fromEntries(
    ['artist', 'label', 'release', 'track', 'multi'].map((subject): [string, TinySignature] => [
      `discogs_${subject}_embeddings-effnet-bs64-1.onnx`,
      {
        input: { name: 'melspectrogram', shape: [64, 128, 96] },
        outputs: [{ name: 'embeddings', shape: [64, subject === 'multi' ? 1280 : 512] }],
      },
    ]),
  ),
  'msd-musicnn-1.onnx': {
    input: { name: 'melspectrogram', shape: ['n', 187, 96] },
    outputs: [{ name: 'activations', shape: ['n', 50] }, embeddings(200)],
  },
  'audioset-vggish-3.onnx': {
    input: { name: 'melspectrogram', shape: ['n', 96, 64] },
    outputs: [embeddings(128)],
  },
  'discogs-maest-10s-pw-519l-2.onnx': {
    input: { name: 'melspectrogram', shape: [1, 626, 96] },
    outputs: [
      { name: 'activations', shape: [1, 519] },
      ...Array.from({ length: 12 }, (_, layer) => ({ name: `layer_${layer + 1}`, shape: [1, 5, 768] })),
    ],
  },
  'openl3-music-mel128-emb512-3.onnx': {
    input: { name: 'melspectrogram', shape: ['n', 128, 199, 1] },
    outputs: [embeddings(512)],
  },
  'clap-htsat-unfused.onnx': {
    input: { name: 'input_features', shape: ['n', 1, 1001, 64] },
    outputs: [embeddings(512, 'audio_embeds')],
  },
  'clap-htsat-fused.onnx': {
    input: { name: 'input_features', shape: ['n', 4, 1001, 64] },
    longer: { name: 'is_longer', shape: ['n', 1], type: 'bool' },
    outputs: [embeddings(512, 'audio_embeds')],
  },
  'MERT-v1-95M.onnx': {
    input: { name: 'input_values', shape: ['n', 'samples'] },
    outputs: [{ name: 'last_hidden_state', shape: ['n', 'moments', 768] }],
  },
  'afx-rep.onnx': {
    input: { name: 'wave', shape: ['n', 2, 'samples'] },
    outputs: [embeddings(512, 'mid_embeddings'), embeddings(512, 'side_embeddings')],
  },
};
