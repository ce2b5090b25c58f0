import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { apiNames } from './api.ts';
import { offline } from './offline.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What a cell of the notebook can import. */
const modules = Object.fromEntries(
  [
    ['gradsheet', 'index'],
    ['gradsheet/ir', 'ir/index'],
    ...['csv', 'explain', 'messages', 'save', 'sheet', 'statistics', 'table'].map(
      (name) => [`gradsheet/${name}`, name] as const,
    ),
  ].map(([name = '', file = '']) => [name, here(`../src/${file}.ts`)]),
);

/** Code that is handed on as text, to where nothing can be fetched, is one file. */
function oneFile(entry: RegExp): Plugin {
  let asked = false;
  return {
    name: 'one-file',
    options({ input }) {
      asked = entry.test(JSON.stringify(input));
    },
    outputOptions: (options) => (asked ? { ...options, codeSplitting: false } : options),
  };
}

export default defineConfig({
  root: here('.'),
  base: './', // may be hosted in any folder
  resolve: {
    alias: [
      // The Studio imports the package by its public names; here that means the sources.
      { find: /^gradsheet$/, replacement: here('../src/index.ts') },
      { find: /^gradsheet\/ir$/, replacement: here('../src/ir/index.ts') },
      { find: /^gradsheet\/(\w+)$/, replacement: here('../src/$1.ts') },
    ],
  },
  plugins: [svelte({ configFile: here('svelte.config.js') }), apiNames(modules), offline()],
  build: {
    outDir: here('dist'),
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  worker: {
    format: 'es',
    plugins: () => [oneFile(/runtime\.worker/)],
    rolldownOptions: {
      output: {
        comments: false,
        // names of classes: a person reads the kind of a value
        minify: { mangle: { keepNames: { class: true, function: false } } },
      },
    },
  },
});
