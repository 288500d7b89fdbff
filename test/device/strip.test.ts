import { beforeAll, describe, expect, test } from '@jest/globals';
import { NO_SETTINGS, PROTOCOL, type StripSettings, type StripView } from '../../device/messages.ts';
import { BUTTONS } from '../../device/strip/controls.ts';
import { TestDevice } from './runtime/test-device.ts';
import { THEMES } from './runtime/themes.ts';
import { ANALYSING, APPLIED, FAILED, IDLE, PLAN } from './runtime/views.ts';

const SETTINGS: StripSettings = { ...NO_SETTINGS, profile: 'Uplifting 138', folder: '/Music/Aurora bounces' };

beforeAll(() => TestDevice.openSet());

/** All that is written on the strip's displays. */
function written({ runtime }: TestDevice): string {
  return ['status', 'tone', 'gaps', 'fix']
    .map((name) => runtime.script(`coproducer-${name}-view.js`).paint())
    .join('')
    .replaceAll(/<[^>]+>/g, ' | ');
}

describe('starting', () => {
  test('says that it is not started, starts Node once, and says so', () => {
    const device = new TestDevice();
    expect(written(device)).toContain('Not started');
    device.load();
    expect(written(device)).toContain('Starting …');
    device.runtime.thisDevice.speak();
    device.runtime.thisDevice.speak();
    expect(device.commands).toEqual(['start']);
    expect(device.runtime.console).toEqual([]);
  });

  test('controls that speak while the set loads say nothing to Node, whether it runs yet or not', () => {
    const device = new TestDevice();
    device.runtime.load();
    expect(device.actions).toEqual([]);
    device.startWith(PLAN);
    device.runtime.load();
    expect(device.actions).toEqual([]);
  });

  test('answers ready with what the set keeps and with the amount', () => {
    const device = new TestDevice({ kept: JSON.stringify(SETTINGS) });
    device.runtime.control('amount').value = 60;
    device.load();
    device.ready();
    expect(device.settings).toEqual([SETTINGS]);
    expect(device.presences).toEqual([{ place: { kind: 'main', track: 'Main' }, amount: 60 }]);
  });

  test('a fresh device has no settings; damaged ones are left behind with one line in the console', () => {
    const fresh = new TestDevice().startWith(IDLE);
    expect(fresh.settings).toEqual([NO_SETTINGS]);
    const damaged = new TestDevice({ kept: '{"version":1,' }).startWith(IDLE);
    expect(damaged.settings).toEqual([NO_SETTINGS]);
    expect(damaged.runtime.console).toHaveLength(1);
  });

  test('refuses a Node of another version with the one thing to do', () => {
    const device = new TestDevice();
    device.load();
    device.ready(PROTOCOL + 1);
    expect(written(device)).toContain('Two versions mixed');
    expect(device.settings).toEqual([]);
  });
});

describe('showing', () => {
  test.each<[string, StripView, readonly string[]]>([
    ['ready', IDLE, ['Ready', 'Bounce your track', 'Not measured yet']],
    ['analysing', ANALYSING, ['Listening to stems', '43 % · 0:07 left', 'The plan appears here']],
    ['a plan', PLAN, ['Fix 2 of 5', 'Bass', '−3.0 dB at 200 Hz', 'Style 72', 'Δ 0.54', '1.8 LU too soft', 'in range']],
    ['applied', APPLIED, ['Applied']],
    ['an error', FAILED, ['The folder is gone', 'choose another folder.']],
  ])('shows %s', (_, view, texts) => {
    const device = new TestDevice().startWith(view);
    for (const text of texts) expect(written(device)).toContain(text);
    expect(device.runtime.console).toEqual([]);
  });

  test('a long time left, and one that cannot be told', () => {
    const device = new TestDevice().startWith({ ...ANALYSING, progress: { percent: 3.9, secondsLeft: 754.2 } });
    expect(written(device)).toContain('3 % · 12:35 left');
    device.sayTo('view', { ...ANALYSING, progress: { percent: 3.9, secondsLeft: null } });
    expect(written(device)).toContain('3 %');
    expect(written(device)).not.toContain('left |');
  });

  test('names as long as they like stay inside', () => {
    const long = 'An endless name of something that somebody called much too long for a small strip';
    const device = new TestDevice().startWith({
      ...PLAN,
      status: long,
      hint: long,
      place: { kind: 'track', track: long },
      headline: PLAN.headline.map((row) => ({ ...row, word: long })),
      fix: { ...PLAN.fix!, where: long, what: long, howMuch: long, why: `${long} ${long}`, effect: long },
      bounces: { name: long, detail: long },
    });
    expect(written(device)).toContain('…');
  });

  test('a long sentence is shown whole, in the place of the curve', () => {
    const hint =
      'Bass › Mixer › Volume is moved by automation; take the automation out, or change it by hand. Everything written was put back.';
    const device = new TestDevice().startWith({ ...FAILED, hint });
    const words = written(device).replaceAll(/[ |]+/g, ' ');
    expect(words).toContain(hint);
    device.sayTo('view', PLAN);
    expect(written(device)).not.toContain('Everything written');
  });

  test('nothing at all is drawn from nothing', () => {
    const device = new TestDevice().startWith({ ...PLAN, tone: { points: [] }, headline: [], score: null });
    expect(written(device)).toContain('Not measured yet');
  });

  test('only what can be pressed can be pressed', () => {
    const { runtime } = new TestDevice().startWith(PLAN);
    const active = BUTTONS.filter(({ name }) => runtime.control(name).isActive).map(({ name }) => name);
    expect(active).toEqual(['main', 'choose', 'record', 'previous', 'next', 'skip', 'apply', 'apply-all', 'report']);
  });

  test('menus, the drop area and the large button follow the view', () => {
    const device = new TestDevice().startWith(ANALYSING);
    const { runtime } = device;
    expect(runtime.control('main').attributes.get('text')).toEqual(['Cancel']);
    expect(runtime.control('profile').attributes.get('_parameter_range')).toEqual(['Uplifting 138', 'Psy night']);
    expect(runtime.control('cluster').attributes.get('_parameter_range')).toEqual([
      'Nearest: Fast, bright',
      'Fast, bright',
      'Slow, dark',
    ]);
    expect(runtime.control('bounces').attributes.get('legend')).toEqual(['Aurora bounces']);
    device.sayTo('view', { ...PLAN, profiles: { names: ['Psy night', 'New'], chosen: 'New' }, hear: 'before' });
    expect(runtime.control('main').attributes.get('text')).toEqual(['Analyze & Suggest']);
    expect(runtime.control('profile').value).toBe(1);
    expect(runtime.control('ab').value).toBe(1);
    expect(device.actions).toEqual([]);
  });

  test('follows the theme, and greys while the device is off', () => {
    const { runtime } = new TestDevice().startWith(PLAN);
    const status = runtime.script('coproducer-status-view.js');
    const before = status.paint();
    runtime.theme = { ...THEMES[2], colours: { ...THEMES[2].colours, live_lcd_title: [1, 0, 0, 1] } };
    expect(status.paint()).not.toBe(before);
    expect(status.paint()).toContain('#ff0000');
    runtime.thisDevice.enable(false);
    expect(BUTTONS.filter(({ name }) => runtime.control(name).isActive)).toEqual([]);
    runtime.thisDevice.enable(true);
    expect(runtime.control('apply').isActive).toBe(true);
    expect(runtime.control('undo').isActive).toBe(false);
  });

  test('is drawn, in colours of its own, where Live has no colour of a name', () => {
    const device = new TestDevice().startWith(PLAN);
    device.runtime.theme = { name: 'dark', colours: {} };
    expect(written(device)).toContain('Fix 2 of 5');
  });
});

describe('doing', () => {
  test.each<[string, StripView, unknown]>([
    ['main', PLAN, { do: 'analyze' }],
    ['main', ANALYSING, { do: 'cancel' }],
    ['apply', PLAN, { do: 'apply' }],
    ['apply-all', PLAN, { do: 'apply-all' }],
    ['skip', PLAN, { do: 'skip' }],
    ['undo', APPLIED, { do: 'undo' }],
    ['next', PLAN, { do: 'next' }],
    ['previous', PLAN, { do: 'previous' }],
    ['report', PLAN, { do: 'report' }],
    ['ab', APPLIED, { do: 'ab', hear: 'before' }],
    ['ab', { ...APPLIED, hear: 'before' }, { do: 'ab', hear: 'after' }],
  ])('a click on %s says so', (button, view, action) => {
    const device = new TestDevice().startWith(view);
    device.runtime.control(button).click();
    expect(device.actions).toEqual([action]);
  });

  test('what cannot be pressed cannot be triggered by a mapped key either', () => {
    const device = new TestDevice().startWith(IDLE);
    for (const button of ['apply', 'apply-all', 'skip', 'undo', 'next', 'previous', 'report']) {
      device.runtime.control(button).trigger();
    }
    expect(device.actions).toEqual([]);
  });

  test('menus say names, not numbers', () => {
    const device = new TestDevice().startWith(PLAN);
    device.runtime.control('profile').choose(1);
    device.runtime.control('cluster').choose(2);
    device.sayTo('view', { ...PLAN, clusters: { ...PLAN.clusters, chosen: 'Slow, dark' } });
    device.runtime.control('cluster').choose(0);
    expect(device.actions).toEqual([
      { do: 'profile', name: 'Psy night' },
      { do: 'cluster', name: 'Slow, dark' },
      { do: 'cluster', name: '' },
    ]);
  });

  test('the amount, and a folder dropped or chosen, on any system', () => {
    const device = new TestDevice({ choosePath: () => 'C:/Users/Ann/My bounces/' }).startWith(PLAN);
    device.runtime.control('amount').choose(50);
    expect(device.presences.at(-1)!.amount).toBe(50);
    device.runtime.control('bounces').drop('Macintosh HD:/Users/Ann/My bounces/Aurora.wav');
    device.runtime.control('bounces').drop('Macintosh HD:/Users/Ann/My bounces/');
    device.runtime.control('choose').click();
    device.scheduler.pass(0);
    expect(device.actions).toEqual([
      { do: 'folder', path: '/Users/Ann/My bounces/Aurora.wav' },
      { do: 'folder', path: '/Users/Ann/My bounces/' },
      { do: 'folder', path: 'C:/Users/Ann/My bounces/' },
    ]);
  });

  test('a dialog that is cancelled does nothing', () => {
    const device = new TestDevice({ choosePath: () => undefined }).startWith(PLAN);
    device.runtime.control('choose').click();
    device.scheduler.pass(0);
    expect(device.actions).toEqual([]);
  });

  test('opens the report in the browser', () => {
    const device = new TestDevice().startWith(PLAN);
    device.sayTo('browse', { url: 'http://127.0.0.1:50000/token/' });
    expect(device.runtime.opened).toEqual(['http://127.0.0.1:50000/token/']);
  });
});

describe('what the set keeps', () => {
  test('is written once for each choice, so that undo is never flooded', () => {
    const device = new TestDevice().startWith(PLAN);
    for (let again = 0; again < 5; again++) {
      device.sayTo('keep', SETTINGS);
      device.sayTo('view', PLAN);
    }
    expect(device.runtime.kept.writes).toBe(1);
    expect(JSON.parse(String(device.runtime.kept.value[0]))).toEqual(SETTINGS);
  });

  test('comes back with the set, and from an undo in Live', () => {
    const device = new TestDevice().startWith(PLAN);
    device.sayTo('keep', SETTINGS);
    const other = { ...SETTINGS, profile: 'Psy night' };
    device.settings.length = 0;
    device.runtime.kept.restore([JSON.stringify(other)]);
    expect(device.settings).toEqual([other]);
    expect(device.runtime.kept.writes).toBe(1);
    device.runtime.kept.restore(['']);
    expect(device.settings).toEqual([other, NO_SETTINGS]);
  });
});

describe('when Node fails', () => {
  test('a crash is said at once; what was measured stays; after the restart all is as before', () => {
    const device = new TestDevice({ kept: JSON.stringify(SETTINGS) }).startWith(PLAN);
    device.settings.length = 0;
    device.lifecycle('terminated');
    expect(written(device)).toContain('Coproducer stopped');
    expect(written(device)).toContain('−3.0 dB at 200 Hz');
    expect(device.runtime.control('apply').isActive).toBe(false);
    device.runtime.control('apply').trigger();
    expect(device.actions).toEqual([]);
    device.lifecycle('restarting');
    expect(written(device)).toContain('Starting …');
    device.lifecycle('restarted');
    device.ready();
    expect(device.settings).toEqual([SETTINGS]);
    device.sayTo('view', PLAN);
    expect(device.runtime.control('apply').isActive).toBe(true);
  });

  test('where Max does not bring it back, the large button does', () => {
    const device = new TestDevice().startWith(PLAN);
    device.lifecycle('terminated');
    device.runtime.control('main').click();
    expect(device.commands).toEqual(['start', 'start']);
  });

  test('silence is noticed within half a minute, and ended by the large button', () => {
    const device = new TestDevice().startWith(PLAN);
    device.scheduler.pass(30_000);
    expect(device.presences).toHaveLength(4);
    expect(written(device)).toContain('No answer');
    device.runtime.control('main').click();
    device.runtime.control('main').click();
    expect(device.commands).toEqual(['start', 'stop']);
    device.lifecycle('terminated');
    expect(device.commands).toEqual(['start', 'stop', 'start']);
    expect(written(device)).toContain('Starting …');
  });

  test('one that says nothing of its end is replaced all the same, and its last words do not count', () => {
    const device = new TestDevice().startWith(PLAN);
    device.scheduler.pass(30_000);
    device.runtime.control('main').click();
    device.sayTo('view', PLAN);
    expect(written(device)).toContain('Starting …');
    device.scheduler.pass(4000);
    expect(device.commands).toEqual(['start', 'stop', 'start']);
  });

  test('an answer after all ends the silence', () => {
    const device = new TestDevice().startWith(PLAN);
    device.scheduler.pass(30_000);
    device.sayTo('view', PLAN);
    expect(written(device)).not.toContain('No answer');
    expect(device.runtime.control('apply').isActive).toBe(true);
  });

  test('a Node that answers is left alone', () => {
    const device = new TestDevice().startWith(PLAN);
    for (let minute = 0; minute < 10; minute++) {
      device.scheduler.pass(6000);
      device.sayTo('view', PLAN);
    }
    expect(written(device)).not.toContain('No answer');
  });

  test('a Node that never gets ready is noticed, too', () => {
    const device = new TestDevice();
    device.load();
    device.scheduler.pass(29_000);
    expect(written(device)).toContain('Starting …');
    device.scheduler.pass(2000);
    expect(written(device)).toContain('No answer');
  });

  test('a damaged message is one line in the console and changes nothing', () => {
    const device = new TestDevice().startWith(PLAN);
    const before = written(device);
    device.runtime
      .script('coproducer-strip.js')
      .receive(['to', device.speakers[0], 'view', 'test-99', 0, 1, 'no piece']);
    expect(device.runtime.console).toEqual([expect.stringContaining('damaged')]);
    expect(written(device)).toBe(before);
  });
});
