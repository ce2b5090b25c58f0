import { GradsheetError } from '../../errors.ts';
import type { Where, Words } from '../../words.ts';
import { words } from '../error-words.ts';

/**
 * Walks through the tags of an XML text without building a tree: `next()` goes to the next tag, then the fields tell of
 * it. Enough for workbook files, and safe: no document types, no entities but the five of XML itself and numbers.
 *
 * The places of tags are known, so that `patch` can change a part and leave every other letter as it is.
 */
export class XmlScanner {
  readonly xml: string;
  readonly where: Where;
  kind: 'open' | 'close' | 'end' = 'end';
  /** Name without namespace prefix. */
  name = '';
  /** `<v/>`: opens and closes at once; no `close` follows. */
  empty = false;
  /** Place of the tag: `xml.slice(start, end)` is `<c r="A1">`. */
  start = 0;
  end = 0;
  private textFrom = 0;
  private textBefore = '';

  constructor(xml: string, where: Where) {
    this.xml = xml;
    this.where = where;
  }

  next(): 'open' | 'close' | 'end' {
    const { xml } = this;
    this.textFrom = this.end;
    this.textBefore = '';
    for (let at = this.end; ;) {
      const start = xml.indexOf('<', at);
      if (start < 0) {
        this.start = this.end = xml.length;
        return (this.kind = 'end');
      }
      const c = xml.charCodeAt(start + 1);
      if (c === 33 || c === 63) {
        // ! ?
        at = this.skip(start, c);
        continue;
      }
      this.start = start;
      const closing = c === 47; // /
      const nameStart = closing ? start + 2 : start + 1;
      let i = nameStart;
      let local = nameStart;
      let code = 0;
      for (; i < xml.length; i++) {
        code = xml.charCodeAt(i);
        if (code === 62 || code === 47 || code === 32 || (code >= 9 && code <= 13)) break; // > / space
        if (code === 58) local = i + 1; // :
      }
      this.name = xml.slice(local, i);
      while (code !== 62) {
        // to the closing > outside of attribute values
        if (code === 34 || code === 39) i = xml.indexOf(xml.charAt(i), i + 1); // " '
        if (i < 0 || i >= xml.length) throw this.bad(words('a tag that never ends'));
        code = xml.charCodeAt(++i);
      }
      this.empty = xml.charCodeAt(i - 1) === 47 && !closing;
      this.end = i + 1;
      return (this.kind = closing ? 'close' : 'open');
    }
  }

  /** Text between the tag before and this one. */
  text(): string {
    return this.textBefore + this.decode(this.xml.slice(this.textFrom, this.start));
  }

  /** Value of an attribute of this tag, by its name without prefix. */
  attribute(name: string): string | undefined {
    const { xml, end } = this;
    let at = this.start;
    for (;;) {
      while (at < end && xml.charCodeAt(at) !== 61) at++; // = ; not indexOf, which would search beyond the tag
      if (at >= end) return undefined;
      let to = at;
      while (isSpace(xml.charCodeAt(to - 1))) to--;
      let open = at + 1;
      while (isSpace(xml.charCodeAt(open))) open++;
      const quote = xml.charCodeAt(open);
      if (quote !== 34 && quote !== 39) throw this.bad(words('an attribute without quotation marks'));
      let close = open + 1;
      while (close < end && xml.charCodeAt(close) !== quote) close++;
      const before = xml.charCodeAt(to - name.length - 1);
      if ((before === 58 || isSpace(before)) && xml.startsWith(name, to - name.length)) {
        return this.decode(xml.slice(open + 1, close));
      }
      at = close + 1;
    }
  }

  /** Goes on to the end of the element that was just opened. */
  skipElement(): void {
    if (this.empty) return;
    for (let depth = 1; depth > 0;) {
      const kind = this.next();
      if (kind === 'end') throw this.bad(words('an element that never ends'));
      if (kind === 'close') depth--;
      else if (!this.empty) depth++;
    }
  }

  bad(problem: Words): GradsheetError {
    return new GradsheetError('bad-file', {
      where: this.where,
      expected: words('readable XML'),
      received: words('{} at character {}', problem, this.start + 1),
    });
  }

  /** Comments, processing instructions and CDATA; the text before them is kept. Document types are refused. */
  private skip(start: number, c: number): number {
    const { xml } = this;
    const comment = xml.startsWith('<!--', start);
    const data = xml.startsWith('<![CDATA[', start);
    if (c === 33 && !comment && !data) {
      this.start = start;
      throw this.bad(words('a document type (<!DOCTYPE …>), which workbooks do not have and attacks use,'));
    }
    const close = comment ? '-->' : data ? ']]>' : '?>';
    const end = xml.indexOf(close, start);
    if (end < 0) {
      this.start = start;
      throw this.bad(words('a comment that never ends'));
    }
    this.textBefore += this.decode(xml.slice(this.textFrom, start)) + (data ? xml.slice(start + 9, end) : '');
    return (this.textFrom = end + close.length);
  }

  private decode(text: string): string {
    if (!text.includes('&')) return text;
    return text.replace(
      /&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot|apos));|&/g,
      (entity, hex?: string, decimal?: string, named?: keyof typeof entities) => {
        if (named) return entities[named];
        const code = hex !== undefined ? parseInt(hex, 16) : decimal !== undefined ? Number(decimal) : -1;
        if (code < 0 || code > 0x10ffff) throw this.bad(words('an unknown entity ({})', entity));
        return String.fromCodePoint(code);
      },
    );
  }
}

const entities = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" } as const;
const isSpace = (c: number): boolean => c === 32 || (c >= 9 && c <= 13);

/**
 * Text for XML, between tags or in an attribute. Characters that XML cannot hold are written as Excel does: _x0001_,
 * and
 * so is a text that looks like that.
 */
export function escapeXml(text: string): string {
  if (!special.test(text)) return text;
  return text
    .replace(/\p{Surrogate}/gu, '\ufffd') // half a character
    .replace(/_(?=x[0-9a-fA-F]{4}_)/g, '_x005F_')
    .replace(
      /[\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g,
      (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
const special = /[&<>"\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]|_x[0-9a-fA-F]{4}_/;

/** Undoes Excel's `_x000D_`. */
export const unescapeText = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9a-fA-F]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    : text;
