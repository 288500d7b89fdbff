import type { LiveSet } from '../live/live-set.ts';
import type { Home } from '../store/home.ts';
import type { Progress } from '../store/progress.ts';
import type { Workers } from './workers.ts';

/** What every use case is handed: where things are kept, who does the heavy work, and how to tell and to stop. */
export interface Workshop {
  home: Home;
  workers: Workers;
  progress: Progress;
  signal: AbortSignal | undefined;
  now(): Date;
  /** Opens the Live set that this process sits in; absent where it sits in none, as on the command line. */
  openLive?: () => Promise<LiveSet>;
}
