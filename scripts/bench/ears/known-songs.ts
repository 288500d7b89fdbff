import type { StereoSignal } from '../../../src/audio/audio-source.ts';
import { composeSong } from '../../../src/demo/compose-song.ts';
import { renderSong } from '../../../src/demo/render-song.ts';
import { SONG_STYLES } from '../../../src/demo/song.ts';
import type { SectionKind } from '../../../src/store/analysis-document.ts';
import { truthSong } from '../../../test/truth/song.ts';

/** A song of either generator and what is known of it. */
export interface KnownSong {
  generator: 'events' | 'demo';
  signal: StereoSignal;
  tempoBpm: number;
  /** Time of every bar line, the end of the last bar included. */
  barSeconds: readonly number[];
  sections: readonly { kind: SectionKind; startBar: number; startSeconds: number; endSeconds: number }[];
  drops: readonly { seconds: number }[];
  /** 0 straight, 1 a full triplet; not told where no sixteenths play. */
  swing: number;
  /** A kick on every beat of the drops, or a broken beat. */
  fourOnFloor: boolean;
  offbeatHats: boolean;
}

/**
 * Songs that nothing was tuned on: 40 of events (eight styles, 100–180 BPM, 3–8 minutes) and 8 of the demo at full
 * scale, one at a time.
 */
export function* knownSongs(scale: number): Generator<KnownSong> {
  for (let i = 0; i < Math.max(2, Math.round(EVENT_SONGS * scale)); i++) yield eventSong(FIRST_EVENT_SEED + i);
  for (let i = 0; i < Math.max(1, Math.round(DEMO_SONGS * scale)); i++) yield demoSong(FIRST_DEMO_SEED + i);
}

const EVENT_SONGS = 40;
const DEMO_SONGS = 8;
/** Tuning used seeds below 10 000 and 15 001 to 15 040, and below 200 of the demo. */
const FIRST_EVENT_SEED = 17_001;
const FIRST_DEMO_SEED = 500;

function eventSong(seed: number): KnownSong {
  const { signal, truth } = truthSong({ seed });
  const { tempoBpm, barSeconds, sections, drops, recipe } = truth;
  return {
    generator: 'events',
    signal,
    tempoBpm,
    barSeconds,
    sections,
    drops,
    swing: recipe.swing,
    fourOnFloor: recipe.drums === 'four',
    offbeatHats: recipe.drums === 'four' && recipe.hats,
  };
}

/** Every third song at a tempo anywhere from 100 to 180 BPM. */
function demoSong(seed: number): KnownSong {
  const style = SONG_STYLES[seed % SONG_STYLES.length];
  const bars = DEMO_BARS[seed % DEMO_BARS.length];
  const tempoBpm = seed % 3 === 0 ? 100 + ((seed * 37) % 81) : undefined;
  const { mix, truth } = renderSong(composeSong({ seed, style, bars, ...(tempoBpm !== undefined && { tempoBpm }) }));
  const barLength = 240 / truth.tempoBpm;
  const drops = truth.sections.filter(({ kind, startBar }) => kind === 'drop' && startBar > 0);
  return {
    generator: 'demo',
    signal: mix,
    tempoBpm: truth.tempoBpm,
    barSeconds: Array.from({ length: truth.bars + 1 }, (_, bar) => bar * barLength),
    sections: truth.sections,
    drops: drops.map(({ startSeconds }) => ({ seconds: startSeconds })),
    swing: 0,
    fourOnFloor: true,
    offbeatHats: true,
  };
}

const DEMO_BARS: readonly number[] = [64, 80, 104, 136, 168];
