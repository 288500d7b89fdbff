import type { TasteDocument } from '../../src/store/taste-document.ts';
import type { Ink } from '../terminal/ink.ts';

/** What was learned, in words, each with the name to set or reset it by. */
export function tasteLines(
  { answers, habits, targets, models, trial, calibration }: TasteDocument,
  ink: Ink,
): string[] {
  const trialLines =
    trial === undefined ? [] : ['', ink.title(trial.isRunning ? 'Trial' : 'Last trial'), `  ${trial.sentence}`];
  if (habits.length + targets.length + models.length === 0) {
    const nothing = 'Nothing learned yet. Answer a fix: coproducer answer f1 accept|skip|change|undo|intentional';
    return [nothing, ...trialLines];
  }
  const from = answers === 1 ? '1 answer' : `${answers} answers`;
  return [
    ink.title(`Learned from ${from}`),
    ...habits.flatMap(({ sentence, item, sizeItem }) => [`  ${sentence}`, ink.quiet(`    ${item} · ${sizeItem}`)]),
    ...section('Targets', targets, ink),
    ...section('Device models', models, ink),
    ...trialLines,
    ...calibrationLines(calibration, ink),
    '',
    ink.quiet(
      'To hold one: coproducer taste set "size width/pad" 0.5. To forget one: coproducer taste reset "habit width/pad".',
    ),
  ];
}

function section(title: string, rows: readonly { sentence: string; item: string }[], ink: Ink): string[] {
  if (rows.length === 0) return [];
  return ['', ink.title(title), ...rows.flatMap(({ sentence, item }) => [`  ${sentence}`, ink.quiet(`    ${item}`)])];
}

/** Fewer answers than this say nothing of the statements. */
const LEAST_ANSWERS = 10;

function calibrationLines(calibration: TasteDocument['calibration'], ink: Ink): string[] {
  if (calibration === undefined || calibration.count < LEAST_ANSWERS) return [];
  const { skill, bins, sentence } = calibration;
  const verdict =
    skill === undefined
      ? 'all were answered alike'
      : skill > 0
        ? `${percent(skill)} better than stating the average`
        : 'no better yet than stating the average';
  return [
    '',
    ink.title('How well it knew'),
    ...bins.map(
      (bin) =>
        `  Of ${bin.count} fixes stated at about ${percent(bin.stated)}, you took ${percent(bin.came)} (${percent(bin.low)} to ${percent(bin.high)} may be chance).`,
    ),
    `  Over all, ${verdict}.`,
    ...(sentence === undefined ? [] : [`  ${sentence}`]),
  ];
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
