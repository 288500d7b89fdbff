import { describe, expect, test } from '@jest/globals';
import { Patch, type Placed } from '../../device/patch.ts';
import { PatchRuntime } from './runtime/patch-runtime.ts';
import { measureText } from './runtime/renderer.ts';
import { ManualScheduler } from './runtime/scheduler.ts';

/** Runs a small patch; what reaches a `pattr`'s inlet is the log. */
class Bench {
  readonly patch = new Patch();
  readonly scheduler = new ManualScheduler();
  readonly log: Placed;
  #runtime: PatchRuntime | undefined;

  constructor() {
    this.log = this.patch.object('pattr log', [2000, 2000]);
  }

  /** A message box that tells the log its text. */
  teller(text: string, at: readonly [number, number]): Placed {
    const placed = this.patch.box('message', [...at, 50, 22], { text });
    this.patch.cord(placed, 0, this.log);
    return placed;
  }

  run(into: Placed, ...message: (string | number)[]): string[] {
    const said: string[] = [];
    this.#runtime ??= new PatchRuntime(this.patch.toDevice({}), {
      folder: '.',
      scheduler: this.scheduler,
      measureText,
      startNode: () => {
        throw new Error('no Node here');
      },
    });
    const { kept } = this.#runtime;
    const receive = kept.receive.bind(kept);
    kept.receive = (inlet, value) => {
      said.push(value.join(' '));
      receive(inlet, value);
    };
    this.#runtime.object(into.id).receive(0, message);
    this.scheduler.pass(1);
    kept.receive = receive;
    return said;
  }
}

describe('the order of messages', () => {
  test('of several cords from one outlet, the right one goes first, of one column the lower', () => {
    const bench = new Bench();
    const start = bench.patch.object('prepend x', [0, 0]);
    for (const [text, at] of [
      ['left', [10, 100]],
      ['right', [300, 100]],
      ['right-low', [300, 200]],
      ['middle', [150, 50]],
    ] as const) {
      bench.patch.cord(start, 0, bench.teller(text, at));
    }
    expect(bench.run(start, 'bang')).toEqual(['right-low', 'right', 'middle', 'left']);
  });

  test('a message goes all its way before the next starts', () => {
    const bench = new Bench();
    const start = bench.patch.object('t b b', [0, 0]);
    const right = bench.patch.object('prepend deep', [300, 100]);
    const deeper = bench.patch.object('prepend deeper', [300, 200]);
    bench.patch.cord(start, 1, right);
    bench.patch.cord(right, 0, deeper);
    bench.patch.cord(deeper, 0, bench.log);
    bench.patch.cord(start, 0, bench.teller('after', [0, 100]));
    expect(bench.run(start, 'bang')).toEqual(['deeper deep bang', 'after']);
  });

  test('a trigger speaks from right to left, wherever its cords lead', () => {
    const bench = new Bench();
    const start = bench.patch.object('t b b b', [500, 0]);
    bench.patch.cord(start, 0, bench.teller('first outlet', [900, 100]));
    bench.patch.cord(start, 1, bench.teller('second outlet', [400, 100]));
    bench.patch.cord(start, 2, bench.teller('third outlet', [0, 100]));
    expect(bench.run(start, 'bang')).toEqual(['third outlet', 'second outlet', 'first outlet']);
  });

  test('deferlow lets everything else go first, and keeps the order of what it was given', () => {
    const bench = new Bench();
    const start = bench.patch.object('t b b b', [0, 0]);
    const deferred = bench.patch.object('deferlow', [600, 100]);
    bench.patch.cord(start, 2, bench.teller('one', [600, 50]));
    const [one, two] = [bench.patch.object('prepend one', [600, 60]), bench.patch.object('prepend two', [300, 60])];
    bench.patch.cord(start, 2, one);
    bench.patch.cord(start, 1, two);
    bench.patch.cord(one, 0, deferred);
    bench.patch.cord(two, 0, deferred);
    bench.patch.cord(deferred, 0, bench.log);
    bench.patch.cord(start, 0, bench.teller('now', [0, 100]));
    expect(bench.run(start, 'bang')).toEqual(['one', 'now', 'one bang', 'two bang']);
  });

  test('a patch that calls itself without end is stopped', () => {
    const bench = new Bench();
    const [one, two] = [bench.patch.object('prepend a', [0, 0]), bench.patch.object('prepend b', [0, 50])];
    bench.patch.cord(one, 0, two);
    bench.patch.cord(two, 0, one);
    expect(() => bench.run(one, 'bang')).toThrow(/overflow/);
  });
});

describe('the objects', () => {
  test('route sends on without the word, routepass with it, both send the rest out at the right', () => {
    const bench = new Bench();
    const start = bench.patch.object('deferlow', [0, 0]);
    const route = bench.patch.object('route view', [400, 50]);
    const pass = bench.patch.object('routepass view', [0, 50]);
    const [match, rest, passed, passedRest] = ['match', 'rest', 'passed', 'passed-rest'].map((word, index) =>
      bench.patch.object(`prepend ${word}`, [900 - index * 100, 100]),
    );
    bench.patch.cord(start, 0, route);
    bench.patch.cord(start, 0, pass);
    bench.patch.cord(route, 0, match);
    bench.patch.cord(route, 1, rest);
    bench.patch.cord(pass, 0, passed);
    bench.patch.cord(pass, 1, passedRest);
    for (const one of [match, rest, passed, passedRest]) bench.patch.cord(one, 0, bench.log);
    expect(bench.run(start, 'view', 1, 2)).toEqual(['match 1 2', 'passed view 1 2']);
    expect(bench.run(start, 'view')).toEqual(['match bang', 'passed view']);
    expect(bench.run(start, 'other', 3)).toEqual(['rest other 3', 'passed-rest other 3']);
  });

  test.each([
    ['Macintosh HD:/Users/Ann/a b/', '/Users/Ann/a b/'],
    ['/Users/Ann/x.wav', '/Users/Ann/x.wav'],
    ['C:/Users/Ann/x.wav', 'C:/Users/Ann/x.wav'],
  ])('conformpath makes of %s the path %s', (said, path) => {
    const bench = new Bench();
    const start = bench.patch.object('conformpath slash boot', [0, 0]);
    bench.patch.cord(start, 0, bench.log);
    expect(bench.run(start, said)).toEqual([path]);
  });

  test('an object of an unknown class is refused', () => {
    expect(() => new Patch().object('metro 100', [0, 0])).toThrow(/"metro"/);
  });
});
