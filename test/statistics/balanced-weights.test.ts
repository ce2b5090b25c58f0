import { expect, test } from 'vitest';
import { balancedWeights } from '../../src/statistics/balanced-weights.ts';

test('balanced weights give each class the same sum', () => {
  expect(balancedWeights([0, 0, 0, 1, 2, 2])).toEqual({ 0: 6 / 9, 1: 2, 2: 1 }); // sklearn: compute_class_weight
  expect(balancedWeights([0, 0, 2, 2])).toEqual({ 0: 1, 2: 1 }); // a class without rows has no weight
});
