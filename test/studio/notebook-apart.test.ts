// Code in the notebook is nobody's friend: it must not reach the page, its storage or the network. Each attempt is
// made, and must fail.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browsers, isInstalled } from '../tools/browsers.ts';
import { builtStudio, closeBrowsers, visit, type Files } from './built.ts';
import { storageOf } from './storage.ts';
import { notebookHand } from './notebook-page.ts';

let files: Files = {};
/** A server that lets everybody in, so that nothing but the sandbox can be what refuses. */
const reached: string[] = [];
const outside = createServer((request, response) => {
  reached.push(request.url ?? '');
  response.writeHead(200, {
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'content-type': 'text/javascript',
  });
  response.end('globalThis.fromOutside = true; export default 1;');
});
outside.on('upgrade', (request, socket) => {
  reached.push(request.url ?? '');
  socket.destroy();
});
const datagrams = createSocket('udp4').on('message', () => {
  reached.push('a datagram');
}); // QUIC, for WebTransport
let away = '';
beforeAll(async () => {
  files = await builtStudio();
  await new Promise<void>((ready) => {
    outside.listen(0, '127.0.0.1', ready);
  });
  const { port } = outside.address() as AddressInfo;
  await new Promise<void>((ready) => {
    datagrams.bind(port, '127.0.0.1', ready);
  });
  away = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  outside.close();
  datagrams.close();
  await closeBrowsers();
});

/** Each attempt as the body of a function that gives what it got hold of. */
const attempts = (page: string): Readonly<Record<string, string>> => ({
  'fetch, elsewhere': `return (await fetch('${away}/fetch')).status`,
  "fetch, the page's own server": `return (await fetch('${page}/icon.svg')).status`,
  'fetch without asking': `await fetch('${away}/no-cors', { mode: 'no-cors' }); return 'sent'`,
  XMLHttpRequest: `const x = new XMLHttpRequest(); x.open('GET', '${away}/xhr', false); x.send(); return x.status`,
  WebSocket: `return new Promise((yes, no) => { const w = new WebSocket('${away.replace('http', 'ws')}/socket'); w.onopen = () => yes('open'); w.onerror = () => no(new Error('refused')); })`,
  EventSource: `return new Promise((yes, no) => { const s = new EventSource('${away}/events'); s.onopen = () => yes('open'); s.onerror = () => no(new Error('refused')); })`,
  WebTransport: `const t = new WebTransport('${away.replace('http', 'https')}/transport'); t.closed.catch(() => undefined); await t.ready; return 'open'`,
  beacon: `return (navigator as any).sendBeacon('${away}/beacon', 'x')`,
  importScripts: `importScripts('${away}/import-scripts'); return (globalThis as any).fromOutside`,
  'import, as a person writes it': `return await import('${away}/import')`,
  'import, hidden from us': `return await new Function('u', 'return import(u)')('${away}/hidden-import')`,
  'import of text': `return (await (0, eval)("import('data:text/javascript,export default 1')")).default`,
  'a Worker from elsewhere': `return new Promise((yes, no) => { const w = new Worker('${away}/worker'); w.onmessage = () => yes('runs'); w.onerror = () => no(new Error('refused')); setTimeout(() => no(new Error('silent')), 800); })`,
  'a Worker inside that fetches': `return new Promise((yes, no) => { const code = "fetch('${away}/nested').then((r) => postMessage('got ' + r.status), () => postMessage('refused'))"; const w = new Worker(URL.createObjectURL(new Blob([code]))); w.onmessage = (e) => e.data === 'refused' ? no(new Error('refused')) : yes(e.data); w.onerror = () => no(new Error('refused')); setTimeout(() => no(new Error('silent')), 1500); })`,
  'a SharedWorker': `return new (globalThis as any).SharedWorker('${away}/shared')`,
  'a picture': `return (await (globalThis as any).createImageBitmap(await (await fetch('${away}/picture')).blob())).width`,
  'a font': `const f = new FontFace('x', 'url(${away}/font)'); await f.load(); return 'loaded'`,
  document: 'return document.title',
  window: 'return window.location.href',
  parent: 'return parent.location.href',
  'the page, at the top': `top.location.href = '${away}/top'; return 'gone'`,
  'a new window': `return open('${away}/window')`,
  'another address': `location.href = '${away}/navigate'; return location.href.startsWith('${away}') ? 'gone' : (() => { throw new Error('stays') })()`,
  localStorage: "return localStorage.getItem('gradsheet-language')",
  sessionStorage: 'return sessionStorage.length',
  indexedDB:
    "return new Promise((yes, no) => { const r = indexedDB.open('gradsheet-notebook'); r.onsuccess = () => yes(r.result.name); r.onerror = () => no(r.error); })",
  caches: 'return (await caches.keys()).length',
  'private files': 'return (await navigator.storage.getDirectory()).name',
  cookies: 'return await (globalThis as any).cookieStore.getAll()',
  'its origin': "return origin === 'null' ? (() => { throw new Error('none') })() : origin",
  'the page by a broadcast':
    "const c = new BroadcastChannel('gradsheet'); c.postMessage('hello'); return new Promise((yes, no) => { c.onmessage = () => yes('answered'); setTimeout(() => no(new Error('silent')), 600); })",
});

describe.each(browsers)('the sandbox in $name', (choice) => {
  test.runIf(isInstalled(choice))(
    `no attempt gets anywhere, and each is told what stops it (needs ${choice.path})`,
    () =>
      visit(files, choice, async ({ page, address, problems }) => {
        expect((await fetch(`${away}/from-here`)).status).toBe(200); // the server is there for everybody else
        expect(reached.splice(0)).toContain('/from-here');
        const hand = notebookHand(page, address);
        const all = Object.entries(attempts(address));
        await hand.open();
        await page.evaluate(
          "globalThis.heard = []; new BroadcastChannel('gradsheet').onmessage = (e) => { heard.push(e.data); e.target.postMessage('back'); }; 0",
        );
        const before = await page.evaluate('location.href');
        const body = all.map(([name, code]) => `${JSON.stringify(name)}: async () => { ${code} },`).join('\n');
        await hand.cells(
          `const attempts: Record<string, () => Promise<unknown>> = {\n${body}\n};\nconst results: Record<string, string> = {};\nfor (const [name, attempt] of Object.entries(attempts)) { try { results[name] = 'GOT ' + String(await attempt()); } catch (e) { results[name] = 'stopped: ' + String(e); } }\nconsole.log(JSON.stringify(results));`,
        );
        await hand.run(1);
        await hand.done();
        const results = JSON.parse(await hand.output(1)) as Record<string, string>;
        expect(Object.entries(results).filter(([, r]) => !/^stopped: \S/.test(r))).toEqual([]);
        expect(Object.keys(results).length).toBe(all.length);
        expect(reached).toEqual([]);
        expect(await page.evaluate('heard')).toEqual([]);
        expect(await page.evaluate('location.href')).toBe(before);
        expect(
          problems.filter(
            (p) =>
              !p.includes('Content Security Policy') &&
              !p.includes('Content-Security-Policy') &&
              !p.includes(away) &&
              !p.includes('blocked'),
          ),
        ).toEqual([]); // the browser says what it refused
      }),
  );

  test.runIf(isInstalled(choice))(`forged messages are only text, and a notebook goes on (needs ${choice.path})`, () =>
    visit(files, choice, async ({ page, address, problems }) => {
      const hand = notebookHand(page, address);
      await hand.open();
      await hand.cells(
        // the line to the page, caught when the runtime uses it
        `const caught: MessagePort[] = [];\nconst post = MessagePort.prototype.postMessage;\nMessagePort.prototype.postMessage = function (this: MessagePort, ...a: any[]) { caught.push(this); return (post as any).apply(this, a); } as any;\nconsole.log('x');`,
        `const line = caught[0] as MessagePort;
(self as any).postMessage({ broken: 'forged' }); (self as any).postMessage('sandbox');
for (const forged of [null, 1, 'sandbox', { broken: 'forged' }, { id: 2 }, { id: 2, output: { kind: 'html', html: '<b>' } }, { id: 2, output: { kind: 'text', stream: 'log', text: 5 } }, { id: 2, output: { kind: 'table', headers: [{}] } }, { id: 2, done: {}, variables: [] }, { id: 99, output: { kind: 'text', stream: 'log', text: 'of another cell' } }]) (post as any).call(line, forged);
(post as any).call(line, { id: 2, output: { kind: 'text', stream: 'log', text: '<img src=x onerror=alert(1)><script>alert(1)</script>' } });
(post as any).call(line, { id: 2, output: { kind: 'file', name: '<b>x</b>', bytes: new Uint8Array(2) } });
'honest'`,
        '1 + 1',
        'close()',
      );
      await hand.run(1);
      await hand.done();
      await hand.run(2);
      await hand.done();
      expect(
        await page.$$eval('.cell:nth-of-type(2) .outputs > *', (list) => list.map((e) => e.textContent?.trim())),
      ).toEqual(['<img src=x onerror=alert(1)><script>alert(1)</script>', 'Save <b>x</b> (2 B)', 'honest']);
      expect(await page.$$eval('.outputs img, .outputs script, .outputs b', (list) => list.length)).toBe(0);
      await page.evaluate("postMessage({ broken: 'from the page' }, '*'); postMessage('sandbox', '*');");
      await hand.run(3);
      await hand.done();
      expect([await hand.states(), await hand.output(3)]).toEqual([['done', 'done', 'done', 'idle'], '2']);
      expect(problems).toEqual([]);
      // A loop that never yields may send nothing at all before it is ended (Firefox): this one yields, so that every
      // message goes out.
      await hand.type(
        3,
        "for (;;) { for (let i = 0; i < 500; i++) (post as any).call(caught[0], { id: 3, output: { kind: 'progress', fit: 1, epoch: 0, epochs: 1, part: 0, logs: {} } }); await new Promise((r) => setTimeout(r)); }",
      );
      await hand.run(3);
      await hand.done(); // the page is not kept busy
      await hand.run(4);
      await hand.done();
      expect(await hand.output(4)).toContain('TypeError'); // it cannot end its Worker and seem to run on
      expect(await hand.output(3)).toContain('produced more output than the page can show');
    }),
  );

  test.runIf(isInstalled(choice))(`what came with a link runs only when a person says so (needs ${choice.path})`, () =>
    visit(files, choice, async ({ page, address, problems }) => {
      const hand = notebookHand(page, address);
      await hand.open();
      await hand.cells("console.log('own work');");
      await hand.press('.app .share');
      await hand.holds("document.querySelector('dialog textarea')?.value.includes('#notebook?n=')");
      const link = (await page.$eval('dialog textarea', (e) => (e as HTMLTextAreaElement).value)).split('#')[1] ?? '';
      expect(await page.$eval('dialog', (e) => e.textContent ?? '')).toContain('Nothing is uploaded');
      const ownIsKept = async (): Promise<void> => {
        for (;;) {
          const own = (await storageOf(page)).databases['gradsheet-notebook']?.['own'];
          if (JSON.stringify(own ?? null).includes('own work')) return;
        }
      };
      await ownIsKept();
      for (const how of ['opened', 'reloaded', 'again by another link'] as const) {
        if (how === 'opened') await hand.open(`#${link}`);
        if (how === 'reloaded') await page.reload();
        if (how === 'again by another link') await page.evaluate(`location.hash = ${JSON.stringify(link)}`);
        await hand.holds("document.querySelector('.locked') !== null");
        await new Promise((r) => {
          setTimeout(r, 1200);
        });
        expect(await hand.states(), how).toEqual(['idle']);
        expect(await hand.output(1), how).toBe('');
        expect(await page.$eval('.locked', (e) => e.textContent)).toContain('It runs only when you press Run');
        // nothing that would open the link once more
        expect(await page.evaluate('location.hash')).toBe('#notebook/linked');
      }
      await hand.run(1);
      await hand.done();
      expect([await hand.output(1), await page.$('.locked')]).toEqual(['own work', null]);
      await ownIsKept();
      await hand.open('#notebook'); // one's own notebook is still there
      expect(await page.$$eval('.locked', (l) => l.length)).toBe(0);
      expect(problems).toEqual([]);
      await hand.open('#notebook?n=broken');
      await hand.holds("document.querySelector('[role=alert]')?.textContent.includes('could not be read')");
      // a short link that would fill the page
      const bomb = deflateRawSync(JSON.stringify({ n: '', c: [[1, 'x'.repeat(50_000_000)]] })).toString('base64url');
      expect(bomb.length).toBeLessThan(80_000);
      await hand.open(`#notebook?n=${bomb}`);
      await hand.holds("document.querySelector('[role=alert]')?.textContent.includes('could not be read')");
      expect(await page.$$eval('.cell', (l) => l.length)).toBe(1); // one's own
    }),
  );
});
