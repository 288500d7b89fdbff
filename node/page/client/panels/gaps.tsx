import { useState } from 'preact/hooks';
import { rangeWithUnit, spokenNumber, withUnit } from '../../../../src/dsp/spoken-units.ts';
import type { GapDocument, GapRow } from '../../../../src/store/gap-document.ts';
import type { ReportDocument } from '../../../../src/store/report-document.ts';
import { scopeName } from '../../../views/scope-name.ts';
import { Choice } from '../parts/choice.tsx';
import { Panel } from '../parts/panel.tsx';
import { RangePlot } from '../parts/range-plot.tsx';
import { Table } from '../parts/table.tsx';
import { documents } from '../store.ts';

/** As many as fit a screen; the others are there for who asks. */
const FIRST_ROWS = 12;

const VIEWS = [
  { value: 'outside', label: 'Outside' },
  { value: 'inside', label: 'Inside' },
] as const;

/** Every measurement among the values of the references: those outside their range, worst first, and those inside. */
export function Gaps({ report }: { report: ReportDocument }) {
  const [view, setView] = useState('outside');
  const [isAll, setAll] = useState(false);
  const { before, after } = report;
  const rows = view === 'outside' ? before.gaps : before.alreadyYours;
  const shown = isAll ? rows : rows.slice(0, FIRST_ROWS);
  const spread = new Map(
    documents.library.value.value?.distributions.map(({ feature, scope, sorted }) => [`${feature}@${scope}`, sorted]),
  );
  const now = after === undefined ? undefined : rowsOf(after);
  return (
    <Panel
      id="gaps"
      title="Gaps"
      about={`${before.gaps.length} measurements outside the range of your references, worst first; ${before.alreadyYours.length} inside: leave them.`}
      tools={<Choice legend="Measurements" name="gap-view" options={VIEWS} value={view} onChoose={setView} />}
      isWide
    >
      <Table
        caption={view === 'outside' ? 'Outside the range of your references' : 'Inside the range of your references'}
        columns={[
          { title: 'Measurement', isHead: true },
          { title: 'Section' },
          { title: view === 'outside' ? 'Direction' : '', class: 'wordy' },
          { title: 'Your references, ◇ this mix, ● after', class: 'picture' },
          { title: 'before', isNumber: true },
          { title: 'after', isNumber: true },
          { title: 'your range', isNumber: true },
          { title: <abbr title="Spreads of your library beyond its range">severity</abbr>, isNumber: true },
        ]}
        rows={shown.map((row) => {
          const key = `${row.feature}@${row.scope}`;
          const is = now?.get(key)?.value;
          return {
            key,
            cells: [
              row.label,
              scopeName(row.scope),
              row.direction,
              <RangePlot
                key="plot"
                label={row.sentence}
                band={row.band}
                median={row.median}
                sorted={spread.get(key) ?? []}
                before={row.value}
                after={is}
              />,
              withUnit(row.value, row.unit),
              is === undefined ? '' : withUnit(is, row.unit),
              rangeWithUnit(row.band, row.unit),
              row.severity === 0 ? '' : spokenNumber(Math.abs(row.severity), 1),
            ],
          };
        })}
      />
      {rows.length > FIRST_ROWS && (
        <button type="button" aria-expanded={isAll} onClick={() => setAll(!isAll)}>
          {isAll ? `Only the first ${FIRST_ROWS}` : `All ${rows.length}`}
        </button>
      )}
    </Panel>
  );
}

function rowsOf({ gaps, alreadyYours }: GapDocument): Map<string, GapRow> {
  return new Map([...gaps, ...alreadyYours].map((row) => [`${row.feature}@${row.scope}`, row]));
}
