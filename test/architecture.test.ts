// Who may import whom (CONTRIBUTING.md draws it): arrows go down, and there are no cycles.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const levels: readonly (readonly string[])[] = [
  ['ir', 'messages', 'util'],
  ['run', 'cells', 'plan', 'workbook'],
  ['nn', 'data', 'targets', 'lift', 'formats', 'statistics'],
  ['train', 'solve', 'explain', 'audit'],
  ['model', 'node', 'cli', 'index'],
];
const sideways = new Set([
  'ir → util',
  'messages → ir',
  'formats → nn',
  'formats → data',
  'targets/sheet → formats',
  'index → model',
  'cli → model',
  'cli → node',
  'cli → index',
]);
const src = new URL('../src/', import.meta.url).pathname;
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (f) => f.endsWith('.ts') && !f.endsWith('.d.ts'),
);

/** The part of the project a file belongs to; files of the top folder are faces, targets are parts of their own. */
function part(file: string): string {
  const [top = '', second = ''] = file.split('/');
  if (/(^|\/)(error-)?words(\.zh-TW)?\.ts$/.test(file)) return 'errors'; // what errors say, of every part
  if (!file.includes('/')) return top === 'errors.ts' ? 'errors' : 'index';
  return top === 'targets' ? `targets/${second.replace('.ts', '')}` : top;
}
const levelOf = (p: string): number => levels.findIndex((l) => l.includes(p.split('/')[0] ?? ''));
const imports = files.map((file) => ({
  file,
  to: [
    ...readFileSync(join(src, file), 'utf8').matchAll(/(?:^|\n)\s*(?:import|export)\b[^;]*?from\s+'(\.[^']+)'/g),
  ].map((m) => normalize(join(dirname(file), m[1] ?? ''))),
}));

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

test("the Chinese of errors is a face's: the core knows only its type", () => {
  const loaded = files.flatMap((file) =>
    [...readFileSync(join(src, file), 'utf8').matchAll(/^(import|export) (?!type )[^;]*?words\.zh-TW\.ts'/gm)].map(
      () => file,
    ),
  );
  expect([...new Set(loaded)]).toEqual(['messages/errors.ts']);
});

test('the plan knows the program and nothing else, so that every target can have it', () => {
  const outside = imports.filter(({ file }) => part(file) === 'plan').flatMap(({ to }) => to.map(part));
  expect([...new Set(outside)].sort()).toEqual(['ir', 'plan']);
});

test('every import names a file, and no files import in a circle', () => {
  const graph = new Map(imports.map(({ file, to }) => [file, to]));
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      return;
    }
    state.set(file, 'open');
    for (const next of graph.get(file) ?? []) if (graph.has(next)) walk(next, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) walk(file, []);
  expect(circles).toEqual([]);
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
