import type { Feature, Preprocessing, PreprocessingWarning, Target } from '../data/preprocessing.ts';
import type { Label } from '../data/split.ts';
import type { Json } from './json.ts';

/** A preprocessing as it was saved; a list or number of the wrong kind is a `bad-file`. */
export function readPreprocessing(json: Json): Preprocessing {
  const columns = json
    .get('columns')
    .list()
    .map((name) => name.text());
  const perColumn = (part: Json): number[] =>
    part.list().length === columns.length
      ? part.list().map((n) => n.number())
      : part.fail(`${columns.length} numbers, one per column`);
  const features = json.get('features').list().map(readFeature);
  const encoded = features.flatMap((feature) =>
    feature.kind === 'number' ? [feature.name] : feature.values.map((value) => `${feature.name}=${value}`),
  );
  if (encoded.length !== columns.length) json.get('columns').fail(`${encoded.length} names, as the features make`);
  return {
    features,
    columns,
    target: readTarget(json.get('target')),
    scale: oneOf(json.get('scale'), ['standard', 'minmax', 'none']),
    missing: oneOf(json.get('missing'), ['error', 'drop', 'mean']),
    scaling: {
      offset: perColumn(json.get('scaling').get('offset')),
      divisor: perColumn(json.get('scaling').get('divisor')),
    },
    rows: json.get('rows').count(),
    warnings: json
      .get('warnings')
      .list()
      .map((warning) => {
        warning.get('code').text();
        return warning.value as PreprocessingWarning;
      }), // only shown to a person
  };
}

function readFeature(json: Json): Feature {
  const name = json.get('name').text();
  const fill = json.get('fill');
  if (oneOf(json.get('kind'), ['number', 'category']) === 'category') {
    return {
      name,
      kind: 'category',
      values: json
        .get('values')
        .list()
        .map((value) => value.text()),
      ...(fill.missing ? {} : { fill: fill.text() }),
    };
  }
  return {
    name,
    kind: 'number',
    mean: json.get('mean').number(),
    std: json.get('std').number(),
    min: json.get('min').number(),
    max: json.get('max').number(),
    ...(fill.missing ? {} : { fill: fill.number() }),
  };
}

function readTarget(json: Json): Target {
  const name = json.get('name').text();
  const kind = oneOf(json.get('kind'), ['number', 'binary', 'categories']);
  if (kind === 'number') return { name, kind };
  const values = json
    .get('values')
    .list()
    .map((value): Label => (typeof value.value === 'number' ? value.number() : value.text()));
  if (kind === 'binary' && values.length !== 2) json.get('values').fail('two classes');
  return { name, kind, values };
}

function oneOf<T extends string>(json: Json, choices: readonly T[]): T {
  return choices.find((choice) => choice === json.value) ?? json.fail(`one of ${choices.join(', ')}`);
}
