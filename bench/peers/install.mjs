// Puts the peers into .cache/peers, in the versions of versions.json, when they are first asked for. They are never
// dependencies of the package: who does not run the bench does not have them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/setup.mjs';

const versions = JSON.parse(readFileSync(new URL('versions.json', import.meta.url), 'utf8'));
const folder = join(root, '.cache/peers');

/** @returns the Python that has PyTorch, or { missing }: why there is none */
export function pythonOf() {
  const home = join(folder, 'python');
  const python = join(home, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const install = () => {
    const made = ['python3.11', 'python3', 'python'].some((name) => succeeds(name, ['-m', 'venv', home]));
    if (!made) return 'no Python with venv';
    const pip = (packages) => succeeds(python, ['-m', 'pip', 'install', '-q', ...packages]);
    // the wheel without GPU parts where an index has it: a tenth of the size, the same numbers
    return pip(versions['python']) || pip(versions['python-elsewhere']) ? null : 'PyTorch could not be installed';
  };
  return once('python', [versions.python, versions['python-elsewhere']], install) ?? { python };
}

/** @returns the folder with node_modules of the peers in JavaScript, or { missing } */
export function modulesOf() {
  const home = join(folder, 'js');
  const install = () => {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, dependencies: versions.npm }));
    // what their installers would fetch from elsewhere is not needed
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const args = ['install', '--ignore-scripts', '--no-fund', '--no-audit', '--silent'];
    return succeeds(npm, args, { cwd: home }) ? null : 'npm could not install it';
  };
  return once('js', versions.npm, install) ?? { home };
}

/** Installs unless a stamp says that these very versions are there. @returns null, or { missing } */
function once(name, wanted, install) {
  const stamp = join(folder, `${name}.json`);
  const text = JSON.stringify(wanted);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === text) return null;
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, name), { recursive: true, force: true });
  console.error(`installing ${name === 'js' ? Object.keys(versions.npm).join(', ') : 'PyTorch'} into .cache/peers …`);
  const missing = install();
  if (missing) return { missing };
  writeFileSync(stamp, text);
  return null;
}

const succeeds = (command, args, options = {}) =>
  spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 900_000, ...options }).status === 0;
