import { tableLines } from '../../../node/terminal/table.ts';
import { quantile } from '../../../src/dsp/statistics.ts';
import type { GapEvidence, Outcome } from './outcome.ts';

const TOP = 3;

/** How many faults of each kind were answered by the right kind of fix on the right stem among the first three. */
export function kindLines(outcomes: readonly Outcome[]): string[] {
  const faults = outcomes.filter(({ part }) => part === 'single').flatMap((outcome) => outcome.faults);
  const kinds = [...new Set(faults.map(({ kind }) => kind))];
  return tableLines(
    [
      { header: 'fault', align: 'left' },
      { header: 'found', align: 'right' },
      { header: 'right stem', align: 'right' },
      { header: 'gain error dB', align: 'right' },
    ],
    kinds.map((kind) => {
      const own = faults.filter((fault) => fault.kind === kind);
      const within = (place: number): boolean => place >= 0 && place < TOP;
      const errors = own.flatMap(({ error }) => (error === undefined ? [] : [error.gainDb]));
      return [
        kind,
        `${own.filter(({ place }) => within(place)).length}/${own.length}`,
        `${own.filter(({ stemPlace }) => within(stemPlace)).length}/${own.length}`,
        errors.length === 0 ? '' : (errors.reduce((sum, one) => sum + one, 0) / errors.length).toFixed(1),
      ];
    }),
  );
}

/** The families of features that were promised worst: third octaves and octaves of one kind count as one. */
export function worstPredictionLines(outcomes: readonly Outcome[]): string[] {
  const families = new Map<string, number[]>();
  for (const { feature, scope, error } of outcomes.flatMap(({ predictions }) => predictions)) {
    const family = `${feature.replace(/\.[\d.]+$/, '.…')} ${scope}`;
    families.set(family, [...(families.get(family) ?? []), Math.abs(error)]);
  }
  const rows = [...families]
    .map(([family, errors]) => ({
      family,
      p95: quantile(errors, 0.95),
      median: quantile(errors, 0.5),
      count: errors.length,
    }))
    .sort((a, b) => b.p95 - a.p95)
    .slice(0, WORST);
  return tableLines(
    [
      { header: 'promised worst', align: 'left' },
      { header: 'p95', align: 'right' },
      { header: 'median', align: 'right' },
      { header: 'rows', align: 'right' },
    ],
    rows.map(({ family, p95, median, count }) => [family, p95.toFixed(2), median.toFixed(2), String(count)]),
  );
}

const WORST = 8;

/**
 * Every case that fell short with what is needed to see why: what was planted, what the fault moved and what stood out,
 * and what the plan did instead.
 */
export function failureLines(outcomes: readonly Outcome[]): string[] {
  return outcomes.filter(fellShort).flatMap((outcome) => {
    const { song, part, faults, fixes, styleDelta, stemErrorDb, evidence } = outcome;
    const { clean, before, predicted, after } = styleDelta;
    return [
      '',
      `${part}, ${song}: style delta ${[clean, before, predicted, after].map((value) => value.toFixed(3)).join(' / ')} (clean / faulty / promised / after), stem error ${stemErrorDb.before.toFixed(2)} → ${stemErrorDb.after.toFixed(2)} dB`,
      ...faults.map(
        ({ stem, kind, words, heard, place }) =>
          `  fault  ${stem}: ${kind}, ${words} (changes ${(100 * heard).toFixed(0)} % of the mix)${place < 0 ? ' — not answered' : ` — fix ${String(place + 1)}`}`,
      ),
      ...fixes.map(
        ({ sentence, advice, onFaultyStem }) =>
          `  fix    ${onFaultyStem || advice ? ' ' : '✗'} ${advice ? 'advice: ' : ''}${sentence}`,
      ),
      `  moved  ${evidence.moved.map(moveOf).join('; ')}`,
      `  gaps   ${evidence.gaps.map(moveOf).join('; ')}`,
      ...evidence.notes.map((note) => `  note   ${note}`),
    ];
  });
}

function fellShort({ part, faults, fixes, stemErrorDb, styleDelta }: Outcome): boolean {
  const fixCount = fixes.filter(({ advice }) => !advice).length;
  switch (part) {
    case 'single':
      return faults.some(({ place }) => place < 0 || place >= TOP);
    case 'compound':
      return (
        faults.some(({ place }) => place < 0) ||
        fixes.some(({ advice, onFaultyStem }) => !advice && !onFaultyStem) ||
        styleDelta.after > styleDelta.before
      );
    case 'mismatch':
      return stemErrorDb.after >= stemErrorDb.before;
    case 'conforming':
      return fixCount > 1 || fixes.some(({ advice, sizeDb }) => !advice && sizeDb > 2);
  }
}

function moveOf({ feature, scope, clean, value, severity }: GapEvidence): string {
  return `${feature}@${scope} ${clean.toFixed(2)}→${value.toFixed(2)} (${severity.toFixed(1)})`;
}
