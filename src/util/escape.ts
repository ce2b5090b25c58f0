// The one place that writes a person's text into a program, a page or a terminal. Names come from strangers' files: a
// text must stay one literal, one comment, one line, and show what it holds.

/** Line breaks of every kind, controls, directions (which make a line look like another one), halves of characters. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

/** `\n`, `\x1b`, `\u202e`: what Python, JavaScript and people read alike; only above U+FFFF the spellings part. */
function escaped(character: string, above: (code: number) => string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xffff) return above(code);
  if (code > 0xff) return `\\u${hex(code, 4)}`;
  return { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character] ?? `\\x${hex(code, 2)}`;
}
const inPython = (character: string): string => escaped(character, (code) => `\\U${hex(code, 8)}`);
const inScript = (character: string): string => escaped(character, (code) => `\\u{${hex(code, 0)}}`);

/** A text on one line for a person: what is hidden in it shows. Joiners stay, which some scripts and emoji need. */
export const visible = (text: string): string =>
  text.replace(HIDDEN, (c) => (c === '\u200c' || c === '\u200d' ? c : inScript(c)));

/** A Python string. */
export const pythonText = (text: string): string => `"${text.replace(/["\\]/g, '\\$&').replace(HIDDEN, inPython)}"`;

/** A string of JavaScript and TypeScript. */
export const scriptText = (text: string): string => `'${text.replace(/['\\]/g, '\\$&').replace(HIDDEN, inScript)}'`;

/** A word of a shell's line that a person may copy: no part of it is a command. */
export function shellText(text: string): string {
  if (/^[\p{L}\p{N}_.\/=-]+$/u.test(text)) return text;
  return text.search(HIDDEN) < 0
    ? `'${text.replaceAll("'", "'\\''")}'`
    : `$'${text.replace(/['\\]/g, '\\$&').replace(HIDDEN, inPython)}'`;
}

/** JSON without a character that a terminal acts upon: equal to what `JSON.stringify` says, when it is read. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value).replace(HIDDEN, (c) =>
    c
      .split('')
      .map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
      .join(''),
  );

/**
 * What a comment tells a tool: its encoding to Python (PEP 263: `coding:` in the first two lines), `@ts-nocheck` to
 * TypeScript, `@title` to Colab, `vim:` and `-*-` to editors. A blank after it, and it is a word like others.
 */
const TOLD = /coding(?=[:=])|^\s*@|\b(?:[vV]im?|ex)(?=[<=>\d]*:)|-\*(?=-)/g;
const comment =
  (mark: string) =>
  (text: string): string =>
    `${mark} ${visible(text).replace(TOLD, '$& ')}`.trimEnd();

/** One line of comment each: whatever the text holds, the comment ends with the line. */
export const pythonComment = comment('#');
export const scriptComment = comment('//');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text of HTML or of a quoted attribute. What such a file cannot hold, or what turns the order of letters, shows as a
 * mark.
 */
export const htmlText = (text: string): string =>
  text
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff\p{Cs}]/gu,
      '\ufffd',
    )
    .replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c);
