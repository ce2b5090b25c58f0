import { expect, test } from 'vitest';
import type { Label } from '../../src/ir/label.ts';
import { elementText, labelText } from '../../src/messages/labels.ts';

const unit = { kind: 'unit' } as const;
const gate: Label = { role: 'activation', name: 'lstm/i[2]', axes: [{ kind: 'row' }, unit] };
const kernel: Label = { role: 'parameter', name: 'lstm/recurrentKernel', axes: [unit, unit] };

test('values inside a step are called after gate and step', () => {
  expect(labelText(gate, 'en')).toBe('activation lstm/i[2]');
  expect(elementText(gate, [4, 0], [5, 2])).toBe('i1[2]');
  expect(elementText({ role: 'cotangent', of: gate, axes: gate.axes }, [4, 1], [5, 2])).toBe('∂i2[2]');
});
test('recurrent weights are u', () => {
  expect(elementText(kernel, [0, 2], [2, 8])).toBe('u13');
  expect(labelText(kernel, 'en')).toBe('recurrent weight lstm');
  expect(labelText(kernel, 'zh-TW')).toBe('遞迴權重 lstm');
  expect(elementText({ role: 'update', of: kernel, axes: kernel.axes }, [0, 2], [2, 8])).toBe('u13');
});
