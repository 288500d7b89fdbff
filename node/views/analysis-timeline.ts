import type { AnalysisDocument } from '../../src/store/analysis-document.ts';
import { clock } from '../terminal/clock.ts';
import type { Ink } from '../terminal/ink.ts';
import { scopeName } from './scope-name.ts';

/** The track on one line: its loudness as a row of blocks, and below it where each section begins and its bars. */
export function analysisTimeline(analysis: AnalysisDocument, ink: Ink, columns: number): string[] {
  const { durationSeconds, sections } = analysis;
  const width = Math.max(NARROWEST, Math.min(columns - INDENT.length, WIDEST));
  const columnOf = (seconds: number): number => Math.round((seconds / durationSeconds) * width);
  const names = Array.from({ length: width }, () => ' ');
  const times = Array.from({ length: width }, () => ' ');
  for (const { kind, startSeconds, endSeconds, bars } of sections) {
    const [from, to] = [columnOf(startSeconds), columnOf(endSeconds)];
    const long = `│${scopeName(kind)}, ${bars}`;
    put(names, from, to, long.length < to - from ? long : `│${scopeName(kind)}`);
    put(times, from, to, ` ${clock(startSeconds)}`);
  }
  return [
    loudnessBlocks(analysis, width),
    ink.quiet(names.join('').trimEnd()),
    ink.quiet(times.join('').trimEnd()),
  ].map((line) => INDENT + line);
}

const INDENT = '  ';
/** A block every few seconds of a long track; fewer would hide a short breakdown, more would not fit a page. */
const WIDEST = 100;
const NARROWEST = 20;

const EIGHTHS = '▁▂▃▄▅▆▇█';

/** What the lowest block stands for, below the loudest moment: a breakdown lies about half-way. */
const RANGE_LU = 16;

function loudnessBlocks({ curves, durationSeconds }: AnalysisDocument, width: number): string {
  const { hopSeconds, shortTermLufs } = curves.loudness;
  const loudest = Math.max(...shortTermLufs);
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor(((column / width) * durationSeconds) / hopSeconds);
    const to = Math.ceil((((column + 1) / width) * durationSeconds) / hopSeconds);
    const level = Math.max(-Infinity, ...shortTermLufs.slice(from, Math.max(from + 1, to)));
    const share = 1 + (level - loudest) / RANGE_LU;
    if (!(share > 0)) return ' ';
    return EIGHTHS[Math.min(EIGHTHS.length - 1, Math.floor(share * EIGHTHS.length))];
  }).join('');
}

/** Writes a text between two places of a line; what does not fit is left out whole letters at a time. */
function put(line: string[], from: number, to: number, text: string): void {
  for (let i = 0; i < Math.min(text.length, to - from); i++) line[from + i] = text[i];
}
