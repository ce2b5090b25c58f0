// docs/targets.md: the primitive table, and what each target does with it.
import { docs } from '../../src/ir/docs.ts';
import {
  opNames,
  primitive,
  type Elementwise,
  type Kind,
  type OpName,
  type ScalarOp,
} from '../../src/ir/primitives.ts';
import { formulas } from '../../src/targets/sheet/elementwise.ts';
import type { LibreOfficeValue } from '../tools/libreoffice.ts';

/** Where a sheet gives something else than the program; LibreOffice's answer is asked for by a test. */
export const edges: readonly {
  readonly op: OpName;
  readonly x: readonly number[];
  readonly formula: string;
  readonly libreOffice: LibreOfficeValue;
}[] = [
  { op: 'exp', x: [1000], formula: 'EXP(1000)', libreOffice: { error: '#NUM!' } },
  { op: 'log', x: [0], formula: 'LN(0)', libreOffice: { error: 'Err:502' } },
  { op: 'log', x: [-1], formula: 'LN(-1)', libreOffice: { error: 'Err:502' } },
  { op: 'sqrt', x: [-1], formula: 'SQRT(-1)', libreOffice: { error: 'Err:502' } },
  { op: 'div', x: [1, 0], formula: '1/0', libreOffice: { error: '#DIV/0!' } },
  { op: 'mul', x: [1e308, 10], formula: '1E308*10', libreOffice: { error: '#NUM!' } },
  { op: 'pow', x: [0, -1], formula: 'POWER(0,-1)', libreOffice: { error: '#NUM!' } },
  { op: 'pow', x: [-8, 1 / 3], formula: 'POWER(-8,1/3)', libreOffice: -2 },
  { op: 'sigmoid', x: [-1000], formula: '1/(1+EXP(MIN(1000,700)))', libreOffice: 9.85967654375977e-305 },
  { op: 'sub', x: [0.1 + 0.2, 0.3], formula: '0.1+0.2-0.3', libreOffice: 0 },
];
export const computed = (op: OpName, x: readonly number[]): number =>
  (primitive(op) as Elementwise).scalar(...(x as never)); // every edge is elementwise

const headings: readonly (readonly [Kind, string, string])[] = [
  ['leaf', 'Numbers from outside', 'They get no gradient.'],
  [
    'elementwise',
    'Element by element',
    'All inputs have the same shape. a, b, c are the inputs in order. A formula is parsed once and its operands are inserted as trees, so the parentheses are always right.',
  ],
  ['view', 'Views', 'They move elements and compute nothing. A sheet refers to the cell of the element.'],
  ['reduce', 'Folds', 'They reduce axes. A sheet uses ranges; a sum divided by its count becomes AVERAGE.'],
  ['contract', 'Products', ''],
  [
    'gather',
    'Rows by number',
    'The index gets no gradient. If the row number is fixed, a sheet refers to that row directly.',
  ],
  [
    'several',
    'Loops over time',
    'A loop of any length is one node: code and compilation do not grow with the number of steps. A sheet writes every step out (`unroll` in `src/ir`).',
  ],
  ['part', 'One of several results', 'Takes one of the results of a loop, by its name.'],
];
const inSheet: { readonly [K in OpName]?: string } = {
  input: 'an input number; state: a reference to the previous step',
  constant: 'the number',
  iota: 'the number',
  draw: 'the random numbers, as fixed numbers',
  sum: '`SUM`',
  reduceMax: '`MAX`',
  matmul: '`SUMPRODUCT`, `MMULT` or `a*b+c*d`',
  gather: 'a reference, or `INDEX(column, row)`',
  scatterAdd: 'a sum of the rows',
  scan: 'every step in cells of its own',
  part: 'the cells of that result',
};

const code = (text: string): string => `\`${text}\``;
const cell = (text: string): string => text.replaceAll('|', '\\|');
const table = (head: readonly string[], body: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...body].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
const number = (v: number): string =>
  Number.isNaN(v) ? 'NaN' : v === Infinity ? '∞' : v === -Infinity ? '−∞' : String(v).replace('-', '−');

function section([kind, title, note]: (typeof headings)[number]): string {
  const rows = opNames
    .filter((op) => primitive(op).kind === kind)
    .map((op) => {
      const row = primitive(op);
      const sheet = row.kind === 'elementwise' ? code(formulas[op as ScalarOp]) : (inSheet[op] ?? 'a reference');
      return [
        code(op),
        docs[op],
        sheet,
        ...(row.kind === 'elementwise' ? [row.wasm === 'routine' ? 'own routine' : 'instructions'] : []),
      ];
    });
  return [
    `### ${title}`,
    ...(note === '' ? [] : [note]),
    table(['primitive', 'meaning', 'in a sheet', ...(kind === 'elementwise' ? ['in WebAssembly'] : [])], rows),
  ].join('\n\n');
}

export function targetsPage(): string {
  return `${[
    '# Primitives and backends',
    'A training step is a program of primitives, which are the rows of one table, `src/ir/primitives.ts`. A backend (`targets` in the code) runs such programs or writes them in another form; every backend supports every primitive. This page is generated from the table by `npm test -- test/docs.test.ts -u`. [Concepts](concepts.md) explains the terms.',
    '## Backends',
    table(
      ['backend', 'import', 'numbers', 'purpose', 'compared with'],
      [
        [
          'reference',
          '`reference` from `gradsheet`',
          '64-bit',
          'the definition: every other backend is compared with it',
          'finite differences; Keras, to 10⁻⁹ of every weight',
        ],
        [
          'WebAssembly, f64',
          "`wasm({ precision: 'f64' })`",
          '64-bit',
          'speed at full precision',
          'the reference: bit-identical if no sum has more than 15 elements, otherwise 10⁻¹⁰ of every weight',
        ],
        [
          'WebAssembly, f32',
          '`wasm()`, the default',
          '32-bit',
          'speed',
          'the reference and Keras: 10⁻⁴ of every weight after 50 epochs',
        ],
        [
          'sheet',
          '`writeSheet` from `gradsheet/sheet`',
          '64-bit, shown with 15 digits',
          'to look at the numbers, change them and learn',
          'the reference, with the sheet recalculated by LibreOffice: 10⁻⁹ of every cell',
        ],
      ],
    ),
    'The measured differences are in [Numbers](numbers.md).',
    'In Node, steps of large networks are shared out among threads where that is faster: as many as the machine runs at once, 8 at most; results are bit-identical to those of one. `wasm({ threads: 1 })` keeps to one, `wasm({ threads: 4 })` to four at most. A web page uses one. See [decision 16](decisions/0016-threads.md).',
    '`wasm({ relaxed: true })` lets products multiply and add in one instruction (relaxed SIMD) where the engine has it: Node 22 does, Node 20 does not. The engine’s `name` tells which: `wasm-f32-relaxed` where it is used, `wasm-f32` where it is not. Rounding then depends on the processor, so the bits are no longer the same everywhere. See [decision 20](decisions/0020-relaxed-products.md).',
    `## The ${opNames.length} primitives`,
    ...headings.map(section),
    '## Precision',
    'Gradsheet has its own exp, log, tanh, sigmoid, softplus, sin, cos, erf and pow, because those of JavaScript differ between engines. They use only additions, multiplications, divisions and comparisons. The error is below one unit in the last place (0.6 for exp, 0.95 for softplus). WebAssembly performs the same operations in the same order, so the results are bit-identical. In f32 they are computed in f64 and rounded once. See [decision 5](decisions/0005-same-bits.md).',
    'A sheet uses the functions of the spreadsheet program, which may add up the cells of a long sum in another order.',
    '## Known edges',
    'A sheet has neither ∞ nor NaN: the cell shows an error, and so does every cell that uses it. A training that diverges therefore ends in error cells, where other backends end in NaN. Excel was not tested; its manual gives `#NUM!` or `#DIV/0!` where LibreOffice gives an error below.',
    table(
      ['primitive', 'of', 'program', 'formula', 'LibreOffice'],
      edges.map(({ op, x, formula, libreOffice }) => [
        code(op),
        x.map((v) => number(Number(v.toPrecision(4)))).join(', '),
        number(computed(op, x)),
        code(`=${formula}`),
        typeof libreOffice === 'object' && libreOffice ? `\`${libreOffice.error}\`` : number(Number(libreOffice)),
      ]),
    ),
    [
      '- **Unary minus binds tighter than a power** in a sheet: `=-2^2` is 4. Gradsheet writes the parentheses and uses `POWER`.',
      '- **A sheet rounds small differences to 0**, as the last line shows; an error below 10⁻¹⁵ of its operands can become an exact 0.',
      '- **`max` with NaN** is `b`, both in the reference and in WebAssembly; a sheet shows an error instead.',
      '- **A tie in `max`** passes its gradient to the second input, so the slope of relu at 0 is 0, as in Keras; of equal maxima in `reduceMax`, the first gets the gradient.',
      '- **`draw`**: a sheet contains the random numbers of dropout as fixed numbers, so a copied block repeats those of the last block.',
      '- **Size**: a workbook is limited to 500,000 cells; a larger one is refused before anything is computed, and the message tells what to reduce.',
    ].join('\n'),
  ].join('\n\n')}\n`;
}
