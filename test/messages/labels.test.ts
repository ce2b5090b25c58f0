import { describe, expect, test } from 'vitest';
import type { Label, Role } from '../../src/ir/label.ts';
import { colourOf, colours, elementText, labelText, partsOf } from '../../src/messages/labels.ts';

const kernel: Label = { role: 'parameter', name: 'dense_1/kernel', axes: [{ kind: 'feature' }, { kind: 'unit' }] };
const bias: Label = { role: 'parameter', name: 'dense_1/bias', axes: [{ kind: 'unit' }] };
const terms = (of: Label, role: 'change' | 'gradient'): Label => ({
  role: 'terms',
  of: { role, of, axes: of.axes },
  axes: [{ kind: 'row' }, ...of.axes],
});

describe('what a value is called', () => {
  test.each<[Label, string, string]>([
    [kernel, 'weight dense_1', '權重 dense_1'],
    [bias, 'bias dense_1', '偏差值 dense_1'],
    [terms(kernel, 'change'), 'weight change dense_1', '權重變化 dense_1'],
    [terms(bias, 'gradient'), 'bias gradient dense_1', '偏差值的梯度 dense_1'],
    [
      { role: 'average', of: { role: 'change', of: kernel, axes: [] }, axes: [] },
      'mean weight change dense_1',
      '平均權重變化 dense_1',
    ],
    [{ role: 'slot', name: 'm', of: kernel, axes: [] }, 'm of weight dense_1', '權重的 m dense_1'],
    [{ role: 'update', of: kernel, axes: [] }, 'weight, after dense_1', '更新後的權重 dense_1'],
    [{ role: 'prediction', axes: [] }, 'prediction', '預測值'],
    [{ role: 'eachLoss', name: 'squaredError', axes: [] }, 'squared error', '誤差平方'],
    [{ role: 'error', axes: [] }, 'error', '誤差'],
    [
      { role: 'error', of: { role: 'preactivation', name: 'dense', axes: [] }, axes: [] },
      'error passed back dense',
      '傳回的誤差 dense',
    ],
    [{ role: 'learningRate', axes: [] }, 'learning rate', '學習率'],
  ])('%#', (label, en, zh) => {
    expect(labelText(label, 'en')).toBe(en);
    expect(labelText(label, 'zh-TW')).toBe(zh);
  });
  test('one layer needs no name', () => expect(labelText(kernel, 'zh-TW', { layers: false })).toBe('權重'));
});

describe('what an element is called', () => {
  test.each<[Label, readonly number[], readonly number[], string]>([
    [kernel, [1, 0], [3, 1], 'w2'],
    [kernel, [1, 0], [3, 2], 'w21'],
    [kernel, [9, 1], [12, 2], 'w10,2'],
    [bias, [0], [1], 'b'],
    [bias, [1], [2], 'b2'],
    [terms(kernel, 'change'), [4, 1, 0], [5, 3, 1], 'Δw2'],
    [terms(kernel, 'gradient'), [4, 1, 1], [5, 3, 2], '∂w22'],
    [
      { role: 'data', axes: [{ kind: 'row' }, { kind: 'feature', items: ['english', 'math'] }] },
      [3, 1],
      [5, 2],
      'math',
    ],
    [{ role: 'data', axes: [{ kind: 'row' }, { kind: 'feature' }] }, [3, 1], [5, 2], 'x2'],
    [{ role: 'prediction', axes: [{ kind: 'row' }, { kind: 'class', items: ['roi'] }] }, [3, 0], [5, 1], 'ŷ'],
    [
      { role: 'prediction', axes: [{ kind: 'row' }, { kind: 'class', items: ['red', 'blue'] }] },
      [3, 1],
      [5, 2],
      'blue',
    ],
    [{ role: 'eachLoss', name: 'squaredError', axes: [{ kind: 'row' }, { kind: 'class' }] }, [3, 0], [5, 1], 'e²'],
    [{ role: 'slot', name: 'm', of: kernel, axes: kernel.axes }, [0, 1], [3, 2], 'm w12'],
  ])('%#', (label, at, shape, text) => expect(elementText(label, at, shape)).toBe(text));
});

test('every role has a word in both languages, and a colour', () => {
  const roles: Record<Role, true> = {
    data: true,
    offset: true,
    divisor: true,
    scaled: true,
    target: true,
    parameter: true,
    preactivation: true,
    activation: true,
    prediction: true,
    error: true,
    eachLoss: true,
    loss: true,
    penalty: true,
    cotangent: true,
    terms: true,
    average: true,
    gradient: true,
    slot: true,
    learningRate: true,
    setting: true,
    change: true,
    update: true,
    rows: true,
    weight: true,
    metric: true,
    inner: true,
  };
  for (const role of Object.keys(roles) as Role[]) {
    const label: Label = { role, name: 'dense/kernel', of: kernel, axes: [] };
    for (const language of ['en', 'zh-TW'] as const) expect(labelText(label, language).trim(), role).not.toBe('');
    expect(colours[colourOf(label)].fill).toMatch(/^[0-9A-F]{6}$/);
  }
});

test('text on its fill has a contrast of 4.5 or more', () => {
  const light = (hex: string): number =>
    [0, 2, 4]
      .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
      .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((s, c, i) => s + c * ([0.2126, 0.7152, 0.0722][i] ?? 0), 0);
  for (const { text, fill } of Object.values(colours)) {
    const [a, b] = [light(text), light(fill)];
    expect((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)).toBeGreaterThanOrEqual(4.5);
  }
});

test('parts of a name', () => {
  expect(partsOf('dense_1/kernel')).toEqual({ layer: 'dense_1', variable: 'kernel' });
  expect(partsOf('a/b/bias')).toEqual({ layer: 'a/b', variable: 'bias' });
  expect(partsOf()).toEqual({ layer: '', variable: '' });
});
