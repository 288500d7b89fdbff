import { rangeWithUnit, spokenNumber, withUnit } from '../../../../src/dsp/spoken-units.ts';
import { shownChanges } from '../../../../src/fixes/shown-changes.ts';
import type { GapRow } from '../../../../src/store/gap-document.ts';
import type { Fix } from '../../../../src/store/plan-document.ts';
import { displayText } from '../../../views/display-text.ts';
import { scopeName } from '../../../views/scope-name.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { RangePlot } from '../parts/range-plot.tsx';
import { Table } from '../parts/table.tsx';
import { ChangePlot } from '../plots/change-plot.tsx';
import { ComparePlayer } from '../player/compare-player.tsx';
import { PlayButton } from '../player/play-button.tsx';
import { amounts, documents, soundOf } from '../store.ts';
import { fromTo, percent, songName, STATE_WORDS } from '../words.ts';

/** One fix in full: what, why, what it does, how it sounds, and what to do with it. */
export function FixDetail({ fix }: { fix: Fix }) {
  const page = documents.plan.value.value;
  const verdict = documents.report.value.value?.verification?.fixes.find(({ id }) => id === fix.id);
  return (
    <div class="fix" role="tabpanel" id={`fix-${fix.id}`} aria-labelledby={`tab-${fix.id}`} tabIndex={0}>
      <h3>{fix.sentence}</h3>
      <p>{fix.why}</p>
      {verdict !== undefined && (
        <p class={verdict.verdict === 'worse' ? 'bad' : 'good'}>
          {verdict.verdict === 'worse' ? '✗ ' : '✓ '}
          {verdict.explanation}
        </p>
      )}
      {(fix.sideEffects ?? []).map((sentence) => (
        <p key={sentence} class="but">
          But: {sentence}
        </p>
      ))}
      <div class="fix-sides">
        <Effects fix={fix} />
        <Changes fix={fix} />
      </div>
      {fix.advice ? (
        <p class="quiet">Advice: nothing is written; a person decides.</p>
      ) : (
        <>
          <Passage fix={fix} />
          {page !== undefined && <Answers fix={fix} />}
        </>
      )}
      <Aside fix={fix} />
    </div>
  );
}

/** What it moves, each against the range of the references. */
function Effects({ fix }: { fix: Fix }) {
  const { before } = documents.report.value.value ?? {};
  const rows = new Map<string, GapRow>(
    [...(before?.gaps ?? []), ...(before?.alreadyYours ?? [])].map((row) => [`${row.feature}@${row.scope}`, row]),
  );
  const amount = amounts.value[fix.id] ?? 1;
  return (
    <ul class="effects" aria-label="What it moves">
      {fix.predicted.features.flatMap(({ feature, scope, unit, before: was, after }) => {
        const row = rows.get(`${feature}@${scope}`);
        if (row === undefined) return [];
        const is = was + amount * (after - was);
        const text = fromTo(was, is, unit);
        return [
          <li key={`${feature}@${scope}`}>
            <span>
              {row.label} <span class="quiet">{scopeName(scope)}</span>
            </span>
            <RangePlot
              label={`${row.label}, ${scopeName(scope)}: ${text} predicted, your references ${rangeWithUnit(row.band, unit)}`}
              band={row.band}
              median={row.median}
              before={was}
              after={is}
            />
            <span class="number">{text}</span>
          </li>,
        ];
      })}
    </ul>
  );
}

function Changes({ fix }: { fix: Fix }) {
  const changes = shownChanges(fix);
  if (changes.length === 0) return null;
  return (
    <Table
      caption={`${fix.track} › ${fix.device}${fix.insert ? ', new' : ''}`}
      isCaptionShown
      columns={[
        { title: 'Parameter', isHead: true },
        { title: 'now', isNumber: true },
        { title: 'then', isNumber: true },
      ]}
      rows={changes.map(({ parameter, from, to, unit }) => ({
        key: parameter,
        cells: [parameter, displayText(from, unit), displayText(to, unit)],
      }))}
    />
  );
}

/** The loudest passage with this fix: the change of its spectrum, and players. */
function Passage({ fix }: { fix: Fix }) {
  const passage = documents.plan.value.value?.passage;
  if (passage === null || passage === undefined) {
    return (
      <div class="passage">
        <p class="quiet">Render the loudest passage to hear the fix, and to see its spectrum before and after.</p>
        <ActionButton action={{ do: 'listen', amounts: amounts.value }}>Render to listen</ActionButton>
      </div>
    );
  }
  const own = passage.fixes[fix.id];
  if (own === undefined) return null;
  const isStale = own.amount !== (amounts.value[fix.id] ?? 1);
  return (
    <div class="passage">
      <ChangePlot
        label={`Change of the spectrum of the loudest passage by ${fix.id}, both equally loud: ${inWords(passage.bandCentreHz, passage.before.bandDb, own.bandDb)}`}
        centreHz={passage.bandCentreHz}
        beforeDb={passage.before.bandDb}
        afterDb={own.bandDb}
      />
      <div class="tools">
        <ComparePlayer passage={passage} fix={fix.id} />
        {isStale && (
          <ActionButton action={{ do: 'listen', amounts: amounts.value }}>Render with the new amount</ActionButton>
        )}
      </div>
      <p class="quiet">
        Loudness {withUnit(passage.before.loudnessLufs, 'LUFS')} → {withUnit(own.loudnessLufs, 'LUFS')}, true peak{' '}
        {withUnit(passage.before.truePeakDb, 'dBTP')} → {withUnit(own.truePeakDb, 'dBTP')}, peak to loudness{' '}
        {withUnit(passage.before.peakToShortTermDb, 'dB')} → {withUnit(own.peakToShortTermDb, 'dB')}.
      </p>
    </div>
  );
}

/** The two bands that change most. */
function inWords(centreHz: readonly number[], before: readonly number[], after: readonly number[]): string {
  const most = centreHz
    .map((hz, b) => ({ hz, change: after[b] - before[b] }))
    .filter(({ change }) => Number.isFinite(change))
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
    .slice(0, 2);
  return most.map(({ hz, change }) => `${withUnit(change, 'dB')} at ${withUnit(hz, 'Hz')}`).join(', ');
}

/** Apply, skip, another amount, undo. */
function Answers({ fix }: { fix: Fix }) {
  const { state, hasAmount, receipt, undoes } = documents.plan.value.value?.fixes[fix.id] ?? NO_FIX;
  const amount = amounts.value[fix.id] ?? 1;
  const stands = receipt !== null;
  const others = undoes.filter((id) => id !== fix.id);
  const { sign, word } = STATE_WORDS[state];
  return (
    <div class="answers" role="group" aria-label={`What to do with ${fix.id}`}>
      <span class="state">
        <span aria-hidden="true">{sign}</span> {word}
      </span>
      {stands ? (
        <ActionButton action={{ do: 'undo', receipt }}>
          {others.length === 0 ? 'Undo' : `Undo (with ${others.join(', ')})`}
        </ActionButton>
      ) : (
        <>
          {hasAmount && <Amount fix={fix} amount={amount} />}
          <ActionButton
            action={{ do: 'apply', fixes: [fix.id], amounts: amount === 1 ? {} : { [fix.id]: amount } }}
            isMain
          >
            Apply
          </ActionButton>
          <ActionButton action={{ do: 'answer', fix: fix.id, answer: 'skip' }}>Skip</ActionButton>
          <ActionButton action={{ do: 'answer', fix: fix.id, answer: 'intentional' }}>Meant to be so</ActionButton>
        </>
      )}
      <span class="quiet">
        {percent(fix.confidence)} sure, {fix.risk} risk, style delta {spokenNumber(fix.predicted.styleDeltaAfter, 2)}{' '}
        once it is done
      </span>
    </div>
  );
}

const NO_FIX = { state: 'open', hasAmount: false, receipt: null, undoes: [] } as const;

/** From a tenth to half as much again, in steps that are heard. */
function Amount({ fix, amount }: { fix: Fix; amount: number }) {
  const size = fix.size?.value ?? 0;
  const unit = fix.changes.find((change) => change.unit === 'dB')?.unit ?? '';
  const text = `${spokenNumber(100 * amount, 0)} %${unit === '' ? '' : `, ${withUnit(size * amount, unit)}`}`;
  return (
    <label class="amount">
      <span>Amount of {fix.id}</span>
      <input
        type="range"
        min={10}
        max={150}
        step={5}
        value={Math.round(100 * amount)}
        aria-valuetext={text}
        onInput={(event) => {
          amounts.value = { ...amounts.value, [fix.id]: Number(event.currentTarget.value) / 100 };
        }}
      />
      <output>{text}</output>
    </label>
  );
}

/** Other ways, and references to listen to. */
function Aside({ fix }: { fix: Fix }) {
  const listenTo = fix.listenTo ?? [];
  if (fix.byHand === undefined && fix.alternative === undefined && listenTo.length === 0) return null;
  return (
    <dl class="aside">
      {fix.byHand !== undefined && (
        <div>
          <dt>By hand</dt>
          <dd>{fix.byHand}</dd>
        </div>
      )}
      {fix.alternative !== undefined && (
        <div>
          <dt>Instead</dt>
          <dd>{fix.alternative.sentence}</dd>
        </div>
      )}
      {listenTo.length > 0 && (
        <div>
          <dt>Listen to</dt>
          <dd>
            {listenTo.map((file) => (
              <span key={file} class="song">
                <PlayButton sound={soundOf(file)} name={songName(file)} />
                {songName(file)}
              </span>
            ))}
          </dd>
        </div>
      )}
    </dl>
  );
}
