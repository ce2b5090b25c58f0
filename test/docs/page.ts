// A Markdown page as a program: its commands and programs are run, and what they print stands in the block below them.
import { slugs } from './links.ts';

export interface Block {
  readonly language: string;
  readonly body: string;
  readonly from: number;
  readonly to: number;
}

/** Fenced code blocks. `from`, `to`: lines of the body. */
export function blocksOf(page: string): Block[] {
  const lines = page.split('\n');
  const blocks: Block[] = [];
  let open: { language: string; from: number } | null = null;
  lines.forEach((line, i) => {
    if (!line.startsWith('```')) return;
    if (open) {
      blocks.push({ ...open, to: i, body: lines.slice(open.from, i).join('\n') });
      open = null;
    } else open = { language: line.slice(3).trim(), from: i + 1 };
  });
  if (open) throw new Error('a code block is not closed');
  return blocks;
}

/** The page with other bodies in its blocks. */
export function withBodies(page: string, bodies: ReadonlyMap<Block, string>): string {
  const lines = page.split('\n');
  for (const [{ from, to }, body] of [...bodies].sort(([a], [b]) => b.from - a.from)) {
    lines.splice(from, to - from, ...body.split('\n'));
  }
  return lines.join('\n');
}

/** Commands of a shell block: lines joined at `\`, without comments, cut into words. */
export const commandsOf = (body: string): string[][] =>
  body
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) =>
      [...line.matchAll(/"([^"]*)"|'([^']*)'|#.*|(\S+)/g)].flatMap(([all, a, b, c]) =>
        all.startsWith('#') ? [] : [a ?? b ?? c ?? ''],
      ),
    )
    .filter((words) => words.length > 0);

/** What differs from run to run, or with each version of the workbook: durations and sizes of files. */
const masked = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .trimEnd()
        .replace(/ \d+\.?\d*(?:us|ms|s) \d+\.?\d*(?:us|ms|s)\/step/, ' ~')
        .replace(/^\d+\.\d+ (?:s|秒)$/, '~')
        .replace(/[\d.]+ KB/, '~ KB'),
    )
    .join('\n');

const ELLIPSIS = '…';
/** Runs of shown lines between the lines "…" that stand for what is left out. */
const parts = (shown: string): string[][] => {
  const made: string[][] = [[]];
  for (const line of shown.split('\n')) {
    if (line === ELLIPSIS) made.push([]);
    else made.at(-1)?.push(line);
  }
  return made;
};

/**
 * What a page should show of an output: `shown` itself where it still is what was printed, but for durations; else as
 * many
 * lines of the new output, with the same parts left out.
 */
export function upToDate(shown: string, printed: string): string {
  const actual = printed.trimEnd().split('\n');
  const pieces = parts(shown);
  const plain = masked(printed).split('\n');
  const found: string[][] = [];
  let at = 0;
  let same = true;
  pieces.forEach((piece, i) => {
    const wanted = piece.length === 0 ? [] : masked(piece.join('\n')).split('\n');
    const last = i === pieces.length - 1;
    const size = pieces.length === 1 ? actual.length : piece.length;
    const holds = (start: number): boolean => start >= at && wanted.every((line, k) => plain[start + k] === line);
    let start = i === 0 ? 0 : last ? actual.length - size : plain.findIndex((_, k) => holds(k));
    if (start < at || !holds(start) || (pieces.length === 1 && wanted.length !== plain.length)) same = false;
    if (start < at) {
      start = Math.max(
        at,
        plain.findIndex((line, k) => k >= at && line === wanted[0]),
      );
    } // what begins alike
    found.push(actual.slice(start, start + size).map((line) => line.trimEnd()));
    at = start + size;
  });
  return same ? shown : found.flatMap((piece, i) => (i === 0 ? piece : [ELLIPSIS, ...piece])).join('\n');
}

/** Links to files and headings of the project that lead nowhere. */
export function deadLinks(page: string, exists: (path: string) => boolean, read: (path: string) => string): string[] {
  const prose = page.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => {
      if (/^https?:/.test(target)) return false;
      const [path = '', heading] = target.split('#');
      if (path !== '' && !exists(path)) return true;
      return heading !== undefined && !slugs(path === '' ? page : read(path)).includes(decodeURIComponent(heading));
    });
}
