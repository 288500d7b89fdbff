import { featureKey } from '../store/analysis-document.ts';
import type { GapDocument } from '../store/gap-document.ts';
import { featureDistance, featureRange, featureValue, spokenScope } from './gap-sentences.ts';
import { severityOf, type YardstickRow } from './yardstick.ts';

type HeadlineAxis = GapDocument['headline'][number];

/** The four axes in order; the first feature both sides have speaks for the axis. */
const AXES: readonly { axis: HeadlineAxis['axis']; features: readonly string[]; less: string; more: string }[] = [
  {
    axis: 'loudness',
    features: ['loudness.section', 'loudness.integrated', 'loudness.shortTermMax'],
    less: 'quieter',
    more: 'louder',
  },
  { axis: 'brightness', features: ['tone.brightness', 'tone.centroid'], less: 'darker', more: 'brighter' },
  { axis: 'bass', features: ['tone.bass', 'lowEnd.subShare'], less: 'leaner in the bass', more: 'heavier in the bass' },
  { axis: 'width', features: ['stereo.width'], less: 'narrower', more: 'wider' },
];

/**
 * Loudness, brightness, bass and width, in this order, on the drop where mix and target have one, else on what they
 * share. `difference` is value − median. An axis that one side lacks (the width of a mono file) is left out.
 */
export function headlineOf(rows: readonly YardstickRow[], values: ReadonlyMap<string, number>): HeadlineAxis[] {
  return AXES.flatMap(({ axis, features, less, more }) => {
    const row = features.map((id) => bestRow(rows, id)).find((found) => found !== undefined);
    const value = row && values.get(featureKey(row.feature.id, row.scope));
    if (row === undefined || value === undefined || !Number.isFinite(value)) return [];
    const difference = value - row.median;
    return [
      {
        axis,
        value,
        unit: row.feature.unit,
        band: [row.band[0], row.band[1]] as [number, number],
        difference,
        severity: severityOf(row, value),
        sentence: sentenceOf(row, value, difference < 0 ? less : more),
      },
    ];
  });
}

/** The drop, else the whole track, else the scope that weighs most. */
function bestRow(rows: readonly YardstickRow[], id: string): YardstickRow | undefined {
  const own = rows.filter(({ feature }) => feature.id === id);
  return (
    own.find(({ scope }) => scope === 'drop') ??
    own.find(({ scope }) => scope === 'whole') ??
    [...own].sort((a, b) => b.weight - a.weight)[0]
  );
}

function sentenceOf(row: YardstickRow, value: number, comparative: string): string {
  const { feature, scope, median, band } = row;
  const where = spokenScope(scope).replace(' in the', 'your usual') || 'your usual track';
  const figures = `(${featureValue(feature, value)}; yours ${featureRange(feature, band)})`;
  if (severityOf(row, value) === 0) return `Within the range of ${where} ${figures}.`;
  return `${featureDistance(feature, value, median)} ${comparative} than ${where} ${figures}.`;
}
