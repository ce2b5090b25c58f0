// Runs what a page tells its reader to run, in a folder that looks like a fresh clone.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { blocksOf, commandsOf, upToDate, withBodies, type Block } from './page.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** The page as it should be: every block of output beneath a command or program is what they print now. */
export async function rerun(page: string, locale: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'gradsheet-docs-'));
  cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true });
  try {
    const blocks = blocksOf(page);
    const bodies = new Map<Block, string>();
    for (const [i, block] of blocks.entries()) {
      const next = blocks[i + 1];
      const shown = next?.language === 'text' ? next : null;
      let printed: string;
      if (block.language === 'sh') printed = await shell(commandsOf(block.body), folder, locale, shown !== null);
      else if (block.language === 'ts') printed = await program(block.body, folder, i);
      else if (block.language === 'text') continue;
      else throw new Error(`a block of "${block.language}" cannot be run: use sh, ts, or text for what is printed`);
      if (shown && printed !== '') bodies.set(shown, upToDate(shown.body, printed));
    }
    return withBodies(page, bodies);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `npx gradsheet …` is run; of other commands the script must be there. */
async function shell(
  commands: readonly (readonly string[])[],
  folder: string,
  locale: string,
  shown: boolean,
): Promise<string> {
  let printed = '';
  for (const [first = '', second = '', ...rest] of commands) {
    if (first === 'npx' && second === 'gradsheet') {
      const sink = {
        write: (text: string) => {
          printed += text;
        },
        isTTY: false,
        columns: 80,
      };
      const exit = await run(rest, {
        out: sink,
        err: sink,
        cwd: folder,
        env: {},
        signal: new AbortController().signal,
        now: () => performance.now(),
        locale,
      });
      if (exit !== 0 && !shown) throw new Error(`npx gradsheet ${rest.join(' ')}: exit code ${exit}\n${printed}`);
    } else if (!known(first, second, rest)) {
      throw new Error(`"${[first, second, ...rest].join(' ')}" cannot be run by this test`);
    }
  }
  return printed;
}

const known = (first: string, second: string, rest: readonly string[]): boolean =>
  first === 'npm'
    ? ['ci', 'install'].includes(second) || (second === 'run' ? (rest[0] ?? '') : second) in scripts
    : ['node', 'bash'].includes(first)
      ? existsSync(join(root, second))
      : ['git', 'cd'].includes(first);

/** What a program prints. Its imports of gradsheet are the sources, as for the examples. */
async function program(body: string, folder: string, i: number): Promise<string> {
  const file = join(folder, `program-${i}.ts`);
  const lines: string[] = [];
  writeFileSync(file, body);
  const log = vi.spyOn(console, 'log').mockImplementation((...words: unknown[]) => {
    lines.push(words.map((w) => (typeof w === 'string' ? w : JSON.stringify(w))).join(' '));
  });
  const home = process.cwd();
  process.chdir(folder);
  try {
    await import(/* @vite-ignore */ file);
  } finally {
    process.chdir(home);
    log.mockRestore();
  }
  return lines.join('\n');
}
