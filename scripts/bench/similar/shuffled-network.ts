import { Random } from '../../../src/demo/random.ts';

/**
 * The bytes of an ONNX file with every large tensor's weights in random order: a network of the same shape, and with
 * weights of the same sizes, that has learnt nothing.
 *
 * The file is a ModelProto (protocol buffers): field 7 is the graph, its field 5 the tensors, their field 9 the raw
 * floats.
 */
export function shuffledNetwork(onnx: Uint8Array, seed: number): Uint8Array {
  const out = Uint8Array.from(onnx);
  const random = new Random(seed, 'shuffled network');
  for (const graph of fields(out, 0, out.length, 7)) {
    for (const tensor of fields(out, graph.from, graph.to, 5)) {
      for (const { from, to } of fields(out, tensor.from, tensor.to, 9)) {
        const weights = new DataView(out.buffer, out.byteOffset + from, to - from);
        for (let i = (to - from) / 4 - 1; i > 0; i--) {
          const j = random.integer(0, i);
          const held = weights.getUint32(4 * i, true);
          weights.setUint32(4 * i, weights.getUint32(4 * j, true), true);
          weights.setUint32(4 * j, held, true);
        }
      }
    }
  }
  return out;
}

/** Where the contents of a message's fields of one number lie, if they have a length. */
function* fields(bytes: Uint8Array, from: number, to: number, wanted: number): Generator<{ from: number; to: number }> {
  let at = from;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < to) {
    const tag = varint();
    const [number, type] = [Math.floor(tag / 8), tag % 8];
    if (type === 0) varint();
    else if (type === 1) at += 8;
    else if (type === 5) at += 4;
    else {
      const length = varint();
      if (number === wanted) yield { from: at, to: at + length };
      at += length;
    }
  }
}
