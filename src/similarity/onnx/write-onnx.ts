import { ProtobufWriter } from './protobuf-writer.ts';

/** What goes into a graph, or comes out of it. */
export interface OnnxPort {
  name: string;
  /** A text is a dimension that is not fixed, by its name. */
  shape: readonly (number | string)[];
  /** `float32` where left out. */
  type?: keyof typeof ELEMENT_TYPES;
}

/** Numbers that are part of the graph. */
export interface OnnxWeights {
  name: string;
  shape: readonly number[];
  /** As many as the shape has room for; whole numbers (`BigInt64Array`) say shapes and axes. */
  values: Float32Array | BigInt64Array;
}

/** One operation of ONNX' standard set. */
export interface OnnxNode {
  operation: string;
  inputs: readonly string[];
  outputs: readonly string[];
  /** A whole number is written as an integer; `{ float }` says that it is none. */
  attributes?: Readonly<Record<string, number | readonly number[] | { float: number }>>;
}

export interface OnnxGraph {
  name: string;
  inputs: readonly OnnxPort[];
  outputs: readonly OnnxPort[];
  weights: readonly OnnxWeights[];
  nodes: readonly OnnxNode[];
  /** What else the file says of itself. */
  metadata?: Readonly<Record<string, string>>;
}

/**
 * The bytes of an ONNX file (ModelProto, github.com/onnx/onnx, `onnx.proto`): version 8 of the format and 17 of the set
 * of operations, which every runtime since 2022 reads. The same graph gives the same bytes.
 *
 * @throws RangeError where weights do not fill their shape: a runtime would read past their end
 */
export function writeOnnx(graph: OnnxGraph): Uint8Array {
  const model = new ProtobufWriter()
    .integer(MODEL.irVersion, IR_VERSION)
    .text(MODEL.producer, 'coproducer')
    .message(MODEL.graph, graphMessage(graph))
    .message(MODEL.operatorSet, new ProtobufWriter().text(1, '').integer(2, OPERATOR_SET));
  for (const [key, value] of Object.entries(graph.metadata ?? {})) {
    model.message(MODEL.metadata, new ProtobufWriter().text(1, key).text(2, value));
  }
  return model.finish();
}

const IR_VERSION = 8;
const OPERATOR_SET = 17;

/** Field numbers of `onnx.proto`. */
const MODEL = { irVersion: 1, producer: 2, graph: 7, operatorSet: 8, metadata: 14 } as const;
const GRAPH = { node: 1, name: 2, weights: 5, input: 11, output: 12 } as const;
const NODE = { input: 1, output: 2, operation: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, float: 2, integer: 3, integers: 8, type: 20 } as const;
const ATTRIBUTE_TYPE = { float: 1, integer: 2, integers: 7 } as const;
const TENSOR = { dimension: 1, type: 2, name: 8, raw: 9 } as const;
const ELEMENT_TYPES = { float32: 1, int64: 7, bool: 9 } as const;

function graphMessage({ name, inputs, outputs, weights, nodes }: OnnxGraph): ProtobufWriter {
  const graph = new ProtobufWriter();
  for (const node of nodes) graph.message(GRAPH.node, nodeMessage(node));
  graph.text(GRAPH.name, name);
  for (const tensor of weights) graph.message(GRAPH.weights, weightsMessage(tensor));
  for (const port of inputs) graph.message(GRAPH.input, portMessage(port));
  for (const port of outputs) graph.message(GRAPH.output, portMessage(port));
  return graph;
}

function nodeMessage({ operation, inputs, outputs, attributes = {} }: OnnxNode): ProtobufWriter {
  const node = new ProtobufWriter();
  for (const input of inputs) node.text(NODE.input, input);
  for (const output of outputs) node.text(NODE.output, output);
  node.text(NODE.operation, operation);
  for (const [name, value] of Object.entries(attributes)) {
    const attribute = new ProtobufWriter().text(ATTRIBUTE.name, name);
    if (typeof value === 'number') {
      attribute.integer(ATTRIBUTE.integer, value).integer(ATTRIBUTE.type, ATTRIBUTE_TYPE.integer);
    } else if ('float' in value) {
      attribute.float(ATTRIBUTE.float, value.float).integer(ATTRIBUTE.type, ATTRIBUTE_TYPE.float);
    } else {
      for (const one of value) attribute.integer(ATTRIBUTE.integers, one);
      attribute.integer(ATTRIBUTE.type, ATTRIBUTE_TYPE.integers);
    }
    node.message(NODE.attribute, attribute);
  }
  return node;
}

function weightsMessage({ name, shape, values }: OnnxWeights): ProtobufWriter {
  const room = shape.reduce((product, size) => product * size, 1);
  if (room !== values.length) throw new RangeError(`${name} has ${values.length} numbers for [${shape.join(', ')}].`);
  const tensor = new ProtobufWriter();
  for (const size of shape) tensor.integer(TENSOR.dimension, size);
  return tensor
    .integer(TENSOR.type, values instanceof Float32Array ? ELEMENT_TYPES.float32 : ELEMENT_TYPES.int64)
    .text(TENSOR.name, name)
    .bytes(TENSOR.raw, littleEndian(values));
}

function littleEndian(values: Float32Array | BigInt64Array): Uint8Array {
  const width = values.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  values.forEach((value: number | bigint, i: number) => {
    if (typeof value === 'bigint') view.setBigInt64(i * width, value, true);
    else view.setFloat32(i * width, value, true);
  });
  return bytes;
}

/** ValueInfoProto → TypeProto → Tensor → TensorShapeProto → Dimension. */
function portMessage({ name, shape, type = 'float32' }: OnnxPort): ProtobufWriter {
  const dimensions = new ProtobufWriter();
  for (const size of shape) {
    const dimension = new ProtobufWriter();
    dimensions.message(1, typeof size === 'number' ? dimension.integer(1, size) : dimension.text(2, size));
  }
  const tensor = new ProtobufWriter().integer(1, ELEMENT_TYPES[type]).message(2, dimensions);
  return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor));
}
