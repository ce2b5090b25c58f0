import type { Style } from '../book.ts';
import { XmlScanner } from './xml.ts';
import type { Where } from '../../words.ts';

/**
 * Looks by number, as cells name them: number format, fill, font. Damaged files name fonts and fills that do not exist:
 * these are left out. What cannot be said in a `Style` (themes, gradients) is left out as well.
 */
export function readStyles(xml: string, where: Where): (Style | undefined)[] {
  const formats = new Map<number, string>();
  const fonts = new FontSection();
  const fills = new FillSection();
  const styles: (Style | undefined)[] = [];
  const number = (scanner: XmlScanner, name: string): number => Number(scanner.attribute(name) ?? 0);
  let section = '';
  for (const scanner = new XmlScanner(xml, where); scanner.next() !== 'end';) {
    const { name, kind } = scanner;
    if (sections.has(name)) section = kind === 'open' && !scanner.empty ? name : '';
    else if (section === 'fonts') fonts.read(scanner);
    else if (section === 'fills') fills.read(scanner);
    else if (section === 'numFmts' && name === 'numFmt' && kind === 'open') {
      formats.set(number(scanner, 'numFmtId'), (scanner.attribute('formatCode') ?? '').slice(0, MAX_FORMAT_LENGTH));
    } else if (section === 'cellXfs' && name === 'xf' && kind === 'open') {
      styles.push(
        styleOf({
          numberFormat: formats.get(number(scanner, 'numFmtId')) ?? builtIn[number(scanner, 'numFmtId')],
          font: differing(fonts.found[number(scanner, 'fontId')] ?? {}, fonts.found[0] ?? {}),
          fill: fills.found[number(scanner, 'fillId')],
        }),
      );
    }
  }
  return styles;
}

type Font = NonNullable<Style['font']>;

/** `<font><b/><sz val="12"/></font>`, in the order in which styles count them. */
class FontSection {
  readonly found: (Font | undefined)[] = [];
  #font: Font = {};

  read(scanner: XmlScanner): void {
    const { name, kind } = scanner;
    if (name === 'font' && kind === 'open') this.#font = {};
    if (kind === 'open') this.#font = { ...this.#font, ...fontPart(scanner) };
    if (name === 'font' && (kind === 'close' || scanner.empty)) {
      this.found.push(Object.keys(this.#font).length > 0 ? this.#font : undefined);
    }
  }
}

/** `<fill><patternFill patternType="solid"><fgColor rgb="FFDFF1EF"/></patternFill></fill>`; other patterns are none. */
class FillSection {
  readonly found: (string | undefined)[] = [];
  #fill: string | undefined;
  #solid = false;

  read(scanner: XmlScanner): void {
    const { name, kind } = scanner;
    if (name === 'fill' && kind === 'open') {
      this.#fill = undefined;
      this.#solid = false;
    }
    if (name === 'patternFill') this.#solid ||= scanner.attribute('patternType') === 'solid';
    if (name === 'fgColor' && this.#solid) this.#fill = rgb(scanner);
    if (name === 'fill' && (kind === 'close' || scanner.empty)) this.found.push(this.#fill);
  }
}

/** What differs from the book's normal font. */
const differing = (font: Font, normal: Font): Font =>
  Object.fromEntries(Object.entries(font).filter(([name, value]) => normal[name as keyof Font] !== value));

/** Undefined for a look like any other cell's. */
function styleOf(look: { [Part in keyof Style]: Style[Part] | undefined }): Style | undefined {
  const { numberFormat, font = {}, fill } = look;
  const style: Style = {
    ...(numberFormat !== undefined && numberFormat !== 'General' && { numberFormat }),
    ...(Object.keys(font).length > 0 && { font }),
    ...(fill !== undefined && { fill }),
  };
  return Object.keys(style).length > 0 ? style : undefined;
}

/** Longest number format that Excel keeps. */
const MAX_FORMAT_LENGTH = 255;

/** Whether a number format shows a date or a time: then the number is a day, and no quantity to train. */
export function isDateFormat(format: string): boolean {
  const code = format.replace(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '').replace(/General/gi, '');
  return /[ymdhs]|上午|下午|年|月|日/i.test(code) && !/E[+-]/i.test(code);
}

const sections: ReadonlySet<string> = new Set([
  'numFmts',
  'fonts',
  'fills',
  'borders',
  'cellStyleXfs',
  'cellXfs',
  'cellStyles',
  'dxfs',
]);

function fontPart(scanner: XmlScanner): Font {
  const on = scanner.attribute('val') !== '0' && scanner.attribute('val') !== 'false';
  switch (scanner.name) {
    case 'b':
      return { bold: on };
    case 'i':
      return { italic: on };
    case 'color': {
      const color = rgb(scanner);
      return color === undefined ? {} : { color };
    }
    case 'sz': {
      const size = Number(scanner.attribute('val'));
      return size > 0 ? { size } : {};
    }
    case 'name': {
      const name = scanner.attribute('val');
      return name === undefined ? {} : { name };
    }
    default:
      return {};
  }
}

/** AARRGGBB or RRGGBB → RRGGBB. Colours of the theme are not looked up. */
const rgb = (scanner: XmlScanner): string | undefined =>
  /^(?:[0-9a-f]{2})?([0-9a-f]{6})$/i.exec(scanner.attribute('rgb') ?? '')?.[1]?.toUpperCase();

// ECMA-376 part 1, 18.8.30. 27 to 36 and 50 to 58 are dates in East Asian Excel, in forms that depend on its language.
const builtIn: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  14: 'mm-dd-yy',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'm/d/yy h:mm',
  37: '#,##0 ;(#,##0)',
  38: '#,##0 ;[Red](#,##0)',
  39: '#,##0.00;(#,##0.00)',
  40: '#,##0.00;[Red](#,##0.00)',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mmss.0',
  48: '##0.0E+0',
  49: '@',
  ...Object.fromEntries([27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, 'yyyy/m/d'])),
  ...Object.fromEntries([32, 33, 34, 35, 55, 56].map((id) => [id, 'h:mm:ss'])),
};
