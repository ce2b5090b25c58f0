import { describe, expect, test } from 'vitest';
import type { Candidate, Rung, TableVerdict } from '../../src/choose/choice.ts';
import { provenRung, sizeOf, trueRung } from '../../src/choose/outcome.ts';
import { choiceTexts } from '../../src/choose/sentences.ts';
import type { Answer } from '../../src/choose/judged.ts';
import { isProven, measureOf, verdictOf, type Answers } from '../../src/choose/verdict.ts';
import { scoresOf } from '../../src/statistics/scores.ts';
import { uniformFrom } from '../../src/statistics/uniform.ts';

const candidates: Readonly<Record<Rung, Candidate>> = {
  constant: { rung: 'constant' },
  line: { rung: 'line', penalty: 0.01 },
  network: { rung: 'network', hidden: [8], learningRate: 0.01, batchSize: 32, penalty: 0 },
};
const answer = (rung: Rung, predicted: Float64Array): Answer => ({ candidate: candidates[rung], predicted });

/** Numbers that each rung misses by errors of the given size. */
function numbers(rows: number, sizes: Partial<Record<Rung, number>>, seed = 1): Answers {
  const draw = uniformFrom(seed);
  const truth = Float64Array.from({ length: rows }, () => 100 * draw());
  const answers = (Object.keys(sizes) as Rung[]).map((rung) =>
    answer(
      rung,
      truth.map((y) => y + (sizes[rung] ?? 0) * (draw() - 0.5)),
    ),
  );
  return { task: 'regression', classes: 0, by: 'test', truth, answers, blocks: null, seed: 0 };
}

describe('how far the proof reaches', () => {
  test('nothing beats a guess', () => {
    const verdict = verdictOf(numbers(100, { constant: 10, line: 10.2, network: 10.1 }));
    expect(verdict.rung).toBe('constant');
    expect(isProven(verdict.overConstant)).toBe(false);
  });
  test('a line is enough', () => {
    const verdict = verdictOf(numbers(100, { constant: 10, line: 2, network: 2 }));
    expect(verdict).toMatchObject({ rung: 'line', overConstant: { of: 'line', over: 'constant' } });
    expect(isProven(verdict.overConstant)).toBe(true);
    expect(isProven(verdict.overLine)).toBe(false);
  });
  test('the network adds something', () => {
    const verdict = verdictOf(numbers(100, { constant: 10, line: 5, network: 2 }));
    expect(verdict).toMatchObject({
      rung: 'network',
      measure: 'rmse',
      rows: 100,
      by: 'test',
      overConstant: { of: 'network' },
      overLine: { of: 'network', over: 'line' },
    });
  });
  test('a network beats a guess where no line does, as with XOR', () => {
    expect(verdictOf(numbers(200, { constant: 10, line: 10, network: 1 }))).toMatchObject({
      rung: 'network',
      overConstant: { of: 'network' },
    });
  });
  test('without a proof against the line it is not the network, though it may be what beats a guess', () => {
    // On few rows 10, 8 and 6: the ends are told apart, the neighbours are not.
    const found = Array.from({ length: 40 }, (_, seed) =>
      verdictOf(numbers(24, { constant: 10, line: 8, network: 6 }, seed)),
    );
    const odd = found.filter((v) => v.rung === 'line' && v.overConstant?.of === 'network');
    expect(odd.length).toBeGreaterThan(0);
    for (const verdict of odd) expect(isProven(verdict.overLine)).toBe(false);
  });
  test('a rung that the clock cut is not spoken of', () => {
    expect(verdictOf(numbers(100, { constant: 10, line: 2 }))).toMatchObject({ rung: 'line', overLine: null });
    expect(verdictOf(numbers(100, { constant: 10 }))).toMatchObject({
      rung: 'constant',
      overConstant: null,
      overLine: null,
    });
  });
  test('five rows prove nothing, however large the gain', () => {
    const verdict = verdictOf(numbers(5, { constant: 100, line: 0.1 }));
    expect(verdict).toMatchObject({ rung: 'constant', overConstant: { interval: null } });
  });
});

test('chance alone is called a proof in at most a few of a hundred tables', () => {
  const claims = Array.from({ length: 200 }, (_, seed) =>
    verdictOf(numbers(60, { constant: 10, line: 10, network: 10 }, seed + 1)),
  ).filter(({ rung }) => rung !== 'constant');
  expect(claims.length / 200).toBeLessThan(0.09); // two tries of 2.5% each, and four standard deviations of chance
});

describe('what is told', () => {
  const verdict = verdictOf(numbers(100, { constant: 10, line: 2, network: 2 }));
  const told = (texts: typeof choiceTexts.en, chosen: Candidate): string =>
    texts.details({ task: 'regression', threshold: null, verdict, chosen }).join('\n');
  test('the saved model is named where the verdict speaks of another one', () => {
    expect(told(choiceTexts.en, candidates.network)).toMatch(
      /The saved model is a network all the same: .*proves nothing/,
    );
    expect(told(choiceTexts['zh-TW'], candidates.network)).toContain('不過，儲存的模型是網路');
    expect(told(choiceTexts.en, candidates.line)).not.toContain('all the same');
  });
  test('it is not called another one than a line that proves nothing, where it is that line', () => {
    const poor = verdictOf({ ...numbers(60, { constant: 10, line: 9.9 }), by: 'cross-validation' });
    expect(poor).toMatchObject({ rung: 'constant', overConstant: { of: 'line' } });
    for (const language of ['en', 'zh-TW'] as const) {
      const text = choiceTexts[language].details({
        task: 'regression',
        threshold: null,
        verdict: poor,
        chosen: candidates.line,
      });
      expect(text.join()).toMatch(
        language === 'en' ? /^The saved model is a line all the same: / : /^不過，儲存的模型是一條線：/,
      );
      expect(text.join()).not.toMatch(/another one|另一個/);
    }
  });
  test('the three answers: where a network beats the guess alone, none is true', () => {
    const proven = (rung: Rung, of: Rung): TableVerdict => ({
      ...verdict,
      rung,
      overConstant: { of, over: 'constant', by: 1, interval: { low: 0.5, high: 2, level: 0.95 } },
    });
    for (const [rung, of, speaksFor, truth] of [
      ['constant', 'line', 'constant', 'constant'],
      ['constant', 'network', 'constant', 'constant'],
      ['line', 'line', 'line', 'line'],
      ['line', 'network', 'network', null],
      ['network', 'network', 'network', 'network'],
    ] as const) {
      expect(provenRung(proven(rung, of))).toBe(speaksFor);
      expect(trueRung(proven(rung, of))).toBe(truth);
    }
  });
  test('an error cannot fall by more than all of it', () => {
    const [over] = [verdictOf(numbers(24, { constant: 10, line: 0.001 })).overConstant];
    const wild = over && { ...over, interval: { low: 0.1, high: 99, level: 0.95 } };
    expect(wild && sizeOf(verdict, wild).high).toBe(1);
  });
});

describe('the measure', () => {
  const labels = (rare: number): Float64Array => Float64Array.from({ length: 100 }, (_, i) => (i < rare ? 1 : 0));
  const two = { task: 'binary', classes: 2 } as const;
  test('follows from the rows', () => {
    expect(measureOf({ task: 'regression', truth: Float64Array.of(1, 2), classes: 0 })).toBe('rmse');
    expect(measureOf({ ...two, truth: labels(40) })).toBe('accuracy');
    expect(measureOf({ ...two, truth: labels(20) })).toBe('rocAuc');
    expect(measureOf({ ...two, truth: labels(97) })).toBe('rocAuc');
    expect(measureOf({ task: 'multiclass', truth: Float64Array.of(0, 1, 2, 0, 0, 1), classes: 3 })).toBe('accuracy');
  });
  test('follows what a person says that counts', () => {
    expect(measureOf({ ...two, truth: labels(3), balanced: true })).toBe('balancedAccuracy');
    expect(measureOf({ ...two, truth: labels(3), balanced: true, costs: { fp: 1, fn: 2 } })).toBe('cost');
  });
  test('of a rare class: a model that ranks well is better, though it is right no more often', () => {
    const draw = uniformFrom(2);
    const truth = labels(12);
    const predicted = truth.map((y) => 0.1 + 0.2 * y + 0.15 * draw()); // nobody above one half
    const answers = [
      answer(
        'constant',
        truth.map(() => 0.12),
      ),
      answer('line', predicted),
    ];
    const verdict = verdictOf({ ...two, by: 'cross-validation', truth, answers, blocks: null, seed: 0 });
    expect(verdict).toMatchObject({ rung: 'line', measure: 'rocAuc', overConstant: { by: 0.5 } });
    expect(verdict.rungs.map(({ scores }) => scores.accuracy)).toEqual([0.88, 0.88]);
  });
  test('every rung has its scores', () => {
    const of = numbers(50, { constant: 10, line: 4 });
    expect(verdictOf(of).rungs.map(({ scores }) => scores)).toEqual(
      of.answers.map(({ predicted }) => scoresOf({ classes: 0, truth: of.truth, predicted })),
    );
  });
});
