// docs/targets.md: the primitive table, and what each target does with it.
import { docs } from '../../src/ir/docs.ts';
import { opNames, primitive, type Elementwise, type Kind, type OpName } from '../../src/ir/primitives.ts';
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
  ['leaf', 'Numbers from outside', 'No gradient goes into them.'],
  [
    'elementwise',
    'Element by element',
    'All inputs have one shape. a, b, c are the inputs in order; a formula is parsed once and its operands are put in as trees, so brackets are never wrong.',
  ],
  ['view', 'Views', 'They move elements and compute nothing. A sheet refers to the cell that holds the element.'],
  ['reduce', 'Folds', 'Axes disappear. A sheet folds ranges; a sum over its own count becomes AVERAGE.'],
  ['contract', 'Products', ''],
  [
    'gather',
    'Rows by number',
    'The index gets no gradient. A sheet refers to the row directly where its number is fixed.',
  ],
  [
    'part',
    'One of several results',
    'Made ready for primitives of several results. There is none yet, so no program holds a `part`, and a target that meets one refuses it.',
  ],
];
const inSheet: { readonly [K in OpName]?: string } = {
  input: 'a typed number; state: a reference to the step before',
  constant: 'the number',
  iota: 'the number',
  draw: 'the drawn numbers, typed in',
  matmul: '`SUMPRODUCT`, `MMULT` or `a*b+c*d`',
  gather: 'a reference, or `INDEX(column, row)`',
  scatterAdd: 'a sum of the rows',
  part: 'none yet',
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
      const sheet =
        row.kind === 'elementwise' || row.kind === 'reduce' ? code(row.sheet) : (inSheet[op] ?? 'a reference');
      return [
        code(op),
        docs[op],
        sheet,
        ...(row.kind === 'elementwise' ? [row.wasm.startsWith('call') ? 'own routine' : 'instructions'] : []),
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
    '# Primitives and targets',
    'A training step is a program of primitives: rows of one table, `src/ir/primitives.ts`. A target runs or writes such programs, and every target knows every primitive but `part`. This page is made from the table by `npm test -- test/docs.test.ts -u`. What the words mean is told in [Concepts](concepts.md).',
    '## Targets',
    table(
      ['target', 'import', 'numbers', 'what it is for', 'held to'],
      [
        [
          'reference',
          '`reference` from `gradsheet`',
          '64-bit',
          'the definition: every other target is measured by it',
          'finite differences; Keras, to 10⁻⁹ of every weight',
        ],
        [
          'WebAssembly, f64',
          "`wasm({ precision: 'f64' })`",
          '64-bit',
          'speed at full precision',
          'the reference: the same bits where no sum is longer than 15 elements, else 10⁻¹⁰ of every weight',
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
          'to look, change and learn',
          'the reference, recomputed by LibreOffice: 10⁻⁹ of every cell',
        ],
      ],
    ),
    'The measured differences are in [Numbers](numbers.md).',
    `## The ${opNames.length} primitives`,
    ...headings.map(section),
    '## Precision',
    'exp, log, tanh, sigmoid, softplus, sin, cos, erf and pow are our own, from additions, multiplications, divisions and comparisons only, because those of JavaScript differ between engines. The error stays below one unit in the last place (0.6 for exp, 0.95 for softplus); WebAssembly has the same operations in the same order, so the same bits. In f32 they are computed in f64 and rounded once. See [decision 5](decisions/0005-same-bits.md).',
    'A sheet uses the functions of its program. A sum of many cells may be added in another order there.',
    '## Known edges',
    'A sheet has neither ∞ nor NaN: the cell becomes an error, and everything that reads it too. So a training that diverges ends in error cells, as it ends in NaN elsewhere. Excel was not at hand; its manual gives `#NUM!` or `#DIV/0!` where LibreOffice gives an error below.',
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
      '- **Unary minus binds tighter than a power** in a sheet: `=-2^2` is 4. The formula printer sets the brackets and uses `POWER`.',
      '- **A sheet rounds small differences to 0**, as the last line shows; an error below 10⁻¹⁵ of its operands can become an exact 0.',
      '- **`max` with NaN** is `b`, on the reference and in WebAssembly alike; a sheet has an error instead.',
      '- **A tie in `max`** gives its gradient to the second input, so the slope of relu at 0 is 0, as in Keras; of equal maxima in `reduceMax` the first gets it.',
      '- **`draw`**: a sheet holds the numbers that dropout drew, so a copied block repeats the last ones.',
      '- **Size**: a workbook ends at 500,000 cells; more is refused before anything is computed, with what to lower.',
    ].join('\n'),
  ].join('\n\n')}\n`;
}
