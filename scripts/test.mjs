// Every test this machine can run. Extra arguments go to vitest (a file name, -t pattern).
import { run, setup } from './setup.mjs';

setup();
run(process.execPath, ['scripts/build.mjs']);
run(process.execPath, ['scripts/types.mjs']);
run(process.execPath, ['scripts/lint.mjs']);
run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]);
