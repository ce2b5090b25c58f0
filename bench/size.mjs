// What a page pays for what it imports, for each entry point and for a dense network alone: bundled, minified, gzip -9.
import { build } from 'esbuild';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../scripts/setup.mjs';

const all = (file) => `export * from './dist/${file}';`;
const pages = {
  'a dense network': `export { sequential, Table } from './dist/index.js'; export { dense } from './dist/layers.js';`,
  gradsheet: all('index.js'),
  'gradsheet/layers': all('layers.js'),
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
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    stdin: { contents: imports, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    splitting: true, // what is imported later is loaded later
    outdir: 'page',
    metafile: true,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: ['highs', 'node:*'],
    legalComments: 'none',
  });
  const first = loadedAtFirst(metafile.outputs);
  const contents = outputFiles.filter(({ path }) => first.has(basename(path))).map((file) => file.contents);
  const total = (sizeOf) => contents.reduce((sum, file) => sum + sizeOf(file), 0) / 1024;
  rows.push({
    what,
    value: Number(total((file) => gzipSync(file, { level: 9 }).length).toFixed(1)),
    unit: 'KB gzip',
    note: `${total((file) => file.length).toFixed(0)} KB minified`,
  });
}
console.log(JSON.stringify(rows));

/** Names of the file of the page itself and of those that it cannot begin without. */
function loadedAtFirst(outputs) {
  const found = new Set();
  const add = (path) => {
    if (found.has(basename(path))) return;
    found.add(basename(path));
    for (const { path: other, kind } of outputs[path].imports) {
      if (kind === 'import-statement' && outputs[other]) add(other);
    }
  };
  add(Object.keys(outputs).find((path) => basename(path) === 'stdin.js'));
  return found;
}
