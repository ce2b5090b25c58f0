// TypeScript in src/ → JavaScript and declarations in dist/; of the command line, bundles.
import { rmSync, chmodSync, existsSync } from 'node:fs';
import { root, run, setup } from './setup.mjs';

setup();
rmSync(`${root}dist`, { recursive: true, force: true });
run(process.execPath, ['node_modules/@typescript/native/bin/tsc', '-p', 'tsconfig.build.json']);
const main = `${root}dist/cli/main.js`;
if (existsSync(main)) {
  // Node takes longer to open 300 small files than to run them. Each command is still loaded when it is called.
  const { build } = await import('esbuild'); // not before setup
  await build({
    absWorkingDir: root,
    entryPoints: { main: 'dist/cli/main.js', worker: 'dist/cli/crew/worker.js' },
    outdir: 'dist/cli',
    allowOverwrite: true,
    bundle: true,
    splitting: true,
    chunkNames: 'bundle-[name]-[hash]', // in this folder: files are found beside them
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
  });
  chmodSync(main, 0o755);
}
