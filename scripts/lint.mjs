// What the formatter and the linter say of every file; warnings do not fail. `npm run format` mends the first.
import { run } from './setup.mjs';

run(process.execPath, [
  'node_modules/prettier/bin/prettier.cjs',
  '--check',
  '--log-level',
  'warn',
  '--cache',
  '--cache-location',
  '.cache/prettier',
  '.',
]);
run(process.execPath, [
  'node_modules/eslint/bin/eslint.js',
  '--cache',
  '--cache-location',
  '.cache/eslint',
  '--quiet',
  '.',
]);
