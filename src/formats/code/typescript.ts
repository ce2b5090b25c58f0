import { exampleOf } from '../../data/columns/feature.ts';
import { scriptComment, scriptText as q } from '../../util/escape.ts';
import { loss as lossFrom } from '../../nn/losses.ts';
import type { SavedModel } from '../model.ts';
import { factoryOf } from '../../nn/layer-classes.ts';
import { codePlan, type Plan, type PlanLayer, type TableTraining } from './training.ts';

/**
 * The same training as a TypeScript program for Node.
 *
 * @throws GradsheetError `unsupported`, naming the layer or option
 */
export function typescriptCode(
  saved: Pick<SavedModel, 'graph' | 'compiled' | 'preprocessing'>,
  training: TableTraining,
): string {
  const plan = codePlan(saved);
  const { file, testSize } = training;
  const {
    preprocessing: { features, target, scale, missing, said = {} },
    loss,
    layers,
  } = plan;
  const book = file.sheet !== undefined;
  const hidden = layers.slice(0, -1).map(({ options: { units, activation } }) => record({ units, activation }));
  const usual = isUsual(plan);
  const reading = [
    `name: ${q(file.name)}`,
    ...(file.encoding && file.encoding !== 'utf-8' ? [`encoding: ${q(file.encoding)}`] : []),
    ...(file.delimiter && file.delimiter !== ',' ? [`delimiter: ${q(file.delimiter)}`] : []),
    ...(file.decimalComma ? ['decimalComma: true'] : []),
    ...(file.thousands === undefined ? [] : [`thousands: ${q(file.thousands)}`]),
    ...(file.missingValues === undefined ? [] : [`missingValues: ${literal(file.missingValues)}`]),
    ...(file.skipRows ? [`skipRows: ${file.skipRows}`] : []),
    ...(file.header === false ? ['header: false'] : []),
  ];
  const options = [
    `target: ${q(target.name)}`,
    `features: [${features.map((f) => q(f.name)).join(', ')}]`,
    ...Object.entries(said).map(([name, value]) => `${name}: ${literal(value)}`),
    ...(usual ? [`hidden: [${hidden.join(', ')}]`, `optimizer: ${optimizerOf(plan.optimizer)}`] : []),
    `loss: ${q(loss.name)}`,
    `scale: ${q(scale)}, missing: ${q(missing)}`,
    `testSize: ${testSize}, splitSeed: ${training.splitSeed}`,
    `epochs: ${training.epochs}, batchSize: ${training.batchSize}, seed: ${training.seed}`,
  ];
  const row = features
    .map((f) => {
      const value = exampleOf(f);
      return `${key(f.name)}: [${typeof value === 'number' ? String(value) : q(value)}]`;
    })
    .join(', ');
  return `${scriptComment(`${file.name}: ${target.name}. npm install gradsheet`)}
import { readFile } from 'node:fs/promises';
import { ${usual ? '' : 'layers, sequential, '}Table } from 'gradsheet';
${book ? "import { readXlsx, tableOfBook } from 'gradsheet/sheet';" : "import { parseCsv } from 'gradsheet/csv';"}
import { encode, ${testSize === 0 ? '' : 'judge, '}planTable } from 'gradsheet/table';

${book ? `const { table } = tableOfBook(readXlsx(await readFile(${q(file.name)}), ${q(file.name)}), ${q(file.name)}, ${q(file.sheet ?? '')});` : `const { table } = parseCsv(await readFile(${q(file.name)}), { ${reading.join(', ')} });`}
const { ${usual ? 'model, ' : ''}preprocessing, train, ${testSize === 0 ? '' : 'test, '}fit } = planTable(table, {
${options.map((o) => `  ${o},`).join('\n')}
});
${usual ? '' : networkPart(plan)}
const { history } = await model.fit(train.x, train.y, fit);
console.log('loss', history['loss']?.at(-1));
${
  testSize === 0
    ? ''
    : `if (test) {
  console.log('test', await model.evaluate(test.x, test.y));
  const verdict = judge(preprocessing, train.y, test.y, await model.predict(test.x));
  console.log(verdict.better ? 'better than the baseline' : 'not better than the baseline');
}
`
}
// One row, in the table's own units.
const { x } = encode(preprocessing, Table.of({ ${row} }), { target: false });
console.log(await model.predict(x));
`;
}

/** A key of a literal; `__proto__` is only one if it is computed. */
const key = (s: string): string => (s === '__proto__' ? `[${q(s)}]` : /^[A-Za-z_$][\w$]*$/.test(s) ? s : q(s));
const record = (o: Readonly<Record<string, unknown>>): string =>
  `{ ${Object.entries(o)
    .map(([k, v]) => `${key(k)}: ${literal(v)}`)
    .join(', ')} }`;
/** Plain data, as options are. */
function literal(v: unknown): string {
  if (typeof v === 'string') return q(v);
  if (Array.isArray(v)) return `[${v.map(literal).join(', ')}]`;
  return typeof v === 'object' && v !== null ? record({ ...v }) : String(v);
}
const optimizerOf = ({ name, options }: Plan['optimizer']): string => record({ name, ...options });

/** Is it a network that `planTable` makes of its target, loss and hidden layers? */
function isUsual({ layers, loss, preprocessing: { target } }: Plan): boolean {
  const last = layers.at(-1);
  const activation = loss.name === 'hinge' ? 'tanh' : outputActivations[target.kind];
  const units = target.kind === 'categories' ? target.values.length : 1;
  return (
    layers.every(isPlainDense) &&
    last?.options['units'] === units &&
    last.options['activation'] === activation &&
    JSON.stringify(loss.options) === JSON.stringify(lossFrom(loss.name).options)
  );
}

const outputActivations = { number: 'linear', binary: 'sigmoid', categories: 'softmax' } as const;

/** A dense layer with nothing but units and activation. */
const isPlainDense = ({ className, changed, options }: PlanLayer): boolean =>
  className === 'Dense' &&
  Object.keys(changed).every((option) => option === 'activation') &&
  options['trainable'] !== false;

/** Any other network in the place of the one that `planTable` makes. */
function networkPart({ layers, optimizer, loss, metrics }: Plan): string {
  const calls = layers.map(({ className, needed, changed, options: { trainable } }) => {
    const given = { ...needed, ...changed, ...(trainable === false && { trainable }) };
    return `  layers.${factoryOf(className)}(${Object.keys(given).length === 0 ? '' : record(given)}),`;
  });
  return `const model = sequential([
${calls.join('\n')}
]);
model.compile(${record({ optimizer: { name: optimizer.name, ...optimizer.options }, loss: { name: loss.name, ...loss.options }, metrics })});
`;
}
