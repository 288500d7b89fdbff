import { gaussian, seededRandom } from '../../../src/dsp/seeded-random.ts';
import { MEL_BANDS } from '../../../src/dsp/mel-bands.ts';
import { describeSound, type NamedEncoder } from '../../../src/similarity/describe-sound.ts';
import { ownProcessorSeconds } from '../processor-time.ts';

const HOP_SECONDS = 1024 / 44_100;
const TRACK_SECONDS = 300;
const ROUNDS = 9;

/**
 * Processor time to describe a track of five minutes once its mel spectra are there, in milliseconds: the median of
 * some rounds.
 */
export async function embeddingMilliseconds(network: NamedEncoder): Promise<number> {
  const rows = Math.round(TRACK_SECONDS / HOP_SECONDS);
  const random = seededRandom(1);
  const powers = (): Float32Array =>
    Float32Array.from({ length: rows * MEL_BANDS }, () => 1e-4 * Math.exp(2 * gaussian(random)));
  const spectra = { rows, hopSeconds: HOP_SECONDS, firstSeconds: 0, melMid: powers(), melSide: powers() };
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    times.push(1000 * (await ownProcessorSeconds(() => describeSound(spectra, [], network))));
  }
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
}
