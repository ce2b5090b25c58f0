import type { Label } from '../split.ts';

export type Scale = 'standard' | 'minmax' | 'none';
/**
 * What to do with missing values: refuse them; leave their rows out; fill in the mean (of texts the most frequent); or
 * fill in the same and mark it, by one more column of 0 and 1.
 */
export type MissingRule = 'error' | 'drop' | 'mean' | 'mark';
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
/** Statistics of the training rows, after filling. `std` divides by n, as scikit-learn's StandardScaler. */
export interface NumberFeature extends Gaps {
  readonly kind: 'number';
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
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
export type Feature = NumberFeature | CategoryFeature;

/** Of two classes the second is 1, the first 0. Classes ascend: numbers by size, texts by code point. */
export type Target =
  | { readonly name: string; readonly kind: 'number' }
  | { readonly name: string; readonly kind: 'binary'; readonly values: readonly Label[] }
  | { readonly name: string; readonly kind: 'categories'; readonly values: readonly Label[] };

/** Names of the encoded columns of a feature: a number's own name, `city=Taipei` for a category. */
export function encodedNames(feature: Feature): readonly string[] {
  const { name, mark } = feature;
  if (feature.kind === 'number') return mark ? [name, `${name} missing`] : [name];
  return [
    ...feature.values.map((value) => `${name}=${value}`),
    ...(feature.other === undefined ? [] : [`${name}=(other)`]),
    ...(mark ? [`${name}=(missing)`] : []),
  ];
}

/** How many encoded columns a feature takes. */
export function widthOf(feature: Feature): number {
  const more = feature.mark ? 1 : 0;
  if (feature.kind === 'number') return 1 + more;
  return feature.values.length + (feature.other === undefined ? 0 : 1) + more;
}
