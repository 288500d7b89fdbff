import type { TasteDocument } from '../../../../src/store/taste-document.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Panel, WhenLoaded } from '../parts/panel.tsx';
import { documents } from '../store.ts';
import { percent } from '../words.ts';

/** What was learned from the answers, each to be forgotten by itself. */
export function TastePanel() {
  const { value } = documents.taste.value;
  const count = value === undefined ? 0 : value.habits.length + value.targets.length + value.models.length;
  return (
    <Panel
      id="taste"
      title="Taste"
      about={
        value === undefined
          ? undefined
          : value.answers === 1
            ? 'Learned from 1 answer.'
            : `Learned from ${value.answers} answers.`
      }
      tools={count > 0 && <ActionButton action={{ do: 'forget' }}>Forget all</ActionButton>}
    >
      <WhenLoaded of={documents.taste.value}>
        {(taste) =>
          count === 0 ? (
            <p class="quiet">Nothing learned yet: apply, skip or change a fix, and the next plan reads it.</p>
          ) : (
            <Learned taste={taste} />
          )
        }
      </WhenLoaded>
    </Panel>
  );
}

function Learned({ taste: { habits, targets, models, trial, calibration } }: { taste: TasteDocument }) {
  return (
    <>
      <ul class="learned">
        {habits.map(({ item, sizeItem, sentence, acceptance }) => (
          <li key={item}>
            <span>{sentence}</span>
            <svg
              class="bar"
              viewBox="0 0 100 6"
              preserveAspectRatio="none"
              role="img"
              aria-label={`Expected to be taken: ${percent(acceptance)}`}
            >
              <rect class="ground" width={100} height={6} />
              <rect width={100 * acceptance} height={6} />
            </svg>
            <span class="buttons">
              <Forget item={item}>Forget habit</Forget>
              <Forget item={sizeItem}>Forget size</Forget>
            </span>
          </li>
        ))}
        {[...targets, ...models]
          .filter(({ sentence }) => sentence !== '')
          .map(({ item, sentence }) => (
            <li key={item}>
              <span>{sentence}</span>
              <span class="buttons">
                <Forget item={item}>Forget</Forget>
              </span>
            </li>
          ))}
      </ul>
      {trial !== undefined && <p class="notes">{trial.sentence}</p>}
      {calibration !== undefined && calibration.bins.length > 0 && (
        <ul class="notes">
          {calibration.bins.map(({ stated, count, came, low, high }) => (
            <li key={stated}>
              Of {count === 1 ? '1 fix' : `${count} fixes`} stated at about {percent(stated)}, you took {percent(came)}{' '}
              ({percent(low)} to {percent(high)} may be chance).
            </li>
          ))}
          {calibration.sentence !== undefined && <li>{calibration.sentence}</li>}
        </ul>
      )}
    </>
  );
}

function Forget({ item, children }: { item: string; children: string }) {
  return (
    <ActionButton action={{ do: 'forget', item }} label={`${children}: ${item}`} class="small">
      {children}
    </ActionButton>
  );
}
