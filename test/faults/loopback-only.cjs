/**
 * Loaded before the program (`node --require`), in all its threads: writes every attempt to reach, to look up, or to listen
 * to anything but this machine into the file that COPRODUCER_ATTEMPTS names, and refuses it.
 */
const dgram = require('node:dgram');
const dns = require('node:dns');
const fs = require('node:fs');
const net = require('node:net');
const process = require('node:process');

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3}|localhost)$/i;

function attempt(what, where) {
  fs.appendFileSync(process.env.COPRODUCER_ATTEMPTS, `${what} ${where}\n`);
  throw Object.assign(new Error(`${what} ${where}: not allowed in this test`), { code: 'ENETUNREACH' });
}

/** Where a connection goes: options, a path of a local socket, or port and host. */
function hostOf(args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null)
    return first.path === undefined ? (first.host ?? 'localhost') : 'localhost';
  if (typeof first === 'string' && Number.isNaN(Number(first))) return 'localhost';
  return typeof second === 'string' ? second : 'localhost';
}

function guard(owner, name, what, where) {
  const original = owner[name];
  owner[name] = function (...args) {
    const host = where(args, this);
    if (!LOOPBACK.test(host)) attempt(what, host);
    return original.apply(this, args);
  };
}

guard(net.Socket.prototype, 'connect', 'connect', hostOf);
// Listening without a host is listening to the whole network.
guard(net.Server.prototype, 'listen', 'listen', (args) => {
  const [first] = args;
  if (typeof first === 'object' && first !== null)
    return first.path === undefined ? (first.host ?? 'everywhere') : 'localhost';
  return typeof args[1] === 'string' ? args[1] : 'everywhere';
});
guard(
  dgram.Socket.prototype,
  'send',
  'send',
  (args) => args.find((argument, i) => i > 0 && typeof argument === 'string') ?? 'localhost',
);
guard(dgram.Socket.prototype, 'connect', 'connect', ([, host]) => (typeof host === 'string' ? host : 'localhost'));
guard(dgram.Socket.prototype, 'bind', 'listen', ([port, host]) =>
  typeof port === 'object' && port !== null
    ? (port.address ?? 'everywhere')
    : typeof host === 'string'
      ? host
      : 'everywhere',
);
for (const owner of [dns, dns.promises]) {
  for (const name of Object.keys(owner)) {
    if (/^(lookup|resolve|reverse)/.test(name) && typeof owner[name] === 'function')
      guard(owner, name, 'look up', ([host]) => String(host));
  }
}
