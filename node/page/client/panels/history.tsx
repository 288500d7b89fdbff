import { spokenNumber } from '../../../../src/dsp/spoken-units.ts';
import type { HistoryDocument } from '../../../../src/store/history-document.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Panel, WhenLoaded } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { documents } from '../store.ts';
import { fileName } from '../words.ts';

/** The bounces of this song and their scores; a newer one that lies beside the mix can be measured from here. */
export function History() {
  const newer = documents.plan.value.value?.bounces.filter(({ isNewer }) => isNewer) ?? [];
  return (
    <Panel
      id="history"
      title="History"
      about="Every bounce of this song that was measured, by its style score."
      tools={newer.slice(0, 3).map(({ sound, name }) => (
        <ActionButton key={sound} action={{ do: 'verify', sound }} label={`Measure ${name}`}>
          Measure {name}
        </ActionButton>
      ))}
    >
      <WhenLoaded of={documents.history.value}>
        {({ bounces }) => (
          <>
            {bounces.length > 1 && <ScoreLine bounces={bounces} />}
            <Table
              caption="Bounces"
              columns={[
                { title: 'Bounce', isHead: true },
                { title: 'measured' },
                { title: 'style score', isNumber: true },
                { title: 'style delta', isNumber: true },
                { title: 'promised', isNumber: true },
              ]}
              rows={bounces.map(({ at, mix, what, styleScore, styleDelta, promised }, i) => ({
                key: `${at} ${i}`,
                cells: [
                  <>
                    {fileName(mix)} <span class="quiet">{what}</span>
                  </>,
                  new Date(at).toLocaleString([], { dateStyle: 'short', timeStyle: 'short' }),
                  spokenNumber(styleScore, 0),
                  spokenNumber(styleDelta, 2),
                  promised === undefined ? '' : spokenNumber(promised, 2),
                ],
              }))}
            />
          </>
        )}
      </WhenLoaded>
    </Panel>
  );
}

const WIDTH = 560;
const HEIGHT = 130;
const MARGIN = 26;

function ScoreLine({ bounces }: Pick<HistoryDocument, 'bounces'>) {
  const x = (i: number): number => 2 * MARGIN + (i * (WIDTH - 4 * MARGIN)) / Math.max(1, bounces.length - 1);
  const y = (score: number): number => HEIGHT - MARGIN - (score / 100) * (HEIGHT - 2 * MARGIN);
  const scores = bounces.map(({ styleScore }) => spokenNumber(styleScore, 0)).join(', ');
  return (
    <svg
      class="score-line"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`Style scores in order of time: ${scores}.`}
    >
      {[0, 50, 100].map((score) => (
        <g key={score}>
          <line class="grid" x1={MARGIN} x2={WIDTH - MARGIN} y1={y(score)} y2={y(score)} />
          <text x={MARGIN - 6} y={y(score) + 4} text-anchor="end">
            {score}
          </text>
        </g>
      ))}
      <polyline points={bounces.map(({ styleScore }, i) => `${x(i)},${y(styleScore)}`).join(' ')} />
      {bounces.map(({ styleScore, what, at }, i) => (
        <g key={`${at} ${i}`}>
          {what === 'verified' ? (
            <circle class="after" cx={x(i)} cy={y(styleScore)} r={5} />
          ) : (
            <path class="before" d={`M${x(i)} ${y(styleScore) - 6}l6 6l-6 6l-6 -6z`} />
          )}
          <text x={x(i)} y={y(styleScore) - 11} text-anchor="middle">
            {spokenNumber(styleScore, 0)}
          </text>
        </g>
      ))}
    </svg>
  );
}
