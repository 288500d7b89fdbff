import { useEffect } from 'preact/hooks';
import { Curves } from './panels/curves.tsx';
import { Diagnostics } from './panels/diagnostics.tsx';
import { Gaps } from './panels/gaps.tsx';
import { Glance } from './panels/glance.tsx';
import { History } from './panels/history.tsx';
import { Library } from './panels/library.tsx';
import { PlanPanel } from './panels/plan.tsx';
import { Similar } from './panels/similar.tsx';
import { Stems } from './panels/stems.tsx';
import { TastePanel } from './panels/taste.tsx';
import { Timeline } from './panels/timeline.tsx';
import { WhenLoaded } from './parts/panel.tsx';
import { StatusBar } from './status-bar.tsx';
import { documents } from './store.ts';
import { fileName } from './words.ts';

const PLACES = [
  ['plan', 'Plan'],
  ['stems', 'Stems'],
  ['history', 'History'],
  ['taste', 'Taste'],
  ['timeline', 'Over time'],
  ['tone', 'Tone'],
  ['stereo', 'Stereo'],
  ['gaps', 'Gaps'],
  ['library', 'Library'],
  ['similar', 'Similar'],
  ['diagnostics', 'Diagnostics'],
] as const;

/**
 * The page: one document to read through on a small screen, three lanes side by side on a large one: what to do, what
 * was measured, what it is compared with.
 */
export function App() {
  const { value: report } = documents.report.value;
  const name = report === undefined ? 'Coproducer report' : fileName(report.mix);
  useEffect(() => {
    document.title = report === undefined ? name : `${name} · Coproducer`;
  }, [name]);
  return (
    <>
      <a class="skip" href="#content">
        Skip to the report
      </a>
      <header>
        <div class="title">
          <p class="brand">Coproducer</p>
          <h1>{name}</h1>
          {report !== undefined && (
            <p class="quiet">
              against {report.before.profile}
              {report.before.cluster === '' ? '' : ` › ${report.before.cluster}`}
            </p>
          )}
        </div>
        <StatusBar />
        <nav aria-label="Parts of the report">
          {PLACES.map(([id, title]) => (
            <a key={id} href={`#${id}`}>
              {title}
            </a>
          ))}
        </nav>
      </header>
      <main id="content" tabIndex={-1} aria-busy={report === undefined}>
        <WhenLoaded of={documents.report.value}>
          {(loaded) => (
            <>
              <div class="lane">
                <Glance {...loaded} />
                {loaded.plan !== undefined && <PlanPanel plan={loaded.plan} />}
                <Stems report={loaded} />
                <History />
                <TastePanel />
              </div>
              <div class="lane">
                <Timeline report={loaded} />
                <Curves id="tone" title="Tonal balance" unit="dB re loudness" curves={loaded.tone} report={loaded} />
                <Curves id="stereo" title="Stereo width" unit="side to mid, dB" curves={loaded.width} report={loaded} />
                <Gaps report={loaded} />
              </div>
            </>
          )}
        </WhenLoaded>
        <div class="lane">
          <Library />
          <Similar />
          <Diagnostics />
        </div>
      </main>
    </>
  );
}
