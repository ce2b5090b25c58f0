// Every number of f32 through every function of f32, in an hour or less. Extra arguments go to vitest (-t exp).
import { run, setup } from './setup.mjs';

setup();
run(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--testTimeout',
    '36000000',
    'test/targets/floats',
    ...process.argv.slice(2),
  ],
  { env: { ...process.env, GRADSHEET_EVERY_FLOAT: '1' } },
);
