// The long forms of the drills in test/security: random names, mutated files, kills. Extra arguments go to vitest.
import { run, setup } from './setup.mjs';

setup();
run(process.execPath, ['scripts/build.mjs']);
run(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--testTimeout', '3600000', 'test/security', ...process.argv.slice(2)],
  { env: { ...process.env, GRADSHEET_DRILLS: '1' } },
);
