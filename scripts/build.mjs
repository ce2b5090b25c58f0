// TypeScript in src/ → JavaScript and declarations in dist/.
import { rmSync, chmodSync, existsSync } from 'node:fs';
import { root, run, setup } from './setup.mjs';

setup();
rmSync(`${root}dist`, { recursive: true, force: true });
run(process.execPath, ['node_modules/@typescript/native/bin/tsc', '-p', 'tsconfig.build.json']);
const main = `${root}dist/cli/main.js`;
if (existsSync(main)) chmodSync(main, 0o755);
