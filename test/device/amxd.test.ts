import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { amxdTypeOf, readAmxd, writeAmxd, type AmxdKind } from '../../device/amxd.ts';
import { Failure } from '../../src/store/failure.ts';

const patch = { patcher: { fileversion: 1, boxes: [], lines: [], project: { version: 1, hideprojectwindow: 0 } } };

/** A device as Live saves it, put together by hand: other indentation, meta 0, several zero bytes at the end. */
function savedByLive(json: string): Uint8Array {
  const payload = Buffer.from(`${json}\n\0\0\0`);
  const header = Buffer.from('ampf\x04\0\0\0aaaameta\x04\0\0\0\0\0\0\0ptch\0\0\0\0', 'latin1');
  header.writeUInt32LE(payload.length, 28);
  return Buffer.concat([header, payload]);
}

describe('writeAmxd', () => {
  test('lays the bytes as Live expects them', () => {
    const bytes = Buffer.from(writeAmxd({ kind: 'audio effect', patch }));
    expect(bytes.toString('latin1', 0, 4)).toBe('ampf');
    expect(bytes.readUInt32LE(4)).toBe(4);
    expect(bytes.toString('latin1', 8, 16)).toBe('aaaameta');
    expect(bytes.readUInt32LE(16)).toBe(4);
    expect(bytes.readUInt32LE(20)).toBe(1);
    expect(bytes.toString('latin1', 24, 28)).toBe('ptch');
    expect(bytes.readUInt32LE(28)).toBe(bytes.length - 32);
    expect(bytes.subarray(-3).toString('latin1')).toBe('}\n\0');
    expect(bytes.toString('utf8', 32)).toContain('\n\t"patcher"');
  });

  test('the type in the patcher agrees with the four letters', () => {
    expect(amxdTypeOf('audio effect')).toBe(1633771873);
    expect(readAmxd(writeAmxd({ kind: 'audio effect', patch })).patch.patcher.project).toEqual({
      version: 1,
      hideprojectwindow: 0,
      amxdtype: 1633771873,
    });
  });

  test('what is written is read again, whatever the patcher says', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<AmxdKind>('audio effect', 'midi effect', 'instrument'),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (kind, boxes) => {
          const read = readAmxd(writeAmxd({ kind, patch: { patcher: { boxes } } }));
          expect(read.kind).toBe(kind);
          expect(JSON.stringify(read.patch.patcher.boxes)).toBe(JSON.stringify(boxes));
        },
      ),
    );
  });
});

describe('readAmxd', () => {
  test('reads a device that Live saved', () => {
    expect(readAmxd(savedByLive(JSON.stringify(patch, null, 2)))).toEqual({ kind: 'audio effect', patch });
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['another file', Buffer.from('RIFF and so on, long enough to be anything'), /is not a Max for Live device/],
    ['too short', Buffer.from('ampf'), /is not a Max for Live device/],
    ['an unknown kind', Buffer.from(savedByLive('{}')).fill('x', 8, 12), /unknown kind "xxxx"/],
    ['a protected device', Buffer.from(savedByLive('{}')).fill('ciph', 24, 28), /protected/],
    ['cut short', savedByLive(JSON.stringify(patch)).subarray(0, 60), /cut short: it holds 28 of \d+ bytes/],
    ['frozen', savedByLive('mx@c'), /is frozen/],
    ['no JSON', savedByLive('{'), /holds no patcher/],
    ['no patcher', savedByLive('{"patcher": null}'), /holds no patcher/],
  ])('says what is wrong with %s', (_, bytes, sentence) => {
    expect(() => readAmxd(bytes, 'Device.amxd')).toThrow(Failure);
    expect(() => readAmxd(bytes, 'Device.amxd')).toThrow(sentence);
  });
});
