import type { Label } from '../split.ts';
import { dateText } from './date-text.ts';
import { isClock, type DateRule } from './parse-date.ts';

export type Scale = 'standard' | 'minmax' | 'none';
/**
 * What to do with missing values: refuse them; leave their rows out; fill in the mean (of texts the most frequent); or
 * fill in the same and mark it, by one more column of 0 and 1.
 */
export type MissingRule = 'error' | 'drop' | 'mean' | 'mark';
/** What becomes of numbers far from all others: they stay as they are, or count as a limit (`limitsOf`). */
export type OutlierRule = 'keep' | 'limit';
export type Task = 'regression' | 'binary' | 'multiclass';
/** What a column is taken for. A text is free text, of which most rows have their own. */
export type Role = 'number' | 'category' | 'date' | 'text' | 'id';
export const roles = ['number', 'category', 'date', 'text', 'id'] as const satisfies readonly Role[];

/** What every feature says of missing values. */
interface Gaps {
  readonly name: string;
  /** Training rows without a value; absent: none. */
  readonly gaps?: number;
  /** One more encoded column, `name missing`: 1 where there was no value. Of a category: one value more. */
  readonly mark?: true;
}
/**
 * Statistics of the training rows, after filling: mean and deviation of limited values, the range as it came. `std`
 * divides by n, as scikit-learn's StandardScaler.
 */
export interface NumberFeature extends Gaps {
  readonly kind: 'number';
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  /** What is beyond counts as the limit; absent: there are none. */
  readonly limits?: readonly [low: number, high: number];
  /** Replaces a missing value. */
  readonly fill?: number;
}
/** The texts of the training rows, by code point: one encoded column each. */
export interface CategoryFeature extends Gaps {
  readonly kind: 'category';
  readonly values: readonly string[];
  /** How many rare texts share one encoded column more, which takes unseen ones too; absent: there is none. */
  readonly other?: number;
  /** Replaces a missing value. */
  readonly fill?: string;
}
/** What of a date comes again: the time of the year, the day of the week, the time of the day. */
export type DatePart = 'season' | 'weekday' | 'clock';
export const dateParts = ['season', 'weekday', 'clock'] as const satisfies readonly DatePart[];

/** Days since the first training row, with their statistics, and the parts that come again; or hours since midnight. */
export interface DateFeature extends Gaps {
  readonly kind: 'date';
  readonly rule: DateRule;
  /** Days from 1970-01-01 to the first training row; of times of day 0. */
  readonly first: number;
  readonly parts: readonly DatePart[];
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  /** Replaces a missing value: days since the first training row. */
  readonly fill?: number;
}
/** Words, hashed into few columns. A text that is missing has none. */
export interface TextFeature extends Gaps {
  readonly kind: 'text';
  readonly width: number;
  /** The beginning of one text. */
  readonly example: string;
  /** Which words the training rows have (`seenWords`); absent in models of earlier versions. */
  readonly seen?: string;
  readonly fill?: never;
}
export type Feature = NumberFeature | CategoryFeature | DateFeature | TextFeature;

/** Of two classes the second is 1, the first 0. Classes ascend: numbers by size, texts by code point. */
export type Target =
  | { readonly name: string; readonly kind: 'number' }
  | { readonly name: string; readonly kind: 'binary'; readonly values: readonly Label[] }
  | { readonly name: string; readonly kind: 'categories'; readonly values: readonly Label[] };

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Names of the encoded columns of a feature: a number's own name, `city=Taipei` for a category. */
export function encodedNames(feature: Feature): readonly string[] {
  const { name, mark } = feature;
  const missing = mark ? [`${name} missing`] : [];
  switch (feature.kind) {
    case 'number':
      return [name, ...missing];
    case 'date':
      return [
        `${name} (${isClock(feature.rule) ? 'hours' : 'days'})`,
        ...feature.parts.flatMap((part) => partNames(name, part)),
        ...missing,
      ];
    case 'text':
      return Array.from({ length: feature.width }, (_, i) => `${name} (words ${i + 1})`);
    case 'category':
      return [
        ...feature.values.map((value) => `${name}=${value}`),
        ...(feature.other === undefined ? [] : [`${name}=(other)`]),
        ...(mark ? [`${name}=(missing)`] : []),
      ];
    default:
      return feature satisfies never;
  }
}

function partNames(name: string, part: DatePart): string[] {
  if (part === 'weekday') return weekdays.map((day) => `${name}=${day}`);
  return [`${name} (${part} sin)`, `${name} (${part} cos)`];
}

/** How many encoded columns a part of a date takes. */
export const partWidth: Readonly<Record<DatePart, number>> = { season: 2, weekday: 7, clock: 2 };

/** How many encoded columns a feature takes. */
export function widthOf(feature: Feature): number {
  const more = feature.mark ? 1 : 0;
  switch (feature.kind) {
    case 'number':
      return 1 + more;
    case 'date':
      return 1 + feature.parts.reduce((sum, part) => sum + partWidth[part], 0) + more;
    case 'text':
      return feature.width;
    case 'category':
      return feature.values.length + (feature.other === undefined ? 0 : 1) + more;
    default:
      return feature satisfies never;
  }
}

/** A value that a row may have: the mean of numbers, the last of dates, the first of texts. */
export function exampleOf(feature: Feature): number | string {
  switch (feature.kind) {
    case 'number':
      return Number(feature.mean.toPrecision(6));
    case 'date':
      return dateText(feature.first + feature.max, feature.rule);
    case 'text':
      return feature.example;
    case 'category':
      return feature.values[0] ?? '';
    default:
      return feature satisfies never;
  }
}
