/** What one check found. */
export interface Examined {
  check: string;
  ok: boolean;
  /** What was found and, where it is not well, what to do; may name files, folders and profiles. */
  finding: string;
  /** The same without any name or path, for a file that is given to others. */
  plain: string;
}

/** A check whose finding holds no name. */
export function examined(check: string, ok: boolean, finding: string): Examined {
  return { check, ok, finding, plain: finding };
}

/** `25 MB`. */
export function spokenBytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** `1 file`, `2 files`. */
export function counted(count: number, one: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${one}s`;
}
