// docs/activations.md says numbers about activation functions; all of them are computed again.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../', import.meta.url);

test('every number and plot of docs/activations.md is what our engine computes', async () => {
  expect(existsSync(new URL('dist/index.js', root)), 'dist/ is missing: npm test builds it').toBe(true);
  const script = new URL('scripts/activations.mjs', root).href; // plain JavaScript, without types
  const { files } = (await import(/* @vite-ignore */ script)) as { files: Readonly<Record<string, string>> };
  expect(Object.keys(files).length).toBeGreaterThan(8);
  for (const [name, content] of Object.entries(files)) {
    expect(content, `docs/${name}: run node scripts/activations.mjs`).toBe(
      readFileSync(new URL(`docs/${name}`, root), 'utf8'),
    );
  }
});
