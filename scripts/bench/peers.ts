import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Another program that measures audio files from the command line. */
export interface Peer {
  name: string;
  /** What it does, in the table. */
  job: string;
  installed: boolean;
  /** The command for a file, on one thread. */
  command: (file: string) => string[];
}

/** The command-line peers, installed or not. */
export function commandLinePeers(): Peer[] {
  return [
    {
      name: 'ffmpeg',
      job: 'ffmpeg ebur128=peak=true',
      installed: runs('ffmpeg', '-version'),
      command: (file) => [
        ...['ffmpeg', '-hide_banner', '-nostats', '-threads', '1', '-i', file],
        ...['-af', 'ebur128=peak=true', '-f', 'null', '-'],
      ],
    },
    {
      name: 'sox',
      job: 'sox stats',
      installed: runs('sox', '--version'),
      command: (file) => ['sox', file, '-n', 'stats'],
    },
    {
      name: 'aubio',
      job: 'aubio tempo',
      installed: runs('aubio', '--version'),
      command: (file) => ['aubio', 'tempo', file],
    },
  ];
}

function runs(program: string, argument: string): boolean {
  return spawnSync(program, [argument], { stdio: 'ignore' }).status === 0;
}

/** The part of essentia.js that does what an analysis does: vectors in, results out, deleted by hand. */
export interface Essentia {
  arrayToVector(samples: Float32Array): EssentiaVector;
  KeyExtractor(signal: EssentiaVector): unknown;
  PercivalBpmEstimator(signal: EssentiaVector): unknown;
  LoudnessEBUR128(left: EssentiaVector, right: EssentiaVector): unknown;
  FrameGenerator(samples: Float32Array, size: number, hop: number): EssentiaFrames;
  Windowing(frame: EssentiaVector): { frame: EssentiaVector };
  Spectrum(frame: EssentiaVector, size: number): { spectrum: EssentiaVector };
}

interface EssentiaVector {
  delete(): void;
}

interface EssentiaFrames extends EssentiaVector {
  size(): number;
  get(index: number): EssentiaVector;
}

/** essentia.js from the project's own `node_modules`; `undefined` where it is not installed. */
export function loadEssentia(): Essentia | undefined {
  try {
    const load = createRequire(join(process.cwd(), 'package.json'));
    const { Essentia: Facade, EssentiaWASM } = load('essentia.js') as {
      Essentia: new (wasm: unknown) => Essentia;
      EssentiaWASM: unknown;
    };
    return new Facade(EssentiaWASM);
  } catch {
    return undefined;
  }
}
