import { encode } from '../../data/encode.ts';
import { fitPreprocessing, type MissingRule } from '../../data/preprocessing.ts';
import { GradsheetError } from '../../errors.ts';
import { words } from '../error-words.ts';
import { separable as decide, proves, type Certificate, type Line, type WeightedRow } from '../../separable.ts';
import { listed } from '../../util/text.ts';
import { columns } from '../boxes.ts';
import type { Call, Outcome } from '../call.ts';
import { printTable } from '../report.ts';
import { readTable } from '../table-file.ts';

/** `gradsheet separable TABLE --target COL` */
export async function separable(call: Call<'separable'>): Promise<Outcome> {
  const { io, say, style, print, options } = call;
  const [path = ''] = call.operands;
  const file = await readTable(path, io.cwd, options);
  const { table } = file;
  printTable(call, file);
  if (options.target === undefined) {
    throw new GradsheetError('invalid-option', {
      where: '--target',
      problem: words('{} is missing.', '--target'),
      hint: words('Name the column with the two classes, one of {}.', listed(table.names, 12)),
    });
  }
  const every = Array.from({ length: table.rows }, (_, row) => row);
  const preprocessing = fitPreprocessing(table, every, {
    target: options.target,
    ...(options.features ? { features: options.features } : {}),
    ...(options.exclude ? { exclude: options.exclude } : {}),
    missing: (options.missing ?? 'error') as MissingRule,
    task: 'binary',
  });
  const { x, y, rows } = encode(preprocessing, table, { target: true });
  const { target } = preprocessing;
  const [zero = '', one = ''] = target.kind === 'number' ? [] : target.values.map(String);
  const points = rows.map((_, i) => Array.from(x.data.subarray(i * x.columns.length, (i + 1) * x.columns.length)));
  const labels = rows.map((_, i) => (y?.data[i] === 1 ? 1 : 0));
  const answer = await decide(points, labels);
  const checked = proves(answer, points, labels);
  const number = (row: number): number => table.origin.rowNumbers?.[rows[row] ?? 0] ?? (rows[row] ?? 0) + 1;

  print();
  print(style.bold(answer.separable ? say.separable.yes : say.separable.no));
  if (answer.separable) printLine(call, answer.line, x.columns, one);
  else printProof(call, answer.certificate, { columns: x.columns, points, number, zero, one });
  return {
    json: {
      command: 'separable',
      table: file.name,
      target: target.name,
      classes: { zero, one },
      features: x.columns,
      separable: answer.separable,
      checked,
      ...(answer.separable
        ? { line: answer.line }
        : {
            certificate: {
              ...answer.certificate,
              ones: numbered(answer.certificate.ones, number),
              zeros: numbered(answer.certificate.zeros, number),
            },
          }),
    },
  };
}

/** The row as a person counts, not as the array does. */
const numbered = (part: readonly WeightedRow[], number: (row: number) => number): WeightedRow[] =>
  part.map((weighted) => ({ ...weighted, row: number(weighted.row) }));

/** Every digit is shown: the line must separate as it is printed. */
function printLine({ say, print, style }: Call<'separable'>, line: Line, names: readonly string[], one: string): void {
  print(say.separable.line(one));
  const terms = line.weights.map((weight, j) => `${weight < 0 ? '−' : '+'} ${Math.abs(weight)}·${names[j]}`);
  print(
    `  ${style.role('parameter', [...terms, `${line.bias < 0 ? '−' : '+'} ${Math.abs(line.bias)}`].join(' ').replace(/^\+ /, '').replace(/^− /, '−'))} > 0`,
  );
  print(say.separable.margin(line.margin, line.distance));
  print(style.faint(say.separable.checkedLine));
}

interface Places {
  readonly columns: readonly string[];
  readonly points: readonly (readonly number[])[];
  readonly number: (row: number) => number;
  readonly zero: string;
  readonly one: string;
}

function printProof(
  { say, print, style }: Call<'separable'>,
  proof: Certificate,
  { columns: names, points, number, zero, one }: Places,
): void {
  print(say.separable.proof(one, zero));
  print(`  ${style.role('prediction', names.map((name, j) => `${name} = ${proof.exactPoint[j]}`).join(', '))}`);
  for (const [name, part] of [
    [one, proof.ones],
    [zero, proof.zeros],
  ] as const) {
    print(say.separable.weights(name));
    const shown = part.slice(0, 10);
    print(
      columns(
        [
          ['', say.separable.weight, say.separable.row, ...names].map(style.faint),
          ...shown.map(({ row, exact }) => ['', exact, String(number(row)), ...(points[row] ?? []).map(String)]),
        ],
        ['left', ...names.map(() => 'right' as const), 'right', 'right'],
      ),
    );
    if (part.length > shown.length) print(`  ${say.separable.moreRows(part.length - shown.length)}`);
  }
  print(style.faint(say.separable.checkedPoint));
}
