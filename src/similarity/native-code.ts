/**
 * Whether a thread is inside native code, for whoever may end it: a thread that is ended there takes the whole process
 * with it, since the addon's exception meets a JavaScript that takes none any more. Of 60 runs of `learn` that were
 * cancelled by a signal one ended so.
 */
export const NATIVE_CODE = { outside: 0, inside: 1, forbidden: 2 } as const;

/** Where this thread says so; nobody may end the main thread. */
let mark = new Int32Array(new SharedArrayBuffer(4));
/** How many have gone in and not come out. */
let depth = 0;

/** From now on this thread says in the first element where it is, and goes in no more once it says `forbidden`. */
export function markNativeCode(shared: Int32Array<SharedArrayBuffer>): void {
  mark = shared;
}

/** Does work that runs in native code, at least in part. A thread that is about to be ended waits for its end here. */
export async function inNativeCode<T>(work: () => Promise<T>): Promise<T> {
  if (depth === 0 && goIn() === NATIVE_CODE.forbidden) Atomics.wait(mark, 0, NATIVE_CODE.forbidden);
  depth++;
  try {
    return await work();
  } finally {
    depth--;
    if (depth === 0) Atomics.store(mark, 0, NATIVE_CODE.outside);
  }
}

function goIn(): number {
  return Atomics.compareExchange(mark, 0, NATIVE_CODE.outside, NATIVE_CODE.inside);
}

/** Lets no native code begin in a thread that shares this mark; false as long as some runs. */
export function forbidNativeCode(shared: Int32Array<SharedArrayBuffer>): boolean {
  return Atomics.compareExchange(shared, 0, NATIVE_CODE.outside, NATIVE_CODE.forbidden) !== NATIVE_CODE.inside;
}
