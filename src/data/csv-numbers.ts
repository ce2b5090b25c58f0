import { isBlank } from './csv-cells.ts';

/** The number that text[start, end) spells, correctly rounded; NaN if it is none. Blanks around it do not count. */
export function parseNumber(text: string, start: number, end: number, decimalComma = false): number {
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  const spelled = text.slice(start, end);
  const ordinary = decimalComma ? (spelled.includes('.') ? '' : spelled.replace(',', '.')) : spelled;
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(ordinary) ? Number(ordinary) : NaN;
}

/** The same of codes[start, end), if it has at most 15 digits and nothing but them, a sign and a point; else NaN. */
export function parseShort(codes: Uint16Array, start: number, end: number, decimalComma: boolean): number {
  const point = decimalComma ? 44 : 46;
  const sign = codes[start];
  let i = sign === 45 || sign === 43 ? start + 1 : start;
  if (end - i > 16) return NaN;
  let mantissa = 0;
  const first = i;
  for (; i < end; i++) {
    const digit = (codes[i] as number) - 48;
    if (digit < 0 || digit > 9) break;
    mantissa = mantissa * 10 + digit;
  }
  let digits = i - first;
  let size = mantissa;
  if (i < end) {
    if (codes[i] !== point) return NaN;
    const behind = ++i;
    for (; i < end; i++) {
      const digit = (codes[i] as number) - 48;
      if (digit < 0 || digit > 9) return NaN;
      mantissa = mantissa * 10 + digit;
    }
    digits += end - behind;
    // Up to 15 digits and 10^22 are exact doubles, so one division rounds once (Clinger 1990).
    size = mantissa / (POWERS[end - behind] ?? NaN);
  }
  if (digits === 0 || digits > 15) return NaN;
  return sign === 45 ? -size : size;
}

const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15] as const;

export const isInfinite = (content: string, value: number): boolean =>
  value === Infinity || value === -Infinity || /^[+-]?(inf|infinity|∞)$/i.test(content);

/** How the numbers of one column are dressed: $1,200 has the group ',' and the currency '$'. */
export interface NumberDress {
  readonly decimal: '.' | ',';
  /** Between thousands; '' for nothing. */
  readonly group: string;
  /** Do groups have any length, since the person named the character? */
  readonly loose: boolean;
  readonly percent: boolean;
  readonly currency: string;
  /** Behind all of them; '' for none. */
  readonly unit: string;
}

interface Parts {
  readonly negative: boolean;
  /** (1,200): minus 1,200, as accountants write it. */
  readonly parentheses: boolean;
  readonly currency: string;
  readonly percent: boolean;
  /** Whatever else stands behind the digits: km, 度. */
  readonly unit: string;
  readonly digits: string;
}

const CODES =
  'USD|EUR|GBP|JPY|CNY|RMB|TWD|NTD|HKD|KRW|CHF|AUD|CAD|NZD|SGD|INR|SEK|NOK|DKK|PLN|CZK|HUF|BRL|MXN|ZAR|THB|VND|IDR|MYR|PHP|RUB|TRY|ILS';
const CURRENCY = `(?:US|NT|HK|AU|CA|NZ|MX|SG|A|C|R|S)?\\$|[€£¥₩₹₽₺₫₴₪฿₱]|元|圓|円|Rs\\.?|kr\\.?|zł|Kč|${CODES}`;
/** Behind a number: a word after a blank, or one of two letters (5km) or other signs (35坪, 20°C). A code is 207a. */
const UNIT = '\\s[\\p{L}°µ/²³·-]{1,12}|[\\p{Script=Latin}/²³]{2,12}|[°µ\\p{Lo}][\\p{L}/²³]{0,11}';
const DRESSED = new RegExp(
  `^(\\()?\\s*([+-])?\\s*(${CURRENCY})?\\s*([+-])?\\s*([.,]?\\d[\\d.,'’ ]*?)(?:\\s*(%|${CURRENCY})|(${UNIT}))?\\s*(\\))?$`,
  'u',
);
const LONGEST = 40; // characters: the pattern may try each blank twice

/** What a dressed number is made of; undefined for what is none. Full-width digits are as usual ones. */
function partsOf(text: string): Parts | undefined {
  if (text.length > LONGEST || !/[\d\uff10-\uff19]/.test(text)) return undefined;
  const usual = text
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\u00a0\u2007\u2009\u202f\u3000]/g, ' ')
    .replaceAll('\u2212', '-')
    .replaceAll('\uffe5', '¥')
    .trim();
  const [found, open = '', sign = '', before = '', second = '', digits = '', after = '', unit = '', close = ''] =
    DRESSED.exec(usual) ?? [];
  if (found === undefined || (open === '') !== (close === '')) return undefined;
  if (sign !== '' && (second !== '' || open !== '')) return undefined;
  if (before !== '' && (after !== '' || unit !== '')) return undefined;
  return {
    negative: sign === '-' || second === '-' || open !== '',
    parentheses: open !== '',
    currency: after === '%' ? before : before + after,
    unit: unit.trim(),
    percent: after === '%',
    digits: digits.replaceAll('’', "'"),
  };
}

/** The digits as JavaScript writes them; undefined where they do not fit. */
function plainDigits(digits: string, { decimal, group, loose }: NumberDress): string | undefined {
  let bare = digits;
  if (group !== '' && digits.includes(group)) {
    const [whole = ''] = digits.split(decimal, 1);
    const groups = whole.split(group);
    const fits = loose || (/^[1-9]\d{0,2}$/.test(groups[0] ?? '') && groups.slice(1).every((g) => /^\d{3}$/.test(g)));
    if (!fits || digits.slice(whole.length).includes(group)) return undefined;
    bare = groups.join('') + digits.slice(whole.length);
  }
  const pattern = decimal === ',' ? /^(\d+(,\d*)?|,\d+)$/ : /^(\d+(\.\d*)?|\.\d+)$/;
  return pattern.test(bare) ? bare.replace(',', '.') : undefined;
}

/** The number in a dress, or without one; NaN if the text is none. 12% is 0.12, as a spreadsheet has it. */
export function undressed(text: string, dress: NumberDress): number {
  const plain = parseNumber(text, 0, text.length, dress.decimal === ',');
  if (!Number.isNaN(plain) && (!dress.percent || plain === 0)) return plain;
  const parts = partsOf(text);
  if (!parts || (parts.currency !== '' && parts.currency !== dress.currency)) return NaN;
  if (parts.unit !== '' && parts.unit !== dress.unit) return NaN;
  const digits = plainDigits(parts.digits, dress);
  if (digits === undefined) return NaN;
  const value = Number(digits + (parts.percent ? 'e-2' : ''));
  if (parts.percent !== dress.percent && value !== 0) return NaN;
  return parts.negative ? -value : value;
}

/**
 * The number of one cell by itself, which may be a percentage or an amount of money; NaN if it is none. What a comma
 * means only other cells of its column tell, so a cell with one is none.
 */
export function numberOfCell(text: string): number {
  const { percent = false, currency = '', unit = '' } = partsOf(text) ?? {};
  return undressed(text, { decimal: '.', group: '', loose: false, percent, currency, unit });
}

export interface DressHints {
  /** Of the file: where it is a comma, few people would write decimals with commas. */
  readonly delimiter: string;
  /** Known for the whole file; undefined: not yet. */
  readonly decimalComma: boolean | undefined;
  /** Named by the person. */
  readonly thousands?: string;
  /** Is the column known to be numbers? Then a unit is none of a few kinds. */
  readonly areNumbers?: boolean;
}

/** Of the cells that hold anything, so many must fit: the rest are slips. */
const ENOUGH = 0.9;

/**
 * The dress that fits the cells of a column. None (undefined) where two fit that give different numbers: is 1,234 a bit
 * more than one, or a thousand?
 */
export function dressOf(
  texts: readonly string[],
  { delimiter, decimalComma, thousands, areNumbers = false }: DressHints,
): NumberDress | undefined {
  const read = texts.map(partsOf).filter((found) => found !== undefined);
  const unit = unitOf(read, areNumbers ? 1 : FEWEST_WITH_UNIT);
  const parts = read.filter((part) => part.unit === '' || part.unit === unit);
  if (parts.length === 0 || parts.length < ENOUGH * texts.length) return undefined;
  const currencies = new Set(parts.map(({ currency }) => currency).filter((currency) => currency !== ''));
  if (currencies.size > 1 || parts.every(({ parentheses }) => parentheses)) return undefined;
  const [currency = ''] = currencies;
  const percent = parts.some((part) => part.percent);
  const all = parts.map(({ digits }) => digits);
  const dresses = dressesFor(decimalComma, thousands).map(([group, decimal]): NumberDress => ({
    decimal,
    group,
    loose: thousands !== undefined,
    percent,
    currency,
    unit,
  }));
  let [best, most] = [undefined as NumberDress | undefined, ENOUGH * texts.length];
  for (const dress of dresses) {
    const fitting = texts.filter((text) => !Number.isNaN(undressed(text, dress))).length;
    if (fitting > most || (best === undefined && fitting >= most)) [best, most] = [dress, fitting];
  }
  if (!best || thousands !== undefined || decimalComma !== undefined) return best;
  if (best.group === ',' && delimiter !== ',' && currency === '' && unit === '') {
    const sure = all.some((digits) => digits.includes(',') && !/^\d{1,3},\d{3}$/.test(digits));
    if (!sure) return undefined;
  }
  if (best.decimal === ',' && !all.some((digits) => digits.includes(best.group))) return undefined;
  return best;
}

/** Fewer different numbers may be kinds: 2WD and 4WD, 1 star to 5 stars. */
const FEWEST_WITH_UNIT = 10;

/** The one unit that stands behind nearly all of them; '' for none. */
function unitOf(parts: readonly Parts[], fewest: number): string {
  const units = new Set(parts.map(({ unit }) => unit));
  units.delete('');
  const [unit = '', ...others] = units;
  const own = parts.filter((part) => part.unit === unit);
  const differ = new Set(own.map(({ digits }) => digits)).size;
  return others.length > 0 || own.length < ENOUGH * parts.length || differ < fewest ? '' : unit;
}

/** Groups and decimals, the more usual first. */
function dressesFor(decimalComma: boolean | undefined, thousands: string | undefined): readonly [string, '.' | ','][] {
  if (thousands !== undefined) return [[thousands, decimalComma === true || thousands === '.' ? ',' : '.']];
  const points: readonly [string, '.'][] = [['', '.'], [',', '.'], [' ', '.'], ["'", '.']]; // prettier-ignore
  const commas: readonly [string, ','][] = [['', ','], ['.', ','], [' ', ','], ["'", ',']]; // prettier-ignore
  if (decimalComma === undefined) return [...points, ...commas.slice(1)];
  return decimalComma ? commas : points;
}

/** A number that was typed, as the file writes those that are texts: 2.5 is 2,5 where points part thousands. */
export const spelled = (value: number, thousands: string | undefined): string =>
  thousands === '.' ? String(value).replace('.', ',') : String(value);

/** Is the text a plain number, without a dress? */
export const looksLikeNumber = (text: string, decimalComma = false): boolean =>
  !Number.isNaN(parseNumber(text, 0, text.length, decimalComma));

const POINT_COMMA: NumberDress = { decimal: ',', group: '.', loose: false, percent: false, currency: '', unit: '' };
const BLANK_COMMA: NumberDress = { ...POINT_COMMA, group: ' ' };

/**
 * Are these cells numbers with decimal commas, and nothing else? 1,5 is; 1,234 may be a thousand.
 *
 * @param share of the cells that must have a comma
 */
export function hasDecimalCommas(texts: readonly string[], share: number): boolean {
  const commas = texts.filter((text) => text.includes(','));
  return (
    commas.length > 0 &&
    commas.length >= share * texts.length &&
    commas.some((text) => !/^[+-]?[1-9]\d{0,2}(,\d{3})+$/.test(text)) &&
    texts.filter((text) => !Number.isNaN(undressed(text, text.includes(' ') ? BLANK_COMMA : POINT_COMMA))).length >=
      ENOUGH * texts.length
  );
}
