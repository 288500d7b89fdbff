import { beforeEach, describe, expect, test } from '@jest/globals';
import { CHANNEL } from '../../device/instance-channel.ts';
import { NO_SETTINGS, type StripSettings } from '../../device/messages.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { LiveHost } from './live/live-host.ts';
import { MaxNames } from './runtime/max-names.ts';
import { ManualScheduler } from './runtime/scheduler.ts';
import { TestDevice } from './runtime/test-device.ts';
import { APPLIED, PLAN } from './runtime/views.ts';

const SETTINGS: StripSettings = { ...NO_SETTINGS, set: 'aurora', revision: 3, profile: 'Uplifting', folder: '/Aurora' };
const OTHER_SET: StripSettings = { ...NO_SETTINGS, set: 'borealis', revision: 9, profile: 'Psy', folder: '/Borealis' };

const TRACKS = ['Kick', 'Bass', 'Lead', 'Pad'];
const COPRODUCER = { device: 'Coproducer', className: 'MxDeviceAudioEffect' };

let set: EmbeddedSet;
let scheduler: ManualScheduler;
let names: MaxNames;
/** Those that are in the set, in the order they were loaded. */
let devices: TestDevice[];

beforeEach(async () => {
  set = await EmbeddedSet.create({
    name: 'Aurora',
    tempoBpm: 138,
    tracks: [
      ...TRACKS.map((name) => ({ name, devices: [COPRODUCER] })),
      { name: 'Copy', devices: [COPRODUCER] },
      { name: 'Empty' },
      { name: 'Main', kind: 'main', devices: [COPRODUCER] },
    ],
  });
  scheduler = new ManualScheduler();
  names = new MaxNames();
  devices = [];
});

/** Live loads a device: a set's, a new one, a copy of another, or one that comes back by undo. */
function load(track: string, kept?: StripSettings, inMax = names): TestDevice {
  const device = new TestDevice({
    scheduler,
    names: inMax,
    host: new LiveHost(set, { track }),
    ...(kept && { kept: JSON.stringify(kept) }),
  });
  devices.push(device);
  device.runtime.load();
  return device;
}

function remove(device: TestDevice, isSilent = false): void {
  device.runtime.close(isSilent);
  devices.splice(devices.indexOf(device), 1);
}

/** A set with five: one on the main track, which holds what was chosen, and four on stems. */
function loadFive(kept = SETTINGS): TestDevice {
  for (const track of TRACKS) load(track);
  load('Main', kept);
  // Until nobody can take them any more for a set that is just opening.
  scheduler.pass(21_000);
  const host = running();
  host.ready();
  scheduler.pass(100);
  return host;
}

/** The one device that runs Node. */
function running(): TestDevice {
  const all = devices.filter(({ isRunning }) => isRunning);
  expect(all).toHaveLength(1);
  return all[0];
}

function others(host: TestDevice): TestDevice[] {
  return devices.filter((device) => device !== host);
}

/** Who introduced itself to the host's Node last, by track. */
function instancesAt(host: TestDevice): Map<string, string> {
  const found = host.presences.map(({ place }, n) => [place?.track ?? '?', host.presenceOf[n]] as const);
  return new Map(found);
}

function status({ runtime }: TestDevice): string {
  return runtime
    .script('coproducer-status-view.js')
    .paint()
    .replaceAll(/<[^>]+>/g, ' ');
}

const writes = (): number => devices.reduce((sum, { runtime }) => sum + runtime.kept.writes, 0);
const nothingInRed = (): void => expect(devices.flatMap(({ runtime }) => runtime.console)).toEqual([]);

describe('five Coproducers in a set', () => {
  test('share one Node, which knows where each sits', () => {
    const host = loadFive();
    expect(devices.flatMap(({ commands }) => commands)).toEqual(['start']);
    expect([...instancesAt(host).keys()].sort()).toEqual(['Bass', 'Kick', 'Lead', 'Main', 'Pad']);
    expect(new Set(instancesAt(host).values()).size).toBe(5);
    nothingInRed();
  });

  test('the one that holds the settings of the set hosts, also where the set loads slowly and it comes last', () => {
    for (const track of TRACKS) {
      load(track);
      scheduler.pass(2000);
    }
    const early = running();
    early.ready();
    const main = load('Main', SETTINGS);
    scheduler.pass(1000);
    early.lifecycle('terminated');
    expect(running()).toBe(main);
    main.ready();
    scheduler.pass(100);
    expect(main.settings).toEqual([SETTINGS]);
    expect(instancesAt(main).size).toBe(5);
    expect(status(early)).not.toContain('stopped');
    expect(writes()).toBe(0);
    nothingInRed();
  });

  test('each is shown its own view, and a click anywhere reaches Node as its own', () => {
    const host = loadFive();
    const bass = devices[TRACKS.indexOf('Bass')];
    const id = instancesAt(host).get('Bass')!;
    host.sayTo('view', { ...PLAN, status: 'For the bass' }, id);
    scheduler.pass(10);
    expect(status(bass)).toContain('For the bass');
    for (const other of others(bass)) expect(status(other)).not.toContain('For the bass');
    host.speakers.length = 0;
    bass.runtime.control('apply').click();
    scheduler.pass(10);
    expect(host.actions).toEqual([{ do: 'apply' }]);
    expect(host.speakers).toEqual([id]);
    expect(bass.commands).toEqual([]);
    nothingInRed();
  });

  test('a choice is known to all and written once', () => {
    const host = loadFive();
    const chosen = { ...SETTINGS, revision: 4, profile: 'Psy' };
    host.sayTo('keep', chosen, 'all');
    scheduler.pass(10);
    expect(writes()).toBe(1);
    expect(JSON.parse(String(host.runtime.kept.value[0]))).toEqual(chosen);
  });

  test('what becomes of Node is said by all, and a click on any brings it back', () => {
    const host = loadFive();
    for (const id of instancesAt(host).values()) host.sayTo('view', APPLIED, id);
    scheduler.pass(10);
    host.lifecycle('terminated');
    scheduler.pass(10);
    for (const device of devices) {
      expect(status(device)).toContain('Coproducer stopped');
      expect(device.runtime.control('undo').isActive).toBe(false);
    }
    others(host)[2].runtime.control('main').click();
    scheduler.pass(10);
    expect(host.commands).toEqual(['start', 'start']);
    host.presences.length = 0;
    host.ready();
    scheduler.pass(10);
    expect(host.presences).toHaveLength(5);
    nothingInRed();
  });

  test('one that joins while Node is down is told so', () => {
    const host = loadFive();
    host.lifecycle('terminated');
    scheduler.pass(10);
    const late = load('Copy');
    scheduler.pass(1000);
    expect(status(late)).toContain('Coproducer stopped');
  });
});

describe('duplicate, delete, move, disable', () => {
  test('a duplicate joins, starts nothing and writes nothing', () => {
    const host = loadFive();
    const copy = load('Copy', SETTINGS);
    scheduler.pass(20_000);
    expect(running()).toBe(host);
    expect(copy.commands).toEqual([]);
    expect(instancesAt(host).has('Copy')).toBe(true);
    expect(writes()).toBe(0);
    nothingInRed();
  });

  test.each([
    ['says so', false, 1000],
    ['says nothing', true, 20_000],
  ])('the host is deleted and %s: another takes over with all that was chosen', (_, isSilent, withinMs) => {
    const host = loadFive();
    host.sayTo('keep', { ...SETTINGS, revision: 4, cluster: 'Dark' }, 'all');
    scheduler.pass(10);
    remove(host, isSilent);
    scheduler.pass(withinMs);
    const next = running();
    next.ready();
    scheduler.pass(100);
    expect(next.settings).toEqual([{ ...SETTINGS, revision: 4, cluster: 'Dark' }]);
    expect(instancesAt(next).size).toBe(4);
    // One step in Live's undo: the set would otherwise lose what only the deleted one held.
    expect(writes()).toBe(1);
    nothingInRed();
  });

  test("Live's undo of the taking over, and of the deletion, loses nothing", () => {
    const host = loadFive();
    remove(host);
    scheduler.pass(1000);
    const next = running();
    next.ready();
    next.runtime.kept.restore(['']);
    expect(next.settings.at(-1)).toEqual(SETTINGS);
    const back = load('Main', SETTINGS);
    scheduler.pass(20_000);
    expect(running()).toBe(next);
    expect(back.commands).toEqual([]);
    expect(instancesAt(next).size).toBe(5);
  });

  test('all but one are deleted: that one hosts', () => {
    loadFive();
    while (devices.length > 1) {
      remove(
        devices.find(({ isRunning }) => isRunning)!,
        devices.length % 2 === 0,
      );
      scheduler.pass(20_000);
      running().ready();
    }
    expect(running().settings.at(-1)).toEqual(SETTINGS);
  });

  test('a device that is moved says where it is now; Node goes on', () => {
    const host = loadFive();
    const [bass, empty] = ['Bass', 'Empty'].map((name) => set.song.tracks.find((track) => track.name === name)!);
    empty.devices.push(...bass.devices.splice(0));
    host.presences.length = host.presenceOf.length = 0;
    for (const { live } of devices) {
      live.beginTick();
      live.endTick();
    }
    scheduler.pass(5500);
    expect(host.presences.map(({ place }) => place?.track)).toContain('Empty');
    expect(host.presences.map(({ place }) => place?.track)).not.toContain('Bass');
    expect(devices.flatMap(({ commands }) => commands)).toEqual(['start']);
    nothingInRed();
  });

  test('a device that is switched off greys; where it is the host it serves the others all the same', () => {
    const host = loadFive();
    for (const id of instancesAt(host).values()) host.sayTo('view', PLAN, id);
    scheduler.pass(10);
    host.runtime.thisDevice.enable(false);
    scheduler.pass(11_000);
    expect(running()).toBe(host);
    expect(host.runtime.control('apply').isActive).toBe(false);
    others(host)[0].runtime.control('apply').click();
    scheduler.pass(10);
    expect(host.actions).toEqual([{ do: 'apply' }]);
  });
});

describe('sets that come and go', () => {
  test('a set that is loaded again has one host with what it kept, and writes nothing', () => {
    loadFive();
    for (const device of [...devices]) remove(device);
    const host = loadFive();
    expect(host.settings).toEqual([SETTINGS]);
    expect(writes()).toBe(0);
  });

  test.each([
    ['has gone', false],
    ['is still going', true],
  ])('two sets one after the other: the second shows its own, even while the first %s', (_, overlaps) => {
    loadFive();
    const first = [...devices];
    if (!overlaps) first.forEach((device) => remove(device, true));
    for (const track of TRACKS) load(track);
    const second = load('Main', { ...OTHER_SET, revision: 1 });
    scheduler.pass(100);
    if (overlaps) first.forEach((device) => remove(device, true));
    scheduler.pass(20_000);
    const host = running();
    host.ready();
    scheduler.pass(100);
    expect(instancesAt(host).size).toBe(5);
    expect(host.settings.at(-1)!.folder).toBe('/Borealis');
    expect(second.runtime.console).toEqual([]);
  });

  test('a device pasted from another set follows this one, and does not win when the set is loaded again', () => {
    const host = loadFive();
    const pasted = load('Copy', OTHER_SET);
    scheduler.pass(1000);
    expect(running()).toBe(host);
    expect(host.settings.at(-1)).toEqual({ ...SETTINGS, revision: OTHER_SET.revision + 1 });
    const kept = devices.map(({ runtime }) => String(runtime.kept.value[0] ?? ''));
    for (const device of [...devices]) remove(device);
    kept.forEach((text, n) =>
      load([...TRACKS, 'Main', 'Copy'][n], text === '' ? undefined : (JSON.parse(text) as StripSettings)),
    );
    scheduler.pass(1000);
    running().ready();
    expect(running().settings.at(-1)!.folder).toBe('/Aurora');
    expect(pasted.runtime.console).toEqual([]);
  });

  test('the patch is opened for editing: the copy in the editor, in a Max of its own, works alone and leaves the set be', () => {
    const host = loadFive();
    const edited = load('Main', SETTINGS, new MaxNames());
    scheduler.pass(20_000);
    expect(edited.commands).toEqual(['start']);
    expect(host.commands).toEqual(['start']);
    remove(edited);
    scheduler.pass(20_000);
    expect(running()).toBe(host);
    nothingInRed();
  });

  test('two that host, because they did not hear each other, end as one', () => {
    const host = loadFive();
    const said: string[] = [];
    names.receive(CHANNEL, (message) => said.push(message.join(' ')));
    names.send(CHANNEL, ['host', 'c0', SETTINGS.set, SETTINGS.revision - 1]);
    scheduler.pass(100);
    expect(host.isRunning).toBe(true);
    expect(said.filter((line) => /^host c\w{2,} aurora 3$/.test(line))).toHaveLength(1);
    names.send(CHANNEL, ['host', 'c0', SETTINGS.set, SETTINGS.revision + 1]);
    scheduler.pass(100);
    expect(host.commands).toEqual(['start', 'stop']);
  });
});
