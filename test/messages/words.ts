import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export type Spoken = 'en' | 'zh-TW';
export interface Text {
  readonly language: Spoken;
  readonly text: string;
  readonly place: string;
}
export interface AvoidedWord {
  readonly language: Spoken;
  /** As it is set in the table. */ readonly word: string;
  readonly pattern: RegExp;
  /** What to write instead. */ readonly use: string;
}

/**
 * The words in `code` in the columns "avoid" and "避免" of `src/messages/README.md`.
 *
 *   | result | `verdicts?` | 結果 | `判定` |   → /\bverdicts?\b/i for English, /判定/ for Chinese
 */
export const avoidedWords = (root: string): readonly AvoidedWord[] =>
  wordTable(root).flatMap(({ en, notEn, zh, notZh }) => [
    ...inCode(notEn).map((word) => ({ language: 'en' as const, word, pattern: wholeWord(word), use: en })),
    ...inCode(notZh).map((word) => ({ language: 'zh-TW' as const, word, pattern: new RegExp(word), use: zh })),
  ]);

/** The rows of the table, as they are written. */
export const wordTable = (root: string): readonly { en: string; notEn: string; zh: string; notZh: string }[] =>
  readFileSync(join(root, 'src/messages/README.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2) // heading and rule
    .map((line) => line.split(/(?<!\\) *\| */).map((cell) => cell.replaceAll('\\|', '|')))
    .map(([, en = '', notEn = '', zh = '', notZh = '']) => ({ en, notEn, zh, notZh }));

const inCode = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
const wholeWord = (word: string): RegExp => new RegExp(`(?<![\\w-])(?:${word})(?!\\w)`, 'i');

/**
 * What a person reads of a file: the prose of a page, the strings of a source. Commands, programs, outputs and names in
 * `code` are left out; outputs are made of the messages, which are read themselves.
 */
export const textsOf = (root: string, path: string): readonly Text[] =>
  path.endsWith('.md') ? proseOf(root, path) : stringsOf(root, path);

function proseOf(root: string, path: string): Text[] {
  let fenced = false;
  return readFileSync(join(root, path), 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      if (line.startsWith('```')) fenced = !fenced;
      const text = line.replaceAll(/`[^`]*`/g, '`').replaceAll(/\]\([^)]*\)/g, ']');
      return fenced ? [] : [{ language: languageOf(text), text, place: `${path}:${i + 1}` }];
    });
}

/** A template is one text, with `{}` for what is computed. One word in small letters is a name, as `learning-rate`. */
function stringsOf(root: string, path: string): Text[] {
  const source = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.ES2023, true);
  const found: Text[] = [];
  const visit = (node: ts.Node): void => {
    const text = ts.isTemplateExpression(node)
      ? node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join('')
      : ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)
        ? node.text
        : null;
    const isName = text === null || /^[a-z][\w-]*$/.test(text) || ts.isImportDeclaration(node.parent);
    if (!isName) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({ language: languageOf(text), text, place: `${path}:${line}` });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const languageOf = (text: string): Spoken => (/\p{Script=Han}/u.test(text) ? 'zh-TW' : 'en');
