// What a cell's variables are called in the Colab program: each by a name of its own.
import { expect, test } from 'vitest';
import { Recorder } from '../../studio/src/notebook/sandbox/python.ts';
import { isPlainPython } from '../../studio/src/notebook/plain-python.ts';

/** One cell that draws a number for each variable. */
function cell(recorder: Recorder, ...variables: readonly string[]): readonly string[] {
  recorder.begin();
  const held = variables.map((name) => [name, {}] as const);
  for (const [, made] of held) recorder.say(`${recorder.name(made, 'x')} = 1`);
  return recorder.end(held).lines;
}

test('variables whose letters Python does not get stay apart, within a cell and from cell to cell', () => {
  const recorder = new Recorder();
  expect(cell(recorder, '身高', '體重', 'heightCm', 'height_cm')).toEqual([
    'v__ = 1',
    'v___2 = 1',
    'height_cm = 1',
    'height_cm_2 = 1',
  ]);
  expect(cell(recorder, '標籤', '身高')).toEqual(['v___3 = 1', 'v__ = 1']);
  const names = [...'甲乙丙丁戊己庚辛壬癸子丑'].flatMap((a) => [a, `${a}1`, `${a}_2`, `x${a}`]);
  const lines = cell(recorder, ...names);
  expect(new Set(lines).size).toBe(names.length);
  expect(isPlainPython(lines.join('\n'))).toBe(true);
});

test('what no variable holds takes no name of one', () => {
  const recorder = new Recorder();
  cell(recorder, 'xTrain');
  recorder.begin();
  recorder.say(`${recorder.name({}, 'x_train')} = 1`);
  expect(recorder.end([['xTrain', {}]]).lines).toEqual(['x_train_2 = 1']);
});

test('what no variable holds comes after a variable of its cell that is spelled like it', () => {
  const recorder = new Recorder();
  recorder.begin();
  const held = {};
  recorder.say(`${recorder.name({}, 'x')} = 1`);
  recorder.say(`${recorder.name(held, 'y')} = 2`);
  expect(recorder.end([['X', held]]).lines).toEqual(['x_2 = 1', 'x = 2']);
});

test('a part of a variable is another thing than a variable of that name', () => {
  const recorder = new Recorder();
  recorder.begin();
  const [train, own] = [{}, {}];
  recorder.say(`${recorder.name(train, 'x', train, 'x_')} = 1`);
  recorder.say(`${recorder.name(own, 'x')} = 2`);
  expect(
    recorder.end([
      ['train', train],
      ['x_train', own],
    ]).lines,
  ).toEqual(['x_train = 1', 'x_train_2 = 2']);
});
