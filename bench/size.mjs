// What a page pays for each entry point: bundled, minified, gzip -9.
import { build } from 'esbuild';
import { gzipSync } from 'node:zlib';
import { root } from '../scripts/setup.mjs';

const entries = {
  gradsheet: 'dist/index.js',
  'gradsheet/csv': 'dist/csv.js',
  'gradsheet/table': 'dist/table.js',
  'gradsheet/statistics': 'dist/statistics.js',
  'gradsheet/save': 'dist/save.js',
  'gradsheet/ir': 'dist/ir/index.js',
  'gradsheet/explain': 'dist/explain.js',
  'gradsheet/sheet': 'dist/sheet.js',
  'gradsheet/separable': 'dist/separable.js',
};
const rows = [];
for (const [name, file] of Object.entries(entries)) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [file],
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
    what: name,
    value: Number((gzipSync(outputFiles[0].contents, { level: 9 }).length / 1024).toFixed(1)),
    unit: 'KB gzip',
    note: `${(outputFiles[0].contents.length / 1024).toFixed(0)} KB minified`,
  });
}
console.log(JSON.stringify(rows));
