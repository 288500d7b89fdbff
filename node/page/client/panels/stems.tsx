import { signedWithUnit, withUnit } from '../../../../src/dsp/spoken-units.ts';
import type { ReportDocument, ReportStem } from '../../../../src/store/report-document.ts';
import { scopeName } from '../../../views/scope-name.ts';
import { Panel } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { PlayButton } from '../player/play-button.tsx';
import { soundOf } from '../store.ts';
import { percent } from '../words.ts';

/** Quieter than this is drawn as nothing. */
const QUIETEST_DB = -36;

/** The stems: what each is, how loud it is in the mix, and how much of each of the worst gaps goes with it. */
export function Stems({ report }: { report: ReportDocument }) {
  const stems = report.stems ?? [];
  if (stems.length === 0) {
    return (
      <Panel id="stems" title="Stems" isWide>
        <p class="quiet">This report was made before stems were measured for it; plan anew to see them.</p>
      </Panel>
    );
  }
  const labels = new Map(report.before.gaps.map((row) => [`${row.feature}@${row.scope}`, row]));
  const gaps = stems[0].gaps
    .map(({ feature, scope }, i) => ({ i, scope, row: labels.get(`${feature}@${scope}`) }))
    .filter(({ row, i }) => row !== undefined && stems.some((stem) => stem.gaps[i].share > 0));
  return (
    <Panel
      id="stems"
      title="Stems"
      about="A stem's share of a gap: its part of how far the measurement moves when each stem by itself is 3 dB quieter."
      isWide
    >
      <Table
        caption="Stems, their level and their share of the worst gaps"
        columns={[
          { title: 'Stem', isHead: true },
          { title: 'Role' },
          { title: 'level in the mix', isNumber: true },
          ...gaps.map(({ row, scope }) => ({
            title: (
              <>
                {row?.label} <span class="quiet">{scopeName(scope)}</span>
              </>
            ),
            isNumber: true,
            class: 'share',
          })),
        ]}
        rows={stems.map((stem) => ({
          key: stem.file,
          cells: [
            <span key="name" class="song">
              <PlayButton sound={soundOf(stem.file)} name={`stem ${stem.track}`} />
              {stem.track}
            </span>,
            stem.role,
            <Level key="level" stem={stem} />,
            ...gaps.map(({ i, row }) => <Share key={i} {...stem.gaps[i]} unit={row?.unit ?? ''} />),
          ],
        }))}
      />
    </Panel>
  );
}

function Level({ stem: { levelDb } }: { stem: ReportStem }) {
  if (levelDb === undefined) return <>silent</>;
  return (
    <span class="level">
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect width={100 * Math.max(0, 1 - levelDb / QUIETEST_DB)} height={6} />
      </svg>
      {withUnit(levelDb, 'dB')}
    </span>
  );
}

/** The fuller, the more; the number says it too. */
function Share({ share, quieter, unit }: { share: number; quieter: number; unit: string }) {
  return (
    <span class="heat" data-tenths={Math.round(10 * share)} title={`${signedWithUnit(quieter, unit)} if 3 dB quieter`}>
      {share < 0.005 ? '·' : percent(share)}
    </span>
  );
}
