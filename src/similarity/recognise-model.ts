import type { NetworkPort } from './onnx-session.ts';
import { PUBLIC_MODELS, type OpenSize, type PublicModel } from './public-models.ts';

/** A network that is known, and how it is to be run. */
export interface RecognisedModel {
  model: PublicModel;
  /** Takes the patches. */
  input: NetworkPort;
  /** Asks whether a patch is part of a longer stretch; only some files of CLAP have it. */
  isLonger: NetworkPort | undefined;
  /** What the input takes at a time, without the batch. */
  patchShape: readonly number[];
  /** Patches at a time, where the network takes no other number. */
  fixedBatch: number | undefined;
  /** What is read of the outputs. */
  outputs: readonly NetworkPort[];
}

export type Recognition = { recognised: RecognisedModel } | { why: string };

type Ports = Readonly<Record<'inputs' | 'outputs', readonly NetworkPort[]>>;

/**
 * Tells which public model a network is: by what it takes and gives, and by the name of its file where several take and
 * give the same. What is neither is not used, and it is said why.
 *
 * @param fileName without folders
 */
export function recogniseModel(fileName: string, ports: Ports): Recognition {
  const fits = PUBLIC_MODELS.flatMap((model) => {
    const recognised = fitOf(model, ports);
    return recognised === undefined ? [] : [recognised];
  });
  const named = PUBLIC_MODELS.filter((model) => model.fileName.test(fileName));
  const found =
    fits.find(({ model }) => named.includes(model)) ?? fits.find(({ model: { unmistakable } }) => unmistakable);
  if (found !== undefined) return { recognised: found };
  if (named.length > 0) {
    return {
      why: `it is called like ${named[0].label}, which ${wordsOf(named[0])}, but it ${wordsOfPorts(ports)}`,
    };
  }
  if (fits.length > 0) {
    const labels = fits.map(({ model }) => model.label).join(' or ');
    return { why: `it may be ${labels}, but others take and give the same: let its file's name say which it is` };
  }
  return { why: `it ${wordsOfPorts(ports)}, as none of the known models does` };
}

function fitOf(model: PublicModel, { inputs, outputs }: Ports): RecognisedModel | undefined {
  const isLonger = inputs.find(({ type, name }) => type === 'bool' && /longer/i.test(name));
  const rest = inputs.filter((port) => port !== isLonger);
  if (rest.length !== 1 || rest[0].type !== 'float32') return undefined;
  const [input] = rest;
  for (const wanted of model.patchShapes) {
    const split = splitShape(input.shape, wanted);
    const read = split && describingOutputs(model, outputs);
    if (split !== undefined && read !== undefined) return { model, input, isLonger, ...split, outputs: read };
  }
  return undefined;
}

/**
 * Parts a shape into batch and patch. A size of 1 between the two (`[n, 1, 187, 96]`) belongs to the patch; a network
 * that takes a single patch without any batch has a batch of 1 put before it.
 */
function splitShape(
  shape: NetworkPort['shape'],
  wanted: readonly OpenSize[],
): { patchShape: number[]; fixedBatch: number | undefined } | undefined {
  const tail = shape.slice(-wanted.length);
  const sizes = wanted.map((size, i) => {
    const given = tail[i];
    if (typeof size === 'number') return given === size ? size : undefined;
    return typeof given === 'number' ? given : size.open;
  });
  const head = shape.slice(0, -wanted.length);
  const between = head.slice(1);
  if (head.length === 0 || sizes.includes(undefined) || between.some((size) => size !== 1)) return undefined;
  return {
    patchShape: [...between.map(Number), ...(sizes as number[])],
    fixedBatch: typeof head[0] === 'number' && head[0] > 0 ? head[0] : undefined,
  };
}

/** The outputs that describe a patch; `undefined` where the network has none such. */
function describingOutputs(
  { description, alsoGives = [] }: PublicModel,
  outputs: Ports['outputs'],
): NetworkPort[] | undefined {
  const wide = (width: number): NetworkPort[] =>
    outputs.filter(({ type, shape }) => type === 'float32' && shape[shape.length - 1] === width);
  if (alsoGives.some((width) => wide(width).length === 0)) return undefined;
  const found = wide(description.width);
  if (description.kind === 'vectors') {
    const named = description.names.map((name) => found.find((port) => name.test(port.name)));
    return named.some((port) => port === undefined) ? undefined : (named as NetworkPort[]);
  }
  if (description.kind === 'vector') return found.length === 0 ? undefined : [nearestTo('embedding', found)];
  const perMoment = found.filter(({ shape }) => shape.length >= 3);
  if (description.kind === 'layer-tokens') {
    const layers = perMoment.sort((a, b) => numberIn(a.name) - numberIn(b.name));
    // A file that gives one layer only gives the one that is meant to be used.
    return layers.length === 0 ? undefined : [layers[Math.min(description.layer, layers.length) - 1]];
  }
  return perMoment.length === 0 ? undefined : [nearestTo('last_hidden', perMoment)];
}

/** The port with this in its name, else the last one. */
function nearestTo(name: string, ports: readonly NetworkPort[]): NetworkPort {
  return ports.find((port) => port.name.includes(name)) ?? ports[ports.length - 1];
}

/** The last number in a name, `StatefulPartitionedCall:7`; 0 where it has none. */
function numberIn(name: string): number {
  return Number(/(\d+)\D*$/.exec(name)?.[1] ?? 0);
}

function wordsOf({ patchShapes, description: { width } }: PublicModel): string {
  const shapes = patchShapes.map((shape) =>
    wordsOfShape(['n', ...shape.map((s) => (typeof s === 'number' ? s : 'T'))]),
  );
  return `takes ${shapes.join(' or ')} and gives ${width} numbers`;
}

function wordsOfPorts({ inputs, outputs }: Ports): string {
  const list = (ports: readonly NetworkPort[]): string => ports.map(({ shape }) => wordsOfShape(shape)).join(', ');
  return `takes ${list(inputs) || 'nothing'} and gives ${list(outputs) || 'nothing'}`;
}

function wordsOfShape(shape: NetworkPort['shape']): string {
  return `[${shape.join(', ')}]`;
}
