import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { proves, separable, type Separation } from '../../src/separable.ts';
import { decideHulls } from '../../src/statistics/hulls.ts';
import { wholeNumbers } from '../../src/statistics/whole-numbers.ts';

type Label = 0 | 1;
type Points = readonly (readonly number[])[];

const certificateOf = (answer: Separation) => {
  if (answer.separable) throw new Error('expected a certificate');
  return answer.certificate;
};
const lineOf = (answer: Separation) => {
  if (!answer.separable) throw new Error('expected a line');
  return answer.line;
};
const rowsOf = (side: readonly { readonly row: number; readonly exact: string }[]) =>
  side.map((r) => `${r.exact} of ${r.row}`);

const students: Points = [
  [0.85, 0.5, 0.45],
  [0.65, 0.4, 0.35],
  [0.55, 0.75, 0.8],
  [0.35, 0.98, 0.97],
  [0.5, 0.9, 0.88],
];
const studentLabels: readonly Label[] = [0, 0, 1, 1, 1];
const corners: Points = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

describe('known tables', () => {
  test('XOR: both classes reach the middle of the square', async () => {
    const answer = await separable(corners, [0, 1, 1, 0]);
    const { ones, zeros, point, exactPoint } = certificateOf(answer);
    expect(rowsOf(ones)).toEqual(['1/2 of 1', '1/2 of 2']);
    expect(rowsOf(zeros)).toEqual(['1/2 of 0', '1/2 of 3']);
    expect(point).toEqual([0.5, 0.5]);
    expect(exactPoint).toEqual(['1/2', '1/2']);
    expect(proves(answer, corners, [0, 1, 1, 0])).toBe(true);
  });

  test('AND: the fractions of the line are right on all four corners', async () => {
    const answer = await separable(corners, [0, 0, 0, 1]);
    const { weights, bias, margin, distance } = lineOf(answer);
    expect(proves(answer, corners, [0, 0, 0, 1])).toBe(true);
    expect(weights[0]).toBeCloseTo(weights[1] ?? 0, 12);
    expect(bias / (weights[0] ?? 0)).toBeCloseTo(-1.5, 12);
    expect(margin).toBeCloseTo(1, 12); // |w·½| = 1 in half ranges, so w = 2, and (1, 0) and (1, 1) are w/2 away
    expect(distance).toBeCloseTo(Math.SQRT1_2 / 2, 12);
  });

  // -english + math + science is 0.1 for A and B and at least 1.0 for C, D, E: half the gap is 0.45, and no weights
  // within [-1, 1] do better (HiGHS; another library answered 0).
  test("the five students: the margin is 0.45 in the marks' own units", async () => {
    const answer = await separable(students, studentLabels, { scale: 'none' });
    expect(lineOf(answer).weights).toEqual([-1, 1, 1]);
    expect(lineOf(answer).margin).toBeCloseTo(0.45, 14);
    expect(lineOf(answer).distance).toBeCloseTo(0.45 / Math.sqrt(3), 14);
    expect(proves(answer, students, studentLabels)).toBe(true);
  });

  test('the same row with both labels is a proof by itself, and -0 is 0', async () => {
    const points = [
      [3, 1],
      [0, -0],
      [5, 5],
      [0, 0],
    ];
    const labels: Label[] = [0, 1, 1, 0];
    const answer = await separable(points, labels);
    expect(rowsOf(certificateOf(answer).ones)).toEqual(['1 of 1']);
    expect(rowsOf(certificateOf(answer).zeros)).toEqual(['1 of 3']);
    expect(certificateOf(answer).exactPoint).toEqual(['0', '0']);
    expect(proves(answer, points, labels)).toBe(true);
  });

  test('a point on the edge between two of the other class', async () => {
    const points = [
      [0, 0, 0],
      [3, 3, 3],
      [1, 1, 1],
    ];
    const labels: Label[] = [0, 0, 1];
    const answer = await separable(points, labels);
    expect(rowsOf(certificateOf(answer).zeros)).toEqual(['2/3 of 0', '1/3 of 1']);
    expect(proves(answer, points, labels)).toBe(true);
  });

  test('a table without features cannot be told apart', async () => {
    expect((await separable([[], []], [0, 1])).separable).toBe(false);
  });

  test('a feature that never changes gets no weight', async () => {
    const line = lineOf(
      await separable(
        [
          [1, 7],
          [2, 7],
          [3, 7],
        ],
        [0, 0, 1],
      ),
    );
    expect(line.weights[1]).toBe(0);
  });
});

describe('numbers where floating point alone would be wrong', () => {
  test('neighbouring doubles are told apart by a line of doubles', async () => {
    const points = [[1], [1 + 2 ** -52]];
    const answer = await separable(points, [0, 1]);
    expect(lineOf(answer).exact).toBeUndefined();
    expect(proves(answer, points, [0, 1])).toBe(true);
  });

  test('a double between its two neighbours is inside their hull', async () => {
    const points = [[1], [1 + 2 ** -52], [1 + 2 ** -51]];
    const answer = await separable(points, [0, 1, 0]);
    expect(certificateOf(answer).exactPoint).toEqual(['4503599627370497/4503599627370496']);
    expect(proves(answer, points, [0, 1, 0])).toBe(true);
  });

  // 0.1 + 0.2 is above 0.3: the "same" point three ways is two points, 4 units in the last place apart.
  test('(0.3, 1) against (0.1 + 0.2, 1): apart; against the middle of the two: not', async () => {
    expect(
      (
        await separable(
          [
            [0.3, 1],
            [0.1 + 0.2, 1],
          ],
          [0, 1],
        )
      ).separable,
    ).toBe(true);
  });

  test('near-degenerate: three points 1e-13 off a line, in units 1e12 apart', async () => {
    const off = [0, 1e-13, -1e-13, 0, 1e-13, 0];
    const points = off.map((e, i) => [(i - 2) * 1e6, (i - 2) * 1e-6 * (1 + e), i]);
    for (let bits = 1; bits < 63; bits++) {
      const labels = off.map((_, i): Label => ((bits >> i) & 1 ? 1 : 0));
      expect(proves(await separable(points, labels), points, labels), `labels ${labels.join('')}`).toBe(true);
    }
  });

  test('the ends of the range of doubles', async () => {
    const points = [
      [Number.MAX_VALUE, 5e-324],
      [-Number.MAX_VALUE, 0],
      [Number.MAX_VALUE, 0],
      [0, 5e-324],
    ];
    for (const labels of [
      [0, 1, 0, 1],
      [0, 1, 1, 0],
      [0, 0, 1, 1],
    ] satisfies Label[][]) {
      expect(proves(await separable(points, labels), points, labels), labels.join('')).toBe(true);
    }
  });

  test('when no line of doubles is found, the line is given as fractions', async () => {
    // A segment and a point beside it that spans with it an area of ½, the smallest there is between whole numbers; the
    // slope has 53 bits, so weights scaled to 1 and rounded cross the segment or the point.
    const points = [
      [0, 0],
      [4503599627370497, 3377699720527879],
      [1261007895663739, 945755921747806],
    ];
    const labels: Label[] = [0, 0, 1];
    const answer = await separable(points, labels);
    const { weights, bias, exact } = lineOf(answer);
    expect(exact).toBeDefined();
    expect(proves(answer, points, labels)).toBe(true);
    expect(proves({ separable: true, line: { weights, bias, margin: 0, distance: 0 } }, points, labels)).toBe(false);
  });
});

describe('any table has an answer with a proof', () => {
  const tables = (value: fc.Arbitrary<number>) =>
    fc
      .integer({ min: 1, max: 4 })
      .chain((features) =>
        fc.array(
          fc.tuple(fc.array(value, { minLength: features, maxLength: features }), fc.constantFrom<Label>(0, 1)),
          { minLength: 2, maxLength: 14 },
        ),
      )
      .filter((rows) => rows.some(([, y]) => y === 0) && rows.some(([, y]) => y === 1));

  const kinds = {
    'small whole numbers (many ties, lines and repeated rows)': fc.integer({ min: -2, max: 2 }),
    'tenths (no double is exact)': fc.integer({ min: -9, max: 9 }).map((v) => v / 10),
    'all sizes': fc.double({ noNaN: true, noDefaultInfinity: true }),
    'near 1': fc.integer({ min: 0, max: 7 }).map((v) => 1 + v * 2 ** -52),
  };
  for (const [name, value] of Object.entries(kinds)) {
    test(name, async () => {
      let yes = 0;
      let no = 0;
      await fc.assert(
        fc.asyncProperty(tables(value), fc.constantFrom<'range' | 'none'>('range', 'none'), async (rows, scale) => {
          const points = rows.map(([x]) => x);
          const labels = rows.map(([, y]) => y);
          const answer = await separable(points, labels, { scale });
          if (answer.separable) yes++;
          else no++;
          expect(proves(answer, points, labels)).toBe(true);
        }),
        { seed: 7, numRuns: 60 },
      );
      expect(Math.min(yes, no)).toBeGreaterThan(5); // both answers were tried
    });
  }

  test('the exact search alone, cold and in any order, gives the same answer', async () => {
    await fc.assert(
      fc.asyncProperty(tables(fc.integer({ min: -2, max: 2 })), fc.integer(), async (rows, turn) => {
        const points = rows.map(([x]) => x);
        const labels = rows.map(([, y]) => y);
        const order = points.map((_, i) => (i + Math.abs(turn)) % points.length);
        const { whole } = wholeNumbers(points);
        const verdict = decideHulls(whole, labels, order);
        expect(verdict.meet).toBe(!(await separable(points, labels)).separable);
        if (!verdict.meet) {
          const value = whole.map((x) => verdict.normal.reduce((sum, w, j) => sum + w * (x[j] ?? 0n), 0n));
          const of = (label: Label) => value.filter((_, i) => labels[i] === label);
          expect(of(1).every((v) => of(0).every((u) => v > u))).toBe(true);
        }
      }),
      { seed: 8, numRuns: 60 },
    );
  });
});

describe('proves finds out a false answer', () => {
  test('a line on the wrong side of one row, or through it', async () => {
    const answer = await separable(students, studentLabels, { scale: 'none' });
    const line = lineOf(answer);
    expect(proves({ separable: true, line: { ...line, bias: line.bias - 0.5 } }, students, studentLabels)).toBe(false);
    expect(
      proves({ separable: true, line: { ...line, weights: [0, 1, 0], bias: -0.75 } }, students, studentLabels),
    ).toBe(false);
  });
  test('weights that do not sum to 1, are not positive, name the wrong class or make another point', async () => {
    const labels: Label[] = [0, 1, 1, 0];
    const good = certificateOf(await separable(corners, labels));
    const bad = (change: Partial<typeof good>) =>
      proves({ separable: false, certificate: { ...good, ...change } }, corners, labels);
    expect(bad({})).toBe(true);
    expect(bad({ ones: good.ones.slice(1) })).toBe(false);
    expect(
      bad({
        ones: [
          { row: 1, weight: 0.5, exact: '1/2' },
          { row: 1, weight: 0.5, exact: '1/2' },
        ],
      }),
    ).toBe(false);
    expect(bad({ ones: [...good.ones, { row: 1, weight: 0, exact: '0' }] })).toBe(false);
    expect(bad({ zeros: good.ones })).toBe(false);
    expect(bad({ exactPoint: ['1/2', '1/3'] })).toBe(false);
  });
});

describe('bad input', () => {
  const failure = (points: Points, labels: readonly Label[]) =>
    separable(points, labels).then(
      () => null,
      (error: unknown) => error,
    );
  test('one class, no rows, ragged rows, too few labels, NaN, a third class', async () => {
    expect(await failure([[1], [2]], [1, 1])).toMatchObject({
      code: 'bad-table',
      fields: { received: 'only class 1' },
    });
    expect(await failure([], [])).toMatchObject({ code: 'bad-table', fields: { received: 'no rows' } });
    expect(await failure([[1, 2], [2]], [0, 1])).toMatchObject({
      code: 'bad-table',
      fields: { where: 'separable, row 1' },
    });
    expect(await failure([[1], [2]], [0])).toMatchObject({ code: 'bad-table' });
    expect(await failure([[1], [Number.NaN]], [0, 1])).toMatchObject({
      code: 'bad-cell',
      fields: { where: 'separable, row 1, feature 0' },
    });
    expect(await failure([[1], [2]], [0, 2 as Label])).toMatchObject({ code: 'bad-cell', fields: { received: '2' } });
  });
});

test('a page says where the WebAssembly file lies', async () => {
  const asked: string[] = [];
  const locateFile = (file: string): string => {
    asked.push(file);
    return createRequire(import.meta.url).resolve('highs/runtime');
  };
  expect((await separable(corners, [0, 0, 0, 1], { highs: { locateFile } })).separable).toBe(true);
  expect(asked).toContain('highs.wasm');
  await expect(separable(corners, [0, 0, 0, 1], { highs: { locateFile: () => 'no-such-file.wasm' } })).rejects.toThrow(
    'no-such-file.wasm',
  );
});
