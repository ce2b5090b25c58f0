import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GradsheetError } from '../../src/errors.ts';
import type { BinaryOp, Constant, Formula, Qualifier } from '../../src/workbook/index.ts';
import { boxOf, copier, errorValues, fold, parse, print, references, shift } from '../../src/workbook/index.ts';

/** Every operation in brackets, so that the text shows what binds to what. */
const brackets = (formula: string): string =>
  fold<string>(parse(formula), (node, [a = '', b = '']) =>
    node.kind === 'unary'
      ? node.op === '%' || node.op === '#'
        ? `(${a}${node.op})`
        : `(${node.op}${a})`
      : node.kind === 'binary'
        ? `(${a}${node.op}${b})`
        : node.kind === 'call'
          ? `${node.name}[${node.args.length}]`
          : print(node),
  );

describe('Excel precedence', () => {
  test.each([
    ['-2^2', '((-2)^2)'],
    ['2^3^2', '((2^3)^2)'],
    ['2^-2', '(2^(-2))'],
    ['-A1%', '((-A1)%)'],
    ['2^3%', '(2^(3%))'],
    ['1-2-3', '((1-2)-3)'],
    ['1+2*3^4', '(1+(2*(3^4)))'],
    ['A1&B1=C1+1', '((A1&B1)=(C1+1))'],
    ['1<2=TRUE', '((1<2)=TRUE)'],
    ['--A1', '(-(-A1))'],
    ['2*-3+1', '((2*(-3))+1)'],
    ['-A1:INDEX(B1,1)', '(-(A1:INDEX[2]))'],
    ['-@A1', '(-(@A1))'],
    ['A1:C1 B1:B9*2', '((A1:C1 B1:B9)*2)'],
    ['(A1,B1)', '(A1,B1)'],
    ['A1#+1', '((A1#)+1)'],
    ['(R3-A3)*R3*1-R3*J3', '((((R3-A3)*R3)*1)-(R3*J3))'],
  ])('%s', (text, expected) => expect(brackets(text)).toBe(expected));
});

describe('reading', () => {
  test.each<[string, Formula]>([
    ['=$A1', { kind: 'cell', row: 0, column: 0, rowFixed: false, columnFixed: true }],
    [
      "'My ''sheet'''!B$2",
      { kind: 'cell', row: 1, column: 1, rowFixed: true, columnFixed: false, sheet: "My 'sheet'" },
    ],
    ['工作表1!A1', { kind: 'cell', row: 0, column: 0, rowFixed: false, columnFixed: false, sheet: '工作表1' }],
    [
      '[1]Data!A1',
      { kind: 'cell', row: 0, column: 0, rowFixed: false, columnFixed: false, sheet: 'Data', book: '[1]' },
    ],
    [
      "'C:\\x\\[B.xlsx]Data'!A1",
      { kind: 'cell', row: 0, column: 0, rowFixed: false, columnFixed: false, sheet: 'Data', book: 'C:\\x\\[B.xlsx]' },
    ],
    [
      'LOG10(A1)',
      { kind: 'call', name: 'LOG10', args: [{ kind: 'cell', row: 0, column: 0, rowFixed: false, columnFixed: false }] },
    ],
    ['_xlfn.STDEV.S(1)', { kind: 'call', name: 'STDEV.S', args: [{ kind: 'number', value: 1 }] }],
    [
      'if(,"a""b",)',
      { kind: 'call', name: 'IF', args: [{ kind: 'missing' }, { kind: 'text', value: 'a"b' }, { kind: 'missing' }] },
    ],
    ['PI()', { kind: 'call', name: 'PI', args: [] }],
    [
      '{1,-2.5;"a",TRUE}',
      {
        kind: 'array',
        rows: [
          [1, -2.5],
          ['a', true],
        ],
      },
    ],
    ['權重', { kind: 'name', name: '權重' }],
    ['Rate', { kind: 'name', name: 'Rate' }],
    ['XFE1', { kind: 'name', name: 'XFE1' }],
    ['Table1[[#This Row],[a]]', { kind: 'table', text: 'Table1[[#This Row],[a]]' }],
    ['Sheet1!#REF!', { kind: 'error', value: '#REF!' }],
    ['#REF!$A$1', { kind: 'error', value: '#REF!' }],
    [
      'A1 : B2',
      {
        kind: 'range',
        from: { row: 0, column: 0, rowFixed: false, columnFixed: false },
        to: { row: 1, column: 1, rowFixed: false, columnFixed: false },
      },
    ],
    ['.5', { kind: 'number', value: 0.5 }],
    ['1e-3', { kind: 'number', value: 0.001 }],
  ])('%s', (text, expected) => expect(parse(text)).toEqual(expected));

  test('whole columns and rows span the sheet', () => {
    expect(boxOf(references(parse('$A:C'))[0] as never)).toEqual({ top: 0, left: 0, bottom: 1_048_575, right: 2 });
    expect(boxOf(references(parse("'a b'!2:$4"))[0] as never)).toEqual({ top: 1, left: 0, bottom: 3, right: 16_383 });
  });

  test.each([
    '',
    '=',
    '1+',
    '(1',
    '1)',
    'A1 B',
    '1 2',
    'SUM(1',
    '{1,2;3}',
    '{A1}',
    '{}',
    '"a',
    'Sheet1!',
    '1..2',
    'A1,,',
    "''!A1",
    '*2',
    'F(1+,2)',
    '1E999',
    '[x',
    '\u{1F600}+1',
    'F(1)(2)',
  ])('not a formula: %s', (text) => {
    const outcome = (() => {
      try {
        return parse(text, 'Sheet1!B3');
      } catch (error) {
        return error;
      }
    })();
    if (text === 'A1 B') expect(outcome).toMatchObject({ kind: 'binary', op: ' ' });
    else {
      expect(outcome).toBeInstanceOf(GradsheetError);
      expect(outcome).toMatchObject({ code: 'bad-cell', fields: { where: 'Sheet1!B3' } });
    }
  });
});

describe('printing', () => {
  test.each([
    ['=((A1))+(B1*2)', 'A1+B1*2'],
    ['(1+2)*3', '(1+2)*3'],
    ['1-(2-3)', '1-(2-3)'],
    ['(1-2)-3', '1-2-3'],
    ['-(2^2)', '-(2^2)'],
    ['(-2)^2', '-2^2'],
    ['-(2%)', '-(2%)'],
    ["'Sheet1'!A1:B2", 'Sheet1!A1:B2'],
    ["'A1'!$B2", "'A1'!$B2"],
    ["'R1C1'!B2", "'R1C1'!B2"],
    ["'[1]x y:z'!B2", "'[1]x y:z'!B2"],
    ['sum( a1 , B2 )', 'SUM(A1,B2)'],
    ['SUM((A1,B1),2)', 'SUM((A1,B1),2)'],
    ['IF(A1>=0,"是",)', 'IF(A1>=0,"是",)'],
  ])('%s', (text, expected) => expect(print(parse(text))).toBe(expected));

  test('negative numbers in a tree are bracketed as what they are', () => {
    expect(
      print({ kind: 'binary', op: '^', left: { kind: 'number', value: 2 }, right: { kind: 'number', value: -0.5 } }),
    ).toBe('2^-0.5');
    expect(print({ kind: 'unary', op: '%', operand: { kind: 'number', value: -3 } })).toBe('-3%');
    expect(() => print({ kind: 'number', value: NaN })).toThrow(GradsheetError);
  });
});

const qualifier: fc.Arbitrary<Qualifier> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.record({ sheet: fc.constantFrom('Sheet1', 'A1', "it's", '工作表 1', 'R2', 'true', '2023', 'x-y', 'a.b') }),
  fc.record({ sheet: fc.constantFrom('Sheet1', 'x y'), lastSheet: fc.constantFrom('Sheet3', '尾') }),
  fc.record({
    sheet: fc.constantFrom('Sheet1', 'x y', '資料'),
    book: fc.constantFrom('[1]', '[Book 2.xlsx]', "C:\\it's\\[B.xlsx]"),
  }),
);
const anchor = fc.record({
  row: fc.nat(1_048_575),
  column: fc.nat(16_383),
  rowFixed: fc.boolean(),
  columnFixed: fc.boolean(),
});
const number = fc
  .oneof(fc.nat(1000), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }))
  .map((value) => value + 0);
const constant: fc.Arbitrary<Constant> = fc.oneof(
  number,
  number.map((value) => (value === 0 ? 0 : -value)),
  fc.string(),
  fc.boolean(),
  fc.constantFrom(...errorValues).map((error) => ({ error })),
);
const leaf: fc.Arbitrary<Formula> = fc.oneof(
  fc.record({ kind: fc.constant('number' as const), value: number }),
  fc.record({ kind: fc.constant('text' as const), value: fc.string({ unit: 'binary' }) }),
  fc.record({ kind: fc.constant('boolean' as const), value: fc.boolean() }),
  fc.record({ kind: fc.constant('error' as const), value: fc.constantFrom(...errorValues) }),
  fc.tuple(anchor, qualifier).map(([a, q]) => ({ kind: 'cell' as const, ...a, ...q })),
  fc.tuple(anchor, anchor, qualifier).map(([from, to, q]) => ({ kind: 'range' as const, from, to, ...q })),
  fc.tuple(anchor, anchor, qualifier).map(([a, b, q]) => ({
    kind: 'range' as const,
    whole: 'columns' as const,
    from: { ...a, row: 0, rowFixed: true },
    to: { ...b, row: 1_048_575, rowFixed: true },
    ...q,
  })),
  fc.tuple(anchor, anchor, qualifier).map(([a, b, q]) => ({
    kind: 'range' as const,
    whole: 'rows' as const,
    from: { ...a, column: 0, columnFixed: true },
    to: { ...b, column: 16_383, columnFixed: true },
    ...q,
  })),
  fc
    .tuple(fc.constantFrom('rate', '學習率', 'w_1', 'x.y', '\\a'), qualifier)
    .map(([name, q]) => ({ kind: 'name' as const, name, ...q })),
  fc.constant({ kind: 'table' as const, text: "T[[#This Row],[a'[b]]" }),
  fc
    .integer({ min: 1, max: 3 })
    .chain((width) =>
      fc.array(fc.array(constant, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 3 }),
    )
    .map((rows) => ({ kind: 'array' as const, rows })),
);
const formula = fc
  .letrec<{ node: Formula }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc
        .tuple(fc.constantFrom('-' as const, '+' as const, '%' as const, '@' as const, '#' as const), tie('node'))
        .map(([op, operand]) => ({ kind: 'unary' as const, op, operand })),
      fc
        .tuple(
          fc.constantFrom<BinaryOp>('^', '*', '/', '+', '-', '&', '=', '<>', '<', '<=', '>', '>='),
          tie('node'),
          tie('node'),
        )
        .map(([op, left, right]) => ({ kind: 'binary' as const, op, left, right })),
      // reference operators stand between what can be a reference
      fc.tuple(fc.constantFrom<BinaryOp>(':', ' ', ','), tie('node'), tie('node')).map(([op, left, right]) => ({
        kind: 'binary' as const,
        op,
        left: { kind: 'call' as const, name: 'OFFSET', args: [left, left] },
        right: { kind: 'call' as const, name: 'INDEX', args: [right, right] },
      })),
      fc
        .tuple(
          fc.constantFrom('SUM', 'LOG10', 'STDEV.S', 'T'),
          fc.array(fc.oneof(tie('node'), fc.constant<Formula>({ kind: 'missing' })), { maxLength: 4 }),
        )
        .map(([name, args]) => ({
          kind: 'call' as const,
          name,
          args: args.length === 1 && args[0]?.kind === 'missing' ? [] : args,
        })),
    ),
  }))
  .node.filter((tree) => print(tree).length <= 8_192);

describe('properties', () => {
  test('parse is the inverse of print (2,000 trees)', () => {
    fc.assert(
      fc.property(formula, (tree) => {
        expect(parse(print(tree))).toEqual(tree);
      }),
      { numRuns: 2_000, seed: 1 },
    );
  });
  test('printing what was parsed changes nothing more (2,000 trees)', () => {
    fc.assert(
      fc.property(formula, (tree) => {
        const text = print(tree);
        expect(print(parse(text))).toBe(text);
      }),
      { numRuns: 2_000, seed: 2 },
    );
  });
  test('any text is a formula or a GradsheetError (20,000 texts)', () => {
    const shard = fc.constantFrom(
      'A1',
      '$B$2',
      ':',
      '(',
      ')',
      ',',
      '{',
      '}',
      ';',
      '"',
      "'",
      '!',
      '#',
      '%',
      '@',
      '[',
      ']',
      ' ',
      '-',
      '^',
      'SUM(',
      '1',
      '.',
      'E',
      'x',
      '權',
      '#REF!',
      '<>',
      '\u0000',
      '\ud800',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(shard, { maxLength: 30 }).map((all) => all.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          try {
            print(parse(text));
          } catch (error) {
            if (!(error instanceof GradsheetError)) throw error;
          }
        },
      ),
      { numRuns: 20_000, seed: 3 },
    );
  });
  test('copying text and shifting the tree agree (1,000 trees)', () => {
    fc.assert(
      fc.property(
        formula,
        fc.integer({ min: -30, max: 30 }),
        fc.integer({ min: -30, max: 30 }),
        (tree, rows, columns) => {
          expect(parse(copier(print(tree))(rows, columns))).toEqual(parse(print(shift(tree, rows, columns))));
        },
      ),
      { numRuns: 1_000, seed: 4 },
    );
  });
});

describe('copying', () => {
  const copy = (text: string, rows: number, columns: number): string => copier(text)(rows, columns);
  test.each<[string, number, number, string]>([
    ['=$A1+B$1+$C$1+D1', 2, 1, '=$A3+C$1+$C$1+E3'],
    ['=SUM(A$1:A1)*"A1"', 3, 0, '=SUM(A$1:A4)*"A1"'],
    ["='A1'!B2+Data!$C3", 1, 1, "='A1'!C3+Data!$C4"],
    ['=LOG10(A1)', 0, 1, '=LOG10(B1)'],
    ['=SUM(A:A,$2:2)', 5, 1, '=SUM(B:B,$2:7)'],
    ['=A1+B2', -1, 0, '=#REF!+B1'],
    ['=SUM(XFD1:XFD3)', 0, 1, '=SUM(#REF!)'],
    [' A1  + b1 ', 1, 0, ' A2  + B2 '],
  ])('%s by %i, %i', (text, rows, columns, expected) => expect(copy(text, rows, columns)).toBe(expected));
});

describe('long and deep formulas', () => {
  test('thousands of brackets, signs and terms are read, printed and shifted', () => {
    const deep = `${'('.repeat(4_000)}A1${')'.repeat(4_000)}`;
    expect(print(parse(deep))).toBe('A1');
    const signs = `${'-'.repeat(8_000)}A1`;
    expect(print(shift(parse(signs), 1, 0))).toBe(`${'-'.repeat(8_000)}A2`);
    const terms = Array.from({ length: 2_000 }, (_, i) => `A${(i % 9) + 1}`).join('+');
    expect(print(parse(terms))).toBe(terms);
    expect(references(parse(terms))).toHaveLength(2_000);
    const calls = `${'SIN('.repeat(1_600)}A1${')'.repeat(1_600)}`;
    expect(print(parse(calls))).toBe(calls);
    const right = `${'1-('.repeat(2_000)}A1-B1${')'.repeat(2_000)}`;
    expect(print(parse(right)) === right).toBe(true); // not toBe: a failure would print it all
  });
  test('more than 8,192 characters is a clear error', () => {
    expect(() => parse(`=${'1+'.repeat(4_096)}1`, 'Sheet1!A1')).toThrow(/Sheet1!A1.*8,192 characters.*8,193/);
  });
});
