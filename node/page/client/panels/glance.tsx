import { rangeWithUnit, spokenNumber, withUnit } from '../../../../src/dsp/spoken-units.ts';
import type { ReportDocument } from '../../../../src/store/report-document.ts';
import { RangePlot } from '../parts/range-plot.tsx';
import { capital, fromTo } from '../words.ts';

/** The three scores, and the four headlines each against the range of the references. */
export function Glance({ before, after }: ReportDocument) {
  return (
    <section class="glance" aria-label="At a glance">
      <dl class="scores">
        <Score term="Style score" note="of 100" was={before.styleScore} is={after?.styleScore} decimals={0} />
        <Score
          term="Style delta"
          note="0 is inside every range"
          was={before.styleDelta}
          is={after?.styleDelta}
          decimals={2}
        />
        <Score term="Trance score" note="of 1" was={before.tranceScore} is={after?.tranceScore} decimals={2} />
      </dl>
      <ul class="headlines">
        {before.headline.map(({ axis, unit, value, band, sentence }, i) => {
          const now = after?.headline[i]?.value;
          return (
            <li key={axis}>
              <span class="term">{capital(axis)}</span>
              <span class="value">{now === undefined ? withUnit(value, unit) : fromTo(value, now, unit)}</span>
              <RangePlot label={sentence} band={band} before={value} after={now} />
              <span class="quiet">yours {rangeWithUnit(band, unit)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

interface ScoreProps {
  term: string;
  note: string;
  was: number;
  is: number | undefined;
  decimals: number;
}

function Score({ term, note, was, is, decimals }: ScoreProps) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        <strong>{spokenNumber(is ?? was, decimals)}</strong>
        {is !== undefined && <span class="quiet"> from {spokenNumber(was, decimals)}</span>}
        <small>{note}</small>
      </dd>
    </div>
  );
}
