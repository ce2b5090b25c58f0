// The same program, the same seed, the same bits: in Node, Chromium and Firefox. Safari was not tried; ARM64 has
// scripts/test-arm64.mjs.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { browsers, isInstalled, withBrowser, withServer } from '../tools/browsers.ts';
import { trainings, type Bits } from './same-bits.ts';

let page = '';
let node: Bits;

beforeAll(async () => {
  const {
    outputFiles: [script],
  } = await build({
    entryPoints: [fileURLToPath(new URL('same-bits.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    globalName: 'bits',
    platform: 'browser',
    target: 'es2023',
  });
  page = script?.text ?? '';
  node = await trainings();
});

for (const choice of browsers) {
  describe(`trainings in ${choice.name}`, () => {
    test.runIf(isInstalled(choice))(`every weight, slot and loss has Node's bits (needs ${choice.path})`, async () => {
      const script = `${page}\nwindow.result = trainings();`;
      const files = {
        '/': {
          type: 'text/html',
          body: '<!doctype html><meta charset="utf-8"><title>bits</title><script type="module" src="/bits.js"></script>',
        },
        '/bits.js': { type: 'text/javascript', body: script },
      };
      const theirs = await withServer(files, (address) =>
        withBrowser(choice, async (browser) => {
          const tab = await browser.newPage();
          await tab.goto(address);
          await tab.waitForFunction('window.result !== undefined');
          return (await tab.evaluate('window.result')) as Bits;
        }),
      );
      expect(Object.keys(theirs).length).toBeGreaterThan(4);
      expect(theirs).toEqual(node);
    });
  });
}
