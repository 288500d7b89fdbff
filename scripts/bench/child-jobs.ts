import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { optimiseLate } from '../../node/optimise-late.ts';
import { WORKER_LIMITS } from '../../node/threads/worker-pool.ts';
import { analyseTrack } from '../../src/analysis/analyse-track.ts';
import { analyseWithSound } from '../../src/assistant/analyse-with-sound.ts';
import { readSignal } from '../../src/audio/read-signal.ts';
import { wasmMeters } from '../../src/dsp/kernels.ts';
import { readDocument } from '../../src/store/json-document.ts';
import { wholeProfile } from '../../src/store/kept-profile.ts';
import { keptProfileDocument } from '../../src/store/kept-profile-document.ts';
import type { Frames, Seconds } from '../../src/dsp/units.ts';
import { loadEssentia } from './peers.ts';
import { ownProcessorSeconds } from './processor-time.ts';

/*
 * Jobs that need a process of their own: each is run by this same script, started again with the job's name, and prints
 * its result as JSON.
 */

export interface InProcess {
  /** Processor time of each file, in the order given. */
  seconds: Seconds[];
  /** The most memory the process ever held. */
  residentBytes: number;
}

/** Runs a job of `runChildJob` in a new process and reads its result. */
export function inNewProcess<Name extends keyof ChildJobs>(name: Name, ...words: string[]): ReturnOf<Name> {
  // As much memory for young objects as the program gives its workers: a third of what they are told.
  const memory = `--max-semi-space-size=${WORKER_LIMITS.maxYoungGenerationSizeMb / 3}`;
  const job = [process.argv[1], `${JOB_FLAG}${name}`, ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, [memory, ...job], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The job ${name} failed: ${stderr}`);
  return JSON.parse(stdout) as ReturnOf<Name>;
}

type ChildJobs = typeof CHILD_JOBS;
type ReturnOf<Name extends keyof ChildJobs> = Awaited<ReturnType<ChildJobs[Name]>>;

const CHILD_JOBS = {
  /** Analyses files one after the other. */
  analyse: async (...files: string[]): Promise<InProcess> => {
    const seconds: Seconds[] = [];
    for (const file of files) seconds.push(await ownProcessorSeconds(() => analyseTrack(file)));
    return { seconds, residentBytes: mostResidentBytes() };
  },

  /** The same, and what `similar` needs: the sound described, by the network too. */
  describe: async (...files: string[]): Promise<Seconds[]> => {
    const seconds: Seconds[] = [];
    for (const file of files) seconds.push(await ownProcessorSeconds(() => analyseWithSound({ file })));
    return seconds;
  },

  /**
   * Nothing but the stereo spectra of a file that is in memory already, as the analysis of the other jobs takes them,
   * without mel bands; the second time, when everything is compiled. That is more than a bare transform: windows of
   * three lengths, of which two are of what was decimated, bands and flux. The transforms of 4096 and their powers
   * alone take about half of it.
   */
  spectra: async (file: string): Promise<Seconds> => {
    const { sampleRateHz, left, right } = await readSignal(file);
    const measure = (): unknown => {
      const meter = (wasmMeters() ?? fail('WebAssembly SIMD')).stereoSpectra(sampleRateHz, undefined, false);
      for (let from = 0; from < left.length; from += CHUNK_FRAMES) {
        const chunk = left.subarray(from, from + CHUNK_FRAMES);
        meter.push(chunk, right.subarray(from, from + CHUNK_FRAMES), chunk.length);
      }
      return meter.finish();
    };
    measure();
    return ownProcessorSeconds(measure);
  },

  /**
   * Analyses a file `count` times on some threads, after each has warmed up on another file. The processor time is that
   * of the process: V8 collects and compiles on threads of its own, which have a processor to themselves only while one
   * thread analyses.
   */
  threads: async (
    threads: string,
    count: string,
    file: string,
    warmUp: string,
  ): Promise<{ wallSeconds: Seconds; processorSeconds: Seconds }> => {
    const each = Number(count) / Number(threads);
    const workers = Array.from({ length: Number(threads) }, () => {
      return new Worker(process.argv[1], { workerData: { file, warmUp, count: each } satisfies ThreadJob });
    });
    const answers = (): Promise<unknown> => Promise.all(workers.map((worker) => once(worker, 'message')));
    await answers();
    const started = performance.now();
    const processorSeconds = await ownProcessorSeconds(async () => {
      for (const worker of workers) worker.postMessage('go');
      await answers();
    });
    const wallSeconds = (performance.now() - started) / 1000;
    await Promise.all(workers.map((worker) => worker.terminate()));
    return { wallSeconds, processorSeconds };
  },

  /** Reads a kept profile as the program does, and all its digits as plain JSON: milliseconds, in a new process. */
  open: async (kept: string, plain: string): Promise<{ keptMs: number; plainMs: number }> => {
    const plainText = readFileSync(plain, 'utf8');
    const plainMs = 1000 * (await ownProcessorSeconds(() => JSON.parse(plainText) as unknown));
    const open = async (): Promise<unknown> => wholeProfile(await readDocument(keptProfileDocument, kept));
    return { keptMs: 1000 * (await ownProcessorSeconds(open)), plainMs };
  },

  /** Key, tempo, loudness and spectra, of mid and side as ours are, of the beginning of a file by essentia.js. */
  essentia: async (file: string, seconds: string): Promise<Seconds> => {
    const essentia = loadEssentia() ?? fail('essentia.js');
    const { left, right } = await readSignal(file, { endSeconds: Number(seconds) });
    const mid = left.map((sample, n) => (sample + right[n]) / 2);
    const side = left.map((sample, n) => (sample - right[n]) / 2);
    return ownProcessorSeconds(() => {
      const [leftVector, rightVector, midVector] = [left, right, mid].map((samples) => essentia.arrayToVector(samples));
      essentia.KeyExtractor(midVector);
      essentia.PercivalBpmEstimator(midVector);
      essentia.LoudnessEBUR128(leftVector, rightVector);
      for (const samples of [mid, side]) {
        const frames = essentia.FrameGenerator(samples, WINDOW_FRAMES, HOP_FRAMES);
        for (let i = 0; i < frames.size(); i++) {
          const { frame } = essentia.Windowing(frames.get(i));
          essentia.Spectrum(frame, WINDOW_FRAMES).spectrum.delete();
          frame.delete();
        }
      }
    });
  },
};

/**
 * The most memory this process ever held. What the system tells of a process begins with what its parent held when it
 * was started (on Linux, `getrusage` does); the status file does not.
 */
function mostResidentBytes(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // No such file on this system.
  }
  return process.resourceUsage().maxRSS * 1024;
}

/** The one pass hands the meters as much at a time. */
const CHUNK_FRAMES: Frames = 32768;
/** The window and hop of our own spectra at 44.1 kHz. */
const WINDOW_FRAMES: Frames = 4096;
const HOP_FRAMES: Frames = 1024;

function fail(what: string): never {
  throw new Error(`${what} is not there.`);
}

/** Runs the job that this process or thread was started for, and says whether there was one. */
export async function runOwnJob(): Promise<boolean> {
  if (!isMainThread) {
    await analyseInThread(workerData as ThreadJob);
    return true;
  }
  const name = process.argv[2]?.startsWith(JOB_FLAG) ? process.argv[2].slice(JOB_FLAG.length) : undefined;
  if (name === undefined) return false;
  // As the program does; the peer is measured as Node runs it.
  if (name !== 'essentia') optimiseLate();
  const job = CHILD_JOBS[name as keyof ChildJobs] as (...words: string[]) => Promise<unknown>;
  process.stdout.write(JSON.stringify(await job(...process.argv.slice(3))));
  return true;
}

const JOB_FLAG = '--job=';

interface ThreadJob {
  file: string;
  warmUp: string;
  count: number;
}

/** Says when it is warm, waits until it is told to go, and says when it is done. */
async function analyseInThread({ file, warmUp, count }: ThreadJob): Promise<void> {
  const port = parentPort ?? fail('The main thread');
  await analyseTrack(warmUp);
  const go = once(port, 'message');
  port.postMessage('warm');
  await go;
  for (let i = 0; i < count; i++) await analyseTrack(file);
  port.postMessage('done');
}
