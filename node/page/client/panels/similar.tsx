import { Panel, WhenLoaded } from '../parts/panel.tsx';
import { PlayButton } from '../player/play-button.tsx';
import { documents, soundOf } from '../store.ts';
import { percent, songName } from '../words.ts';
import { matchTo } from './match-loudness.ts';

/** The references that sound most like the mix, in what they do and in what not. */
export function Similar() {
  const { value } = documents.similar.value;
  const library = documents.library.value.value;
  const loudness = new Map(library?.references.map(({ file, loudnessLufs }) => [file, loudnessLufs]));
  return (
    <Panel
      id="similar"
      title="Similar references"
      about={
        value === undefined ? undefined : `To ${songName(value.query)}; played equally loud, straight from your files.`
      }
    >
      <WhenLoaded of={documents.similar.value}>
        {({ results }) => (
          <ol class="similar">
            {results.map(({ file, score, why, whyNot, facets }) => (
              <li key={file}>
                <PlayButton sound={soundOf(file)} name={songName(file)} gainDb={matchTo(library, loudness.get(file))} />
                <div>
                  <b>{songName(file)}</b>
                  <p>{why}</p>
                  {whyNot !== '' && <p class="quiet">{whyNot}</p>}
                </div>
                <dl class="facets" aria-label="How alike">
                  <div class="overall">
                    <dt>overall</dt>
                    <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                      <rect class="ground" width={100} height={6} />
                      <rect width={100 * alike(score)} height={6} />
                    </svg>
                    <dd>{percent(alike(score))}</dd>
                  </div>
                  {Object.entries(facets).map(([name, facet]) => (
                    <div key={name}>
                      <dt>{name}</dt>
                      <dd>{percent(alike(facet))}</dd>
                    </div>
                  ))}
                </dl>
              </li>
            ))}
          </ol>
        )}
      </WhenLoaded>
    </Panel>
  );
}

/** From unlike, 0 or less, to the same, 1. */
function alike(score: number): number {
  return Math.max(0, Math.min(1, score));
}
