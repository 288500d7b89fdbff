import { region } from '../sound/analogue-curves.ts';
import { compressed, ducked, levelExceeded } from '../sound/envelope-moves.ts';
import { filteredByCurve } from '../sound/linear-phase.ts';
import { added, asLoudAs } from '../sound/sample-moves.ts';
import { drawStem, halved, type FaultGround, type FaultKind, type PlantedFault } from './planted-fault.ts';
import { either, equaliserAt, saidAs, type Remedy } from './remedy.ts';

/** Words of a fix or an advice on the side-chain, or a compressor that listens to the kick. */
const SIDECHAIN = saidAs(/side-?chain|duck/i);

/** Faults in time: ducking, compression, what stands out when it is loud. */
export const DYNAMICS: readonly FaultKind[] = [
  {
    name: 'missing sidechain',
    linear: false,
    draw: (ground) => undrawn(ground, 'missing sidechain', ({ role }) => role !== 'bass', SIDECHAIN),
  },
  {
    name: 'kick–bass overlap',
    linear: false,
    draw: (ground) =>
      undrawn(
        ground,
        'kick–bass overlap',
        ({ role }) => role === 'bass',
        either(SIDECHAIN, saidAs(/overlap|kick/i), equaliserAt(60, -3, 1.2)),
      ),
  },
  {
    name: 'deep sidechain',
    linear: false,
    draw(ground) {
      const { song, random, taken } = ground;
      const led = song.ducking.filter(
        ({ stem }) => !taken.has(stem) && ground.audibility.bandsLed(stem, 0.4).length >= 3,
      );
      if (led.length === 0 || song.kickSeconds.length === 0) return undefined;
      const { stem } = random.pick(led);
      const depthDb = halved(random.between(8, 12));
      return {
        kind: 'deep sidechain',
        stem,
        words: `${String(depthDb)} dB deeper over 250 ms`,
        plant: (clean) => ducked(clean, { seconds: song.kickSeconds, depthDb, lengthMs: 250 }),
        remedy: SIDECHAIN,
      };
    },
  },
  {
    name: 'squashed',
    linear: false,
    draw(ground) {
      const stem = drawStem(ground, { roles: ['kick', 'snare', 'percussion', 'bass'] });
      if (stem === undefined) return undefined;
      return {
        kind: 'squashed',
        stem: stem.name,
        words: '8:1, 20 dB below its peaks',
        plant: (clean) =>
          asLoudAs(
            compressed(clean, { thresholdDb: levelExceeded(clean, 0.02) - 20, ratio: 8, attackMs: 0.5, releaseMs: 60 }),
            clean,
          ),
        remedy: saidAs(/punch|transient|compress|squash|dynamic/i, /Drum Buss/),
      };
    },
  },
  {
    name: 'peaky',
    linear: false,
    draw(ground) {
      const stem = drawStem(ground, { roles: ['lead', 'pluck', 'acid', 'vocal', 'bass', 'percussion'] });
      if (stem === undefined) return undefined;
      return {
        kind: 'peaky',
        stem: stem.name,
        words: 'its loudest tenth 2:1 expanded',
        plant: (clean) =>
          asLoudAs(
            compressed(clean, { thresholdDb: levelExceeded(clean, 0.1) - 3, ratio: 0.4, attackMs: 3, releaseMs: 120 }),
            clean,
          ),
        remedy: saidAs(/compress|peak|dynamic/i, /Compressor|Glue|Multiband|Limiter/),
      };
    },
  },
  {
    name: 'harsh when loud',
    linear: false,
    draw(ground) {
      const stem = drawStem(ground, { roles: ['lead', 'pluck', 'acid', 'vocal'], lowHz: 2000, highHz: 5000, bands: 2 });
      if (stem === undefined) return undefined;
      return {
        kind: 'harsh when loud',
        stem: stem.name,
        words: '2 to 5 kHz expanded upwards from the middle of its levels',
        plant: (clean) => {
          const harsh = filteredByCurve(clean, (hz) => region(2000, 5000, 60)(hz) - 60);
          const rest = added(clean, inverted(harsh));
          const settings = { thresholdDb: levelExceeded(harsh, 0.5), ratio: 0.45, attackMs: 2, releaseMs: 80 };
          return added(rest, compressed(harsh, settings));
        },
        remedy: either(saidAs(/harsh|dynamic/i, /Multiband/), equaliserAt(3200, -3, 1)),
      };
    },
  },
];

function undrawn(
  { song, random, taken, audibility }: FaultGround,
  kind: string,
  wanted: (stem: { role: string }) => boolean,
  remedy: Remedy,
): PlantedFault | undefined {
  const fit = song.ducking.filter(({ stem, depthDb }) => {
    const own = song.stems.find(({ name }) => name === stem);
    return (
      own !== undefined && wanted(own) && !taken.has(stem) && depthDb >= 3 && audibility.bandsLed(stem, 0.4).length >= 2
    );
  });
  if (fit.length === 0) return undefined;
  const { stem, depthDb, unducked } = random.pick(fit);
  return { kind, stem, words: `the kick no longer ducks it by ${depthDb.toFixed(1)} dB`, plant: unducked, remedy };
}

function inverted<Signal extends { left: Float32Array; right: Float32Array }>(signal: Signal): Signal {
  return { ...signal, left: signal.left.map((sample) => -sample), right: signal.right.map((sample) => -sample) };
}
