import { describe, expect, test } from '@jest/globals';
import { COMPRESSOR } from '../../src/devices/compressor.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { findSource, isCalled, ROUTABLE_CLASS, type SidechainInput } from '../../src/live/sidechain-input.ts';
import {
  readSidechain,
  writeSidechain,
  type RawSidechain,
  type RoutingChoice,
} from '../../src/live/sidechain-writer.ts';

const SOURCES = ['Kick', 'Bass', 'No Input'];
const TAPS: Readonly<Record<string, readonly string[]>> = {
  Kick: ['Pre FX', 'Post FX', 'Post Mixer'],
  Bass: ['Pre FX'],
};

/** Choosers that may swallow what is chosen. */
class Choosers implements RawSidechain {
  readonly label = 'Bass › Compressor';
  input: SidechainInput = { source: 'No Input', tap: '' };
  readonly #swallows: readonly string[];

  constructor(...swallows: string[]) {
    this.#swallows = swallows;
  }

  source(): RoutingChoice | undefined {
    return this.sources().find(({ name }) => name === this.input.source);
  }

  sources(): RoutingChoice[] {
    return SOURCES.map((name, index) => ({ name, identifier: 10 + index }));
  }

  tap(): RoutingChoice | undefined {
    return this.taps().find(({ name }) => name === this.input.tap);
  }

  taps(): RoutingChoice[] {
    const { source } = this.input;
    return (TAPS[source] ?? ['']).map((name, index) => ({ name, identifier: 100 * SOURCES.indexOf(source) + index }));
  }

  setSource({ identifier }: RoutingChoice): void {
    const name = this.sources().find((one) => one.identifier === identifier)?.name ?? '';
    if (!this.#swallows.includes(name)) this.input = { source: name, tap: TAPS[name]?.at(0) ?? '' };
  }

  setTap({ identifier }: RoutingChoice): void {
    const name = this.taps().find((one) => one.identifier === identifier)?.name ?? '';
    if (!this.#swallows.includes(name)) this.input = { ...this.input, tap: name };
  }
}

function wholly(raw: RawSidechain, wanted: SidechainInput): SidechainInput {
  const steps = writeSidechain(raw, wanted);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

describe('writing what a sidechain hears', () => {
  test('chooses source and tap, and tells what is on offer', () => {
    const choosers = new Choosers();
    const wanted = { source: 'Kick', tap: 'Post Mixer' };
    expect(wholly(choosers, wanted)).toEqual({ ...wanted, sources: SOURCES, taps: TAPS.Kick });
    expect(choosers.input).toEqual(wanted);
    expect(readSidechain(choosers)).toMatchObject(wanted);
  });

  test('touches nothing where it hears that already', () => {
    const choosers = new Choosers();
    choosers.input = { source: 'Kick', tap: 'Post FX' };
    expect(writeSidechain(choosers, choosers.input).next().done).toBe(true);
  });

  test.each([
    ['a source that is swallowed', ['Kick'], { source: 'Kick', tap: 'Post FX' }, /does not take "Kick"/],
    [
      'a tap that is swallowed',
      ['Post FX'],
      { source: 'Kick', tap: 'Post FX' },
      /hears Kick, Pre FX after Kick, Post FX/,
    ],
    ['a tap that the source does not have', [], { source: 'Bass', tap: 'Post FX' }, /"Bass" Post FX.*tapped Pre FX/],
    [
      'a source that is not there',
      [],
      { source: 'Snare', tap: 'Post FX' },
      /does not offer "Snare".*Kick, Bass, No Input/,
    ],
  ])('%s is refused by name, and what stood there stands there', (_, swallows, wanted, message) => {
    for (const standing of [
      { source: 'No Input', tap: '' },
      { source: 'Bass', tap: 'Pre FX' },
    ]) {
      const choosers = new Choosers(...swallows);
      choosers.input = standing;
      expect(() => wholly(choosers, wanted)).toThrow(message);
      expect(choosers.input).toEqual(standing);
    }
  });

  test('a device that shows nothing yet is refused', () => {
    const choosers = new Choosers();
    choosers.input = { source: 'Gone', tap: '' };
    expect(() => readSidechain(choosers)).toThrow('read the set again');
  });
});

describe('what a track is called among sources', () => {
  test('its very name comes first, then its name after its number', () => {
    expect(findSource(['1-Kick', '2-Bass', 'Main'], 'Bass', 'Pad › Compressor')).toBe(1);
    expect(findSource(['1-Kick', 'Kick'], 'Kick', 'Pad › Compressor')).toBe(1);
    expect(findSource(['1-Audio', '2-1-Audio'], '1-Audio', 'Pad › Compressor')).toBe(0);
    expect(findSource(['Pe\u0301daler'], 'P\u00e9daler', 'Pad › Compressor')).toBe(0);
    expect([isCalled('12 Kick', 'Kick'), isCalled('Kick', 'Kick'), isCalled('Kick 2', 'Kick')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('two of a name are none', () => {
    expect(() => findSource(['Kick', 'Kick'], 'Kick', 'Pad › Compressor')).toThrow('2 sidechain inputs called "Kick"');
    expect(() => findSource(['1-Kick', '2-Kick'], 'Kick', 'Pad › Compressor')).toThrow('2 sidechain inputs');
  });
});

describe('a sidechain of the embedded set', () => {
  test("is the Compressor's, as in Live", () => {
    expect(ROUTABLE_CLASS).toBe(COMPRESSOR.className);
  });

  test('offers no track that has no sound, shows nothing before a snapshot, and is saved', async () => {
    const set = await EmbeddedSet.create({
      name: 'Song',
      tempoBpm: 138,
      tracks: [
        { name: 'Bass' },
        { name: 'Notes', kind: 'midi' },
        { name: 'Keys', kind: 'midi', devices: [{ device: 'Serum' }] },
      ],
    });
    const id = await set.insertDevice((await set.snapshot()).tracks[0].id, 'Compressor', -1);
    await expect(set.readSidechain(id)).rejects.toMatchObject({ kind: 'refused' });
    await set.snapshot();
    expect((await set.readSidechain(id)).sources).toEqual(['Bass', 'Keys', 'Main', 'No Input']);
    await set.writeSidechain(id, { source: 'Keys', tap: 'Post FX' });
    expect(set.document().tracks[0].devices[0]).toMatchObject({ sidechainFrom: 'Keys', sidechainTap: 'Post FX' });
    await set.deleteDevice(id);
    await expect(set.readSidechain(id)).rejects.toThrow('Bass › Compressor is gone');
  });
});
