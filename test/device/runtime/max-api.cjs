/**
 * `max-api` as Max injects it, for a process that the patch runtime has started: `require('max-api')` finds this, and
 * messages go over the channel to the parent.
 */
const Module = require('node:module');
const process = require('node:process');

const handlers = new Map();

const maxApi = {
  MAX_ENV: 'maxforlive',
  MESSAGE_TYPES: { ALL: 'all', BANG: 'bang', DICT: 'dict', NUMBER: 'number', LIST: 'list' },
  POST_LEVELS: { ERROR: 'error', INFO: 'info', WARN: 'warn' },
  addHandler(name, handler) {
    handlers.set(name, handler);
  },
  addHandlers(table) {
    for (const [name, handler] of Object.entries(table)) handlers.set(name, handler);
  },
  removeHandler(name) {
    handlers.delete(name);
  },
  outlet(...atoms) {
    return send('outlet', atoms.flat());
  },
  outletBang() {
    return send('outlet', ['bang']);
  },
  post(...words) {
    return send('post', words);
  },
};

function send(kind, atoms) {
  return new Promise((resolve, reject) => {
    if (!process.connected) reject(new Error('The channel to Max is closed.'));
    else process.send({ kind, atoms }, (fault) => (fault ? reject(fault) : resolve()));
  });
}

// A worker thread inherits this file, but has no channel.
process.on?.('message', ({ atoms: [name, ...atoms] }) => {
  const handler = handlers.get(name);
  if (handler === undefined) send('post', [`node.script: no handler for "${name}"`]);
  else handler(...atoms);
});

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === 'max-api' ? maxApi : load.call(this, request, ...rest);
};
