/**
 * Loaded before the program (`node --require`), in all its threads: makes the disk that it reads from misbehave, below
 * everything that is ours. COPRODUCER_READ_FAULT says how, and COPRODUCER_FAULT_PATH which files or folders it meets (a
 * part of the path):
 *
 * - an error such as EIO or ENOTCONN: every read of such a file fails from the second on, and every listing and opening
 *   after that;
 * - `cut`, `grow`, `rewrite`: at the second read the file itself is cut in half, is added to, or is written anew;
 * - `vanish`: at the second listing of such a folder, COPRODUCER_VANISHING is deleted, with all that is in it.
 *
 * COPRODUCER_CLOCK=jump moves the clock to and fro by years at every look.
 */
const { Buffer } = require('node:buffer');
const fs = require('node:fs');
const promises = require('node:fs/promises');
const process = require('node:process');

const fault = process.env.COPRODUCER_READ_FAULT;
const part = process.env.COPRODUCER_FAULT_PATH ?? '';
let reads = 0;
let isGone = false;

const isMet = (file) => fault !== undefined && String(file).includes(part);
const error = () => Object.assign(new Error(`${fault}: broken on purpose`), { code: fault });

/** What happens to a file at a read; throws where the read itself fails. */
function meet(file) {
  reads++;
  if (reads < 2) return;
  if (/^E[A-Z]+$/.test(fault)) {
    isGone = true;
    throw error();
  }
  if (reads > 2) return;
  if (fault === 'cut') fs.truncateSync(file, Math.floor(fs.statSync(file).size / 2));
  if (fault === 'grow') fs.appendFileSync(file, Buffer.alloc(1 << 16));
  if (fault === 'rewrite') fs.writeFileSync(file, Buffer.alloc(fs.statSync(file).size, 7));
}

const open = promises.open;
promises.open = async function (file, flags = 'r', ...rest) {
  if (flags !== 'r' || !isMet(file)) return open.call(promises, file, flags, ...rest);
  if (isGone) throw error();
  const handle = await open.call(promises, file, flags, ...rest);
  const read = handle.read;
  handle.read = async function (...args) {
    meet(file);
    return read.apply(handle, args);
  };
  return handle;
};

for (const name of ['stat', 'realpath', 'readdir']) {
  const original = promises[name];
  promises[name] = async function (file, ...rest) {
    if (isGone && isMet(file)) throw error();
    if (name === 'readdir' && fault === 'vanish' && isMet(file) && ++reads === 2) {
      fs.rmSync(process.env.COPRODUCER_VANISHING, { recursive: true });
    }
    return original.call(promises, file, ...rest);
  };
}

if (process.env.COPRODUCER_CLOCK === 'jump') {
  const Clock = Date;
  const DAY_MS = 86_400_000;
  const jumps = [0, 400 * DAY_MS, -30 * DAY_MS, 20_000 * DAY_MS, -18_000 * DAY_MS, -1000];
  let looks = 0;
  const now = () => Clock.now() + jumps[looks++ % jumps.length];
  globalThis.Date = class extends Clock {
    constructor(...args) {
      if (args.length === 0) super(now());
      else super(...args);
    }

    static now() {
      return now();
    }
  };
}
