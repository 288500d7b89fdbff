import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { withUnit } from '../../../../src/dsp/spoken-units.ts';
import type { ReportDocument } from '../../../../src/store/report-document.ts';
import { scopeName } from '../../../views/scope-name.ts';
import { Panel, WhenLoaded } from '../parts/panel.tsx';
import { Table } from '../parts/table.tsx';
import { playFault, playFrom, position, sounding } from '../player/file-player.ts';
import { PlayButton } from '../player/play-button.tsx';
import { Key } from '../plots/key.tsx';
import { LoudnessPlot, WaveformPlot } from '../plots/time-plots.tsx';
import { documents, soundOf } from '../store.ts';
import { clock, songName } from '../words.ts';

/** The song over time: its outline, its sections, its loudness; a click on the outline plays from there. */
export function Timeline({ report }: { report: ReportDocument }) {
  const { loudness, mix, after } = report;
  const { sections } = loudness;
  const seconds = Math.max(
    loudness.before.length * loudness.hopSeconds,
    (loudness.after?.length ?? 0) * loudness.hopSeconds,
  );
  const sound = soundOf(mix);
  const isOurs = sound !== undefined && sounding.value?.sound === sound;
  const told = sections.map(({ kind, bars }) => `${scopeName(kind)} ${bars} bars`).join(', ');
  return (
    <Panel
      id="timeline"
      title="Over time"
      isWide
      tools={
        <>
          <Key before={after === undefined ? 'loudness' : 'loudness before'} hasAfter={after !== undefined} />
          <div class="seek">
            <PlayButton sound={sound} name={songName(mix)} />
            <input
              type="range"
              aria-label="Place in the mix"
              min={0}
              max={Math.floor(seconds)}
              step={1}
              value={isOurs ? Math.round(position.value.seconds) : 0}
              aria-valuetext={clock(isOurs ? position.value.seconds : 0)}
              disabled={sound === undefined}
              onChange={(event) => sound !== undefined && playFrom(sound, Number(event.currentTarget.value))}
            />
            <output>{clock(isOurs ? position.value.seconds : 0)}</output>
          </div>
        </>
      }
    >
      {playFault.value !== '' && (
        <p class="bad" role="alert">
          {playFault.value}
        </p>
      )}
      <div class="in-time">
        <WhenLoaded of={documents.waveform.value}>
          {(waveform) => (
            <SeekableWaveform label={`Waveform; sections: ${told}.`} {...{ waveform, sections, seconds, sound }} />
          )}
        </WhenLoaded>
        <LoudnessPlot
          label={`Short-term loudness over time${after === undefined ? '' : ', before and after'}; sections: ${told}.`}
          {...{ sections, seconds, loudness }}
        />
      </div>
      <details>
        <summary>Sections as a table</summary>
        <Table
          caption="Sections"
          columns={[
            { title: 'Section', isHead: true },
            { title: 'from', isNumber: true },
            { title: 'to', isNumber: true },
            { title: 'bars', isNumber: true },
            { title: 'loudest 3 s', isNumber: true },
          ]}
          rows={sections.map(({ kind, startSeconds, endSeconds, bars }) => ({
            key: String(startSeconds),
            cells: [
              scopeName(kind),
              clock(startSeconds),
              clock(endSeconds),
              String(bars),
              withUnit(loudestBetween(loudness, startSeconds, endSeconds), 'LUFS'),
            ],
          }))}
        />
      </details>
    </Panel>
  );
}

function loudestBetween({ before, hopSeconds }: ReportDocument['loudness'], from: number, to: number): number {
  return Math.max(-70, ...before.slice(Math.floor(from / hopSeconds), Math.ceil(to / hopSeconds)));
}

type SeekableProps = Parameters<typeof WaveformPlot>[0] & { sound: string | undefined };

/** A click plays from there; a line shows where it plays. The slider above does the same for the keyboard. */
function SeekableWaveform({ sound, ...rest }: SeekableProps) {
  const plot = useRef<uPlot | null>(null);
  const line = useRef<HTMLDivElement | null>(null);
  // The plot may be made before it is known which sound it is of.
  const newest = useRef(sound);
  newest.current = sound;
  const isOurs = sound !== undefined && sounding.value?.sound === sound;
  const { seconds } = position.value;
  const made = (now: uPlot): void => {
    plot.current = now;
    line.current = document.createElement('div');
    line.current.className = 'play-line';
    now.over.append(line.current);
    now.over.addEventListener('click', (event) => {
      if (newest.current !== undefined) playFrom(newest.current, now.posToVal(event.offsetX, 'x'));
    });
  };
  useEffect(() => {
    if (plot.current === null || line.current === null) return;
    line.current.hidden = !isOurs;
    line.current.style.transform = `translateX(${plot.current.valToPos(seconds, 'x')}px)`;
  }, [isOurs, seconds]);
  return <WaveformPlot {...rest} onMade={made} />;
}
