import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bandFeatures } from '../../../src/analysis/band-features.ts';
import { measureSignalFrames } from '../../../src/analysis/one-pass.ts';
import { findResonances } from '../../../src/analysis/resonances.ts';
import { sectionSpectra } from '../../../src/analysis/section-spectra.ts';
import { monoLoss } from '../../../src/analysis/mono-loss.ts';
import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { writeWav } from '../../../src/audio/write-wav.ts';
import { composeSong } from '../../../src/demo/compose-song.ts';
import { renderSong } from '../../../src/demo/render-song.ts';
import { SONG_STYLES } from '../../../src/demo/song.ts';
import { amplitudeToDb } from '../../../src/dsp/decibels.ts';
import { fastestMeters } from '../../../src/dsp/kernels.ts';
import {
  integratedLoudness,
  LOUDNESS_BLOCK_SECONDS,
  loudnessRange,
  momentaryLoudness,
  shortTermLoudness,
} from '../../../src/dsp/loudness.ts';
import { MultichannelLoudness } from '../../../src/dsp/multichannel-loudness.ts';
import { median } from '../../../src/dsp/statistics.ts';
import { THIRD_OCTAVES } from '../../../src/dsp/third-octaves.ts';
import type { BandSpectrum } from '../../../src/store/analysis-document.ts';
import { Draw } from '../../../test/truth/draw.ts';
import { LOUDNESS_CASES, PEAK_CASES, piecesOf, type LoudnessCase } from '../../../test/truth/ebu-cases.ts';
import { ringGainDb, withRing, type Ring } from '../../../test/truth/ring.ts';
import { truthSong } from '../../../test/truth/song.ts';
import { commandLinePeers } from '../peers.ts';
import type { BenchLine } from './bench-line.ts';

/**
 * Loudness, true peak, spectrum, stereo and rings: against the standards' own cases, against ffmpeg on rendered music,
 * against closed forms, and on songs with a planted ring. None of the songs was used for choosing a bound.
 */
export async function benchStandards(scale: number): Promise<BenchLine[]> {
  const count = (full: number): number => Math.max(1, Math.round(full * scale));
  const songs = [...truthSongs(count(24)), ...demoSongs(count(4))];
  return [
    ...ebuLoudness(),
    ...ebuPeaks(),
    ...(await besideFfmpeg(songs.slice(0, count(12)))),
    ...sines(),
    ...noise(count(60)),
    ...stereo(),
    ...rings(songs),
  ];
}

const RATES = [44_100, 48_000, 96_000];
/** The first seeds were looked at while the bounds were chosen. */
const FIRST_SEED = 201;

interface NamedSong {
  name: string;
  signal: () => StereoSignal;
}

function truthSongs(count: number): NamedSong[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `truth ${FIRST_SEED + i}`,
    signal: () => truthSong({ seed: FIRST_SEED + i, sampleRateHz: i % 3 === 2 ? 48_000 : 44_100 }).signal,
  }));
}

function demoSongs(count: number): NamedSong[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `demo ${FIRST_SEED + i}`,
    signal: () => renderSong(composeSong({ seed: FIRST_SEED + i, style: SONG_STYLES[i % SONG_STYLES.length] })).mix,
  }));
}

const READINGS: Readonly<Record<LoudnessCase['read'], (power: Float64Array, from: number) => ArrayLike<number>>> = {
  integrated: (power) => [integratedLoudness(power)],
  range: (power) => [loudnessRange(power)],
  momentaryMax: (power) => [Math.max(...momentaryLoudness(power))],
  shortTermMax: (power) => [Math.max(...shortTermLoudness(power))],
  momentary: (power, from) => momentaryLoudness(power).subarray(Math.max(0, from - 40)),
  shortTerm: (power, from) => shortTermLoudness(power).subarray(Math.max(0, from - 300)),
};

function ebuLoudness(): BenchLine[] {
  const errors = RATES.flatMap((rate) =>
    LOUDNESS_CASES.map(({ weights, stretches, read, fromSeconds, expected }) => {
      const meter = new MultichannelLoudness(weights, rate, fastestMeters());
      for (const channels of piecesOf(stretches, rate)) meter.push(channels, channels[0].length);
      const readings = READINGS[read](meter.finish().power, Math.round(fromSeconds / LOUDNESS_BLOCK_SECONDS));
      return { read, error: greatest(Array.from(readings, (reading) => reading - expected)) };
    }),
  );
  const of = (test: (read: LoudnessCase['read']) => boolean): number[] =>
    errors.filter(({ read }) => test(read)).map(({ error }) => error);
  const [loudness, ranges] = [of((read) => read !== 'range'), of((read) => read === 'range')];
  return [
    line('EBU Tech 3341 1–6, 9–14, 44.1 to 96 kHz: largest error', greatest(loudness), 'LU', '≤ 0.1', loudness.length),
    line('EBU Tech 3342 1–4, 44.1 to 96 kHz: largest error', greatest(ranges), 'LU', '≤ 1', ranges.length),
  ];
}

function ebuPeaks(): BenchLine[] {
  const errors = RATES.flatMap((rate) =>
    PEAK_CASES.map(({ signal, expected }) => peakDb(signal(rate), rate) - expected),
  );
  return [
    line('EBU Tech 3341 15–23: highest true peak above', Math.max(...errors), 'dB', '≤ 0.2', errors.length),
    line('EBU Tech 3341 15–23: lowest true peak below', Math.min(...errors), 'dB', '≥ −0.4', errors.length),
  ];
}

function peakDb(samples: Float32Array, rate: number): number {
  const meter = fastestMeters().truePeak(rate);
  meter.push(samples, samples, samples.length);
  return amplitudeToDb(Math.max(...meter.finish().peaks));
}

/** Loudness, range and true peak of rendered songs beside those that ffmpeg reads from the same 24-bit files. */
async function besideFfmpeg(songs: readonly NamedSong[]): Promise<BenchLine[]> {
  if (commandLinePeers().find(({ name }) => name === 'ffmpeg')?.installed !== true) {
    return [line('beside ffmpeg: it is not installed', NaN, 'LU', '≤ 0.1', 0)];
  }
  const folder = mkdtempSync(join(tmpdir(), 'standards-'));
  const differences: { loudness: number; range: number; peak: number }[] = [];
  try {
    for (const song of songs) {
      const file = join(folder, 'song.wav');
      const signal = song.signal();
      await writeWav(file, signal, { format: 'pcm24' });
      const theirs = readByFfmpeg(file);
      const { kWeighted, levels } = measureSignalFrames(signal);
      differences.push({
        loudness: integratedLoudness(kWeighted.power) - theirs.loudness,
        range: loudnessRange(kWeighted.power) - theirs.range,
        peak: amplitudeToDb(levels.truePeak) - theirs.peakDb,
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const of = (name: 'loudness' | 'range' | 'peak'): number => greatest(differences.map((one) => one[name]));
  return [
    line('integrated loudness beside ffmpeg: largest difference', of('loudness'), 'LU', '≤ 0.1', differences.length),
    line('loudness range beside ffmpeg: largest difference', of('range'), 'LU', '≤ 0.1', differences.length),
    line('true peak beside ffmpeg: largest difference', of('peak'), 'dB', '≤ 0.2', differences.length),
  ];
}

function readByFfmpeg(file: string): { loudness: number; range: number; peakDb: number } {
  const filter = 'ebur128=peak=true:metadata=1,ametadata=print:file=-';
  const { stdout } = spawnSync('ffmpeg', ['-hide_banner', '-nostats', '-i', file, '-af', filter, '-f', 'null', '-'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const last = (key: string): number => {
    const from = stdout.lastIndexOf(`lavfi.r128.${key}=`);
    return Number.parseFloat(stdout.slice(stdout.indexOf('=', from) + 1));
  };
  return { loudness: last('I'), range: last('LRA'), peakDb: amplitudeToDb(last('true_peak')) };
}

function sines(): BenchLine[] {
  const errors = RATES.flatMap((rate) =>
    THIRD_OCTAVES.filter(({ highHz }) => highHz < rate / 2).map(({ nominalHz, centreHz }) => {
      const samples = Float32Array.from(
        { length: 3 * rate },
        (_, n) => 0.5 * Math.sin((2 * Math.PI * centreHz * n) / rate),
      );
      const { mid } = wholeOf({ sampleRateHz: rate, left: samples, right: samples });
      return { nominalHz, error: 10 * Math.log10(mid[bandAt(nominalHz)] / 0.25) };
    }),
  );
  const upper = errors.filter(({ nominalHz }) => nominalHz >= 40).map(({ error }) => error);
  const lower = errors.filter(({ nominalHz }) => nominalHz < 40).map(({ error }) => error);
  return [
    line('sines in third octaves from 40 Hz up: largest error', greatest(upper), 'dB', '≤ 0.2', upper.length),
    line('sines in the third octaves of 25 and 31.5 Hz: largest error', greatest(lower), 'dB', '≤ 0.2', lower.length),
  ];
}

function noise(seconds: number): BenchLine[] {
  const white = whiteNoise(seconds, 44_100, 1);
  const signal = { sampleRateHz: 44_100, left: white, right: white };
  const before = wholeOf(signal);
  const power = white.reduce((sum, value) => sum + value * value, 0) / white.length;
  const errors = THIRD_OCTAVES.map(({ nominalHz, lowHz, highHz }, band) => {
    const share = (Math.min(highHz, 22_050) - lowHz) / 22_050;
    return { nominalHz, error: 10 * Math.log10(before.mid[band] / (2 * power * share)) };
  }).filter(({ nominalHz }) => nominalHz >= 200);
  const filter: Ring = { hz: 1000, gainDb: 9, q: 1 };
  const after = wholeOf(withRing(signal, filter));
  const filtered = THIRD_OCTAVES.filter(({ nominalHz }) => nominalHz >= 100 && nominalHz <= 10_000).map((band) => {
    const at = bandAt(band.nominalHz);
    return 10 * Math.log10(after.mid[at] / before.mid[at]) - meanGainDb(filter, band.lowHz, band.highHz);
  });
  const { length } = errors;
  return [
    line(
      'white noise from 200 Hz up: largest error',
      greatest(errors.map(({ error }) => error)),
      'dB',
      '≤ 0.2',
      length,
    ),
    line('a known bell, 100 Hz to 10 kHz: largest error', greatest(filtered), 'dB', '≤ 0.2', filtered.length),
  ];
}

/** Mean power gain of a filter over a band of white noise. */
function meanGainDb(ring: Ring, lowHz: number, highHz: number): number {
  const points = 200;
  let sum = 0;
  for (let i = 0; i < points; i++) {
    sum += 10 ** (ringGainDb(ring, lowHz + ((i + 0.5) / points) * (highHz - lowHz), 44_100) / 10);
  }
  return 10 * Math.log10(sum / points);
}

/** Two channels that share a part of their noise: correlation, width and loss in mono are known. */
function stereo(): BenchLine[] {
  const [common, own] = [whiteNoise(20, 44_100, 2), whiteNoise(20, 44_100, 3)];
  const cases = [1, 0.8, 0.5, 0, -0.5, -0.9].flatMap((correlation) => {
    const rest = Math.sqrt(1 - correlation ** 2);
    const right = common.map((value, n) => correlation * value + rest * own[n]);
    const signal = { sampleRateHz: 44_100, left: common, right };
    const bands = measureSignalFrames(signal).spectra.bandCentreHz;
    const spectrum = wholeOf(signal);
    const features = [...bandFeatures(spectrum, bands), ...monoLoss(spectrum, bands)];
    const valueOf = (id: string): number => features.find((feature) => feature.id === id)?.value ?? NaN;
    return [
      { unit: '', error: valueOf('stereo.correlation.4000') - correlation },
      { unit: 'dB', error: valueOf('stereo.monoLoss') - Math.max(-40, 10 * Math.log10((1 + correlation) / 2)) },
      { unit: 'dB', error: valueOf('stereo.balance') },
    ];
  });
  const of = (unit: string): number[] => cases.filter((one) => one.unit === unit).map(({ error }) => error);
  return [
    line('correlation of known channels: largest error', greatest(of('')), '', '≤ 0.02', of('').length),
    line('loss in mono and balance: largest error', greatest(of('dB')), 'dB', '≤ 0.2', of('dB').length),
  ];
}

/** Songs as they are, which have no ring, and each with one planted. */
function rings(songs: readonly NamedSong[]): BenchLine[] {
  const heard = songs.map(({ name, signal: render }) => {
    const signal = render();
    const draw = new Draw(0, name);
    const ring = { hz: 1500 * 6 ** draw.between(0, 1), gainDb: draw.between(8, 14), q: draw.between(10, 30) };
    const found = findResonances(measureSignalFrames(withRing(signal, ring)), []);
    const cents = found.map(({ hz }) => Math.abs(1200 * Math.log2(hz / ring.hz))).filter((distance) => distance < 100);
    return { clean: findResonances(measureSignalFrames(signal), []).length, cents };
  });
  const hits = heard.filter(({ cents }) => cents.length > 0);
  return [
    line('planted rings of 8–14 dB that are found', hits.length / heard.length, '', '≥ 0.7', heard.length),
    line(
      'where they are: median distance',
      median(hits.map(({ cents }) => Math.min(...cents))),
      'cents',
      '≤ 35',
      hits.length,
    ),
    line(
      'rings found a song in songs without',
      heard.reduce((sum, { clean }) => sum + clean, 0) / heard.length,
      '',
      '≤ 0.1',
      heard.length,
    ),
  ];
}

function wholeOf(signal: StereoSignal): BandSpectrum {
  return sectionSpectra(measureSignalFrames(signal), [])[0];
}

function bandAt(nominalHz: number): number {
  return THIRD_OCTAVES.findIndex((band) => band.nominalHz === nominalHz);
}

/** Uniform, unrelated values. */
function whiteNoise(seconds: number, rate: number, seed: number): Float32Array {
  const draw = new Draw(seed, 'noise');
  return Float32Array.from({ length: seconds * rate }, () => draw.between(-0.3, 0.3));
}

/** The value that is furthest from 0. */
function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
}

function line(what: string, value: number, unit: string, target: string, count: number): BenchLine {
  return { what, value, unit, target, count };
}
