import { estimateBeatGrid } from '../../../src/analysis/beat-grid.ts';
import { findDrops } from '../../../src/analysis/drops.ts';
import { measureSignalFrames } from '../../../src/analysis/one-pass.ts';
import { findSections } from '../../../src/analysis/sections.ts';
import { mean } from '../../../src/dsp/statistics.ts';
import type { Section } from '../../../src/store/analysis-document.ts';
import type { BenchLine } from './bench-line.ts';
import { knownSongs, type KnownSong } from './known-songs.ts';

/** Sections and drops of songs that nothing was tuned on, by the grid that was found for them. */
export function benchStructure(scale: number): Promise<BenchLine[]> {
  const heard: Heard[] = [];
  for (const song of knownSongs(scale)) {
    const frames = measureSignalFrames(song.signal);
    const grid = estimateBeatGrid(frames);
    const started = performance.now();
    const sections = findSections(frames, grid);
    const drops = findDrops(frames, grid, sections);
    const milliseconds = performance.now() - started;
    heard.push({
      generator: song.generator,
      ...boundaryHits(song, sections),
      labelled: labelledShare(song, sections),
      ...dropHits(song, drops),
      milliseconds: (milliseconds * 300) / frames.durationSeconds,
    });
  }
  return Promise.resolve(
    (['events', 'demo'] as const).flatMap((generator) =>
      linesOf(
        generator,
        heard.filter((one) => one.generator === generator),
      ),
    ),
  );
}

interface Heard {
  generator: KnownSong['generator'];
  boundaryF: number;
  labelled: number;
  drops: number;
  dropsFound: number;
  dropsRight: number;
  milliseconds: number;
}

function linesOf(generator: string, heard: readonly Heard[]): BenchLine[] {
  const total = (count: (one: Heard) => number): number => heard.reduce((sum, one) => sum + count(one), 0);
  const drops = total((one) => one.drops);
  const found = total((one) => one.dropsFound);
  const right = total((one) => one.dropsRight);
  const count = heard.length;
  const line = (what: string, value: number, target: string, unit = ''): BenchLine => {
    return { what: `structure, ${generator}: ${what}`, value, unit, target, count };
  };
  return [
    line('boundaries within one bar, F', mean(heard.map(({ boundaryF }) => boundaryF)), '≥ 0.95'),
    line('share of time with the right label', mean(heard.map(({ labelled }) => labelled)), '≥ 0.9'),
    { ...line('drops found within a beat', drops > 0 ? right / drops : 1, '≥ 0.95'), count: drops },
    { ...line('of drops found, right', found > 0 ? right / found : 1, '≥ 0.95'), count: found },
    line('sections and drops of five minutes', mean(heard.map(({ milliseconds }) => milliseconds)), '≤ 20', 'ms'),
  ];
}

/** F-measure of inner boundaries, each matched once, within one bar (and a fiftieth for rounding). */
function boundaryHits(song: KnownSong, sections: readonly Section[]): { boundaryF: number } {
  const tolerance = (1.02 * 240) / song.tempoBpm;
  const known = song.sections.slice(1).map(({ startSeconds }) => startSeconds);
  const found = sections.slice(1).map(({ startSeconds }) => startSeconds);
  const free = new Set(found);
  let hits = 0;
  for (const boundary of known) {
    const near = [...free].find((candidate) => Math.abs(candidate - boundary) <= tolerance);
    if (near === undefined) continue;
    free.delete(near);
    hits++;
  }
  return { boundaryF: known.length + found.length > 0 ? (2 * hits) / (known.length + found.length) : 1 };
}

function labelledShare(song: KnownSong, sections: readonly Section[]): number {
  let seconds = 0;
  for (const known of song.sections) {
    for (const found of sections) {
      if (found.kind !== known.kind) continue;
      const overlap = Math.min(found.endSeconds, known.endSeconds) - Math.max(found.startSeconds, known.startSeconds);
      seconds += Math.max(0, overlap);
    }
  }
  return seconds / song.sections[song.sections.length - 1].endSeconds;
}

function dropHits(
  song: KnownSong,
  drops: readonly { seconds: number }[],
): { drops: number; dropsFound: number; dropsRight: number } {
  const beat = 60 / song.tempoBpm;
  const right = song.drops.filter((known) => drops.some(({ seconds }) => Math.abs(seconds - known.seconds) <= beat));
  return { drops: song.drops.length, dropsFound: drops.length, dropsRight: right.length };
}
