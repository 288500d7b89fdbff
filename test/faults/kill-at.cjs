/**
 * Loaded before the program (`node --require`): kills it, really and at once, at the change to the disk with the number
 * in COPRODUCER_KILL_AT, counted from 1. A write is cut in half first. Without a number it counts, and leaves the count
 * in the file that COPRODUCER_COUNT_IN names.
 */
const fs = require('node:fs');
const promises = require('node:fs/promises');

const killAt = Number(process.env.COPRODUCER_KILL_AT ?? 0);
const countIn = process.env.COPRODUCER_COUNT_IN;
let count = 0;

function isDue() {
  count++;
  return count === killAt;
}

function die() {
  process.kill(process.pid, 'SIGKILL');
  // The signal is on its way; nothing more may happen until it arrives.
  for (;;);
}

function halfOf(data) {
  const bytes = Buffer.from(data);
  return bytes.subarray(0, Math.floor(bytes.length / 2));
}

function dieBefore(owner, name) {
  const original = owner[name];
  owner[name] = function (...args) {
    if (isDue()) die();
    return original.apply(this, args);
  };
}

for (const name of ['rename', 'rm', 'mkdir', 'unlink', 'copyFile', 'truncate']) dieBefore(promises, name);
for (const name of ['rename', 'unlink', 'fsync', 'mkdir', 'open']) dieBefore(fs, name);
for (const name of ['renameSync', 'unlinkSync']) dieBefore(fs, name);

const open = promises.open;
promises.open = async function (file, flags = 'r', mode) {
  const isReading = flags === 'r';
  if (!isReading && isDue()) die();
  const handle = await open.call(promises, file, flags, mode);
  for (const name of ['write', 'writeFile', 'appendFile']) {
    const original = handle[name];
    handle[name] = function (data, ...rest) {
      if (isDue()) {
        fs.writeSync(handle.fd, halfOf(data));
        die();
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
      die();
    }
    return original.call(promises, file, data, ...rest);
  };
}

const write = fs.write;
fs.write = function (fd, data, ...rest) {
  // What is printed is no change to the disk.
  if (fd > 2 && isDue()) {
    fs.writeSync(fd, halfOf(data));
    die();
  }
  return write.call(fs, fd, data, ...rest);
};

process.on('exit', () => {
  if (countIn !== undefined) fs.writeFileSync(countIn, String(count));
});
