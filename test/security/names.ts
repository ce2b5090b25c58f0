// Names as strangers write them: any Unicode, with what ends lines, strings and comments mixed in more often than
// chance would.
import { NumpyRandom } from '../../src/util/numpy-random.ts';

const ENDS = [
  '\n',
  '\r',
  '\r\n',
  '\v',
  '\f',
  '\0',
  '\u001b',
  '\u007f',
  '\u0085',
  '\u009b',
  '\u009d',
  '\u2028',
  '\u2029',
  '\ufeff',
  '\u202e',
  '\u2066',
  '\u200d',
  '\ud800',
  '\udc00',
  '\u{e0041}',
  '\uffff',
  '"',
  "'",
  '`',
  '"""',
  "'''",
  '\\',
  '\\\\',
  '\\n',
  '\\u000a',
  '\\N{LINE FEED}',
  '${x()}',
  '{x()}',
  '#',
  '//',
  '/*',
  '*/',
  '<!--',
  '-->',
  '</script>',
  ']]>',
  '&',
  '<',
  '>',
  ';',
  ',',
  '\t',
  ' ',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  'coding: utf-7',
  'coding=rot13',
  '-*- coding: latin-1 -*-',
  '@ts-nocheck',
  '@title x',
  'vim: set ft=x:',
  '!ls',
  '%cd /',
  '%%bash',
  '+AAo-',
  "=cmd|'/c calc'!A0",
  '+1+1',
  '-1+1',
  '@SUM(1)',
  '\uff1d1+1',
  "'=1",
  '-1.5',
  '\u001b[31m',
  '\u001b]0;title\u0007',
  '\u001b]8;;http://example.org\u0007',
  '\u001b[2J',
  '\u009b2J',
  'import os',
  'open("made", "w")',
  'process.exit(9)',
  '__proto__',
  'constructor',
  '名稱',
  '🙂',
  'é',
  'x',
  '1',
];

/** Never blank, so that it may be a header. The same seed gives the same names. */
export function strangeNames(seed: number): () => string {
  const random = new NumpyRandom(seed);
  const below = (n: number): number => random.randint(0, n);
  const piece = (): string => {
    switch (below(4)) {
      case 0:
        return String.fromCharCode(below(0x10000));
      case 1:
        return String.fromCodePoint(below(0x110000));
      default:
        return ENDS[below(ENDS.length)] ?? '';
    }
  };
  return () => {
    const name = Array.from({ length: 1 + below(6) }, piece).join('');
    return name.trim() === '' ? `${name}x` : name;
  };
}
