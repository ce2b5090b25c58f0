// Type checks: everything as written, then the core alone without Node's and the browser's globals.
import { run } from './setup.mjs';

const tsc = 'node_modules/@typescript/native/bin/tsc';
run(process.execPath, [tsc, '-p', 'tsconfig.json']);
run(process.execPath, [tsc, '-p', 'tsconfig.core.json']);
