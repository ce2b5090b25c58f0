// `npm start` says what it does not understand before it installs or builds anything. What it serves is checked by `npm
// start -- --check`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test.each([['browser'], ['123456'], ['-1']])('npm start -- %s is refused', (word) => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url)), word],
    { encoding: 'utf8' },
  );
  expect(status).toBe(2);
  expect(stderr).toContain('npm start takes only a port number or --check');
});
