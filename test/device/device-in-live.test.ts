import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { StripSettings, StripView } from '../../device/messages.ts';
import { matchStemNames } from '../../src/audio/stem-names.ts';
import { readSignal } from '../../src/audio/read-signal.ts';
import { writeWav } from '../../src/audio/write-wav.ts';
import { signalLoudness } from '../../src/dsp/signal-loudness.ts';
import { composeSong } from '../../src/demo/compose-song.ts';
import { masterSong } from '../../src/demo/master-song.ts';
import type { PagePlan, PageState } from '../../node/page/page-messages.ts';
import { EmbeddedSet } from '../../src/live/embedded-set.ts';
import { renderSet } from '../../src/live/render-set.ts';
import { DEMO_RECIPE, renderDemoLibrary, type DemoLibrary } from '../node/demo-library.ts';
import { documentIn } from '../node/document-in.ts';
import { runProgram } from '../node/run-program.ts';
import { DeviceInLive } from './device-in-live.ts';
import { MaxNames } from './runtime/max-names.ts';

/** Rendering and measuring whole songs takes its time where other tests run beside it. */
jest.setTimeout(240_000);

/** A producer at the strip, from the first click to the last; the tests build on each other. */
let folder: string;
let home: string;
let library: DemoLibrary;
let set: EmbeddedSet;
/** On the main track, and on a stem track beside it. */
let device: DeviceInLive;
let onLead: DeviceInLive | undefined;
const names = new MaxNames();
/** The file of the track Lead, whose name says nothing of it. */
let misnamed: string;
/** Sound before the tracks' devices, by track. */
const sources = new Map<string, Awaited<ReturnType<typeof readSignal>>>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coproducer device '));
  home = join(folder, 'home');
  library = await renderDemoLibrary(folder);
  documentIn(await runProgram(['learn', library.references, '--json', '--home', home]), 'profile');
  for (const { file, track } of await stems()) sources.set(track, await readSignal(file));
  set = await EmbeddedSet.create({
    name: 'Work in progress',
    tempoBpm: 138,
    tracks: [
      ...[...sources.keys()].map((name) => ({ name, devices: name === 'Lead' ? [COPRODUCER] : [] })),
      { name: 'Main', kind: 'main', devices: [COPRODUCER] },
    ],
  });
  const lead = (await stems()).find(({ track }) => track === 'Lead')!.file;
  misnamed = lead.replace(/Lead(?=\.wav$)/, 'take 07');
  await rename(lead, misnamed);
});

const COPRODUCER = { device: 'Coproducer', className: 'MxDeviceAudioEffect' };

afterAll(async () => {
  await device?.close();
  await onLead?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function stems(): Promise<ReturnType<typeof matchStemNames>> {
  const files = (await readdir(library.stems)).filter((name) => name.endsWith('.wav'));
  return matchStemNames(files.map((name) => join(library.stems, name)))
    .filter(({ file }) => file !== library.mix)
    .map((match) => (match.file === misnamed ? { ...match, track: 'Lead' } : match));
}

/** A print of every value of the set, as the set itself knows it. */
const values = (without = ''): string =>
  createHash('sha256')
    .update(JSON.stringify(set.document().tracks.filter(({ name }) => name !== without)))
    .digest('hex');

/** What comes out of the set as it stands. */
async function bounce(): ReturnType<typeof renderSet> {
  return renderSet(set, sources, { main: (sum) => masterSong(sum, composeSong(DEMO_RECIPE).master) });
}

/** What a producer does who exports all individual tracks again, over the old ones. */
async function exportAgain(): Promise<void> {
  const bounced = await bounce();
  for (const { file, track } of await stems()) await writeWav(file, bounced.stems.get(track)!, { format: 'pcm24' });
  await writeWav(library.mix, bounced.mix, { format: 'pcm24' });
}

let untouched: string;
let applied: string;

describe('a producer at the strip', () => {
  test('the set loads: Node starts and says that it is ready', async () => {
    device = new DeviceInLive({ set, track: 'Main', names, home, choosePath: () => `${library.stems}/` });
    untouched = values();
    device.load();
    const view = await device.until('ready', ({ phase }) => phase === 'ready');
    expect(view).toMatchObject({ status: 'Ready', place: { kind: 'main' }, profiles: { chosen: 'mine' } });
  });

  test('the folder is chosen, and kept with the set', async () => {
    const view = await device.after(
      () => device.click('choose'),
      'chosen',
      ({ bounces }) => bounces.name !== '',
    );
    expect(view.bounces).toEqual({ name: 'Work in progress', detail: `${sources.size} stems` });
    expect(device.runtime.kept.writes).toBe(1);
    const kept = JSON.parse(String(device.runtime.kept.value[0])) as StripSettings;
    expect(kept.folder).toBe(library.stems);
  });

  test('a second one on a stem track joins in; a file dropped there is kept as that of the track', async () => {
    onLead = new DeviceInLive({ set, track: 'Lead', names, home });
    onLead.load();
    const joined = await onLead.until('shown', ({ bounces }) => bounces.name !== '');
    expect(joined).toMatchObject({ place: { kind: 'track', track: 'Lead' }, notice: expect.stringContaining('2') });
    expect(onLead.node.pid).toBeUndefined();
    const taken = onLead.until('taken', ({ status }) => status === 'Its file is kept');
    onLead.runtime.control('bounces').drop(misnamed);
    await taken;
    const kept = JSON.parse(String(device.runtime.kept.value[0])) as StripSettings;
    expect(kept.stemMap).toEqual([{ file: basename(misnamed), track: 'Lead' }]);
    expect(onLead.runtime.kept.writes).toBe(0);
  });

  test('a click on Analyze is told of as it goes, and ends in a plan; nothing is written', async () => {
    device.click('main');
    const under = await device.until('analysing', ({ progress }) => progress !== null && progress.percent > 0);
    expect(under).toMatchObject({ phase: 'analysing', mainAction: 'cancel' });
    const view = await device.until('a plan', ({ fix }) => fix !== null);
    expect(view).toMatchObject({ phase: 'plan', fix: { position: 1, state: 'open' } });
    expect(view.headline).toHaveLength(4);
    expect(view.tone!.points.length).toBeGreaterThan(20);
    expect(view.score!.delta).toBeGreaterThan(0);
    expect(values()).toBe(untouched);
  });

  test('the stem track shows what it has to do with it: its fixes, its part of each gap, its curve', async () => {
    const view = await onLead!.until('the plan', ({ fix }) => fix !== null);
    expect(view.fix!.where).toBe('Lead');
    expect(view.fix!.count).toBeLessThan(device.view!.fix!.count);
    expect(view.headline.map(({ word }) => word)).toEqual([
      expect.stringMatching(/^−\d+ dB · /),
      expect.stringMatching(/^\d+ % · /),
      expect.stringMatching(/^\d+ % · /),
      expect.stringMatching(/^\d+ % · /),
    ]);
    const points = view.tone!.points.filter(({ part }) => part !== undefined);
    expect(points.length).toBeGreaterThan(5);
    // The lead was made too loud around 2.5 kHz: it is nowhere nearer to the mix's curve.
    const nearest = points.reduce((best, point) =>
      point.part! - point.value > best.part! - best.value ? point : best,
    );
    expect(nearest.hz).toBeGreaterThan(800);
    expect(nearest.hz).toBeLessThan(6000);
    expect(device.view!.tone!.points.every(({ part }) => part === undefined)).toBe(true);
  });

  test('the plan is turned over fix by fix', async () => {
    const first = device.view!.fix!;
    const next = await device.after(
      () => device.click('next'),
      'the next',
      ({ fix }) => fix?.position === 2,
    );
    expect(next.fix!.id).not.toBe(first.id);
    const back = await device.after(
      () => device.click('previous'),
      'the first',
      ({ fix }) => fix?.position === 1,
    );
    expect(back.fix).toEqual(first);
  });

  test('Apply All changes the set as the plan says', async () => {
    const view = await device.after(
      () => device.click('apply-all'),
      'applied',
      ({ can }) => can.undo,
    );
    expect(view.fix!.state).toBe('applied');
    applied = values();
    expect(applied).not.toBe(untouched);
  });

  test('A/B: the toggle takes the fixes out, as loud as with them, and puts them back bit for bit', async () => {
    const loudness = async (): Promise<number> => {
      const { left, right, sampleRateHz } = (await bounce()).mix;
      return signalLoudness(left, right, sampleRateHz);
    };
    const withFixes = await loudness();
    const before = await device.after(
      () => device.click('ab'),
      'before',
      ({ hear }) => hear === 'before',
    );
    expect(before.status).toBe('Compare: before');
    expect(device.runtime.control('ab').value).toBe(1);
    const { stems } = await bounce();
    for (const [track, { left }] of sources) {
      const heard = stems.get(track)!.left;
      expect(left.reduce((most, sample, n) => Math.max(most, Math.abs(sample - heard[n])), 0)).toBeLessThan(1e-6);
    }
    expect(Math.abs((await loudness()) - withFixes)).toBeLessThan(MATCHED_LU);
    await device.after(
      () => device.click('ab'),
      'after',
      ({ hear }) => hear === 'after',
    );
    expect(device.runtime.control('ab').value).toBe(0);
    expect(values()).toBe(applied);
  });

  test('a new export is noticed by itself, and verified', async () => {
    const before = device.view!.score!.delta;
    await exportAgain();
    await device.until('noticed', ({ status }) => status === 'A new bounce is there');
    device.click('main');
    const view = await device.until('verified', ({ status }) => status === 'Verified');
    expect(view.score!.delta).toBeLessThan(before * 0.7);
    expect(view.tone!.points.some(({ after }) => after !== undefined)).toBe(true);
  });

  test('Undo puts back exactly what stood there', async () => {
    const view = await device.after(
      () => device.click('undo'),
      'undone',
      ({ can, phase }) => !can.undo && phase === 'plan',
    );
    expect(view.can['apply-all']).toBe(true);
    expect(values()).toBe(untouched);
  });

  test('and it can be applied once more', async () => {
    await device.after(
      () => device.click('apply-all'),
      'applied again',
      ({ can }) => can.undo,
    );
    expect(values()).toBe(applied);
  });

  test('the report opens in the browser', async () => {
    device.click('report');
    await device.until('said', () => device.runtime.opened.length > 0);
    const page = await fetch(new URL('report.json', device.runtime.opened[0]));
    expect(await page.json()).toMatchObject({ schema: 'coproducer.report/1' });
  });

  test('the page that is open shows at once what the strip has changed', async () => {
    const [page] = device.runtime.opened;
    const hangUp = new AbortController();
    const states = pageStates(page, hangUp.signal);
    const first = (await states.next()).value!;
    const shown = async (): Promise<string[]> => {
      const plan = (await (await fetch(new URL('plan.json', page))).json()) as PagePlan;
      return Object.values(plan.fixes).map(({ state }) => state);
    };
    const before = await shown();
    expect(before.some((state) => state === 'applied' || state === 'verified')).toBe(true);
    const hasUndone = async (): Promise<boolean> => (await shown()).some((state) => state === 'undone');
    const changed = async (isUndone: boolean): Promise<void> => {
      for (;;) {
        const { planVersion } = (await states.next()).value!;
        if (planVersion > first.planVersion && (await hasUndone()) === isUndone) return;
      }
    };
    await device.after(
      () => device.click('undo'),
      'undone',
      ({ can, phase }) => !can.undo && phase === 'plan',
    );
    await changed(true);
    await device.after(
      () => device.click('apply-all'),
      'applied once more',
      ({ can }) => can.undo,
    );
    await changed(false);
    hangUp.abort();
    expect(values()).toBe(applied);
  });

  test('all the while neither Max nor Live had anything to say in red', () => {
    for (const each of [device, onLead!]) {
      expect(each.runtime.console).toEqual([]);
      expect(each.host.console).toEqual([]);
    }
  });
});

/** What the page is told, as it comes. */
async function* pageStates(page: string, signal: AbortSignal): AsyncGenerator<PageState, undefined> {
  const { body } = await fetch(new URL('events', page), { signal });
  let text = '';
  for await (const chunk of body!) {
    text += Buffer.from(chunk).toString();
    const events = text.split('\n\n');
    text = events.pop()!;
    for (const event of events) {
      const [, data] = /^data: (.*)$/m.exec(event) ?? [];
      if (data !== undefined) yield JSON.parse(data) as PageState;
    }
  }
}

/** The match is what the plan promises, reckoned without the mastering's limiter. */
const MATCHED_LU = 1;

describe('what goes wrong, what the producer sees, and that nothing is lost', () => {
  const isApplied = ({ can, status }: StripView): boolean => can.undo && status !== 'Undoing';
  const isFree = ({ can, phase }: StripView): boolean => !can.undo && phase === 'plan';

  /** The status line as it is drawn. */
  const statusLine = (): string =>
    device.runtime
      .script('coproducer-status-view.js')
      .paint()
      .replaceAll(/<[^>]+>/g, ' ');

  test('Node is killed: the strip says so, Max starts it again, and undo still knows what to undo', async () => {
    device.node.crash();
    await waitFor(() => statusLine().includes('Starting …'));
    expect(device.runtime.control('undo').isActive).toBe(false);
    const back = await device.until('back', isApplied);
    expect(back.fix!.state).toMatch(/applied|verified/);
    await device.after(() => device.click('undo'), 'undone', isFree);
    expect(values()).toBe(untouched);
  });

  test('Live is busy with a dialog: the change waits for it, and is made once', async () => {
    device.isLiveBusy = true;
    await device.after(
      () => device.click('apply-all'),
      'under way',
      ({ status }) => status === 'Applying',
    );
    device.click('apply-all');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(values()).toBe(untouched);
    expect(statusLine()).toContain('Applying');
    device.isLiveBusy = false;
    await device.until('applied', isApplied);
    expect(values()).toBe(applied);
  });

  test('a device of ours was renamed: undo finds it all the same', async () => {
    const inserted = [...set.song.devices()].find(({ className }) => className === 'Eq8')!;
    inserted.name = 'My own name for it';
    await device.after(() => device.click('undo'), 'undone', isFree);
    expect(values()).toBe(untouched);
  });

  test.each<[string, RegExp, Parameters<Parameter['mark']>[0], Parameters<Parameter['mark']>[0]]>([
    ['moved by automation', /Volume is automated/, { automation: 'active' }, { automation: 'none' }],
    ['held by a macro', /Volume is held/, { enabled: false }, { enabled: true }],
  ])('a fader is %s: nothing at all is written, and the strip says which', async (_, sentence, mark, unmark) => {
    const faders = set.song.tracks.flatMap(({ mixer }) => mixer.filter(({ name }) => name === 'Volume'));
    faders.forEach((fader) => fader.mark(mark));
    const marked = values();
    const view = await device.after(
      () => device.click('apply-all'),
      'refused',
      ({ hint }) => sentence.test(hint),
    );
    expect(view).toMatchObject({ phase: 'error', status: 'Refused', can: { undo: false, 'apply-all': true } });
    expect(values()).toBe(marked);
    faders.forEach((fader) => fader.mark(unmark));
    expect(values()).toBe(untouched);
  });

  test('the drive with the bounces is unplugged: the strip says what to do, and goes on once it is back', async () => {
    const elsewhere = `${library.stems} unplugged`;
    await rename(library.stems, elsewhere);
    const sentence = '"Work in progress" is gone; plug in its drive, or choose another folder.';
    const gone = await device.until('gone', ({ hint }) => hint === sentence);
    expect(gone.phase).toBe('error');
    expect(gone.fix).not.toBeNull();
    await rename(elsewhere, library.stems);
    await device.until('back', ({ phase }) => phase === 'plan');
  });

  test('the host is deleted with fixes in the set: the other takes over, has the plan, and takes them back', async () => {
    const told = onLead!.until('told', isApplied);
    await device.after(() => device.click('apply-all'), 'applied', isApplied);
    const { fix } = await told;
    await onLead!.grown();
    const kept = String(device.runtime.kept.value[0]);
    const closed = device.close();
    const view = await onLead!.until('taken over', isApplied);
    await closed;
    expect(view.fix).toEqual(fix);
    expect(onLead!.runtime.kept.writes).toBe(1);
    expect(JSON.parse(String(onLead!.runtime.kept.value[0]))).toEqual(JSON.parse(kept));
    await onLead!.after(() => onLead!.click('undo'), 'undone', isFree);
    expect(values()).toBe(untouched);
    // Live's undo brings the deleted one back: it follows.
    device = new DeviceInLive({ set, track: 'Main', names, home, kept });
    device.load();
    await device.until('back', isFree);
    expect(device.node.pid).toBeUndefined();
  });

  test('the set is closed and opened again: plan and choices are there', async () => {
    const { fix } = device.view!;
    const kept = String(device.runtime.kept.value[0]);
    const { node } = onLead!;
    await device.close();
    await onLead!.close();
    onLead = undefined;
    expect(node.pid).toBeUndefined();
    device = new DeviceInLive({ set, track: 'Main', names, home, kept });
    device.load();
    const view = await device.until('back', ({ phase }) => phase === 'plan');
    expect(view.fix).toEqual(fix);
    expect(view.bounces.name).toBe('Work in progress');
    expect(device.runtime.kept.writes).toBe(0);
  });

  test('a track is deleted half-way: what was written is put back on all others', async () => {
    const lead = set.song.tracks.find(({ name }) => name === 'Lead')!;
    const before = values('Lead');
    device.host.onTick = () => {
      if (set.document().tracks.some(isTurned) && set.song.tracks.includes(lead)) set.song.deleteTrack(lead);
    };
    const view = await device.after(
      () => device.click('apply-all'),
      'rolled back',
      ({ phase }) => phase === 'error',
    );
    expect(set.song.tracks).not.toContain(lead);
    expect(values('Lead')).toBe(before);
    expect(view.hint).toMatch(/ gone /);
    expect(device.runtime.console).toEqual([]);
  });
});

/** A fader or a gain of EQ Eight is off 0 dB. */
function isTurned({ mixer, devices }: ReturnType<EmbeddedSet['document']>['tracks'][number]): boolean {
  const gains = devices.flatMap(({ parameters }) => parameters.filter(({ name }) => / Gain A$/.test(name)));
  return (
    mixer.some(({ name, raw }) => name === 'Volume' && raw !== FADER_AT_0_DB) || gains.some(({ raw }) => raw !== 0)
  );
}

/** As Live holds it: a 32-bit float. */
const FADER_AT_0_DB = Math.fround(0.85);

type Parameter = EmbeddedSet['song']['tracks'][number]['mixer'][number];

async function waitFor(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}
