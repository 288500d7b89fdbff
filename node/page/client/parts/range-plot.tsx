interface RangePlotProps {
  /** What a person should know who cannot see it. */
  label: string;
  /** The references' range, and their values where they are known. */
  band: readonly [number, number];
  median?: number;
  sorted?: readonly number[];
  before: number;
  after?: number | undefined;
}

const WIDTH = 240;
const HEIGHT = 26;
const EDGE = 7;
const MIDDLE = HEIGHT / 2;

/**
 * One measurement against the references on a line of its own: their range as a bar, each of them as a tick, the mix
 * before as a hollow diamond and after as a filled circle. Shape tells them apart, not colour alone.
 */
export function RangePlot({ label, band, median, sorted = [], before, after }: RangePlotProps) {
  const marks = [band[0], band[1], before, ...(after === undefined ? [] : [after])];
  const known = [...marks, sorted[0] ?? before, sorted.at(-1) ?? before];
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = (value: number): number =>
    high > low ? EDGE + ((value - low) / (high - low)) * (WIDTH - 2 * EDGE) : WIDTH / 2;
  return (
    <svg class="range-plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <line class="axis" x1={EDGE} x2={WIDTH - EDGE} y1={MIDDLE} y2={MIDDLE} />
      <rect
        class="band"
        x={x(band[0])}
        width={Math.max(1, x(band[1]) - x(band[0]))}
        y={5}
        height={HEIGHT - 10}
        rx={2}
      />
      {sorted.map((value, i) => (
        <line key={i} class="tick" x1={x(value)} x2={x(value)} y1={8} y2={HEIGHT - 8} />
      ))}
      {median !== undefined && <line class="median" x1={x(median)} x2={x(median)} y1={5} y2={HEIGHT - 5} />}
      {after !== undefined && <line class="way" x1={x(before)} x2={x(after)} y1={MIDDLE} y2={MIDDLE} />}
      <path class="before" d={`M${x(before)} ${MIDDLE - 6}l6 6l-6 6l-6 -6z`} />
      {after !== undefined && <circle class="after" cx={x(after)} cy={MIDDLE} r={5} />}
    </svg>
  );
}
