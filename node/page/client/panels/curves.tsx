import { spokenNumber } from '../../../../src/dsp/spoken-units.ts';
import type { ReportCurve, ReportDocument } from '../../../../src/store/report-document.ts';
import { scopeName } from '../../../views/scope-name.ts';
import { Choice } from '../parts/choice.tsx';
import { Panel } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { BandPlot } from '../plots/band-plot.tsx';
import { Key } from '../plots/key.tsx';
import { chosenScope } from '../store.ts';

interface CurvesProps {
  id: string;
  title: string;
  unit: string;
  curves: readonly ReportCurve[];
  report: ReportDocument;
}

/** Tonal balance, or stereo: one kind of section at a time, the same one in both. */
export function Curves({ id, title, unit, curves, report }: CurvesProps) {
  const scopes = IN_ORDER.filter((scope) => curves.some((curve) => curve.scope === scope));
  const curve = curves.find(({ scope }) => scope === chosenScope.value) ?? curves[0];
  if (curve === undefined) {
    return (
      <Panel id={id} title={title}>
        <p>Nothing to compare: no section of this kind in both.</p>
      </Panel>
    );
  }
  const { points, scope } = curve;
  const outside = outsideRange(points, report.after !== undefined);
  const label = `${title} of the ${scopeName(scope)}: ${outside}.`;
  return (
    <Panel
      id={id}
      title={title}
      about={`${scopeName(scope)}: ${outside}`}
      tools={
        <Choice
          legend={`Section, ${title}`}
          name={`scope-${id}`}
          options={scopes.map((value) => ({ value, label: scopeName(value) }))}
          value={scope}
          onChoose={(value) => (chosenScope.value = value)}
        />
      }
    >
      <BandPlot key={scope} curve={curve} unit={unit} label={label} />
      <Key hasBand hasAfter={report.after !== undefined} before={report.after === undefined ? 'this mix' : 'before'} />
      <details>
        <summary>Values</summary>
        <Table
          caption={`${title} of the ${scopeName(scope)}, ${unit}`}
          columns={['Hz', 'before', 'after', 'your range'].map((text) => ({ title: text, isNumber: true }))}
          rows={points.map(({ centreHz, before, after, low, high }) => ({
            key: String(centreHz),
            cells: [
              String(centreHz),
              spokenNumber(before, 1),
              after === undefined ? '' : spokenNumber(after, 1),
              `${spokenNumber(low, 1)} … ${spokenNumber(high, 1)}`,
            ],
          }))}
        />
      </details>
    </Panel>
  );
}

const IN_ORDER = ['whole', 'intro', 'breakdown', 'build', 'drop', 'outro'];

/** "9 of 29 bands outside your range", and how many are left after the bounce that came of it. */
function outsideRange(points: ReportCurve['points'], hasAfter: boolean): string {
  const count = (value: (point: ReportCurve['points'][number]) => number | undefined): number =>
    points.filter((point) => {
      const level = value(point);
      return level !== undefined && (level < point.low || level > point.high);
    }).length;
  const told = `${count(({ before }) => before)} of ${points.length} bands outside your range`;
  return hasAfter ? `${told} before, ${count(({ after }) => after)} after` : told;
}
