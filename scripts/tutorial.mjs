// A tour of a minute in the terminal, from a fresh clone; its workbooks go to gradsheet-tutorial.
import { run, setup } from './setup.mjs';

setup();
run(process.execPath, ['scripts/build.mjs']);
run(process.execPath, ['dist/cli/main.js', 'tutorial', ...process.argv.slice(2)]);
