import type { StereoSignal } from '../audio/audio-source.ts';
import { resample } from '../audio/resample.ts';
import type { Seconds } from '../dsp/units.ts';
import { monoOf, sizeOf } from './front-ends/front-end.ts';
import type { NetworkTensor, OnnxSession } from './onnx-session.ts';
import type { RecognisedModel } from './recognise-model.ts';

/** What a public model says of stretches of a track. */
export interface ModelDescriptions {
  /** Stretch after stretch. */
  vectors: Float32Array[];
  /** Where the middle of each lies. */
  middleSeconds: Seconds[];
}

/**
 * Numbers in a batch at most, where the network leaves open how many patches it takes: beyond 4 MB nothing is gained,
 * and the maps inside of a network are many times larger.
 */
const MOST_VALUES = 1_000_000;
const MOST_PATCHES = 16;

/**
 * Describes a track with a public model: resampled, cut and scaled as it was trained, in batches of the size it takes.
 * A last batch that is not full is filled up with zeros where the size is fixed; what comes of those is dropped.
 *
 * @throws where the network gives something else than it declared
 */
export async function describeWithModel(
  session: OnnxSession,
  recognised: RecognisedModel,
  track: StereoSignal,
): Promise<ModelDescriptions> {
  const { model, patchShape, fixedBatch } = recognised;
  const { frontEnd } = model;
  const heard = frontEnd.channels === 'mono' ? monoSignal(track) : track;
  const patches = frontEnd.prepare(resample(heard, frontEnd.sampleRateHz), patchShape);
  const size = sizeOf(patchShape);
  const batch = fixedBatch ?? Math.max(1, Math.min(MOST_PATCHES, Math.floor(MOST_VALUES / size)));
  const vectors: Float32Array[] = [];
  for (let from = 0; from < patches.count; from += batch) {
    const count = Math.min(batch, patches.count - from);
    const rows = fixedBatch ?? count;
    const values = new Float32Array(rows * size);
    for (let i = 0; i < count; i++) patches.fill(from + i, values.subarray(i * size, (i + 1) * size));
    vectors.push(...(await runBatch(session, recognised, values, rows)).slice(0, count));
  }
  return {
    vectors,
    middleSeconds: vectors.map((_, i) => patches.startSeconds(i) + patches.patchSeconds / 2),
  };
}

/** Mixed before it is resampled, which is linear, so that it is resampled once. */
function monoSignal(track: StereoSignal): StereoSignal {
  const mono = monoOf(track);
  return { sampleRateHz: track.sampleRateHz, left: mono, right: mono };
}

async function runBatch(
  session: OnnxSession,
  { model, input, isLonger, patchShape, outputs }: RecognisedModel,
  values: Float32Array,
  rows: number,
): Promise<Float32Array[]> {
  const feeds: Record<string, NetworkTensor> = { [input.name]: { values, shape: [rows, ...patchShape] } };
  if (isLonger !== undefined) feeds[isLonger.name] = { values: new Uint8Array(rows), shape: [rows, 1] };
  const results = await session.run(
    feeds,
    outputs.map(({ name }) => name),
  );
  return Array.from({ length: rows }, (_, row) => {
    const parts = outputs.map(({ name }) => {
      const all = results[name].values;
      const own = all.subarray((row * all.length) / rows, ((row + 1) * all.length) / rows);
      const vector = vectorOf(own, model.description);
      return model.unitLength ? toUnitLength(vector) : vector;
    });
    return Float32Array.from(parts.flatMap((part) => Array.from(part)));
  });
}

function vectorOf(values: Float32Array, { kind, width }: RecognisedModel['model']['description']): Float32Array {
  const moments = values.length / width;
  if (kind === 'moments') return meanOfRows(values, width, 0);
  if (kind !== 'layer-tokens') {
    if (moments !== 1) throw new Error(`The model gave ${values.length} numbers for a patch instead of ${width}.`);
    return values.slice();
  }
  const out = new Float32Array(3 * width);
  out.set(values.subarray(0, 2 * width));
  out.set(meanOfRows(values, width, 2), 2 * width);
  return out;
}

/** Mean of the rows from one on; zeros where there are none. */
function meanOfRows(values: Float32Array, width: number, first: number): Float32Array {
  const out = new Float32Array(width);
  const rows = values.length / width;
  for (let row = first; row < rows; row++) {
    for (let i = 0; i < width; i++) out[i] += values[row * width + i] / (rows - first);
  }
  return out;
}

/** A vector of zeros stays one. */
function toUnitLength(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return length === 0 ? vector : vector.map((x) => x / length);
}
