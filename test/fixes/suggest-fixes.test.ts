import { describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import { measureStemDefects } from '../../src/analysis/stem-defects.ts';
import { featureById } from '../../src/analysis/features.ts';
import type { Move } from '../../src/fixes/fix-kind.ts';
import { measureMixModelOfSignals } from '../../src/fixes/measure-mix-model.ts';
import { MixPredictor } from '../../src/fixes/predict/predict.ts';
import { MOST_FIXES, Solver } from '../../src/fixes/solve/solver.ts';
import { stemContexts } from '../../src/fixes/stem-contexts.ts';
import { UNKNOWN_TASTE, worthiest } from '../../src/fixes/taste-view.ts';
import type { Yardstick } from '../../src/gap/yardstick.ts';
import type { Fix } from '../../src/store/plan-document.ts';
import { embeddedSetOf, runLoop, suggest, valuesOf, type LoopResult } from './loop.ts';
import {
  analysisOf,
  bump,
  channelGain,
  gain,
  idealStems,
  randomNumbers,
  RATE,
  region,
  SECTIONS,
  shelf,
  spectralGain,
  sumOf,
  withFault,
  yardstickAround,
  type TestStem,
} from './synthetic-mix.ts';

const stems = idealStems();
const ideal = analysisOf(sumOf(stems));
const yardstick = yardstickAround(ideal);

const written = ({ plan }: LoopResult): Fix[] => plan.fixes.filter(({ advice }) => !advice);

/** The number a fix writes under a name that ends so, minus what stood there; NaN where it writes no such thing. */
function moveOf(fix: Fix | undefined, ending: string): number {
  const change = fix?.changes.find(({ parameter }) => parameter.endsWith(ending));
  return typeof change?.to === 'number' && typeof change.from === 'number' ? change.to - change.from : NaN;
}

describe('suggestFixes, carried out in an embedded set, rendered and measured again', () => {
  test('a mix inside its references needs no change', async () => {
    const result = await runLoop(stems, yardstick);
    expect(result.plan.fixes).toEqual([]);
    expect(result.plan.styleDelta).toEqual({ before: 0, predicted: 0 });
    expect(result.plan.notes[0]).toBe('No change needed: every measured feature lies inside your references.');
  });

  test('what the master makes of its own does not change what is said of a stem', async () => {
    const faulty = withFault(stems, 'Lead', gain(6));
    const random = randomNumbers(5);
    const noise = Float32Array.from({ length: stems[0].signal.left.length }, () => random() - 0.5);
    const inBass = spectralGain((hz) => 6 - 40 * Math.abs(Math.log2(hz / 40)));
    const { left: hum } = inBass({ sampleRateHz: RATE, left: noise, right: noise });
    const humming = ({ sampleRateHz, left, right }: StereoSignal): StereoSignal => ({
      sampleRateHz,
      left: left.map((value, n) => value + hum[n]),
      right: right.map((value, n) => value - hum[n]),
    });
    const before = analysisOf(humming(sumOf(faulty)));
    const width = valuesOf(before).get('stereo.width.31.5@drop') ?? NaN;
    expect(width).toBeGreaterThan((valuesOf(ideal).get('stereo.width.31.5@drop') ?? NaN) + 6);

    const { plan } = await runLoop(faulty, yardstick, { master: humming });
    const plain = await runLoop(faulty, yardstick);
    const moves = plan.fixes.filter(({ advice }) => !advice);
    expect(moves.map(({ sentence }) => sentence)).toEqual(written(plain).map(({ sentence }) => sentence));
    expect(moveOf(moves[0], 'Volume')).toBeLessThan(-4.5);
  });

  /** Right channel of the bass delayed by 9 ms: out of phase in the low end. */
  const delayedRight = ({ sampleRateHz, left }: StereoSignal): StereoSignal => {
    const right = new Float32Array(left.length);
    right.set(left.subarray(0, left.length - 400), 400);
    return { sampleRateHz, left, right };
  };
  /** A chorus in the lows alone: what comes 3.5 ms late is taken from one side and given to the other. */
  const lateLows = (signal: StereoSignal): StereoSignal => {
    const low = spectralGain((hz) => -12 * Math.max(0, Math.log2(Math.max(hz, 1) / 130)))(signal);
    const side = low.left.map((value, n) => 0.7 * (value - (low.left[n - 154] ?? 0)));
    const by = (sign: number) => (sample: number, n: number) => sample + sign * side[n];
    return { ...signal, left: signal.left.map(by(1)), right: signal.right.map(by(-1)) };
  };
  const withRumble = (signal: StereoSignal): StereoSignal => {
    const rumble = (n: number): number => 0.06 * Math.sin((2 * Math.PI * 47 * n) / RATE);
    const add = (samples: Float32Array): Float32Array =>
      samples.map((value, n) => (n < 4 * RATE ? value + rumble(n) : value));
    return { ...signal, left: add(signal.left), right: add(signal.right) };
  };

  const cases: {
    fault: string;
    track: string;
    plant: (signal: StereoSignal) => StereoSignal;
    kinds: string[];
    isRight: (fix: Fix | undefined) => boolean;
    /** Largest error of the prediction in dB. */
    within?: number;
  }[] = [
    {
      fault: 'bass 9 dB too loud',
      track: 'Bass',
      plant: gain(9),
      kinds: ['fader', 'low shelf'],
      isRight: (fix) => moveOf(fix, 'Volume') < -2 || moveOf(fix, 'Gain A') < -2,
    },
    {
      fault: 'lead 8 dB too quiet',
      track: 'Lead',
      plant: gain(-8),
      kinds: ['fader'],
      isRight: (fix) => moveOf(fix, 'Volume') > 2,
    },
    {
      fault: 'hats 9 dB too loud',
      track: 'Hats',
      plant: gain(9),
      kinds: ['fader', 'high shelf'],
      isRight: (fix) => moveOf(fix, 'Volume') < -2 || moveOf(fix, 'Gain A') < -2,
    },
    {
      fault: 'mud in the pad',
      track: 'Pad',
      plant: spectralGain(bump(400, 9)),
      kinds: ['bell', 'fader', 'low shelf'],
      isRight: (fix) => moveOf(fix, 'Gain A') < -2 || moveOf(fix, 'Volume') < -2,
    },
    {
      fault: 'pad harsh over more than an octave',
      track: 'Pad',
      plant: spectralGain(region(500, 1250, 8)),
      kinds: ['plateau'],
      isRight: (fix) => moveOf(fix, 'Gain A') < -4 && fix?.changes.filter(({ unit }) => unit === 'dB').length === 2,
    },
    {
      fault: 'pad too dark and heavy',
      track: 'Pad',
      plant: spectralGain(shelf(300, 8, 'below')),
      kinds: ['low shelf'],
      isRight: (fix) => moveOf(fix, 'Gain A') < -2,
    },
    {
      fault: 'lead too dull',
      track: 'Lead',
      plant: spectralGain(shelf(3000, -9, 'above')),
      kinds: ['high shelf'],
      isRight: (fix) => moveOf(fix, 'Gain A') > 2,
    },
    {
      fault: 'pad too narrow',
      track: 'Pad',
      plant: channelGain('mid-side', 1, 0.45),
      kinds: ['width'],
      isRight: (fix) => moveOf(fix, 'Stereo Width') > 20,
    },
    {
      fault: 'lead too wide',
      track: 'Lead',
      plant: channelGain('mid-side', 1, 2.2),
      kinds: ['width'],
      isRight: (fix) => moveOf(fix, 'Stereo Width') < -20,
    },
    {
      fault: 'lead leaning left',
      track: 'Lead',
      plant: channelGain('left-right', 1.35, 0.5),
      kinds: ['pan'],
      isRight: (fix) => moveOf(fix, 'Pan') > 5,
    },
    {
      fault: 'pad, as wide as it is, leaning right',
      track: 'Pad',
      plant: channelGain('left-right', 0.73, 1.21),
      kinds: ['pan'],
      isRight: (fix) => moveOf(fix, 'Pan') < -5,
    },
    {
      fault: 'bass out of phase',
      track: 'Bass',
      plant: delayedRight,
      kinds: ['bass mono', 'width'],
      isRight: (fix) => fix?.device === 'Utility' && fix.insert,
    },
    {
      fault: 'lows of the bass late on one side, which leaves it leaning',
      track: 'Bass',
      plant: lateLows,
      kinds: ['bass mono', 'width'],
      // The side rises and falls within the band in which the corner lies.
      within: 2,
      isRight: (fix) => fix?.device === 'Utility' && fix.insert,
    },
    {
      fault: 'lead with one side upside down',
      track: 'Lead',
      plant: channelGain('left-right', 1, -1),
      kinds: ['polarity'],
      isRight: (fix) => fix?.changes.some(({ parameter, to }) => parameter === 'Right Inv' && to === 'On') === true,
    },
    {
      fault: 'rumble under the pluck',
      track: 'Pluck',
      plant: withRumble,
      kinds: ['low cut'],
      // A hum is one line, not spread over its band: a steep filter meets it elsewhere than at the band's mean.
      within: 3,
      isRight: (fix) => fix?.changes.some(({ to }) => to === 'High Pass 12dB') === true,
    },
  ];

  test.each(cases)(
    '$fault: one fix on the right stem, the right way, halves the gap',
    async ({ track, plant, kinds, isRight, within = 0.5 }) => {
      const result = await runLoop(withFault(stems, track, plant), yardstick);
      const [first, ...others] = written(result);
      expect(first.track).toBe(track);
      expect(kinds).toContain(first.kind);
      expect(isRight(first)).toBe(true);
      expect(others.filter((fix) => fix.track !== track)).toEqual([]);
      expect(others.length).toBeLessThanOrEqual(1);
      expect(result.deltaAfter).toBeLessThan(result.deltaBefore / 2);
      expect(predictionErrorDb(result)).toBeLessThan(within);
    },
  );

  test('a pad that rings is cut where and as narrow as it rings; one that is meant to is left', async () => {
    const ringHz = 1480;
    const faulty = withFault(
      stems,
      'Pad',
      spectralGain((hz) => (hz > 0 ? 12 * Math.exp(-((Math.log2(hz / ringHz) / 0.09) ** 2)) : 0)),
    );
    const defects = new Map(faulty.map(({ track, signal }) => [track, measureStemDefects(signal)] as const));
    const result = await runLoop(faulty, yardstick, { defects });
    const [first, ...others] = written(result);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ track: 'Pad', kind: 'notch' });
    expect(first.sentence).toMatch(/^Pad: −\d+\.\d dB at 1\.4\d kHz, where it rings \(EQ Eight band 3, Q \d+\.0\)\.$/u);
    expect(moveOf(first, 'Gain A')).toBeLessThan(-6);
    expect(result.deltaAfter).toBeLessThan(result.deltaBefore / 2);
    expect(predictionErrorDb(result)).toBeLessThan(0.5);
    const meant = yardstickAround(analysisOf(sumOf(faulty)));
    expect(written(await runLoop(faulty, meant, { defects }))).toEqual([]);
  });

  test.each([
    { who: 'the bass', lockedTracks: [], madeBy: [0.95, 1] },
    { who: 'nobody who may be changed, where the bass is locked', lockedTracks: ['Bass'], madeBy: [0, 0.3] },
  ])('the side of a low end out of phase is made by $who', async ({ lockedTracks, madeBy: [least, most] }) => {
    const faulty = withFault(stems, 'Bass', delayedRight);
    const model = await measureMixModelOfSignals(faulty, SECTIONS);
    const mapped = faulty.map(({ track, role }) => ({
      ...{ file: '', track, role, leftOut: '' },
      ...{ trackConfidence: 1, roleConfidence: 1, roleFrom: 'name' as const },
    }));
    const { contexts } = stemContexts(model, mapped, await (await embeddedSetOf(faulty)).snapshot(), lockedTracks);
    const share = contexts.at(-1)?.sideOfOneStem[model.bandCentreHz.findIndex((hz) => hz > 60)];
    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThanOrEqual(most);
  });

  test('three faults on three stems: a fix for each, nothing on the others', async () => {
    const faulty = [
      { track: 'Bass', plant: gain(8) },
      { track: 'Pad', plant: channelGain('mid-side', 1, 0.45) },
      { track: 'Lead', plant: spectralGain(bump(2500, 9)) },
    ].reduce<readonly TestStem[]>((all, { track, plant }) => withFault(all, track, plant), stems);
    const result = await runLoop(faulty, yardstick);
    expect(new Set(written(result).map(({ track }) => track))).toEqual(new Set(['Bass', 'Pad', 'Lead']));
    expect(result.plan.fixes.length).toBeLessThanOrEqual(MOST_FIXES);
    expect(result.deltaAfter).toBeLessThan(0.3 * result.deltaBefore);
    expect(predictionErrorDb(result)).toBeLessThan(0.5);
    const benefits = written(result).map(({ predicted }) => predicted.benefit);
    expect(Math.min(...benefits)).toBeGreaterThan(0);
    expect(written(result).at(-1)?.predicted.styleDeltaAfter).toBeCloseTo(result.plan.styleDelta.predicted, 12);
  });

  test('through a master that adds gain and saturates, the fix still lands', async () => {
    const master = ({ sampleRateHz, left, right }: StereoSignal): StereoSignal => {
      const drive = (samples: Float32Array): Float32Array => samples.map((value) => Math.tanh(1.6 * value));
      return { sampleRateHz, left: drive(left), right: drive(right) };
    };
    const mastered = yardstickAround(analysisOf(master(sumOf(stems))));
    const result = await runLoop(withFault(stems, 'Pad', spectralGain(bump(400, 9))), mastered, { master });
    expect(new Set(written(result).map(({ track }) => track))).toEqual(new Set(['Pad']));
    expect(result.deltaAfter).toBeLessThan(result.deltaBefore / 2);
    expect(result.plan.masterChain.gainDb).toBeGreaterThan(2);
    expect(predictionErrorDb(result)).toBeLessThan(0.5);
  });

  /** 95th percentile over the tone and stereo features in dB that the plan promises to move. */
  function predictionErrorDb({ plan, after }: LoopResult): number {
    const measured = valuesOf(after);
    const errors = plan.predicted
      .filter(({ feature, unit }) => unit === 'dB' && ['tone', 'stereo'].includes(featureById(feature)?.group ?? ''))
      // A level under −45 dB is what leaks through the window from the bands beside it.
      .filter(({ after: value }) => value > -45)
      .map(({ feature, scope, after: value }) => Math.abs(value - (measured.get(`${feature}@${scope}`) ?? NaN)))
      .sort((a, b) => a - b);
    return errors.length === 0 ? 0 : errors[Math.floor(errors.length * 0.95)];
  }
});

describe('suggestFixes', () => {
  const faulty = withFault(stems, 'Bass', gain(9));
  const bounce = sumOf(faulty);
  const analysis = analysisOf(bounce);

  test('half the amount is half the size, none is no fix', async () => {
    const [full, half, none] = [
      await suggest(faulty, bounce, analysis, yardstick),
      await suggest(faulty, bounce, analysis, yardstick, { amount: 50 }),
      await suggest(faulty, bounce, analysis, yardstick, { amount: 0 }),
    ];
    const sizeOf = (fixes: readonly Fix[]): number => {
      const change = fixes[0].changes.find(({ unit }) => unit === 'dB');
      return Number(change?.to) - Number(change?.from);
    };
    expect(Math.abs(sizeOf(half.fixes) - sizeOf(full.fixes) / 2)).toBeLessThanOrEqual(0.25);
    expect(half.styleDelta.predicted).toBeGreaterThan(full.styleDelta.predicted);
    expect(none.fixes.filter(({ advice }) => !advice)).toEqual([]);
    expect(none.notes[0]).toBe('Amount 0 asks for no change.');
  });

  test('a stem whose hiss only a person can take away is told so, and moved for nothing else until then', async () => {
    const hiss = { ...measureStemDefects(stems[1].signal), noiseFloor: { levelDb: -50, aloneFromHz: undefined } };
    const { fixes } = await suggest(faulty, bounce, analysis, yardstick, { defects: new Map([['Bass', hiss]]) });
    expect(fixes.filter(({ track }) => track === 'Bass')).toMatchObject([
      { advice: true, sentence: expect.stringContaining('a steady noise goes on') },
    ]);
  });

  test('a locked track is left alone, and the plan says so', async () => {
    const plan = await suggest(faulty, bounce, analysis, yardstick, { lockedTracks: ['bass'] });
    expect(plan.fixes.filter(({ track }) => track === 'Bass')).toEqual([]);
    expect(plan.notes).toContain('Bass: locked, so it is left as it is.');
  });

  test('a fix says where, what, how much and why, and sounds sure of itself only as far as it may', async () => {
    const [fix] = (await suggest(faulty, bounce, analysis, yardstick)).fixes;
    expect(fix.sentence).toMatch(/^Bass: −\d\.\d dB .*\((fader|EQ Eight band \d, Q 0\.7)\)\.$/u);
    expect(fix.why).toMatch(/ in the (drop|breakdown): .*of your references \(yours .* after this fix/u);
    expect(fix.confidence).toBeGreaterThan(0.3);
    expect(fix.confidence).toBeLessThanOrEqual(0.8);
    expect(fix.chances!.improves * fix.chances!.accepted).toBe(fix.confidence);
    expect(fix).toMatchObject({ model: fix.device, propensity: 1, size: { value: expect.any(Number) } });
    expect(fix.predicted.features.length).toBeGreaterThan(0);
  });

  test('a fix says how to do it by hand, and what else would do', async () => {
    const [fix] = (await suggest(faulty, bounce, analysis, yardstick)).fixes;
    expect(fix.byHand).toMatch(
      /^On "Bass", (set the fader to −\d\.\d dB \(now 0\.0 dB\)|add EQ Eight at the end of the chain)/u,
    );
    expect(fix.alternative?.kind).not.toBe(fix.kind);
    expect(fix.alternative?.benefit).toBeGreaterThan(0);
    expect(fix.alternative?.sentence).toMatch(/^or −\d\.\d dB/u);
    expect(fix.alternative?.changes.length).toBeGreaterThan(0);
    // One octave band of a noise stem is cut: nothing audible gets worse.
    expect(fix.sideEffects).toEqual([]);
  });

  test('only the kinds that are wanted are planned', async () => {
    for (const [only, kinds] of [
      ['level', ['fader']],
      ['tone', ['bell', 'plateau', 'notch', 'low shelf', 'high shelf', 'low cut', 'high cut']],
      ['stereo', ['pan', 'width', 'width at level', 'bass mono', 'polarity']],
    ] as const) {
      const { fixes } = await suggest(faulty, bounce, analysis, yardstick, { only: [only] });
      for (const { kind, advice } of fixes) if (!advice) expect(kinds).toContain(kind);
    }
  });

  test('a mix that is too bright throughout is mended on the main track, with one move', async () => {
    const bright = spectralGain(shelf(2500, 6, 'above'))(sumOf(stems));
    const plan = await suggest(stems, bright, analysisOf(bright), yardstick);
    const [fix, ...others] = plan.fixes.filter(({ advice }) => !advice);
    expect(fix).toMatchObject({ track: 'Main', kind: 'high shelf' });
    expect(moveOf(fix, 'Gain A')).toBeLessThan(-1);
    expect(others.length).toBeLessThanOrEqual(1);
  });

  test('taste makes fixes smaller, and a kind that is never accepted gives way', async () => {
    const halved = { ...UNKNOWN_TASTE, sizeFactor: () => ({ value: 0.5, because: 'You take half.' }) };
    const plain = await suggest(faulty, bounce, analysis, yardstick);
    const smaller = await suggest(faulty, bounce, analysis, yardstick, { taste: halved });
    expect(smaller.styleDelta.predicted).toBeGreaterThan(plain.styleDelta.predicted);
    expect(smaller.fixes[0].chances?.because).toBe('You take half.');
    const disliked = plain.fixes[0].kind;
    const other = await suggest(faulty, bounce, analysis, yardstick, {
      taste: {
        ...UNKNOWN_TASTE,
        acceptance: ({ kind }) => ({ value: kind === disliked ? 0 : 0.75, because: '' }),
      },
    });
    expect(other.fixes.filter(({ kind }) => kind === disliked)).toEqual([]);
  });

  test('what is wrong is found for one who hardly takes anything, too', async () => {
    const unwilling = { ...UNKNOWN_TASTE, acceptance: () => ({ value: 0.02, because: '' }) };
    const loud = withFault(stems, 'Lead', gain(4));
    const mix = sumOf(loud);
    const { fixes } = await suggest(loud, mix, analysisOf(mix), yardstick, { taste: unwilling });
    expect(fixes.filter(({ advice }) => !advice)).toMatchObject([{ kind: 'fader', track: 'Lead' }]);
  });

  test('a model that bounces have disproved makes its fixes less sure', async () => {
    const plain = await suggest(faulty, bounce, analysis, yardstick);
    const doubted = await suggest(faulty, bounce, analysis, yardstick, {
      taste: { ...UNKNOWN_TASTE, modelTrust: () => ({ gain: 0.5, errorFactor: 4, because: '' }) },
    });
    expect(doubted.fixes[0].chances!.improves).toBeLessThan(plain.fixes[0].chances!.improves);
  });

  test('where the taste draws another of the moves, the plan has that one and says how likely it was', async () => {
    const plain = await suggest(faulty, bounce, analysis, yardstick);
    const other = await suggest(faulty, bounce, analysis, yardstick, {
      taste: {
        ...UNKNOWN_TASTE,
        choose: (options) => ({ index: (worthiest(options) + 1) % options.length, propensity: 0.25 }),
      },
    });
    expect(other.fixes.map(({ sentence }) => sentence)).not.toEqual(plain.fixes.map(({ sentence }) => sentence));
    expect(other.fixes.filter(({ advice }) => !advice).map(({ propensity }) => propensity)).toContain(0.25);
  });

  test('stems of another song give no fixes, and the reason', async () => {
    const foreign = stems.map((stem, i) => ({
      ...stem,
      signal: spectralGain(bump(300 * 2 ** i, 30))(reversed(stem.signal)),
    }));
    const plan = await suggest(foreign, bounce, analysis, yardstick);
    expect(plan.fixes.filter(({ advice }) => !advice)).toEqual([]);
    expect(plan.notes[0]).toMatch(/^No fixes: The stems do not add up to the bounce/u);
  });

  function reversed({ sampleRateHz, left, right }: StereoSignal): StereoSignal {
    return { sampleRateHz, left: left.slice().reverse(), right: right.slice().reverse() };
  }
});

describe('the solver', () => {
  test.each([
    { what: 'a finished reference differs from its own library', times: 1 },
    { what: 'a song by another hand does', times: 2.5 },
  ])('a mix that merely differs, as $what, gets at most one fix in four of five cases', async ({ times }) => {
    const counts: number[] = [];
    for (let seed = 1000; seed < 1010; seed++) {
      counts.push((await solved(stems, yardstickAround(ideal, differences(seed, times)))).length);
    }
    expect(counts.filter((count) => count <= 1).length).toBeGreaterThanOrEqual(8);
  });

  test('where everything differs a doubtful move is made beside a sure one only; where nothing else does, alone', async () => {
    const quietPad = withFault(stems, 'Pad', gain(-5));
    const another = yardstickAround(ideal, differences(1001, 0.9));
    const tracksOf = async (faulty: readonly TestStem[], references: Yardstick): Promise<string[]> =>
      (await solved(faulty, references)).map(({ stem }) => stems[stem].track).sort();
    expect(await tracksOf(quietPad, yardstick)).toEqual(['Pad']);
    expect(await tracksOf(quietPad, another)).toEqual([]);
    expect(await tracksOf(withFault(quietPad, 'Bass', gain(9)), another)).toEqual(['Bass', 'Pad']);
  });

  test('a lead that is hardly heard but where it was boosted gets a bell there; one that is too loud, its fader', async () => {
    const quiet = withFault(stems, 'Lead', gain(-8));
    const references = yardstickAround(analysisOf(sumOf(quiet)));
    const movesFor = async (fault: (signal: StereoSignal) => StereoSignal): Promise<unknown> =>
      (await solved(withFault(quiet, 'Lead', fault), references)).map(({ kind, stem }) => [kind, stems[stem].track]);
    expect(await movesFor(spectralGain(region(2000, 5000, 7)))).toEqual([['bell', 'Lead']]);
    expect(await movesFor(gain(6))).toEqual([['fader', 'Lead']]);
  });

  /** So many spreads, normally distributed, for each row by itself. */
  function differences(seed: number, times: number): () => number {
    const random = randomNumbers(seed);
    return () => times * Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
  }

  async function solved(mixed: readonly TestStem[], { rows, variation }: Yardstick): Promise<readonly Move[]> {
    const model = await measureMixModelOfSignals(mixed, SECTIONS);
    const set = await embeddedSetOf(mixed);
    const { contexts } = stemContexts(
      model,
      mixed.map(({ track, role }) => ({
        file: '',
        track,
        role,
        trackConfidence: 1,
        roleConfidence: 1,
        roleFrom: 'name',
        leftOut: '',
      })),
      await set.snapshot(),
      [],
    );
    const predictor = new MixPredictor(model, mixed === stems ? ideal : analysisOf(sumOf(mixed)), () => 0);
    return new Solver({ predictor, rows, variation, stems: contexts, taste: UNKNOWN_TASTE }).solve();
  }
});
