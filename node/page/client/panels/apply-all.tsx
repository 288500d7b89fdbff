import { useRef } from 'preact/hooks';
import { shownChanges } from '../../../../src/fixes/shown-changes.ts';
import type { PlanDocument } from '../../../../src/store/plan-document.ts';
import { displayText } from '../../../views/display-text.ts';
import { act, amounts, documents, isAsideOpen, isConnected, job } from '../store.ts';

/** Applies what is listed and still open, after one look at everything that would be written. */
export function ApplyAll({ plan }: { plan: PlanDocument }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const page = documents.plan.value.value;
  const open = plan.fixes.filter(({ id, advice, aside }) => {
    const state = page?.fixes[id]?.state ?? 'open';
    return !advice && (isAsideOpen.value || aside !== true) && (state === 'open' || state === 'undone');
  });
  const mayNot = open.length === 0 || job.value !== null || !isConnected.value;
  return (
    <>
      <button
        type="button"
        class="main"
        aria-disabled={mayNot}
        aria-haspopup="dialog"
        onClick={() => {
          if (!mayNot) dialog.current?.showModal();
        }}
      >
        Apply all open ({open.length})
      </button>
      <dialog ref={dialog} aria-labelledby="apply-title">
        <h2 id="apply-title">Write this to {page?.set ?? 'the set'}?</h2>
        <ul class="writes">
          {open.map((fix) => (
            <li key={fix.id}>
              <b>
                {fix.id} {fix.track} › {fix.device}
                {fix.insert ? ', new' : ''}
              </b>
              {shownChanges(fix).map(({ parameter, from, to, unit }) => (
                <span key={parameter}>
                  {parameter} {displayText(from, unit)} → {displayText(to, unit)}
                </span>
              ))}
            </li>
          ))}
        </ul>
        <p class="quiet">All of it or nothing; Undo takes it back.</p>
        <form method="dialog" class="buttons">
          <button
            type="submit"
            class="main"
            onClick={() => void act({ do: 'apply', fixes: open.map(({ id }) => id), amounts: amountsOf(open) })}
          >
            Apply
          </button>
          <button type="submit">Keep as it is</button>
        </form>
      </dialog>
    </>
  );
}

function amountsOf(fixes: readonly { id: string }[]): Record<string, number> {
  return Object.fromEntries(
    fixes.flatMap(({ id }) => {
      const amount = amounts.value[id];
      return amount === undefined ? [] : [[id, amount] as const];
    }),
  );
}
