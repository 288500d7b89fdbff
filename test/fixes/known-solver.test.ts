import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deserialize, serialize } from 'node:v8';
import { hearAlone, type HearAloneRequest } from '../../src/fixes/hear-alone.ts';
import type { HeardPassage } from '../../src/fixes/hear-passage.ts';
import { measureMastered } from '../../src/fixes/measure-mastered.ts';
import { loudSectionOfSignals, type LoudSection } from '../../src/fixes/loud-section.ts';
import { estimateMasterChain } from '../../src/fixes/master-chain.ts';
import { measureMixModelOfSignals } from '../../src/fixes/measure-mix-model.ts';
import { MixPredictor } from '../../src/fixes/predict/predict.ts';
import { knownSolver, type PredictedFrom } from '../../src/fixes/solve/known-solver.ts';
import type { SolveRequest } from '../../src/fixes/solve/solver.ts';
import { stemContexts } from '../../src/fixes/stem-contexts.ts';
import { lowEndRoles, suggestFixes, suggestInThreads, type SuggestRequest } from '../../src/fixes/suggest-fixes.ts';
import { UNKNOWN_TASTE, type TasteView } from '../../src/fixes/taste-view.ts';
import { refineYardstick } from '../../src/gap/refine-yardstick.ts';
import { measureGap } from '../../src/gap/measure-gap.ts';
import { featureKey } from '../../src/store/analysis-document.ts';
import type { PlanDocument } from '../../src/store/plan-document.ts';
import { embeddedSetOf } from './loop.ts';
import { analysisOf, danceStems, SECTIONS, sumOf } from './rendered/dance-mix.ts';
import { gain, yardstickAround } from './synthetic-mix.ts';

const ideal = danceStems();
const stems = ideal.map((stem) => (stem.track === 'Lead' ? { ...stem, signal: gain(7)(stem.signal) } : stem));
const bounce = sumOf(stems);
const analysis = analysisOf(bounce);
const yardstick = yardstickAround(analysisOf(sumOf(ideal)), undefined, SECTIONS);

/** What a plan for the dance mix with a lead that is 7 dB too loud is made from. */
let request: SuggestRequest;

beforeAll(async () => {
  const model = await measureMixModelOfSignals(stems, SECTIONS, { bounce });
  const set = await embeddedSetOf(stems);
  const sounds = stems.map(({ signal }) => signal);
  request = {
    ...{ analysis, yardstick, model },
    gap: measureGap(analysis, yardstick, { tranceScore: 0.5 }),
    masterChain: estimateMasterChain(model),
    snapshot: await set.snapshot(),
    stems: stems.map(({ track, role }) => ({
      ...{ file: `${track}.wav`, track, role, leftOut: '' },
      ...{ trackConfidence: 1, roleConfidence: 1, roleFrom: 'name' as const },
    })),
    loudSection: await loudSectionOfSignals(sounds, bounce, analysis),
    taste: UNKNOWN_TASTE,
    // Trial renders choose by the taste, too.
    only: ['level', 'tone', 'stereo'],
    amount: 100,
    now: new Date(0),
    id: 'p1',
  };
});

describe('a plan for a mix that one was made for', () => {
  /** A taste that counts how often a choice between fixes is left to it: nobody but a search asks it. */
  function counting(answers: string | undefined): { taste: TasteView; choices: () => number } {
    let choices = 0;
    const choose: TasteView['choose'] = (options) => {
      choices++;
      return UNKNOWN_TASTE.choose(options);
    };
    return { taste: { ...UNKNOWN_TASTE, answers, choose }, choices: () => choices };
  }

  /** The plan of a process that has not heard of the mix. */
  function anew(other: SuggestRequest): PlanDocument {
    const { loudSection } = other;
    return suggestFixes({ ...other, loudSection: loudSection && { ...loudSection } });
  }

  test('for another amount nothing is sought, and the plan is the same as if it were', () => {
    const first = counting('a');
    expect(suggestFixes({ ...request, taste: first.taste }).fixes.length).toBeGreaterThan(0);
    expect(first.choices()).toBeGreaterThan(0);
    const { feature, scope } = yardstick.rows[0];
    const learned = new Map([[featureKey(feature.id, scope), { shift: 0.3, widen: 0, because: 'You said so.' }]]);
    for (const other of [
      { ...request, amount: 60 },
      { ...request, amount: 0 },
      // A target of the producer's own is no business of the search.
      { ...request, yardstick: refineYardstick(yardstick, learned) },
    ]) {
      const { taste, choices } = counting('a');
      expect(suggestFixes({ ...other, taste })).toEqual(anew(other));
      expect(choices()).toBe(0);
    }
  });

  test('by several threads it is the same, and once the passage is known nothing is sought and nothing read', async () => {
    const { masterChain: chain, model, loudSection, ...others } = request;
    const { bandCentreHz } = model;
    let read = 0;
    let heard = 0;
    const hearPassage = (): Promise<HeardPassage> => {
      read++;
      const section = { ...loudSection } as LoudSection;
      return Promise.resolve(sent({ section, mastered: measureMastered({ section, chain, bandCentreHz }) }));
    };
    const heardAlone = (asked: HearAloneRequest): Promise<ReturnType<typeof hearAlone>> => {
      heard += asked.fixes.length;
      return Promise.resolve(sent(hearAlone(sent(asked))));
    };
    const passage = await hearPassage();
    const threads = { coming: Promise.resolve(passage), hearAlone: heardAlone };
    const first = counting('threads');
    const asked = { ...others, masterChain: chain, model, taste: first.taste };
    expect(await suggestInThreads(asked, threads)).toEqual(anew(request));
    expect(first.choices()).toBeGreaterThan(0);
    expect(heard).toBeGreaterThan(0);
    const again = counting('threads');
    const known = { known: passage, hearAlone: heardAlone };
    expect(await suggestInThreads({ ...asked, taste: again.taste, amount: 60 }, known)).toEqual(
      anew({ ...request, amount: 60 }),
    );
    expect(again.choices()).toBe(0);
    expect(read).toBe(1);
  });

  /** Plain data as it comes to another thread. */
  function sent<Data>(data: Data): Data {
    return deserialize(serialize(data)) as Data;
  }

  test('after an answer, and for a taste that does not tell of any, it is sought anew', () => {
    suggestFixes({ ...request, taste: counting('a').taste });
    const answered = counting('b');
    suggestFixes({ ...request, taste: answered.taste });
    expect(answered.choices()).toBeGreaterThan(0);
    const silent = counting(undefined);
    suggestFixes({ ...request, taste: silent.taste });
    const other = counting(undefined);
    suggestFixes({ ...request, taste: other.taste });
    expect(other.choices()).toBe(silent.choices());
  });

  test('with other locks, switches, targets or another set it is the plan of a process that knows nothing', () => {
    const plan = suggestFixes(request);
    const muted = request.snapshot.tracks.map((track) => (track.name === 'Lead' ? { ...track, muted: true } : track));
    const [spread] = yardstick.rows.map(({ scale }) => scale);
    const others: SuggestRequest[] = [
      { ...request, lockedTracks: ['Lead'] },
      { ...request, only: ['tone'] },
      { ...request, snapshot: { ...request.snapshot, tracks: muted } },
      { ...request, yardstick: { ...yardstick, variation: ideal.map((_, i) => oneOff(i, 3 + spread)) } },
      { ...request, taste: { ...UNKNOWN_TASTE, sizeFactor: () => ({ value: 0.5, because: '' }) } },
    ];
    for (const other of others) {
      expect(suggestFixes(other)).toEqual(anew(other));
      expect(suggestFixes(request)).toEqual(plan);
    }
  });

  /** A reference that differs in one row alone. */
  function oneOff(row: number, by: number): Float64Array {
    return Float64Array.from(yardstick.rows, (_, i) => (i === row ? by : 0.5));
  }
});

describe('a solver is known again', () => {
  interface Question {
    request: Omit<SolveRequest, 'predictor' | 'taste'>;
    from: PredictedFrom;
  }
  let question: Question;

  beforeAll(() => {
    const { model, masterChain, snapshot } = request;
    const { contexts } = stemContexts(model, request.stems, snapshot, []);
    question = {
      request: {
        ...{ rows: yardstick.rows, variation: yardstick.rows.slice(0, 2).map(() => new Float64Array(400).fill(1)) },
        stems: contexts,
        only: ['level', 'tone'],
        given: [],
      },
      from: { model, analysis, masterChain, lowEnd: lowEndRoles(model, request.stems) },
    };
  });

  function solverOf(passage: LoudSection, { request: asked, from }: Question): unknown {
    const predictor = new MixPredictor(from.model, from.analysis, () => 0, from.lowEnd);
    return knownSolver(passage, { ...asked, predictor, taste: UNKNOWN_TASTE }, from);
  }

  /** A passage that nothing is known of. */
  function somePassage(): LoudSection {
    return { ...request.loudSection } as LoudSection;
  }

  test('by what is asked, not by whose memory it lies in', () => {
    const passage = somePassage();
    const solver = solverOf(passage, question);
    expect(solverOf(passage, copyOf(question))).toBe(solver);
    expect(solverOf(somePassage(), question)).not.toBe(solver);
  });

  test('and not where something is given, switched off, or of another role', () => {
    const [solo] = question.request.stems;
    const others: ((of: Question) => void)[] = [
      ({ request: asked }) => (asked.given = [{ kind: 'fader', stem: solo.index, hz: 0, q: 0, size: -2 }]),
      ({ request: asked }) => (asked.only = ['level']),
      ({ request: asked }) => (asked.only = undefined),
      ({ request: asked }) => (asked.stems = asked.stems.slice(1)),
      ({ from }) => (from.lowEnd = { ...from.lowEnd, kicks: new Set([5]) }),
    ];
    for (const change of others) expect(isKnown(change)).toBe(false);
  });

  test('and not where any single number of all that is asked is another one', () => {
    const parts = ['rows', 'variation', 'stems', 'model', 'analysis', 'masterChain'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...parts), fc.nat(), (part, place) => {
        expect(isKnown(({ request: asked, from }) => changeNumber({ ...asked, ...from }[part], place))).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  /** Whether the solver of the question serves for a copy of it with a change. */
  function isKnown(change: (copy: Question) => void): boolean {
    const passage = somePassage();
    const solver = solverOf(passage, question);
    const other = copyOf(question);
    change(other);
    return solverOf(passage, other) === solver;
  }

  /** A copy of plain data: `structuredClone` would make it of the arrays and objects of another realm here. */
  function copyOf<Data>(data: Data): Data {
    if (typeof data !== 'object' || data === null) return data;
    if (data instanceof Float64Array) return data.slice() as Data;
    if (data instanceof Set) return new Set(data) as Data;
    if (Array.isArray(data)) return data.map(copyOf) as Data;
    return Object.fromEntries(Object.entries(data).map(([name, part]) => [name, copyOf(part)])) as Data;
  }

  /** Changes one of the numbers and truth values within plain data. */
  function changeNumber(within: unknown, place: number): void {
    const all = numbersIn(within);
    const { of, name } = all[place % all.length];
    const value = of[name];
    of[name] = typeof value === 'boolean' ? !value : Number.isFinite(value) ? Number(value) * 2 + 1e-3 : 0;
  }

  function numbersIn(value: unknown): { of: Record<string, unknown>; name: string }[] {
    if (typeof value !== 'object' || value === null) return [];
    const of = value as Record<string, unknown>;
    return Object.entries(value).flatMap(([name, part]) =>
      // Another place in the model would be no stem that the model has.
      name === 'index' ? [] : typeof part === 'number' || typeof part === 'boolean' ? [{ of, name }] : numbersIn(part),
    );
  }
});
