import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AcceptanceCase } from '../../src/learning/acceptance-model.ts';
import type { AnswerEvent } from '../../src/learning/answer-event.ts';
import { Taste } from '../../src/learning/taste.ts';

function event(fields: Partial<AnswerEvent>): AnswerEvent {
  return {
    schema: 'coproducer.answer/1',
    at: '2026-01-01T00:00:00.000Z',
    plan: 'p',
    fix: 'f1',
    kind: 'width',
    role: 'pad',
    profile: 'mine',
    answer: 'accept',
    predictedBenefit: 0.1,
    prescribedSize: -3,
    finalSize: -3,
    ...fields,
  };
}

const many = (count: number, fields: Partial<AnswerEvent>): AnswerEvent[] =>
  Array.from({ length: count }, (_, index) => event({ fix: `f${index}`, ...fields }));

const fix = (kind: string, role: string): AcceptanceCase => ({
  kind,
  role,
  relativeSize: 1,
  benefit: 0.1,
  risk: 'low',
});

describe('Taste', () => {
  test('without answers expects three of four to be accepted, at the prescribed size', () => {
    const taste = new Taste([]);
    expect(taste.acceptance(fix('width', 'pad')).value).toBeCloseTo(0.75, 2);
    expect(taste.sizeFactor('width', 'pad').value).toBe(1);
  });

  test('skips on pads lower the kind on pads most, the kind elsewhere less, other kinds least', () => {
    const taste = new Taste(many(6, { answer: 'skip' }));
    const [padWidth, leadWidth, padFader] = [
      taste.acceptance(fix('width', 'pad')).value,
      taste.acceptance(fix('width', 'lead')).value,
      taste.acceptance(fix('fader', 'pad')).value,
    ];
    expect(padWidth).toBeLessThan(leadWidth);
    expect(leadWidth).toBeLessThan(padFader);
    expect(padFader).toBeLessThan(0.75);
  });

  test('a later undo overrides the acceptance of the same fix', () => {
    const undone = new Taste([event({}), event({ answer: 'undo' })]);
    expect(undone.acceptance(fix('width', 'pad')).value).toBeLessThan(
      new Taste([]).acceptance(fix('width', 'pad')).value,
    );
    expect(undone.toDocument().answers).toBe(1);
  });

  test('"half of what you say" is learned within five answers and said in words', () => {
    const taste = new Taste(many(5, { answer: 'change', finalSize: -1.5 }));
    expect(taste.sizeFactor('width', 'pad').value).toBeGreaterThan(0.5);
    expect(taste.sizeFactor('width', 'pad').value).toBeLessThan(0.62);
    expect(taste.toDocument().habits[0].sentence).toMatch(
      /You accept width changes on pad: 5 of 5\. You take 5\d % of the size of width changes on pad/,
    );
  });

  test('a reversed sign counts as refusal and says nothing about size', () => {
    const taste = new Taste(many(4, { answer: 'change', finalSize: 3 }));
    expect(taste.acceptance(fix('width', 'pad')).value).toBeLessThan(0.5);
    expect(taste.sizeFactor('width', 'pad').value).toBe(1);
  });

  test('new answers count more than old ones', () => {
    const skipped = many(60, { answer: 'skip', plan: 'a' });
    const accepted = many(60, { answer: 'accept', plan: 'b' });
    expect(new Taste([...skipped, ...accepted]).acceptance(fix('width', 'pad')).value).toBeGreaterThan(
      new Taste([...accepted, ...skipped]).acceptance(fix('width', 'pad')).value,
    );
  });

  test('stays within its limits for any history, and one more acceptance never lowers acceptance', () => {
    const answers = fc.record({
      answer: fc.constantFrom('accept' as const, 'change' as const, 'skip' as const, 'undo' as const),
      prescribedSize: fc.double({ min: -12, max: 12, noNaN: true }),
      finalSize: fc.double({ min: -12, max: 12, noNaN: true }),
      kind: fc.constantFrom('width', 'fader'),
      role: fc.constantFrom('pad', 'bass'),
    });
    fc.assert(
      fc.property(fc.array(answers, { maxLength: 40 }), (history) => {
        const events = history.map((fields, index) => event({ ...fields, fix: `f${index}` }));
        const taste = new Taste(events);
        const acceptance = taste.acceptance(fix('width', 'pad')).value;
        expect(acceptance).toBeGreaterThan(0);
        expect(acceptance).toBeLessThan(1);
        expect(taste.sizeFactor('width', 'pad').value).toBeGreaterThanOrEqual(0.5);
        expect(taste.sizeFactor('width', 'pad').value).toBeLessThanOrEqual(1.5);
        // Older answers fade by the new one's arrival, so compare with a neutral newcomer of another kind and role.
        const accepted = new Taste([...events, event({ fix: 'new' })]).acceptance(fix('width', 'pad')).value;
        const skipped = new Taste([...events, event({ fix: 'new', answer: 'skip' })]).acceptance(
          fix('width', 'pad'),
        ).value;
        expect(accepted).toBeGreaterThan(skipped);
      }),
    );
  });
});
