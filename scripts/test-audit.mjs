// Examines the workbook doctor: every mistake on every generated book, on the seed it was made by and on an unseen one.
import { run, setup } from './setup.mjs';

setup();
run(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=verbose',
    'test/audit/figures.test.ts',
    'test/audit/held-out.test.ts',
    ...process.argv.slice(2),
  ],
  { env: { ...process.env, GRADSHEET_AUDIT: 'full' } },
);
