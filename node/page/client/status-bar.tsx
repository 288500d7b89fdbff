import { act, isConnected, job, word } from './store.ts';

/** What is under way and what came of the last action; read out as it changes. */
export function StatusBar() {
  const now = job.value;
  return (
    <div class="status">
      {!isConnected.value && (
        <p class="bad" role="alert">
          Coproducer does not answer. This page goes on by itself when it is back.
        </p>
      )}
      {now !== null && (
        <>
          <progress max={100} aria-label={now.label} {...(now.percent !== null && { value: now.percent })} />
          <span class="quiet note">{now.note}</span>
          {now.canCancel && (
            <button type="button" class="small" onClick={() => void act({ do: 'cancel' })}>
              Cancel
            </button>
          )}
        </>
      )}
      <p role="status" class={word.value?.isGood === false ? 'bad' : ''}>
        {now !== null ? `${now.label} …` : (word.value?.text ?? '')}
      </p>
    </div>
  );
}
