import { gaussian, type Random } from '../../../src/dsp/seeded-random.ts';
import { SONG_STEMS, type SongSetting, type StemSetting } from './song-model.ts';

/** A new mix of a producer's. */
export interface Mix {
  /** As the producer means it. */
  meant: SongSetting;
  /** The same of one whose targets are the references'. */
  meantByOthers: SongSetting;
  /** As it is, with some faults. */
  is: SongSetting;
  /** Each of these by itself: on which stem, and the mix without it. */
  faults: readonly { stem: number; without: SongSetting }[];
}

/** The middle of what the benchmark of fixes plants in a mix of several faults, 3 to 5. */
const FAULTS = 4;
/** A producer's mixes scatter less about their usual than songs by many hands about theirs. */
const OWN_SCATTER = 0.7;

export function drawMix(own: SongSetting, random: Random): Mix {
  const meantByOthers = scattered(random, OWN_SCATTER);
  const meant = both(own, meantByOthers);
  const faults = Array.from({ length: FAULTS }, () => drawFault(random));
  const meantWith = (planted: readonly Fault[]): SongSetting =>
    planted.reduce((setting, fault) => both(setting, fault.setting), meant);
  return {
    meant,
    meantByOthers,
    is: meantWith(faults),
    faults: faults.map((fault) => ({
      stem: fault.stem,
      without: meantWith(faults.filter((other) => other !== fault)),
    })),
  };
}

/** Levels, widths and tone of the stems about what is written, as they differ between songs of one style. */
export function scattered(random: Random, share = 1): SongSetting {
  return SONG_STEMS.map(({ lowHz, highHz }) => ({
    levelDb: share * SCATTER.levelDb * gaussian(random),
    sideDb: share * SCATTER.sideDb * gaussian(random),
    bumps: [0, 1].map(() => ({
      hz: lowHz * (highHz / lowHz) ** random(),
      db: share * SCATTER.bumpDb * gaussian(random),
    })),
  }));
}

/** The variation between tracks that a plan must not correct is 1.5 dB a third octave in tracks of one style. */
const SCATTER = { levelDb: 1.5, sideDb: 1.5, bumpDb: 1.2 };

interface Fault {
  stem: number;
  setting: SongSetting;
}

/** One stem too loud or too soft, too wide or too narrow, or with a bump. */
function drawFault(random: Random): Fault {
  const at = Math.floor(random() * SONG_STEMS.length);
  const { lowHz, highHz } = SONG_STEMS[at];
  const kind = random();
  const size = 5 + 4 * random();
  const side = random() < 0.5 ? -1 : 1;
  const hz = lowHz * (highHz / lowHz) ** (0.15 + 0.7 * random());
  const setting = SONG_STEMS.map((_, i): StemSetting => {
    if (i !== at) return { levelDb: 0, sideDb: 0, bumps: [] };
    if (kind < 0.35) return { levelDb: side * size, sideDb: 0, bumps: [] };
    if (kind < 0.55) return { levelDb: 0, sideDb: side * size, bumps: [] };
    return { levelDb: 0, sideDb: 0, bumps: [{ hz, db: size + 1 }] };
  });
  return { stem: at, setting };
}

/** One setting on top of another. */
export function both(one: SongSetting, other: SongSetting): SongSetting {
  return one.map((setting, i) => ({
    levelDb: setting.levelDb + other[i].levelDb,
    sideDb: setting.sideDb + other[i].sideDb,
    bumps: [...setting.bumps, ...other[i].bumps],
  }));
}
