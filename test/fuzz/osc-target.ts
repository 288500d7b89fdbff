import { createSocket, type Socket } from 'node:dgram';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { OscSet } from '../../src/live/osc-set.ts';
import { AbletonOscServer } from '../live/osc/ableton-osc-server.ts';
import { freePort } from '../live/osc/free-port.ts';
import type { FuzzTarget } from './fuzz-target.ts';

/** One packet may hold hundreds of well-formed answers, each of which is taken for that to a question. */
const MOST_QUESTIONS = 1000;

/** Datagrams to the port where AbletonOSC's answers arrive; a good question is answered all the same. */
export async function oscTarget(): Promise<FuzzTarget> {
  const set = await EmbeddedSet.create({ name: 'Set', tempoBpm: 138, tracks: [{ name: 'Kick' }] });
  const answerPort = await freePort();
  const server = await AbletonOscServer.open(set.song, answerPort);
  const live = await OscSet.open({ port: server.port, answerPort, retryMs: 25, tries: 200, oldestMs: 12 });
  const sender = createSocket('udp4');
  return {
    name: 'OSC packets',
    seeds: [
      oscMessage('/live/application/get/version', 'ii', [12, 4]),
      oscMessage('/live/error', 's', ['Error handling message']),
      oscMessage('/live/track/get/name', 'is', [0, 'Kick']),
      Buffer.concat([
        Buffer.from('#bundle\0\0\0\0\0\0\0\0\x01'),
        lengthThen(oscMessage('/live/song/get/tempo', 'f', [138])),
      ]),
    ],
    read: (bytes) => send(sender, bytes, answerPort),
    afterwards: async () => {
      // A packet that happens to be well-formed may be taken for the answer to the question that is open when it comes:
      // OSC has nothing to tell it by. As soon as none is left under way, Live's own answer arrives.
      for (let question = 1; ; question++) {
        const { liveVersion } = await live.capabilities();
        if (liveVersion === '12.4') return;
        if (question === MOST_QUESTIONS) throw new Error(`Live calls itself ${liveVersion}.`);
      }
    },
    close: async () => {
      sender.close();
      await live.close();
      await server.close();
    },
  };
}

function send(sender: Socket, bytes: Uint8Array, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    sender.send(bytes.subarray(0, 8000), port, '127.0.0.1', (error) => (error === null ? resolve() : reject(error)));
  });
}

/** OSC 1.0: address and type tags as zero-ended strings in fours, then the arguments, big-endian. */
function oscMessage(address: string, tags: string, args: readonly (string | number)[]): Buffer {
  const parts = args.map((argument, i) => {
    if (typeof argument === 'string') return padded(argument);
    const bytes = Buffer.alloc(4);
    if (tags[i] === 'f') bytes.writeFloatBE(argument);
    else bytes.writeInt32BE(argument);
    return bytes;
  });
  return Buffer.concat([padded(address), padded(`,${tags}`), ...parts]);
}

function padded(text: string): Buffer {
  return Buffer.from(text.padEnd(4 * Math.floor(text.length / 4 + 1), '\0'), 'latin1');
}

function lengthThen(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
