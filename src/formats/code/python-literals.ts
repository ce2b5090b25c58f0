import { pythonText as text } from '../../util/escape.ts';

/** `(2,)`, `(2, 3)` */
export const tuple = (items: readonly number[]): string =>
  `(${items.map(number).join(', ')}${items.length === 1 ? ',' : ''})`;
export const list = (items: readonly string[]): string => `[${items.map(text).join(', ')}]`;
export const number = (v: number): string =>
  Number.isFinite(v) ? String(v).replace(/^(-?\d+)e/, '$1.0e') : `float("${v}")`;
export const value = (v: number | boolean): string => (typeof v === 'boolean' ? (v ? 'True' : 'False') : number(v));
/** A number or a text as Python writes it. */
export const pythonValue = (v: number | string): string => (typeof v === 'number' ? number(v) : text(v));
/** 'leakyRelu' → 'leaky_relu'; 'beta1' → 'beta_1', as Keras spells it. */
export const snake = (name: string): string =>
  name
    .replaceAll(/(?<!^)(?=[A-Z])/g, '_')
    .toLowerCase()
    .replace(/^(beta)(\d)$/, '$1_$2');
