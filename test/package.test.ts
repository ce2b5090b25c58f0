// What npm users get: the packed files, installed beside nothing but the package's own dependencies.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  dependencies: Record<string, string>;
  exports: Record<string, unknown>;
};
const project = mkdtempSync(join(tmpdir(), 'gradsheet-package-'));
const node = (...args: string[]): string =>
  execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const tool = (path: string): string => join(root, 'node_modules', path);
let tarball = '';

beforeAll(() => {
  expect(existsSync(join(root, 'dist/index.js')), 'dist/ is missing: npm test builds it').toBe(true);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const packed = JSON.parse(
    execFileSync(npm, ['pack', '--json', '--ignore-scripts', '--pack-destination', project], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as unknown;
  const [first] = Array.isArray(packed)
    ? (packed as { filename: string; files: { path: string }[] }[])
    : Object.values(packed as Record<string, { filename: string; files: { path: string }[] }>);
  tarball = join(project, first?.filename ?? '');
  // npm install would ask a registry for the dependencies; laying the files out by hand needs no network
  const home = join(project, 'node_modules/gradsheet');
  for (const { path } of first?.files ?? []) {
    mkdirSync(join(home, path, '..'), { recursive: true });
    cpSync(join(root, path), join(home, path));
  }
  for (const name of Object.keys(manifest.dependencies)) {
    symlinkSync(tool(name), join(project, 'node_modules', name), 'junction');
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module", "private": true }');
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

test('every entry point can be imported in JavaScript', () => {
  const entries = Object.keys(manifest.exports)
    .filter((e) => e !== './package.json')
    .map((e) => e.replace('.', 'gradsheet'));
  writeFileSync(
    join(project, 'all.mjs'),
    entries
      .map(
        (e, i) =>
          `import * as m${i} from '${e}';\nif (Object.keys(m${i}).length === 0) throw new Error('${e} exports nothing');`,
      )
      .join('\n') + '\nconsole.log("ok");',
  );
  expect(node('all.mjs').trim()).toBe('ok');
});

test('a page that trains a dense network loads at most 66 KiB', () => {
  const bench = execFileSync(process.execPath, [join(root, 'bench/size.mjs')], { encoding: 'utf8' });
  const pages = JSON.parse(bench) as { what: string; value: number }[];
  expect(pages.find(({ what }) => what === 'a dense network')?.value).toBeLessThanOrEqual(66);
});

test('the command runs', () => {
  expect(node('node_modules/gradsheet/dist/cli/main.js', '--version').trim()).toContain(manifest.version);
});

test('of the command its bundles are shipped, and they are all it needs', () => {
  const shipped = readdirSync(join(project, 'node_modules/gradsheet/dist/cli'));
  expect(shipped.filter((name) => !name.startsWith('bundle-')).sort()).toEqual(['main.js', 'worker.js']);
  writeFileSync(
    join(project, 't.csv'),
    `x,y\n${Array.from({ length: 40 }, (_, i) => `${(i * 7) % 11},${i % 5}`).join('\n')}`,
  );
  const main = 'node_modules/gradsheet/dist/cli/main.js';
  const trained = node(main, 'train', 't.csv', '--target', 'y', '--split', 'random', '--as', 'y=number', '--json');
  expect(JSON.parse(trained)).toMatchObject({ command: 'train', choice: { cut: null } });
  expect(node(main, 'predict', 't-model', 'x=3')).toMatch(/^y: /);
});

for (const [resolution, module] of [
  ['nodenext', 'nodenext'],
  ['bundler', 'esnext'],
] as const) {
  test(`types hold in strict TypeScript, moduleResolution ${resolution}`, () => {
    writeFileSync(
      join(project, 'program.ts'),
      `
import { layers, sequential, NumpyRandom, Table } from 'gradsheet';
import { trainTestSplit } from 'gradsheet/table';
const np = new NumpyRandom(42);
const table = Table.of({ height: np.randint(150, 200, 100), liked: np.randint(0, 2, 100) });
const { train, test } = trainTestSplit(table, { target: 'liked', testSize: 0.2, randomState: 42 });
const model = sequential([layers.dense({ units: 5, activation: 'relu' }), layers.dense({ units: 1, activation: 'sigmoid' })]);
model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
const history = await model.fit(train.x, train.y, { epochs: 5, batchSize: 10, seed: 42 });
const losses: number[] | undefined = history.history['loss'];
const { loss, accuracy } = await model.evaluate(test.x, test.y);
const [[p] = []] = await model.predict([[180]]);
const sum: number = loss + (accuracy ?? 0) + (p ?? 0) + (losses?.length ?? 0);
console.log(Number.isFinite(sum));
// @ts-expect-error units is a number
layers.dense({ units: 'five' });
`,
    );
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          target: 'es2022',
          lib: ['es2022', 'dom'],
          types: [],
          module,
          moduleResolution: resolution,
        },
        files: ['program.ts'],
      }),
    );
    expect(node(tool('@typescript/native/bin/tsc'), '-p', 'tsconfig.json')).toBe('');
  });
}

test('publint has no complaint', () => {
  expect(node(tool('publint/src/cli.js'), 'run', tarball, '--strict')).toMatch(/All good/);
});

test('types resolve for every kind of importer that can use ES modules', () => {
  const out = node(
    tool('@arethetypeswrong/cli/dist/index.js'),
    tarball,
    '--profile',
    'esm-only',
    '--format',
    'ascii',
    '--no-emoji',
  );
  // It ends with an error code on a problem that the profile does not leave out; those left out it prints.
  const seen = out.match(/^(?:node16 \(from ESM\)|bundler): .*$/gm) ?? [];
  expect(seen.length).toBe(2 * Object.keys(manifest.exports).length);
  for (const line of seen) expect(line).toMatch(/: OK/);
});
