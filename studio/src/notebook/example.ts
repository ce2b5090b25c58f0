import type { Language } from 'gradsheet/explain';
import program from '../../../examples/liked.ts?raw';
import { CodeCell, TextCell, type Cell } from './cells.svelte.ts';
import { notebookWords } from './words.ts';

/** Where the program's parts begin. */
const marks = ['const model', 'export const { loss', '// The labels'] as const;

/** The program of `examples/liked.ts`, whole and in its order, in cells. */
export function likedCode(): string[] {
  const lines = program
    .replace(/^\/\/.*\n/, '')
    .trimEnd()
    .split('\n');
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (marks.some((m) => line.startsWith(m))) parts.push([]);
    parts.at(-1)?.push(line.replace(/^export /, ''));
  }
  return parts.map((p) => p.join('\n').trim());
}

export function likedCells(language: Language): Cell[] {
  const words = notebookWords[language].exampleTexts;
  return likedCode().flatMap((code, i) => {
    const text = words[i];
    return [...(text === undefined ? [] : [new TextCell(text, i)]), new CodeCell(code)];
  });
}
