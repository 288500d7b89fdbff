import { measureSignalFrames } from '../../src/analysis/one-pass.ts';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { REFERENCE_METERS, wasmMeters } from '../../src/dsp/kernels.ts';
import type { Meter, Meters } from '../../src/dsp/meters.ts';

/*
 * Processor time of the meters and of the whole pass, plain TypeScript against WebAssembly: medians of milliseconds for
 * each minute of stereo at 44.1 kHz. `node scripts/run.mjs scripts/bench/kernels.ts [minutes] [rounds]`
 */

const RATE = 44100;
const CHUNK_FRAMES = 32768;
const [minutes, rounds] = [Number(process.argv[2] ?? 1), Number(process.argv[3] ?? 5)];
const signal = trackLike(minutes * 60 * RATE);
const sets: [name: string, meters: Meters | undefined][] = [
  ['TypeScript', REFERENCE_METERS],
  ['WebAssembly', wasmMeters()],
];
const jobs: [name: string, work: (meters: Meters) => unknown][] = [
  ['K-weighted power', (meters) => feed(meters.kWeightedPower(RATE))],
  ['true peak', (meters) => feed(meters.truePeak(RATE))],
  ['band envelopes', (meters) => feed(meters.bandEnvelopes(RATE))],
  ['stereo spectra', (meters) => feed(meters.stereoSpectra(RATE))],
  ['levels', (meters) => feed(meters.signalLevels())],
  ['all meters at once', (meters) => feed(meters.track(RATE))],
  ['the whole pass', (meters) => measureSignalFrames(signal, meters)],
];

process.stdout.write(`${'ms per minute of audio'.padEnd(24)}${sets.map(([name]) => name.padStart(12)).join('')}\n`);
for (const [job, work] of jobs) {
  const figures = sets.map(([, meters]) => (meters === undefined ? NaN : median(times(() => work(meters))) / minutes));
  process.stdout.write(`${job.padEnd(24)}${figures.map((figure) => figure.toFixed(1).padStart(12)).join('')}\n`);
}

function times(work: () => unknown): number[] {
  work();
  return Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    work();
    const used = process.cpuUsage(before);
    return (used.user + used.system) / 1000;
  });
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function feed(meter: Meter<unknown>): unknown {
  for (let from = 0; from < signal.left.length; from += CHUNK_FRAMES) {
    const left = signal.left.subarray(from, from + CHUNK_FRAMES);
    meter.push(left, signal.right.subarray(from, from + CHUNK_FRAMES), left.length);
  }
  return meter.finish();
}

/**
 * Kicks, chords and noise near full scale: a true peak meter may skip quiet stretches, so its speed depends on the
 * signal.
 */
function trackLike(frames: number): StereoSignal {
  const [left, right] = [new Float32Array(frames), new Float32Array(frames)];
  let noise = 1;
  for (let n = 0; n < frames; n++) {
    noise = (Math.imul(noise, 1664525) + 1013904223) | 0;
    const time = n / RATE;
    const beat = (time * 140) / 60;
    const kick = Math.exp(-8 * (beat % 1)) * Math.sin(2 * Math.PI * 50 * time);
    const chord = [220, 277, 330, 440].reduce((sum, hz) => sum + ((hz * time) % 1) - 0.5, 0);
    const wide = (0.1 * noise) / 2 ** 31;
    left[n] = Math.tanh(0.8 * kick + 0.3 * chord + wide);
    right[n] = Math.tanh(0.8 * kick + 0.25 * chord - wide);
  }
  return { sampleRateHz: RATE, left, right };
}
