import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { BridgeRequest } from '../../src/live/bridge-protocol.ts';
import { BridgeSet, type BridgeChannel, type BridgeListener } from '../../src/live/bridge-set.ts';

/** A wire whose other end is the test. */
class Wire implements BridgeChannel {
  readonly sent: { id: string; request: BridgeRequest }[] = [];
  listener!: BridgeListener;

  send(id: string, request: BridgeRequest): void {
    this.sent.push({ id, request });
  }

  listen(listener: BridgeListener): () => void {
    this.listener = listener;
    return () => undefined;
  }
}

const PATIENCE_MS = 1000;
const READING = { raw: 0.7, text: '-6.0 dB', choice: false };

describe('BridgeSet', () => {
  let wire: Wire;
  let live: BridgeSet;
  beforeEach(() => {
    jest.useFakeTimers();
    wire = new Wire();
    live = new BridgeSet(wire, { patienceMs: PATIENCE_MS });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('asks again once, with the same id, then gives up', async () => {
    const asked = expect(live.read('p')).rejects.toMatchObject({ kind: 'live-unreachable' });
    await jest.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(wire.sent).toHaveLength(2);
    expect(wire.sent[1]).toEqual(wire.sent[0]);
    await jest.advanceTimersByTimeAsync(PATIENCE_MS);
    await asked;
    expect(wire.sent).toHaveLength(2);
  });

  test('a sign of life begins the patience anew', async () => {
    const asked = live.read('p');
    for (let second = 0; second < 20; second++) {
      await jest.advanceTimersByTimeAsync(PATIENCE_MS - 1);
      wire.listener.event({ happened: 'still-working', request: wire.sent[0].id });
    }
    wire.listener.answer(wire.sent[0].id, { ok: true, result: READING });
    await expect(asked).resolves.toEqual({ raw: 0.7, display: -6, unit: 'dB', text: '-6.0 dB' });
    expect(wire.sent).toHaveLength(1);
  });

  test('answers come in any order, twice, or to nobody', async () => {
    const [first, second] = [live.read('p'), live.read('q')];
    wire.listener.answer('n0-999', { ok: true, result: { ...READING, raw: 99 } });
    wire.listener.answer(wire.sent[1].id, { ok: true, result: { ...READING, raw: 2 } });
    wire.listener.answer(wire.sent[0].id, { ok: true, result: { ...READING, raw: 1 } });
    wire.listener.answer(wire.sent[0].id, { ok: true, result: { ...READING, raw: 98 } });
    expect((await first).raw).toBe(1);
    expect((await second).raw).toBe(2);
  });

  test('ids differ between two lives of the asking process', () => {
    void live.read('p').catch(() => undefined);
    const other = new Wire();
    void new BridgeSet(other).read('p').catch(() => undefined);
    expect(other.sent[0].id).not.toBe(wire.sent[0].id);
  });

  test('sends infinities as texts, and reads them back as numbers', async () => {
    const written = live.write('p', -Infinity);
    expect(wire.sent[0].request).toMatchObject({ method: 'write', parameterId: 'p', wanted: '-inf' });
    wire.listener.answer(wire.sent[0].id, { ok: true, result: { raw: 0, text: '-inf dB', choice: false } });
    expect((await written).display).toBe(-Infinity);
  });

  test('the text of a choice is no number', async () => {
    const read = live.read('p');
    wire.listener.answer(wire.sent[0].id, { ok: true, result: { raw: 1, text: '10 ms', choice: true } });
    expect(await read).toEqual({ raw: 1, display: '10 ms', unit: '', text: '10 ms' });
  });

  test('a cancelled snapshot is let go of; its late answer does no harm', async () => {
    const cancellation = new AbortController();
    const asked = expect(live.snapshot(cancellation.signal)).rejects.toMatchObject({ kind: 'cancelled' });
    cancellation.abort();
    await asked;
    wire.listener.answer(wire.sent[0].id, { ok: true, result: { set: 'S', tempoBpm: 138, tracks: [] } });
    await jest.advanceTimersByTimeAsync(10 * PATIENCE_MS);
    expect(wire.sent).toHaveLength(1);
  });

  test('closing lets go of what is open and of what comes later', async () => {
    const asked = expect(live.read('p')).rejects.toMatchObject({ kind: 'live-unreachable' });
    await live.close();
    await asked;
    await expect(live.read('p')).rejects.toMatchObject({ kind: 'live-unreachable' });
  });
});
