import { Panel, WhenLoaded } from '../parts/panel.tsx';
import { documents } from '../store.ts';
import { capital } from '../words.ts';

/** What the program found where it runs. */
export function Diagnostics() {
  return (
    <Panel id="diagnostics" title="Diagnostics" isWide>
      <WhenLoaded of={documents.doctor.value}>
        {({ findings }) => (
          <dl class="findings">
            {findings.map(({ check, ok, finding }) => (
              <div key={check}>
                <dt>
                  <span class={ok ? 'good' : 'bad'} role="img" aria-label={ok ? 'well' : 'not well'}>
                    {ok ? '✓' : '✗'}
                  </span>{' '}
                  {capital(check)}
                </dt>
                <dd>{finding}</dd>
              </div>
            ))}
          </dl>
        )}
      </WhenLoaded>
    </Panel>
  );
}
