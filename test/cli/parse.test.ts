import { describe, expect, test } from 'vitest';
import { commands, common } from '../../src/cli/commands.ts';
import { parse } from '../../src/cli/parse.ts';
import { GradsheetError } from '../../src/errors.ts';

const options = { ...commands.train.options, ...common };
const failure = (...args: string[]): GradsheetError => {
  try {
    parse(args, options, 'gradsheet train');
  } catch (error) {
    if (error instanceof GradsheetError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('arguments', () => {
  test('values of every kind', () => {
    expect(
      parse(
        [
          't.csv',
          '--target',
          'roi',
          '--features',
          'a, b',
          '--features=c',
          '--epochs=7',
          '-f',
          '--learning-rate',
          '1e-3',
          '--on',
          'WASM',
        ],
        options,
        '',
      ),
    ).toEqual({
      operands: ['t.csv'],
      values: { target: 'roi', features: ['a', 'b', 'c'], epochs: 7, force: true, 'learning-rate': 0.001, on: 'wasm' },
    });
  });

  test('a name with a comma stands in quotes', () => {
    expect(parse(['--features', 'age,"height, in cm", "a ""b"" "'], options, '').values.features).toEqual([
      'age',
      'height, in cm',
      'a "b" ',
    ]);
  });

  test('a negative number is a value, not an option', () => {
    expect(failure('--learning-rate', '-1')).toMatchObject({
      code: 'invalid-option',
      fields: { where: '--learning-rate', expected: 'a number above 0', received: '"-1"' },
    });
  });

  test('after --, all are operands', () => {
    expect(parse(['--', '--target'], options, '').operands).toEqual(['--target']);
  });

  test.each([
    [
      ['--epoch', '3'],
      {
        where: 'gradsheet train',
        problem: 'Unknown option --epoch.',
        received: '"--epoch"',
        hint: 'Did you mean "--epochs"?',
      },
    ],
    [['-x'], { where: 'gradsheet train', received: '"-x"', hint: 'See --help.' }],
    [['--toString'], { received: '"--toString"' }],
    [['--epochs', '0'], { where: '--epochs', expected: 'a whole number of at least 1', received: '"0"' }],
    [['--epochs', '2.5'], { where: '--epochs', expected: 'a whole number of at least 1', received: '"2.5"' }],
    [['--epochs', 'many'], { where: '--epochs', received: '"many"' }],
    [['--epochs', '0x10'], { where: '--epochs', received: '"0x10"' }],
    [['--epochs', 'Infinity'], { where: '--epochs', received: '"Infinity"' }],
    [
      ['--validation-split', '1'],
      { where: '--validation-split', expected: 'a number of at least 0 and below 1', received: '"1"' },
    ],
    [['--seed', '4294967296'], { where: '--seed', expected: 'a whole number from 0 to 4294967295' }],
    [
      ['--scale', 'standart'],
      {
        where: '--scale',
        expected: 'one of standard, minmax, none',
        received: '"standart"',
        hint: 'Did you mean "standard"?',
      },
    ],
    [['--target'], { where: '--target', expected: 'a value after it: COL' }],
    [['--target', '--force'], { where: '--target', expected: 'a value after it: COL', received: '"--force"' }],
    [['--force=yes'], { where: '--force', expected: 'no value', received: '"yes"' }],
  ])('%j is refused', (args, fields) => {
    const error = failure(...args);
    expect(error.code).toBe('invalid-option');
    expect(error.fields).toMatchObject(fields);
  });
});
