// Type checks: everything as written, then the core alone without Node's and the browser's globals, then the Studio
// with its templates.
import { run } from './setup.mjs';

const tsc = 'node_modules/@typescript/native/bin/tsc';
run(process.execPath, [tsc, '-p', 'tsconfig.json']);
run(process.execPath, [tsc, '-p', 'tsconfig.core.json']);
run(process.execPath, [
  'node_modules/svelte-check/bin/svelte-check',
  '--tsconfig',
  'studio/tsconfig.json',
  '--fail-on-warnings',
  '--output',
  'human',
]);
