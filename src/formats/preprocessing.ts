import { dateParts, encodedNames, roles, type Role } from '../data/columns/feature.ts';
import { MOST_SEEN } from '../data/columns/free-text.ts';
import { dateRules } from '../data/columns/parse-date.ts';
import type { Feature, NumberFeature, Preprocessing, PreprocessingWarning, Target } from '../data/preprocessing.ts';
import type { Label } from '../data/split.ts';
import type { Json } from '../util/json.ts';
import { words } from './error-words.ts';

/** A preprocessing as it was saved; a list or number of the wrong kind is a `bad-file`. */
export function readPreprocessing(json: Json): Preprocessing {
  const columns = json.get('columns').texts();
  const perColumn = (part: Json, number = (n: Json): number => n.finite()): number[] => {
    const numbers = part.list().map(number);
    return numbers.length === columns.length ? numbers : part.fail(words('{} numbers, one per column', columns.length));
  };
  const features = json.get('features').list().map(readFeature);
  const encoded = features.flatMap(encodedNames);
  if (encoded.length !== columns.length) {
    json.get('columns').fail(words('{} names, as the features make', encoded.length));
  }
  return {
    features,
    columns,
    target: readTarget(json.get('target')),
    scale: json.get('scale').oneOf(['standard', 'minmax', 'none']),
    missing: json.get('missing').oneOf(['error', 'drop', 'mean', 'mark']),
    scaling: {
      offset: perColumn(json.get('scaling').get('offset')),
      divisor: perColumn(
        json.get('scaling').get('divisor'),
        (n) => n.finite() || n.fail(words('a number other than 0')),
      ),
    },
    rows: json.get('rows').count(),
    warnings: json.get('warnings').list().map(readWarning),
    ...optional(json.get('said'), (said) => ({ said: readSaid(said) })),
  };
}

function readSaid(json: Json): NonNullable<Preprocessing['said']> {
  const as = (roleOf: Json): Record<string, Role> =>
    Object.fromEntries(roleOf.entries().map(([name, role]) => [name, role.oneOf(roles)]));
  return {
    ...optional(json.get('as'), (part) => ({ as: as(part) })),
    ...optional(json.get('rare'), (part) => ({ rare: part.count() })),
    ...optional(json.get('mostCategories'), (part) => ({ mostCategories: part.count() })),
    ...optional(json.get('outliers'), (part) => ({ outliers: part.oneOf(['keep', 'limit']) })),
  };
}

function readFeature(json: Json): Feature {
  const kind = json.get('kind').oneOf(['number', 'category', 'date', 'text']);
  switch (kind) {
    case 'number':
      return {
        ...readGaps(json),
        ...readStatistics(json),
        ...optional(json.get('limits'), (limits) => ({ limits: readLimits(limits) })),
        kind,
      };
    case 'date':
      return {
        ...readGaps(json),
        ...readStatistics(json),
        kind,
        rule: json.get('rule').oneOf(dateRules),
        first: json.get('first').finite(),
        parts: json
          .get('parts')
          .list()
          .map((part) => part.oneOf(dateParts)),
      };
    case 'text':
      return {
        ...readGaps(json),
        kind,
        width: readWidth(json.get('width')),
        example: json.get('example').text(),
        ...optional(json.get('seen'), (seen) => ({ seen: readSeen(seen) })),
      };
    case 'category':
      return {
        ...readGaps(json),
        kind,
        values: json.get('values').texts(),
        ...optional(json.get('other'), (other) => ({ other: other.count() })),
        ...optional(json.get('fill'), (fill) => ({ fill: fill.text() })),
      };
    default:
      return kind satisfies never;
  }
}

function readLimits(json: Json): readonly [number, number] {
  const [low, high, ...more] = json.list().map((limit) => limit.finite());
  if (low !== undefined && high !== undefined && low < high && more.length === 0) return [low, high];
  return json.fail(words('two numbers, the smaller one first'));
}

function readStatistics(json: Json): Pick<NumberFeature, 'mean' | 'std' | 'min' | 'max' | 'fill'> {
  return {
    mean: json.get('mean').finite(),
    std: json.get('std').finite(),
    min: json.get('min').finite(),
    max: json.get('max').finite(),
    ...optional(json.get('fill'), (fill) => ({ fill: fill.finite() })),
  };
}

const MOST_WORDS = 4096;
const readWidth = (json: Json): number =>
  json.count() > 0 && json.count() <= MOST_WORDS ? json.count() : json.fail(words('a number from 1 to {}', MOST_WORDS));

function readSeen(json: Json): string {
  const seen = json.text();
  return seen.length <= MOST_SEEN && /^[0-9a-f]+$/.test(seen) ? seen : json.fail(words('hexadecimal digits'));
}

function readGaps(json: Json): Pick<Feature, 'name' | 'gaps' | 'mark'> {
  const mark = json.get('mark');
  return {
    name: json.get('name').text(),
    ...optional(json.get('gaps'), (gaps) => ({ gaps: gaps.count() })),
    ...(mark.value === true ? { mark: true } : mark.missing ? {} : mark.fail(words('true'))),
  };
}

/** What a field gives, if it is there. */
const optional = <T extends object>(json: Json, read: (json: Json) => T): Partial<T> =>
  json.missing ? {} : read(json);

function readTarget(json: Json): Target {
  const name = json.get('name').text();
  const kind = json.get('kind').oneOf(['number', 'binary', 'categories']);
  if (kind === 'number') return { name, kind };
  const values = json.get('values').list().map(readLabel);
  if (kind === 'binary' && values.length !== 2) json.get('values').fail(words('two classes'));
  return { name, kind, values };
}

const readLabel = (json: Json): Label => (typeof json.value === 'number' ? json.finite() : json.text());

const warningFields = {
  'constant-column': ['column', 'value'],
  'uneven-scales': ['column', 'smallest', 'times'],
  'left-out-column': ['column', 'categories', 'rows'],
  'left-out-rare': ['column', 'categories', 'least'],
  'left-out-constant': ['column', 'value'],
  'left-out-empty': ['column'],
  'left-out-id': ['column', 'rows'],
  'only-id': ['column', 'rows'],
  'counts-rows': ['column', 'rows'],
  'ambiguous-dates': ['column', 'text', 'first'],
  'short-years': ['column', 'text', 'value', 'first'],
  'class-codes': ['column', 'least', 'most'],
  'tells-target': ['column', 'how'],
  'computed-target': ['column', 'formula', 'from'],
  'many-categories': ['column', 'categories', 'rows'],
  'grouped-values': ['column', 'values', 'least'],
  'untrained-classes': ['column', 'classes', 'value'],
  'dropped-rows': ['rows'],
  'no-target-rows': ['rows'],
  'unreadable-cells': ['column', 'kind', 'cells', 'row', 'text'],
  'filled-cells': ['column', 'cells', 'value'],
  'marked-cells': ['column', 'cells', 'value'],
  'limited-cells': ['column', 'cells', 'low', 'high'],
} as const satisfies Record<PreprocessingWarning['code'], readonly string[]>;

const fieldReaders = {
  column: (json: Json) => json.text(),
  smallest: (json: Json) => json.text(),
  value: readLabel,
  times: (json: Json) => json.finite(),
  categories: (json: Json) => json.count(),
  rows: (json: Json) => json.count(),
  cells: (json: Json) => json.count(),
  values: (json: Json) => json.count(),
  low: (json: Json) => json.finite(),
  high: (json: Json) => json.finite(),
  least: (json: Json) => json.count(),
  most: (json: Json) => json.count(),
  text: (json: Json) => json.text(),
  first: (json: Json) => json.oneOf(['day', 'month']),
  how: (json: Json) => json.oneOf(['line', 'range', 'value']),
  classes: (json: Json) => json.count(),
  formula: (json: Json) => json.text(),
  kind: (json: Json) => json.oneOf(['number', 'date', 'time']),
  row: (json: Json) => json.count(),
  from: (json: Json) => json.texts(),
};

function readWarning(json: Json): PreprocessingWarning {
  // the keys of a literal
  const code = json.get('code').oneOf(Object.keys(warningFields) as PreprocessingWarning['code'][]);
  const fields = warningFields[code].map((name) => [name, fieldReaders[name](json.get(name))]);
  return { code, ...Object.fromEntries(fields) } as PreprocessingWarning; // the fields of that code
}
