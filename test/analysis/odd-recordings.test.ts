import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { analyseTrack } from '../../src/analysis/analyse-track.ts';
import { FEATURES } from '../../src/analysis/features.ts';
import { singleTrack } from '../../src/analysis/single-track.ts';
import type { AudioBlock, AudioSource } from '../../src/audio/audio-source.ts';
import { analysisDocument, type AnalysisDocument } from '../../src/store/analysis-document.ts';
import { chunk, formatChunk, riff } from '../audio/riff.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'odd-recordings-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

interface Recording {
  sampleRateHz: number;
  channels: number;
  seconds: number;
  /** The sample of a channel at a time. */
  at: (time: number, channel: number, frame: number) => number;
}

/** Writes a WAV in 32-bit float, which can hold everything. */
function recorded({ sampleRateHz, channels, seconds, at }: Recording): string {
  const frames = Math.round(seconds * sampleRateHz);
  const bytes = Buffer.alloc(4 * frames * channels);
  for (let frame = 0; frame < frames; frame++) {
    for (let channel = 0; channel < channels; channel++) {
      bytes.writeFloatLE(at(frame / sampleRateHz, channel, frame), 4 * (frame * channels + channel));
    }
  }
  const file = join(FOLDER, `${sampleRateHz}-${channels}-${seconds}-${files++}.wav`);
  writeFileSync(
    file,
    riff([
      formatChunk({ tag: 3, channels, sampleRateHz, bits: 32, ...(channels > 2 ? { mask: 0x3f } : {}) }),
      chunk('data', bytes),
    ]),
  );
  return file;
}
let files = 0;

/** A kick on every beat of 138 BPM and a hum, with nothing above 5 kHz, so that every rate can hold it. */
const song = (time: number, channel = 0): number => {
  const phase = (time * 138) / 60;
  const beat = (phase % 1) / (138 / 60);
  const kick = Math.exp(-12 * beat) * Math.sin(2 * Math.PI * (50 * beat + 6 * (1 - Math.exp(-40 * beat))));
  const hum = 0.1 * Math.sin(2 * Math.PI * 220 * time) + 0.03 * Math.sin(2 * Math.PI * 4000 * time + channel);
  return 0.5 * kick + hum;
};

async function analysed(recording: Recording): Promise<AnalysisDocument> {
  const analysis = await analyseTrack(recorded(recording));
  expect(analysisDocument.parse(JSON.parse(JSON.stringify(analysis)))).toEqual(analysis);
  const ids = [...new Set(analysis.features.map(({ id }) => id)), ...analysis.missing.map(({ id }) => id)];
  expect(ids.sort()).toEqual(FEATURES.map(({ id }) => id).sort());
  return analysis;
}

function valueOf(analysis: AnalysisDocument, id: string): number {
  const feature = analysis.features.find((one) => one.id === id && one.scope === 'whole');
  if (feature === undefined) throw new Error(`${id} was not measured.`);
  return feature.value;
}

describe('a recording at another sample rate', () => {
  const recording = { channels: 2, seconds: 12, at: song };
  let usual: AnalysisDocument;
  beforeAll(async () => {
    usual = await analysed({ ...recording, sampleRateHz: 44_100 });
    expect(valueOf(usual, 'rhythm.tempo')).toBeCloseTo(138, 1);
  });

  test.each([22_050, 48_000, 96_000, 192_000])('of %d Hz measures the same', async (sampleRateHz) => {
    const other = await analysed({ ...recording, sampleRateHz });
    expect(Math.abs(valueOf(other, 'loudness.integrated') - valueOf(usual, 'loudness.integrated'))).toBeLessThan(0.1);
    expect(Math.abs(valueOf(other, 'tone.bass') - valueOf(usual, 'tone.bass'))).toBeLessThan(0.2);
    expect(Math.abs(valueOf(other, 'stereo.width') - valueOf(usual, 'stereo.width'))).toBeLessThan(0.2);
    expect(valueOf(other, 'rhythm.tempo')).toBeCloseTo(138, 1);
  });
});

describe('channels', () => {
  const mono = { sampleRateHz: 44_100, seconds: 12, at: (time: number) => song(time) };

  test('a mono file measures as the same sound on both channels', async () => {
    const one = await analysed({ ...mono, channels: 1 });
    const two = await analysed({ ...mono, channels: 2 });
    expect(one.features).toEqual(two.features);
    expect([one.channels, two.channels]).toEqual([1, 2]);
    for (const { warnings } of [one, two]) expect(warnings.join(' ')).toMatch(/mono/);
  });

  test('5.1 says that it was folded down', async () => {
    const surround = await analysed({ ...mono, channels: 6 });
    expect(surround.channels).toBe(6);
    expect(surround.warnings.join(' ')).toMatch(/6 channels were folded down to stereo/);
  });
});

describe('samples that are wrong', () => {
  const plain = { sampleRateHz: 44_100, channels: 2, seconds: 3 };

  test.each([
    ['no number', NaN],
    ['infinite', Infinity],
    ['negative and infinite', -Infinity],
  ])('one that is %s is refused with about its place', async (_, wrong) => {
    const file = recorded({ ...plain, at: (time, _channel, frame) => (frame === 88_200 ? wrong : song(time)) });
    await expect(analyseTrack(file)).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringMatching(/near [12]\.\d s/),
    });
  });

  test('beyond full scale are measured as they are, without clipping', async () => {
    const analysis = await analysed({ ...plain, seconds: 12, at: (time) => 4 * song(time) });
    expect(valueOf(analysis, 'loudness.truePeak')).toBeGreaterThan(4);
  });

  test('cut off at full scale are told as clipping', async () => {
    const at = (time: number): number => Math.min(1, Math.max(-1, 3 * song(time)));
    const { warnings } = await analysed({ ...plain, seconds: 12, at });
    expect(warnings.join(' ')).toMatch(/Clipped in \d+ places/);
  });

  test('a constant has no loudness and says so, and does not end the analysis', async () => {
    const { warnings, missing } = await analysed({ ...plain, at: () => 0.25 });
    expect(warnings.join(' ')).toMatch(/offset of 25/);
    expect(missing.length).toBeGreaterThan(0);
  });
});

describe('a recording that is too long for a track', () => {
  test('is refused by its header, before anything is decoded', async () => {
    const flac = readFileSync(join(__dirname, '../audio/fixtures/two-sines.flac'));
    // RFC 9639 8.2: the number of samples is the lower 36 bits of the 8 bytes that begin 18 bytes after the marker.
    const at = 4 + 4 + 10;
    const fields = flac.readBigUInt64BE(at);
    flac.writeBigUInt64BE((fields & ~0xf_ffff_ffffn) | BigInt(8 * 3600 * 44_100), at);
    const file = join(FOLDER, 'eight hours.flac');
    writeFileSync(file, flac);
    await expect(analyseTrack(file)).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringMatching(/^".*eight hours\.flac" is longer than 30 minutes/),
    });
  });

  test('is refused while it is decoded where its header says nothing', async () => {
    let decodedSeconds = 0;
    const endless: AudioSource = {
      file: 'stream.mp3',
      format: { container: 'mp3', codec: 'mp3', sampleRateHz: 44_100, channels: 2, statedFrames: undefined },
      async *blocks(): AsyncIterable<AudioBlock> {
        const second = new Float32Array(44_100);
        for (;;) {
          decodedSeconds += 1;
          yield { left: second, right: second, frames: 44_100 };
        }
      },
    };
    let handedOn = 0;
    const read = async (): Promise<void> => {
      for await (const { frames } of singleTrack(endless).blocks()) handedOn += frames;
    };
    await expect(read()).rejects.toMatchObject({ kind: 'input' });
    expect([handedOn, decodedSeconds]).toEqual([1800 * 44_100, 1801]);
  });
});
