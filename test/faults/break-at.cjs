/**
 * Loaded before the program (`node --require`): breaks it at the change to the disk with the number in
 * COPRODUCER_BREAK_AT, counted from 1. A write is cut in half first. Then the program is killed, really and at once; or,
 * where COPRODUCER_BREAK_WITH names an error such as ENOSPC, this change and all that would need room after it fail with
 * that. Without a number it counts, and leaves the count in the file that COPRODUCER_COUNT_IN names.
 */
const { Buffer } = require('node:buffer');
const fs = require('node:fs');
const promises = require('node:fs/promises');
const process = require('node:process');
const { setImmediate } = require('node:timers');

const breakAt = Number(process.env.COPRODUCER_BREAK_AT ?? 0);
const breakWith = process.env.COPRODUCER_BREAK_WITH;
const countIn = process.env.COPRODUCER_COUNT_IN;
let count = 0;

function isDue() {
  count++;
  return breakWith === undefined ? count === breakAt : breakAt > 0 && count >= breakAt;
}

function die() {
  if (breakWith !== undefined) throw Object.assign(new Error(`${breakWith}: broken on purpose`), { code: breakWith });
  process.kill(process.pid, 'SIGKILL');
  // The signal is on its way; nothing more may happen until it arrives.
  for (;;);
}

/** Fails as the function that was called does: by its callback, if it has one. */
function failed(args) {
  try {
    return die();
  } catch (error) {
    const callback = args.at(-1);
    if (typeof callback !== 'function') return Promise.reject(error);
    return void setImmediate(callback, error);
  }
}

function halfOf(data) {
  const bytes = Buffer.from(data);
  return bytes.subarray(0, Math.floor(bytes.length / 2));
}

/** Where a disk is full, what takes no room still works. */
const NEEDS_NO_ROOM = new Set(['rm', 'unlink', 'unlinkSync', 'truncate', 'renameSync', 'rename']);

function dieBefore(owner, name) {
  const original = owner[name];
  owner[name] = function (...args) {
    const isSpared = breakWith === 'ENOSPC' && NEEDS_NO_ROOM.has(name);
    if (!isSpared && isDue()) return failed(args);
    return original.apply(this, args);
  };
}

for (const name of ['rename', 'rm', 'mkdir', 'unlink', 'copyFile', 'truncate']) dieBefore(promises, name);
for (const name of ['rename', 'unlink', 'fsync', 'mkdir', 'open']) dieBefore(fs, name);
for (const name of ['renameSync', 'unlinkSync']) dieBefore(fs, name);

const open = promises.open;
promises.open = async function (file, flags = 'r', mode) {
  const isReading = flags === 'r';
  if (!isReading && isDue()) return failed([]);
  const handle = await open.call(promises, file, flags, mode);
  for (const name of ['write', 'writeFile', 'appendFile']) {
    const original = handle[name];
    handle[name] = function (data, ...rest) {
      if (isDue()) {
        fs.writeSync(handle.fd, halfOf(data));
        return failed([]);
      }
      return original.call(handle, data, ...rest);
    };
  }
  for (const name of ['sync', 'truncate']) if (!isReading) dieBefore(handle, name);
  return handle;
};

for (const name of ['appendFile', 'writeFile']) {
  const original = promises[name];
  promises[name] = function (file, data, ...rest) {
    if (isDue()) {
      const target = typeof file === 'object' && 'fd' in file ? file.fd : file;
      if (typeof target === 'number') fs.writeSync(target, halfOf(data));
      else if (name === 'appendFile') fs.appendFileSync(target, halfOf(data));
      else fs.writeFileSync(target, halfOf(data));
      return failed([]);
    }
    return original.call(promises, file, data, ...rest);
  };
}

const write = fs.write;
fs.write = function (fd, data, ...rest) {
  // What is printed is no change to the disk.
  if (fd > 2 && isDue()) {
    fs.writeSync(fd, halfOf(data));
    return failed(rest);
  }
  return write.call(fs, fd, data, ...rest);
};

process.on('exit', () => {
  if (countIn !== undefined) fs.writeFileSync(countIn, String(count));
});
