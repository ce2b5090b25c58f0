// Threads are Node's so far: a worker of a page that asks for them trains alone, with Node's bits, isolated or not.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { browsers, isInstalled, isolating, withBrowser, withServer, type BrowserChoice } from '../tools/browsers.ts';
import { trained } from './thread-bits.ts';

/** Some tenths of a second: helpers are called after the first one. */
const epochs = 400;

interface Answer {
  readonly weights: readonly number[];
  /** Workers that the training started. */
  readonly started: number;
  readonly isolated: boolean;
}
let code = '';
let alone: readonly number[];

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('thread-bits.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
  });
  code = `let startedWorkers = 0;
    self.Worker = class extends Worker {
      constructor(...given) {
        super(...given);
        startedWorkers++;
      }
    };
    ${outputFiles[0]?.text ?? ''}
    trained(3, ${epochs}).then((weights) => postMessage({ weights, started: startedWorkers, isolated: crossOriginIsolated }));`;
  alone = await trained(1, epochs);
});

const answered = (choice: BrowserChoice, headers: Readonly<Record<string, string>>): Promise<Answer> => {
  const html = `<!doctype html><meta charset="utf-8"><title>threads</title><script>
    const worker = new Worker('/worker.js', { type: 'module' });
    worker.onmessage = ({ data }) => { window.result = data; };
    worker.onerror = (e) => { window.result = { error: e.message ?? 'the worker did not start' }; };
  </script>`;
  const files = {
    '/': { type: 'text/html', body: html },
    '/worker.js': { type: 'text/javascript', body: code },
  };
  const ask = (address: string): Promise<Answer> =>
    withBrowser(choice, async (browser) => {
      const tab = await browser.newPage();
      await tab.goto(address);
      await tab.waitForFunction('window.result !== undefined', { timeout: 600_000 });
      const answer = (await tab.evaluate('window.result')) as Answer | { readonly error: string };
      if ('error' in answer) throw new Error(answer.error);
      return answer;
    });
  return withServer(files, ask, headers);
};

for (const choice of browsers) {
  describe(`a worker in ${choice.name} that asks for three threads`, () => {
    test.runIf(isInstalled(choice))(`trains alone in an isolated page (needs ${choice.path})`, async () => {
      const { weights, started, isolated } = await answered(choice, isolating);
      expect(isolated).toBe(true);
      expect(started).toBe(0);
      expect(weights).toEqual(alone);
    });
    test.runIf(isInstalled(choice))(`trains alone in any other (needs ${choice.path})`, async () => {
      const { weights, started, isolated } = await answered(choice, {});
      expect(isolated).toBe(false);
      expect(started).toBe(0);
      expect(weights).toEqual(alone);
    });
  });
}
