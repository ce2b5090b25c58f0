// The main job, from a fresh clone: install, build, run the tutorial.
import { run, setup } from './setup.mjs';

setup();
run(process.execPath, ['scripts/build.mjs']);
run(process.execPath, ['dist/cli/main.js', 'tutorial', ...process.argv.slice(2)]);
