/** How long work tells the outside how far it is. A use case is handed one and calls it; it never prints. */
export interface Progress {
  /** Starts a named stage of `total` steps (songs, files, seconds); replaces the stage before it. */
  stage(label: string, total: number): void;
  /** Sets how many steps of the stage are done; `note` names the one at hand. */
  step(done: number, note?: string): void;
  /** A line worth keeping, such as a file that was skipped. */
  note(line: string): void;
}

/** Progress nobody listens to. */
export const SILENT: Progress = { stage: () => undefined, step: () => undefined, note: () => undefined };
