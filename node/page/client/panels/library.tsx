import { spokenNumber, withUnit } from '../../../../src/dsp/spoken-units.ts';
import type { LibraryDocument } from '../../../../src/store/library-document.ts';
import { Panel, WhenLoaded } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { PlayButton } from '../player/play-button.tsx';
import { documents, soundOf } from '../store.ts';
import { percent, songName } from '../words.ts';
import { LibraryMap, Mark } from './library-map.tsx';
import { matchTo } from './match-loudness.ts';

/** The references as a map with the mix among them, the styles in it, and what to know before trusting it. */
export function Library() {
  const { value } = documents.library.value;
  const about =
    value === undefined
      ? undefined
      : `${value.profile}: ${value.references.length} references; the map shows ${percent(value.axes[0].explained + value.axes[1].explained)} of how they differ.`;
  return (
    <Panel id="library" title="Library" about={about}>
      <WhenLoaded of={documents.library.value}>
        {(library) => (
          <>
            <LibraryMap library={library} />
            <ul class="styles">
              {library.clusters.map(({ name, summary, count }, i) => (
                <li key={name}>
                  <svg viewBox="-8 -8 16 16" aria-hidden="true">
                    <Mark cluster={i} x={0} y={0} />
                  </svg>
                  <span>
                    <b>{name}</b> <span class="quiet">{count} tracks</span>
                    <br />
                    <span class="quiet">{summary}</span>
                  </span>
                </li>
              ))}
            </ul>
            <details>
              <summary>All references</summary>
              <References library={library} />
            </details>
            {library.validation.length > 0 && (
              <ul class="notes">
                {library.validation.map(({ level, sentence }) => (
                  <li key={sentence} class={level === 'info' ? '' : 'but'}>
                    {sentence}
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </WhenLoaded>
    </Panel>
  );
}

function References({ library }: { library: LibraryDocument }) {
  return (
    <Table
      caption="References"
      columns={[
        { title: 'Reference', isHead: true },
        { title: 'style' },
        { title: 'BPM', isNumber: true },
        { title: 'key' },
        { title: 'loudness', isNumber: true },
        { title: 'style score', isNumber: true },
      ]}
      rows={library.references.map(({ file, cluster, tempoBpm, key, loudnessLufs, styleScore }) => ({
        key: file,
        cells: [
          <span key="name" class="song">
            <PlayButton sound={soundOf(file)} name={songName(file)} gainDb={matchTo(library, loudnessLufs)} />
            {songName(file)}
          </span>,
          library.clusters[cluster]?.name ?? '',
          spokenNumber(tempoBpm, 0),
          key,
          loudnessLufs === undefined ? '' : withUnit(loudnessLufs, 'LUFS'),
          spokenNumber(styleScore, 0),
        ],
      }))}
    />
  );
}
