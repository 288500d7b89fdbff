import { rangeWithUnit, spokenNumber, withUnit } from '../../../src/dsp/spoken-units.ts';
import type { GapDocument, GapRow } from '../../../src/store/gap-document.ts';
import type { PlanDocument } from '../../../src/store/plan-document.ts';
import type { ReportCurve, ReportDocument } from '../../../src/store/report-document.ts';
import { scopeName } from '../../views/scope-name.ts';
import { bandChart, chartKey, loudnessChart } from './charts.ts';
import { card, element, table } from './elements.ts';
import 'uplot/dist/uPlot.min.css';
import './page.css';

/**
 * Draws the report that the server holds. All numbers and sentences come from the report; this page only lays them out.
 */
async function show(): Promise<void> {
  const response = await fetch('report.json');
  if (!response.ok) throw new Error(`the report answered ${response.status}`);
  const report = (await response.json()) as ReportDocument;
  const name = report.mix.split(/[\\/]/).at(-1) ?? report.mix;
  document.title = `${name} · Coproducer`;
  byId('title').textContent = name;
  byId('summary').textContent = summary(report);
  const main = byId('report');
  main.append(
    figures(report),
    ...(report.plan === undefined ? [] : [planCard(report.plan, report)]),
    curveCard('Tonal balance', report.tone, 'dB relative to the loudness', report),
    curveCard('Stereo width', report.width, 'side to mid, dB', report),
    card('Loudness', 'whole', loudnessChart(report), chartKey(report.after !== undefined, false)),
    gapCard(report),
  );
  main.setAttribute('aria-busy', 'false');
}

function summary({ before, verification }: ReportDocument): string {
  const target = before.cluster === '' ? before.profile : `${before.profile}, ${before.cluster}`;
  const found = `Compared with ${target}: ${before.gaps.length} of ${before.gaps.length + before.alreadyYours.length} measurements lie outside the range of your references.`;
  return verification === undefined ? found : `${found} ${verification.sentence}`;
}

function figures({ before, after }: ReportDocument): HTMLElement {
  const figure = (term: string, was: string, is: string | undefined, note: string): HTMLElement[] => [
    element(
      'div',
      {},
      element('dt', {}, term),
      element('dd', {}, is === undefined ? was : `${was} → ${is}`, element('small', {}, note)),
    ),
  ];
  return card(
    'At a glance',
    'whole',
    element(
      'dl',
      { class: 'figures' },
      ...figure(
        'Style delta',
        spokenNumber(before.styleDelta, 2),
        after && spokenNumber(after.styleDelta, 2),
        '0 is inside every range',
      ),
      ...figure(
        'Style score',
        spokenNumber(before.styleScore, 0),
        after && spokenNumber(after.styleScore, 0),
        'of 100',
      ),
      ...figure(
        'Trance score',
        spokenNumber(before.tranceScore, 2),
        after && spokenNumber(after.tranceScore, 2),
        'of 1',
      ),
      ...before.headline.flatMap((headline, index) =>
        figure(
          `${headline.axis[0].toUpperCase()}${headline.axis.slice(1)}, ${headline.unit}`,
          withUnit(headline.value, headline.unit).replace(` ${headline.unit}`, ''),
          after && withUnit(after.headline[index].value, headline.unit).replace(` ${headline.unit}`, ''),
          `yours ${rangeWithUnit(headline.band, headline.unit)}`,
        ),
      ),
    ),
  );
}

function planCard(plan: PlanDocument, { verification }: ReportDocument): HTMLElement {
  const items = plan.fixes.map((fix) => {
    const verdict = verification?.fixes.find(({ id }) => id === fix.id);
    return element(
      'li',
      {},
      element('p', { class: 'what' }, fix.sentence),
      element('p', {}, fix.why),
      element(
        'p',
        { class: 'quiet' },
        fix.advice
          ? 'Advice: nothing is written.'
          : `Predicted: style delta ${spokenNumber(fix.predicted.styleDeltaAfter, 2)}. Confidence ${spokenNumber(fix.confidence * 100, 0)} %, ${fix.risk} risk.`,
      ),
      ...(verdict === undefined
        ? []
        : [element('p', { class: verdict.verdict === 'worse' ? 'bad' : 'good' }, verdict.explanation)]),
    );
  });
  const list =
    items.length === 0 ? element('p', {}, 'No change is needed.') : element('ol', { class: 'plan' }, ...items);
  const notes = plan.notes.map((note) => element('p', { class: 'quiet' }, note));
  return card('The plan', 'whole', list, ...notes);
}

function curveCard(title: string, curves: readonly ReportCurve[], unit: string, report: ReportDocument): HTMLElement {
  if (curves.length === 0)
    return card(title, 'half', element('p', {}, 'Nothing to compare: no section of this kind in both.'));
  const id = `scope-${title.toLowerCase().replace(' ', '-')}`;
  const choice = element(
    'select',
    { id },
    ...curves.map(({ scope }) => element('option', { value: scope }, scopeName(scope))),
  );
  const first = curves.find(({ scope }) => scope === 'drop') ?? curves[0];
  choice.value = first.scope;
  const place = element('div');
  const redraw = (): void => {
    const curve = curves.find(({ scope }) => scope === choice.value) ?? first;
    place.replaceChildren(bandChart(curve, unit, describe(title, curve)), curveTable(curve, unit));
  };
  choice.addEventListener('change', redraw);
  redraw();
  const picker = element('p', {}, element('label', { for: id }, 'Section '), choice);
  return card(title, 'half', picker, chartKey(report.after !== undefined, true), place);
}

function describe(title: string, { scope, points }: ReportCurve): string {
  const outside = points.filter(({ before, low, high }) => before < low || before > high);
  return `${title} of the ${scopeName(scope)}: ${outside.length} of ${points.length} bands lie outside the references' range. The table below has the values.`;
}

function curveTable({ points }: ReportCurve, unit: string): HTMLElement {
  const rows = points.map((point) => [
    String(point.centreHz),
    spokenNumber(point.before, 1),
    point.after === undefined ? '' : spokenNumber(point.after, 1),
    `${spokenNumber(point.low, 1)} … ${spokenNumber(point.high, 1)}`,
  ]);
  return element(
    'details',
    {},
    element('summary', {}, 'Values'),
    table(`Values in ${unit}`, ['#Hz', '#before', '#after', '#your references'], rows),
  );
}

function gapCard({ before, after }: ReportDocument): HTMLElement {
  const rows = before.gaps.map((gap) => {
    const now = after === undefined ? undefined : sameRow(after, gap);
    return [
      gap.label,
      scopeName(gap.scope),
      gap.direction,
      withUnit(gap.value, gap.unit),
      now === undefined ? '' : withUnit(now.value, gap.unit),
      rangeWithUnit(gap.band, gap.unit),
      spokenNumber(Math.abs(gap.severity), 1),
    ];
  });
  const headers = ['measurement', 'section', 'direction', '#before', '#after', '#yours', '#severity'];
  const caption =
    'Outside the range of your references, worst first. Severity counts spreads of your library beyond it.';
  const rest = rows.slice(FIRST_GAPS);
  const more = element(
    'details',
    {},
    element('summary', {}, `${rest.length} smaller gaps`),
    table('The smaller gaps', headers, rest),
  );
  return card(
    'Gaps',
    'whole',
    table(caption, headers, rows.slice(0, FIRST_GAPS)),
    ...(rest.length === 0 ? [] : [more]),
  );
}

/** As many as fit a screen; the others are there for who asks. */
const FIRST_GAPS = 15;

function sameRow(gap: GapDocument, row: GapRow): GapRow | undefined {
  return [...gap.gaps, ...gap.alreadyYours].find(
    ({ feature, scope }) => feature === row.feature && scope === row.scope,
  );
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

show().catch((error: unknown) => {
  byId('title').textContent = 'The report could not be shown';
  byId('summary').textContent =
    `${error instanceof Error ? error.message : String(error)}. Run the command again and open the address it prints.`;
});
