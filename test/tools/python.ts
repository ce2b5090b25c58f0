// Python as the second opinion, in the environment that CI makes.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const python = fileURLToPath(new URL('../../.cache/python/bin/python', import.meta.url));
export const hasPython = existsSync(python);

/** Are these modules there? They are found, not loaded: TensorFlow alone takes seconds. */
export function hasModules(...modules: readonly string[]): boolean {
  if (!hasPython) return false;
  const finding = modules.map((name) => `import importlib.util as u; assert u.find_spec('${name}')`);
  return spawnSync(python, ['-c', finding.join('\n')]).status === 0;
}
