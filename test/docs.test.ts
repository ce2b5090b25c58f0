// Documents run: their commands and programs are executed, what they show as output is what comes out, their links lead
// somewhere. `npm test -- test/docs.test.ts -u` writes the outputs and the generated pages anew.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLinePage } from './docs/command-line.ts';
import { counts } from './docs/counts.ts';
import { withFigures } from './docs/figures.ts';
import { layersPage, layersTold } from './docs/layers.ts';
import { withTrainings } from './docs/numbers.ts';
import { withPerformance } from './docs/performance.ts';
import { blocksOf, deadLinks } from './docs/page.ts';
import { rerun, root } from './docs/run.ts';
import { computed, edges, targetsPage } from './docs/targets.ts';
import { likedCsv, studentsCsv } from './cli/cli.ts';
import * as layers from '../src/nn/layers.ts';
import { opNames } from '../src/ir/primitives.ts';
import { emptySheet, setCell, writeXlsx } from '../src/workbook/index.ts';
import { recalculate, testWithLibreOffice } from './tools/libreoffice.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const markdown = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const pages = [...markdown('.'), ...markdown('docs')];
const all = [...pages, ...markdown('docs/decisions')];
/** Pages without a source of their own. */
const generated: Readonly<Record<string, () => string>> = {
  'docs/command-line.md': () => commandLinePage('en'),
  'docs/command-line.zh-TW.md': () => commandLinePage('zh-TW'),
  'docs/layers.md': () => layersPage('en'),
  'docs/layers.zh-TW.md': () => layersPage('zh-TW'),
  'docs/targets.md': targetsPage,
};
const isChinese = (path: string): boolean => path.endsWith('.zh-TW.md');

describe('what pages show is what comes out', () => {
  test.each([...new Set([...pages, ...Object.keys(generated)])])('%s', async (path) => {
    const language = isChinese(path) ? 'zh-TW' : 'en';
    const figures = (page: string): string => withPerformance(withFigures(page, language), language);
    const source = generated[path]?.() ?? (await withTrainings(figures(read(path)), language));
    const page = await rerun(source, language);
    await expect(page).toMatchFileSnapshot(join(root, path));
  });
});

test('every program in a page is strict TypeScript', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gradsheet-docs-types-'));
  try {
    const programs = pages.flatMap((path) =>
      blocksOf(read(path))
        .filter(({ language }) => language === 'ts')
        .map(({ body, from }) => ({ name: `${path.replaceAll(/\W/g, '_')}_line_${from}.ts`, body })),
    );
    expect(programs.length).toBeGreaterThanOrEqual(8);
    for (const { name, body } of programs) writeFileSync(join(folder, name), body);
    const {
      compilerOptions: { paths },
    } = JSON.parse(read('tsconfig.json')) as { compilerOptions: { paths: Record<string, string[]> } };
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: join(root, 'tsconfig.json'),
        include: ['*.ts'],
        exclude: [],
        compilerOptions: {
          typeRoots: [join(root, 'node_modules/@types')],
          paths: Object.fromEntries(
            Object.entries(paths).map(([name, to]) => [name, to.map((one) => join(root, one))]),
          ),
        },
      }),
    );
    const { stdout } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/@typescript/native/bin/tsc'), '-p', folder],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(stdout.split('\n').filter((line) => /^\S*_line_\d/.test(line))).toEqual([]);
    expect(stdout).not.toMatch(/error TS(5|6|18)\d{3}:/); // the configuration itself
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('docs/numbers says how many cases there are', () => {
  for (const path of ['docs/numbers.md', 'docs/numbers.zh-TW.md']) {
    for (const [command, count] of counts) {
      const row = read(path)
        .split('\n')
        .find((line) => line.endsWith(`\`npm test -- ${command}\` |`));
      expect(row, `${path}: ${command}`).toMatch(new RegExp(`\\| ${count.toLocaleString('en')}( 次呼叫| calls)? \\|`));
    }
  }
});

describe('links', () => {
  test.each(all)('%s', (path) => {
    const from = join(root, dirname(path));
    expect(
      deadLinks(
        read(path),
        (to) => existsSync(join(from, to)),
        (to) => readFileSync(join(from, to), 'utf8'),
      ),
    ).toEqual([]);
  });

  test('every page for users has its sister in the other language, and links to it', () => {
    for (const path of pages.filter(
      (p) => !isChinese(p) && !['CONTRIBUTING.md', 'CHANGELOG.md', 'docs/targets.md'].includes(p),
    )) {
      const sister = path.replace(/\.md$/, '.zh-TW.md');
      expect(pages, path).toContain(sister);
      expect(read(path)).toContain(`(${sister.split('/').at(-1)})`);
      expect(read(sister)).toContain(`(${path.split('/').at(-1)})`);
    }
  });
});

test('pictures are light', () => {
  const files = readdirSync(join(root, 'docs/pictures'), { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile())
    .map((f) => join(f.parentPath, f.name));
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) {
    expect(file).toMatch(/\.(png|webp)$/);
    expect(readFileSync(file).length, file).toBeLessThan(file.endsWith('.png') ? 150_000 : 220_000);
  }
});

test('the plots of docs/performance show what was measured', async () => {
  const { plots } = (await import(/* @vite-ignore */ join(root, 'bench/plots.mjs'))) as {
    plots: (results: unknown) => Readonly<Record<string, string>>;
  };
  const drawn = Object.entries(plots(JSON.parse(read('bench/results/latest.json'))));
  expect(drawn.map(([name]) => name)).toHaveLength(4);
  for (const [name, svg] of drawn) expect(svg, name).toBe(read(`docs/performance/${name}`));
});

test('the tables in examples/ are the golden ones', () => {
  expect(read('examples/liked.csv').trimEnd()).toBe(likedCsv.trimEnd());
  expect(read('examples/students.csv')).toBe(studentsCsv);
});

test('docs/layers.md tells of every layer', () => {
  expect([...layersTold].sort()).toEqual(Object.keys(layers).sort());
});

test('docs/targets.md tells of every primitive', () => {
  const named = [...targetsPage().matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  for (const op of opNames) expect(named).toContain(op);
});

testWithLibreOffice(
  'the edges in docs/targets.md are what LibreOffice gives, and differ from the program',
  async () => {
    const sheet = emptySheet('Edges');
    edges.forEach(({ formula }, i) => setCell(sheet, i, 0, { formula: `=${formula}` }));
    const found = (await recalculate([await writeXlsx({ sheets: [sheet], names: [] })]))[0]?.['Edges'];
    edges.forEach(({ op, x, formula, libreOffice }, i) => {
      expect(found?.[i]?.[0], formula).toEqual(libreOffice);
      expect(computed(op, x), formula).not.toBe(libreOffice);
    });
  },
);
