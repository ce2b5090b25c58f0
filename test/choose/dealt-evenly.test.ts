// Groups are dealt to folds as scikit-learn deals them, and to parts of unequal shares by the same rule.
import { describe, expect, test } from 'vitest';
import { dealtEvenly } from '../../src/choose/dealt-evenly.ts';
import vectors from '../vectors/group-folds.json' with { type: 'json' };

describe('groups dealt evenly', () => {
  test('as StratifiedGroupKFold', () => {
    expect(vectors.cases).toHaveLength(6);
    for (const { groups, folds } of vectors.cases) {
      const dealt = dealtEvenly(groups, new Array<number>(folds.length).fill(1 / folds.length));
      const rows = folds.map((_, fold) =>
        (groups[0] ?? []).map((_, k) =>
          groups.reduce((sum, group, i) => sum + (dealt[i] === fold ? (group[k] ?? 0) : 0), 0),
        ),
      );
      expect(rows.map(String).sort()).toEqual(folds.map(String).sort());
    }
  });
  test('parts of unequal shares', () => {
    const dealt = dealtEvenly(new Array<number[]>(50).fill([2, 1]), [0.8, 0.2]);
    expect(dealt.filter((part) => part === 1)).toHaveLength(10);
  });
  test('a class that is nowhere, and one group', () => {
    expect(
      dealtEvenly(
        [
          [3, 0],
          [3, 0],
        ],
        [0.5, 0.5],
      ),
    ).toEqual([0, 1]);
    expect(dealtEvenly([[3]], [0.5, 0.5])).toEqual([0]);
  });
});
