import { withUnit } from '../../../../src/dsp/spoken-units.ts';
import type { LibraryDocument } from '../../../../src/store/library-document.ts';
import { toggle } from '../player/file-player.ts';
import { soundOf } from '../store.ts';
import { songName } from '../words.ts';
import { matchTo } from './match-loudness.ts';

const WIDTH = 560;
const HEIGHT = 360;
const MARGIN = 34;

/**
 * The library from above: near is alike. A style is a shape and a colour; the mix is a hollow diamond, its newer bounce
 * a ring, with an arrow between them. A click plays a reference; the table below has them all for the keyboard.
 */
export function LibraryMap({ library }: { library: LibraryDocument }) {
  const { references, clusters, mix, after, axes } = library;
  const all = [...references.map(({ at }) => at), mix, ...(after === undefined ? [] : [after])];
  const x = scale(
    all.map(([value]) => value),
    [MARGIN, WIDTH - MARGIN],
  );
  const y = scale(
    all.map(([, value]) => value),
    [HEIGHT - MARGIN, MARGIN],
  );
  const [nearest] = [...references].sort((a, b) => distance(a.at, after ?? mix) - distance(b.at, after ?? mix));
  const label = `Map of ${references.length} references in ${clusters.length} styles${nearest === undefined ? '' : `; your mix lies nearest to ${songName(nearest.file)}`}.`;
  return (
    <svg class="map" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <rect class="ground" x={1} y={1} width={WIDTH - 2} height={HEIGHT - 2} rx={6} />
      <text x={MARGIN / 3} y={HEIGHT - 9}>
        ← {axes[0].low}
      </text>
      <text x={WIDTH - MARGIN / 3} y={HEIGHT - 9} text-anchor="end">
        {axes[0].high} →
      </text>
      <text x={MARGIN / 3} y={18}>
        ↑ {axes[1].high}
      </text>
      <text x={MARGIN / 3} y={HEIGHT - 26}>
        ↓ {axes[1].low}
      </text>
      {references.map(({ file, at, cluster, tempoBpm, key, loudnessLufs }) => (
        <g
          key={file}
          class="reference"
          onClick={() => {
            const sound = soundOf(file);
            if (sound !== undefined) toggle(sound, matchTo(library, loudnessLufs));
          }}
        >
          <title>
            {songName(file)}: {withUnit(tempoBpm, 'BPM')}, {key}
          </title>
          <Mark cluster={cluster} x={x(at[0])} y={y(at[1])} />
        </g>
      ))}
      {after !== undefined && <line class="way" x1={x(mix[0])} y1={y(mix[1])} x2={x(after[0])} y2={y(after[1])} />}
      <path class="before" d={`M${x(mix[0])} ${y(mix[1]) - 9}l9 9l-9 9l-9 -9z`} />
      <text class="mine" x={x(mix[0]) + 13} y={y(mix[1]) + 4}>
        this mix
      </text>
      {after !== undefined && (
        <>
          <circle class="after" cx={x(after[0])} cy={y(after[1])} r={8} />
          <text class="mine" x={x(after[0]) + 13} y={y(after[1]) + 4}>
            after
          </text>
        </>
      )}
    </svg>
  );
}

/** A style's own shape: as many styles as a library can have. */
const SHAPES = [
  'M0 -5a5 5 0 1 0 0.01 0z',
  'M-4.5 -4.5h9v9h-9z',
  'M0 -6l5.5 10h-11z',
  'M-2 -6h4v4h4v4h-4v4h-4v-4h-4v-4h4z',
  'M0 6l-5.5 -10h11z',
  'M-6 -2.5l6 -3.5l6 3.5v5l-6 3.5l-6 -3.5z',
];

export function Mark({ cluster, x, y }: { cluster: number; x: number; y: number }) {
  const kind = cluster % SHAPES.length;
  return <path class={`mark mark-${kind}`} transform={`translate(${x} ${y})`} d={SHAPES[kind]} />;
}

function scale(values: readonly number[], [from, to]: readonly [number, number]): (value: number) => number {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return (value) => (high > low ? from + ((value - low) / (high - low)) * (to - from) : (from + to) / 2);
}

function distance(a: readonly [number, number], b: readonly [number, number]): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
