import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const src = (file: string): string => fileURLToPath(new URL(`./src/${file}`, import.meta.url));

/** Files that start a browser. They run one by one, after all others, which would take the cores from the page. */
const browserFiles = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((name) => `test/${name.replaceAll('\\', '/')}`)
  .filter((name) => name.endsWith('.test.ts') && /from '.*\/(browsers|built)\.ts'/.test(readFileSync(name, 'utf8')));

export default defineConfig({
  // Examples import the package by its name, as a user does; here that means the sources.
  resolve: {
    alias: [
      { find: /^gradsheet$/, replacement: src('index.ts') },
      { find: /^gradsheet\/(ir|node)$/, replacement: src('$1/index.ts') },
      { find: /^gradsheet\/(\w+)$/, replacement: src('$1.ts') },
    ],
  },
  test: {
    maxWorkers: 2,
    reporters: ['default', './scripts/closing-line.mjs'],
    // Only a test that hangs takes this long: none may fail because a machine is slow.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    projects: [
      {
        extends: true,
        test: { name: 'numbers', include: ['test/**/*.test.ts'], exclude: browserFiles, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: { name: 'browsers', include: browserFiles, fileParallelism: false, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
