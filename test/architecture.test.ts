// Who may import whom (CONTRIBUTING.md draws it): arrows go down, and there are no cycles.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

const levels: readonly (readonly string[])[] = [
  ['ir', 'messages', 'util'],
  ['run', 'cells', 'plan', 'workbook'],
  ['nn', 'data', 'targets', 'lift', 'formats', 'statistics'],
  ['train', 'solve', 'explain', 'audit'],
  ['model', 'choose', 'node', 'cli', 'index'],
];
const sideways = new Set([
  'ir → util',
  'messages → ir',
  'formats → nn',
  'formats → data',
  'targets/sheet → formats',
  'choose → model',
  'index → choose',
  'index → model',
  'cli → choose',
  'cli → model',
  'cli → node',
  'node → model',
  'cli → index',
]);
const src = new URL('../src/', import.meta.url).pathname;
const studio = new URL('../studio/src/', import.meta.url).pathname;

interface Source {
  readonly file: string;
  /** Files it imports, in a template's script too; those outside the root begin with `..`. */
  readonly to: readonly string[];
}
/** Every TypeScript and Svelte file below a folder, with what it imports: at its head, or later with `import()`. */
function sourcesIn(root: string): Source[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (f) => /\.(ts|svelte)$/.test(f) && !f.endsWith('.d.ts'),
  );
  const found = /(?:^|\n)\s*(?:import|export)\b[^;]*?from\s+'(\.[^']+)'|\bimport\s*\(?\s*'(\.[^']+)'/g;
  return files.map((file) => ({
    file,
    to: [...readFileSync(join(root, file), 'utf8').matchAll(found)]
      .map((m) => normalize(join(dirname(file), m[1] ?? m[2] ?? '')).replace(/\?.*$/, ''))
      .filter((name) => !name.endsWith('words.zh-TW.ts')), // texts, which know nothing; who loads them is tested below
  }));
}
const imports = sourcesIn(src);
const files = imports.map(({ file }) => file);

/** The part of the project a file belongs to; files of the top folder are faces, targets are parts of their own. */
function part(file: string): string {
  const [top = '', second = ''] = file.split('/');
  if (/(^|\/)(error-)?words(\.zh-TW)?\.ts$/.test(file)) return 'errors'; // what errors say, of every part
  if (!file.includes('/')) return top === 'errors.ts' ? 'errors' : 'index';
  return top === 'targets' ? `targets/${second.replace('.ts', '')}` : top;
}
const levelOf = (p: string): number => levels.findIndex((l) => l.includes(p.split('/')[0] ?? ''));
test('arrows go down', () => {
  const wrong: string[] = [];
  for (const { file, to } of imports) {
    for (const other of to) {
      const [a, b] = [part(file), part(other)];
      if (a === b || b === 'errors' || a === 'errors') continue;
      const [la, lb] = [levelOf(a), levelOf(b)];
      expect(la, `src/${file} is in no known part`).toBeGreaterThanOrEqual(0);
      const allowed = lb < la || sideways.has(`${a} → ${b}`);
      if (!allowed) wrong.push(`${file} imports ${other}: ${a} → ${b}`);
    }
  }
  expect(wrong).toEqual([]);
});

const textOf = (file: string): string => readFileSync(join(src, file), 'utf8');

test("the Chinese of errors is a face's: the core knows only its type", () => {
  const loaded = files.filter((file) =>
    /^(import|export) (?!type )[^;]*?words\.zh-TW\.ts'|\bimport\([^)]*words\.zh-TW/m.test(textOf(file)),
  );
  expect(loaded.sort()).toEqual(['cli/error-text.ts', 'messages/errors.ts']);
});

test("only a folder's error-words.ts takes the words that no compiler checks", () => {
  const taking = files.filter((file) => /import \{[^}]*\bwords\b[^}]*\} from '(\.\.?\/)+words\.ts'/.test(textOf(file)));
  expect(taking.filter((file) => !file.endsWith('/error-words.ts'))).toEqual([]);
  const making = files.filter((file) => /\bnew Words\(/.test(textOf(file)));
  expect(making.sort()).toEqual(['cli/paths.ts', 'words.ts']); // the one renames a file within words that are there
});

test('the plan knows the program and nothing else, so that every target can have it', () => {
  const outside = imports.filter(({ file }) => part(file) === 'plan').flatMap(({ to }) => to.map(part));
  expect([...new Set(outside)].sort()).toEqual(['ir', 'plan']);
});

/** A circle of arrows, a → b → … → a; null if there is none. */
function circleIn(arrows: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  const done = new Set<string>();
  const walk = (at: string, path: readonly string[]): string | null => {
    if (path.includes(at)) return [...path.slice(path.indexOf(at)), at].join(' → ');
    if (done.has(at)) return null;
    for (const next of arrows.get(at) ?? []) {
      const circle = walk(next, [...path, at]);
      if (circle) return circle;
    }
    done.add(at);
    return null;
  };
  for (const at of arrows.keys()) {
    const circle = walk(at, []);
    if (circle) return circle;
  }
  return null;
}

/**
 * The arrows between the entries of a folder, a sub-folder being one entry: `lessons/Card.svelte` importing
 * `bench/names.ts` is the arrow `lessons/ → bench/` of the folder above both.
 */
function arrowsIn(folder: string, sources: readonly Source[]): Map<string, Set<string>> {
  const entryOf = (file: string): string | null =>
    file.startsWith(folder) ? file.slice(folder.length).replace(/\/.*/, '/') : null;
  const arrows = new Map<string, Set<string>>();
  for (const { file, to } of sources) {
    const from = entryOf(file);
    if (from === null) continue;
    const others = arrows.get(from) ?? new Set<string>();
    arrows.set(from, others);
    for (const other of to.map(entryOf)) if (other !== null && other !== from) others.add(other);
  }
  return arrows;
}
/** Every folder with its last slash; the root is ''. */
const foldersOf = (sources: readonly Source[]): string[] => [
  '',
  ...new Set(sources.flatMap(({ file }) => [...file.matchAll(/\//g)].map((m) => file.slice(0, m.index + 1)))),
];

describe.each([
  ['src', src],
  ['studio/src', studio],
])('%s', (_, root) => {
  const sources = sourcesIn(root);

  test('no files import in a circle', () => {
    expect(circleIn(new Map(sources.map(({ file, to }) => [file, new Set(to)])))).toBeNull();
  });

  test('in no folder do files and sub-folders know each other in a circle', () => {
    const circles = foldersOf(sources).map((folder) => circleIn(arrowsIn(folder, sources)));
    expect(circles.filter((circle) => circle !== null)).toEqual([]);
  });
});

test('numeric code uses our own transcendental functions, the same bits in every engine', () => {
  const banned = /Math\.(log|log2|log10|log1p|exp|expm1|pow|sin|cos|tan|tanh|sinh|cosh|cbrt|random|hypot)\b/g;
  const code = (f: string): string => readFileSync(join(src, f), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  const numeric = files.filter(
    (f) => !f.startsWith('cli/') && !f.startsWith('messages/') && !f.startsWith('workbook/'),
  );
  const found = numeric.flatMap((f) => [...code(f).matchAll(banned)].map((m) => `${f}: ${m[0]}`));
  expect(found).toEqual([]);
});
