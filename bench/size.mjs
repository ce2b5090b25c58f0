// What a page pays for what it imports, for each entry point and for a dense network alone: bundled, minified, gzip -9.
import { build } from 'esbuild';
import { gzipSync } from 'node:zlib';
import { root } from '../scripts/setup.mjs';

const all = (file) => `export * from './dist/${file}';`;
const pages = {
  'a dense network': `export { layers, sequential, Table } from './dist/index.js';`,
  gradsheet: all('index.js'),
  'gradsheet/csv': all('csv.js'),
  'gradsheet/table': all('table.js'),
  'gradsheet/statistics': all('statistics.js'),
  'gradsheet/save': all('save.js'),
  'gradsheet/ir': all('ir/index.js'),
  'gradsheet/explain': all('explain.js'),
  'gradsheet/sheet': all('sheet.js'),
  'gradsheet/separable': all('separable.js'),
};
const rows = [];
for (const [what, imports] of Object.entries(pages)) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents: imports, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: ['highs', 'node:*'],
    legalComments: 'none',
  });
  rows.push({
    what,
    value: Number((gzipSync(outputFiles[0].contents, { level: 9 }).length / 1024).toFixed(1)),
    unit: 'KB gzip',
    note: `${(outputFiles[0].contents.length / 1024).toFixed(0)} KB minified`,
  });
}
console.log(JSON.stringify(rows));
