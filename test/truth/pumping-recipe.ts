import { Draw } from './draw.ts';
import type { Duck, DuckShape, PumpingPart, PumpingRecipe } from './pumping-song.ts';

const DEPTHS_DB = [0, 2, 4, 8, 12] as const;
const SHAPES: readonly DuckShape[] = ['exponential', 'compressor', 'ramp'];
const ALL_PARTS: readonly PumpingPart[] = [
  'pad',
  'chords',
  'arp',
  'gated pad',
  'off-beat pad',
  'tremolo pad',
  'off-beat bass',
  'rolling bass',
];

/** Every part, for reading stems one by one; each fifth recipe is not ducked, each third has no bars without a kick. */
export function stemPumpingRecipe(seed: number): PumpingRecipe & { duck: Duck } {
  const draw = new Draw(seed, 'stem pumping');
  return { ...songOf(seed, draw, DEPTHS_DB[seed % 5], [0.05, 0.3]), parts: ALL_PARTS };
}

/**
 * A mix of a pad or chords, a bass, and often a decoy; each second recipe is not ducked, and then may lack the pad, so
 * that the decoy stands alone.
 */
export function mixPumpingRecipe(seed: number): PumpingRecipe & { duck: Duck } {
  const draw = new Draw(seed, 'mix pumping');
  const depthDb = seed % 2 === 0 ? 0 : draw.pick(DEPTHS_DB.slice(1));
  const held: PumpingPart[] = depthDb === 0 && draw.chance(0.3) ? [] : [draw.pick(['pad', 'chords'] as const)];
  const bass = draw.pick(['off-beat bass', 'rolling bass'] as const);
  const decoys: PumpingPart[] = draw.chance(0.6)
    ? [draw.pick(['arp', 'gated pad', 'off-beat pad', 'tremolo pad'] as const)]
    : [];
  return {
    ...songOf(seed, draw, depthDb, [0.1, 0.3]),
    parts: [...held, bass, ...decoys],
    drums: draw.chance(0.7),
  };
}

function songOf(
  seed: number,
  draw: Draw,
  depthDb: number,
  releaseSeconds: readonly [number, number],
): PumpingRecipe & { duck: Duck } {
  const shape = draw.pick(SHAPES);
  const hold = draw.between(0.01, 0.04);
  const release = draw.between(...releaseSeconds);
  return {
    seed,
    tempoBpm: draw.whole(124, 148),
    parts: [],
    phrases: draw.chance(0.67) ? ['kick', 'no kick', 'kick'] : ['kick', 'kick'],
    duck: {
      depthDb,
      shape,
      // A compressor that lets go has at least 30 ms for it.
      releaseSeconds: shape === 'compressor' ? Math.max(release, hold + 0.03) : release,
      holdSeconds: shape === 'compressor' ? hold : 0,
    },
  };
}
