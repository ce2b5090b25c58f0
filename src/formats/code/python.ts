import { missingMarkersWith } from '../../data/csv-missing.ts';
import { pythonText as text } from '../../util/escape.ts';
import { isOwn, ownInputs } from './python-columns.ts';
import { list, number, snake, tuple } from './python-literals.ts';
import type { Plan, PlanLayer, PlanVariable, TableTraining } from './training.ts';

/**
 * What a Python program needs before its network: the table, the split, and columns as numbers.
 *
 * @throws GradsheetError `unsupported`, naming a column of free text
 */
export function dataPart({ preprocessing: p, layers }: Plan, t: TableTraining): string {
  const { features, target, missing } = p;
  const own = features.some(isOwn);
  const used = [...features.map((f) => f.name), target.name];
  const lines = [
    `table = ${readTable(p, t)}`,
    `features = ${list(features.map((f) => f.name))}`,
    `target = ${text(target.name)}`,
    ...(missing === 'drop'
      ? [`table = table.dropna(subset=${list(used)})`]
      : missing === 'mean' || missing === 'mark'
        ? ['table = table.dropna(subset=[target])']
        : []),
    t.testSize === 0
      ? 'train = table'
      : `train, test = train_test_split(table, test_size=${number(t.testSize)}, random_state=${t.splitSeed})`,
    '',
    ...(own ? [] : fittedPart(p, t)),
    ...(target.kind === 'number' ? [] : ['classes = sorted(table[target].unique())']),
    '',
    own ? ownInputs(p) : `def inputs(rows):  # [rows, ${layers[0]?.inputs.join(', ') ?? 1}]`,
    ...(own ? [] : inputsBody(p)),
    '',
    `def targets(rows):  # [rows, ${target.kind === 'categories' ? target.values.length : 1}]`,
    target.kind === 'number'
      ? '    return rows[[target]].to_numpy("float32")'
      : target.kind === 'binary'
        ? '    return (rows[[target]] == classes[1]).to_numpy("float32")'
        : '    return np.stack([rows[target] == c for c in classes], axis=1).astype("float32")',
    '',
    'x_train, y_train = inputs(train), targets(train)',
    ...(t.testSize === 0 ? [] : ['x_test, y_test = inputs(test), targets(test)']),
  ];
  return lines.join('\n');
}

const namesOf = ({ features }: Plan['preprocessing'], kind: 'number' | 'category'): string[] =>
  features.filter((feature) => feature.kind === kind).map(({ name }) => name);

function fittedPart(p: Plan['preprocessing'], { testSize }: TableTraining): string[] {
  const { scale, missing } = p;
  const [numbers, texts] = [namesOf(p, 'number'), namesOf(p, 'category')];
  const scaled = scale !== 'none' && numbers.length > 0;
  return [
    '# Everything that is fitted is fitted on the training rows only.',
    ...(missing === 'mean' && numbers.length > 0 ? [`fill = train[${list(numbers)}].mean()`] : []),
    ...(missing === 'mean' && texts.length > 0 ? [`most = train[${list(texts)}].mode().iloc[0]`] : []),
    ...(missing === 'mean'
      ? [
          `train = train.fillna(${fills(numbers, texts)})`,
          ...(testSize === 0 ? [] : [`test = test.fillna(${fills(numbers, texts)})`]),
        ]
      : []),
    ...(scaled && scale === 'standard'
      ? [`offset = train[${list(numbers)}].mean()`, `divisor = train[${list(numbers)}].std(ddof=0).replace(0, 1)`]
      : []),
    ...(scaled && scale === 'minmax'
      ? [`offset = train[${list(numbers)}].min()`, `divisor = (train[${list(numbers)}].max() - offset).replace(0, 1)`]
      : []),
    ...(texts.length > 0 ? [`texts = {name: sorted(train[name].unique()) for name in ${list(texts)}}`] : []),
  ];
}

function inputsBody(p: Plan['preprocessing']): string[] {
  const texts = namesOf(p, 'category');
  const scaled = p.scale !== 'none' && namesOf(p, 'number').length > 0;
  const one = scaled ? '(rows[name] - offset[name]) / divisor[name]' : 'rows[name]';
  if (texts.length === 0) {
    return [
      `    return ${scaled ? '((rows[features] - offset[features]) / divisor[features])' : 'rows[features]'}.to_numpy("float32")`,
    ];
  }
  return [
    '    columns = []',
    '    for name in features:',
    '        if name in texts:',
    '            columns += [rows[name] == value for value in texts[name]]',
    '        else:',
    `            columns.append(${one})`,
    '    return np.stack(columns, axis=1).astype("float32")',
  ];
}

const fills = (numbers: readonly string[], texts: readonly string[]): string =>
  numbers.length === 0 ? 'most' : texts.length === 0 ? 'fill' : 'pd.concat([fill, most])';

/** pandas takes more spellings for missing values than we do, and reads 007 as 7. */
export function readTable(
  { features, target, missing }: Plan['preprocessing'],
  { file }: Pick<TableTraining, 'file'>,
): string {
  const texts = [
    ...features.filter((f) => f.kind === 'category' || f.kind === 'date').map((f) => f.name),
    ...(target.kind !== 'number' && typeof target.values[0] === 'string' ? [target.name] : []),
  ];
  const shared = [
    ...skipped(file),
    ...(file.thousands === undefined ? [] : [`thousands=${text(file.thousands)}`]),
    ...(file.header === false ? ['header=None', `names=${list(file.columns ?? [])}`] : []),
    ...(texts.length > 0 ? [`dtype={${texts.map((name) => `${text(name)}: str`).join(', ')}}`] : []),
    ...(texts.length > 0 || missing === 'drop' || missing === 'mean' || features.some(isOwn)
      ? ['keep_default_na=False', `na_values=${list([...missingMarkersWith(file.missingValues).always])}`]
      : file.missingValues === undefined
        ? []
        : [`na_values=${list(file.missingValues)}`]),
  ];
  if (file.sheet !== undefined) {
    return `pd.read_excel(${[text(file.name), `sheet_name=${text(file.sheet)}`, ...shared].join(', ')})`;
  }
  const { encoding = 'utf-8', delimiter = ',', decimalComma = false } = file;
  return `pd.read_csv(${[text(file.name), ...(encoding === 'utf-8' ? [] : [`encoding=${text(encoding)}`]), ...(delimiter === ',' ? [] : [`sep=${delimiter === ' ' ? 'r"\\s+"' : text(delimiter)}`]), ...(decimalComma ? ['decimal=","'] : []), ...shared].join(', ')})`;
}

function skipped({ skipRows = 0, skipLines = [] }: TableTraining['file']): string[] {
  if (skipLines.length === 0) return skipRows > 0 ? [`skiprows=${skipRows}`] : [];
  const lines = new Set([...Array.from({ length: skipRows }, (_, line) => line), ...skipLines]);
  return [`skiprows=[${[...lines].join(', ')}]`];
}

const limits: Readonly<Record<string, string>> = {
  glorotUniform: '6 / (rows + columns)',
  heUniform: '6 / rows',
  lecunUniform: '3 / rows',
};

/** Can the first weights be drawn again in Python? */
export const sameStart = (layers: readonly PlanLayer[]): boolean =>
  layers
    .flatMap((l) => l.variables)
    .every(({ init, shape, ones }) =>
      ones ? false : init.name in limits ? shape.length >= 2 : ['zeros', 'ones', 'constant'].includes(init.name),
    );

/** Our generator of first weights. */
export function drawingPart(layers: readonly PlanLayer[]): string {
  const names = layers.flatMap((l) => l.variables.map(({ init }) => init.name));
  const kinds = [...new Set(names)].filter((name) => name in limits);
  if (kinds.length === 0) return '';
  const windows = layers.some((l) => l.variables.some(({ shape }) => shape.length > 2));
  return `def uniform(seed, stream, n):
    """Gradsheet's initial weights: n numbers from 0 to 1 by Philox 4x32-10."""
    word = np.uint64(0xFFFFFFFF)
    c = [np.arange((n + 1) // 2, dtype=np.uint64), *(np.full((n + 1) // 2, v, dtype=np.uint64) for v in (0, stream, 1))]
    k0, k1 = seed, 0
    for _ in range(10):
        p0, p1 = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        c = [(p1 >> np.uint64(32)) ^ c[1] ^ np.uint64(k0), p1 & word, (p0 >> np.uint64(32)) ^ c[3] ^ np.uint64(k1), p0 & word]
        k0, k1 = (k0 + 0x9E3779B9) % 2**32, (k1 + 0xBB67AE85) % 2**32
    high, low = np.stack([c[0], c[2]], axis=1).ravel()[:n], np.stack([c[1], c[3]], axis=1).ravel()[:n]
    return ((high >> np.uint64(5)) * 2.0**26 + (low >> np.uint64(6))) * 2.0**-53

${kinds
  .map((kind) =>
    windows
      ? `def ${snake(kind)}(seed, stream, *shape):
    rows, columns = np.prod(shape[:-1]), np.prod(shape[:-2]) * shape[-1]
    limit = np.sqrt(${limits[kind] ?? ''})
    return (limit * (2 * uniform(seed, stream, np.prod(shape)) - 1)).reshape(shape)`
      : `def ${snake(kind)}(seed, stream, rows, columns):
    limit = np.sqrt(${limits[kind] ?? ''})
    return (limit * (2 * uniform(seed, stream, rows * columns) - 1)).reshape(rows, columns)`,
  )
  .join('\n\n')}`;
}

/** Python expressions for the first numbers of every layer's variables, as `sameStart` allows. */
export const firstWeights = (layers: readonly PlanLayer[], seed: number): readonly (readonly string[])[] =>
  layers.map((l) => l.variables.map((v) => firstNumbers(v, seed)));

function firstNumbers({ init, shape, stream }: PlanVariable, seed: number): string {
  const sizes = shape.length === 1 ? shape.join() : tuple(shape);
  if (init.name === 'zeros') return `np.zeros(${sizes})`;
  if (init.name in limits) return `${snake(init.name)}(${seed}, ${stream}, ${shape.join(', ')})`;
  return `np.full(${tuple(shape)}, ${init.name === 'constant' ? number(init.value) : '1.0'})`;
}
