import { useRef, useState } from 'preact/hooks';
import { spokenNumber } from '../../../../src/dsp/spoken-units.ts';
import { partedFixes, promisedDelta, standingFixes } from '../../../../src/fixes/put-forward.ts';
import type { Fix, PlanDocument } from '../../../../src/store/plan-document.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Panel } from '../parts/panel.tsx';
import { act, amounts, chosenFix, documents, fixShown, isAsideOpen, isConnected, isDone, job } from '../store.ts';
import { capital, percent, STATE_WORDS } from '../words.ts';
import { ApplyAll } from './apply-all.tsx';
import { FixDetail } from './fix-detail.tsx';

/** The fixes of the plan: a list to go through, and one of them in full. */
export function PlanPanel({ plan }: { plan: PlanDocument }) {
  const shown = fixShown();
  const { before } = plan.styleDelta;
  const states = documents.plan.value.value?.fixes;
  const standing = standingFixes(plan.fixes, ({ id }) => isDone(states?.[id]?.state));
  const { forward, aside } = partedFixes(standing);
  const about =
    plan.fixes.length === 0
      ? 'No change is needed.'
      : `Style delta ${spokenNumber(before, 2)} → ${spokenNumber(promisedDelta({ ...plan, fixes: standing }), 2)} predicted, at ${spokenNumber(plan.amount, 0)} %.`;
  return (
    <Panel id="plan" title="Plan" about={about} tools={<PlanTools plan={plan} />} isWide>
      {shown !== undefined && (
        <div class="plan">
          <div>
            <FixList plan={plan} fixes={isAsideOpen.value ? [...forward, ...aside] : forward} shown={shown} />
            {aside.length > 0 && <AlsoPossible count={aside.length} />}
          </div>
          <FixDetail key={shown.id} fix={shown} />
        </div>
      )}
      {plan.notes.length > 0 && (
        <ul class="notes">
          {plan.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function PlanTools({ plan }: { plan: PlanDocument }) {
  const [amount, setAmount] = useState(plan.amount);
  const isHeard = documents.plan.value.value?.passage !== null;
  return (
    <>
      {!isHeard && (
        <ActionButton action={{ do: 'listen', amounts: amounts.value }} isDisabled={plan.fixes.length === 0}>
          Render to listen
        </ActionButton>
      )}
      <form
        class="replan"
        onSubmit={(event) => {
          event.preventDefault();
          if (job.value === null && isConnected.value) void act({ do: 'suggest', amount });
        }}
      >
        <label>
          <span>Amount</span>
          <input
            type="range"
            min={0}
            max={100}
            step={5}
            value={amount}
            aria-valuetext={`${amount} %`}
            onInput={(event) => setAmount(Number(event.currentTarget.value))}
          />
          <output>{amount} %</output>
        </label>
        <button type="submit" aria-disabled={job.value !== null || !isConnected.value}>
          Plan anew
        </button>
      </form>
      <ApplyAll plan={plan} />
    </>
  );
}

/** What is less sure, one click away: nothing of it is applied with the others. */
function AlsoPossible({ count }: { count: number }) {
  const isOpen = isAsideOpen.value;
  return (
    <button
      type="button"
      class="small also"
      aria-expanded={isOpen}
      onClick={() => {
        isAsideOpen.value = !isOpen;
        if (!isOpen) void act({ do: 'look' });
      }}
    >
      {isOpen ? 'Hide what is less sure' : `Also possible, but less sure (${count})`}
    </button>
  );
}

interface FixListProps {
  plan: PlanDocument;
  /** Those to list. */
  fixes: readonly Fix[];
  shown: Fix;
}

/** Tabs, one above the other: arrow keys go through them. */
function FixList({ plan, fixes, shown }: FixListProps) {
  const startsAt = plan.styleDelta.before;
  const list = useRef<HTMLDivElement>(null);
  const go = (event: KeyboardEvent): void => {
    const at = fixes.findIndex(({ id }) => id === shown.id);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: fixes.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = fixes[(to + fixes.length) % fixes.length];
    chosenFix.value = next.id;
    list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  const states = documents.plan.value.value?.fixes;
  return (
    <div class="fixes" role="tablist" aria-orientation="vertical" aria-label="Fixes" ref={list} onKeyDown={go}>
      {fixes.map((fix) => {
        const { sign, word } = STATE_WORDS[states?.[fix.id]?.state ?? 'open'];
        const before = plan.fixes[plan.fixes.findIndex(({ id }) => id === fix.id) - 1] as Fix | undefined;
        const from = before?.predicted.styleDeltaAfter ?? startsAt;
        return (
          <button
            key={fix.id}
            type="button"
            role="tab"
            id={`tab-${fix.id}`}
            aria-selected={fix.id === shown.id}
            aria-controls={`fix-${fix.id}`}
            tabIndex={fix.id === shown.id ? 0 : -1}
            onClick={() => (chosenFix.value = fix.id)}
          >
            <span class="sign" aria-hidden="true">
              {fix.advice ? 'i' : sign}
            </span>
            <span class="what">
              <b>{fix.track}</b> {phraseOf(fix)}
            </span>
            <span class="meta">
              {fix.id} · {fix.aside && 'also possible, '}
              {fix.advice ? 'advice' : `${word}, ${percent(fix.confidence)} sure`}
            </span>
            {!fix.advice && <Step from={from} to={fix.predicted.styleDeltaAfter} of={startsAt} />}
          </button>
        );
      })}
    </div>
  );
}

/** What is left of the style delta after a fix, and what the fix takes off it. */
function Step({ from, to, of }: { from: number; to: number; of: number }) {
  const width = (value: number): number => (of > 0 ? (100 * Math.max(0, value)) / of : 0);
  return (
    <svg class="step" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect class="left" width={width(Math.min(from, to))} height={4} />
      <rect class="taken" x={width(Math.min(from, to))} width={Math.abs(width(from) - width(to))} height={4} />
    </svg>
  );
}

/** The sentence without the track, which stands before it. */
function phraseOf({ sentence, track }: Fix): string {
  const rest = sentence.startsWith(`${track}: `) ? sentence.slice(track.length + 2) : sentence;
  return capital(rest.replace(/\.$/, '').replace(/ \(.*\)$/, ''));
}
