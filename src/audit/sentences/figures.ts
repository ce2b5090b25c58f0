import type { Language } from '../../messages/language.ts';

/** A number in a sentence: `digits` significant ones, exponents as powers of ten, minus as a minus sign. */
export function figure(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (size === Infinity) return `${sign}∞`;
  if (size === 0) return '0';
  if (size >= 1e7 || size < 1e-4) {
    const [digitsOf = '', power = ''] = size.toExponential(digits - 1).split('e');
    const short = digitsOf.includes('.') ? digitsOf.replace(/\.?0+$/, '') : digitsOf;
    return `${sign}${short} × 10${[...power.replace('+', '')].map((c) => RAISED[c] ?? c).join('')}`;
  }
  const rounded = size >= 10 ** digits ? String(Math.round(size)) : String(Number(size.toPrecision(digits)));
  return sign + (size >= 10_000 ? rounded.replace(/\B(?=(\d{3})+$)/g, ',') : rounded);
}
const RAISED: Readonly<Record<string, string>> = {
  '-': '⁻',
  0: '⁰',
  1: '¹',
  2: '²',
  3: '³',
  4: '⁴',
  5: '⁵',
  6: '⁶',
  7: '⁷',
  8: '⁸',
  9: '⁹',
};

/** How far something finite is off: `42%`, `0.18%`, `less than 0.01%`, `13 times its size`. */
export function share(of: number, language: Language): string {
  const zh = language === 'zh-TW';
  if (of >= 10) return zh ? `${figure(of, 2)} 倍` : `${figure(of, 2)} times its size`;
  if (of < 1e-4) return zh ? '不到 0.01%' : 'less than 0.01%';
  return `${of >= 0.0995 ? Math.round(of * 100) : Number((of * 100).toPrecision(2))}%`;
}
