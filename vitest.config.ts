import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const src = (file: string): string => fileURLToPath(new URL(`./src/${file}`, import.meta.url));

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
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    maxWorkers: 2,
    reporters: ['default', './scripts/closing-line.mjs'],
  },
});
