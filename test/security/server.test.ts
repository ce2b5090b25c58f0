// What `npm start` serves, and to whom: whatever a request holds, it is answered or its connection is closed, and the
// next one gets the page. Another site's page can send most of these requests to a server on this machine.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Choice } from '../tools/books/random.ts';
import { rounds } from './rounds.ts';

const PAGE = '<!doctype html><title>the page</title>';
const SECRET = 'a secret of this machine';
const seed = 2025;
const folder = mkdtempSync(join(tmpdir(), 'gradsheet-server-'));
const root = join(folder, 'site');
let server: ChildProcess;
let port = 0;
let errors = '';

beforeAll(async () => {
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(root, 'index.html'), PAGE);
  writeFileSync(join(root, 'assets', 'a.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), SECRET);
  mkdirSync(join(folder, 'site-beside'));
  writeFileSync(join(folder, 'site-beside', 'secret.txt'), SECRET);
  symlinkSync(join(folder, 'secret.txt'), join(root, 'link.txt'));
  symlinkSync(folder, join(root, 'up'));
  symlinkSync('loop', join(root, 'loop'));
  symlinkSync('nowhere', join(root, 'dangling'));
  const program = `
    const { serve } = await import(${JSON.stringify(new URL('../../scripts/serve.mjs', import.meta.url).href)});
    console.log((await serve(${JSON.stringify(root)})).url);`;
  server = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'pipe'] });
  server.stderr?.on('data', (d) => (errors += String(d)));
  const url = await new Promise<string>((resolve, reject) => {
    server.stdout?.once('data', (d) => resolve(String(d).trim()));
    server.once('exit', () => reject(new Error(errors)));
  });
  port = Number(new URL(url).port);
});
afterAll(() => {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
});

const open: Socket[] = [];
afterAll(() => open.forEach((s) => s.destroy()));

/** What comes back until the server closes the connection. @param patience then we end it, milliseconds */
const send = (bytes: string | Buffer, patience?: number): Promise<string> =>
  new Promise((resolve) => {
    let out = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const timer = patience === undefined ? undefined : setTimeout(() => socket.end(), patience);
    socket.on('data', (d) => (out += d.toString('latin1')));
    socket.on('error', () => undefined); // the server may close before it has read all
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(out);
    });
  });
const get = (path: string, host = `localhost:${port}`, method = 'GET'): Promise<string> =>
  send(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? NaN);

async function servesThePage(): Promise<void> {
  const answer = await get('/');
  expect([server.exitCode, server.signalCode, errors]).toEqual([null, null, '']);
  expect(statusOf(answer)).toBe(200);
  expect(answer.endsWith(`\r\n\r\n${PAGE}`)).toBe(true);
}

test.each([
  ['a NUL', '/%00', 400],
  ['a NUL in a name', '/index.html%00.png', 400],
  ['% alone', '/%', 400],
  ['a byte that is no text', '/%ff', 400],
  ['no path', '*', 400],
  ['a whole address', 'http://elsewhere/', 400],
  ['a file as a folder', '/index.html/', 404],
  ['a file in a file', '/index.html/x', 404],
  ['a folder', '/assets', 404],
  ['a folder without a page', '/assets/', 404],
  ['a name of 300 characters', `/${'a'.repeat(300)}`, 404],
  ['a path of 5,000 characters', `/${'a/'.repeat(2500)}`, 404],
  ['a link in a circle', '/loop', 404],
  ['a link to nothing', '/dangling', 404],
  ['a link out of the folder', '/link.txt', 404],
  ['a folder by a link', '/up/secret.txt', 404],
  ['the folder above', '/../secret.txt', 404],
  ['the folder above, twice encoded', '/%252e%252e/secret.txt', 404],
  ['the folder above, encoded', '/%2e%2e%2fsecret.txt', 404],
  ['the folder above, by backslashes', '/..%5csecret.txt', 404],
  ['the folder beside', '/..%2fsite-beside/secret.txt', 404],
  ['the whole disk', '//etc/passwd', 404],
])('%s is refused', async (_, path, status) => {
  const answer = await get(path);
  expect(statusOf(answer)).toBe(status);
  expect(answer).not.toContain(SECRET);
  await servesThePage();
});

test('only GET and HEAD are answered', async () => {
  const others = ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH', 'PROPFIND'];
  for (const method of others) expect([method, statusOf(await get('/', undefined, method))]).toEqual([method, 405]);
  const head = await get('/', undefined, 'HEAD');
  expect([statusOf(head), head.endsWith('\r\n\r\n')]).toEqual([200, true]);
  expect(await get('localhost:1', undefined, 'CONNECT')).toBe('');
  await servesThePage();
});

test('it answers to its own names only: another name that leads here is refused', async () => {
  for (const name of ['localhost', '127.0.0.1', '[::1]']) expect(statusOf(await get('/', `${name}:${port}`))).toBe(200);
  const near = ['localhost', `localhost:${port - 1}`, `localhost.:${port}`, `localhost:${port}.elsewhere.example`];
  for (const host of ['elsewhere.example', `elsewhere.example:${port}`, ...near, `a@localhost:${port}`, '']) {
    const answer = await get('/', host);
    expect([host, statusOf(answer)]).toEqual([host, 421]);
    expect(answer).not.toContain(PAGE);
  }
  expect(statusOf(await send('GET / HTTP/1.1\r\nConnection: close\r\n\r\n'))).toBe(400);
  expect(statusOf(await send('GET / HTTP/1.0\r\n\r\n'))).toBe(421);
});

test('every answer says that it is what it says, and that no other page may frame or use it', async () => {
  for (const path of ['/', '/assets/a.js', '/nothing', '/%']) {
    const answer = await get(path);
    expect(answer).toMatch(/\r\nx-content-type-options: nosniff\r\n/i);
    expect(answer).toMatch(/\r\ncontent-security-policy: frame-ancestors 'self'\r\n/i);
    expect(answer).toMatch(/\r\ncross-origin-resource-policy: same-origin\r\n/i);
  }
});

// What a random request is made of.
const parts = ['/', '/', '//', '..', '%2e%2e', '%2f', '%5c', '\\', '%00', '%', '%ff', 'index.html', 'assets', 'a.js'];
const oddParts = ['up', 'link.txt', 'loop', 'secret.txt', '?', '#', ';', '*', 'é', 'a'.repeat(260), '%E0%A4%A', 'C:'];
const methods = ['GET', 'GET', 'GET', 'GET', 'HEAD', 'POST', 'OPTIONS', 'M-SEARCH', 'CONNECT'];
const names = ['Host', 'Connection', 'Upgrade', 'Expect', 'Content-Length', 'Transfer-Encoding', 'Range', 'Origin'];
const values = ['keep-alive, Upgrade', 'websocket', '100-continue', '-1', '9'.repeat(20), 'chunked', 'bytes=9-1', ''];
const noise = ['\0', '\r', '\n', ' ', '\x7f', ':', 'a'.repeat(20_000), 'HTTP/2.0', 'PRI', '\u0085'];

test(`thousands of random requests (seed ${seed}), and the page is served`, async () => {
  const random = new Choice(seed);
  const many = (most: number, one: () => string): string =>
    Array.from({ length: random.below(most + 1) }, one).join('');
  const path = (): string => `/${many(6, () => random.pick(random.chance(0.6) ? parts : oddParts))}`;
  const header = (): string => `${random.pick(names)}: ${random.pick(values)}\r\n`;
  const request = (): string => {
    const host = random.chance(0.9) ? `localhost:${port}` : 'elsewhere';
    const headers = random.chance(0.3) ? many(4, header) : 'Connection: close\r\n';
    return `${random.pick(methods)} ${path()} HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n`;
  };
  /** Cut, with bytes changed, or with something in between. */
  const broken = (text: string): string => {
    const at = random.below(text.length);
    const rest = random.chance(0.5) ? text.slice(at + 1) : '';
    const between = random.chance(0.5) ? random.pick(noise) : String.fromCharCode(random.below(256));
    return text.slice(0, at) + between + rest;
  };
  const seen = new Map<number, number>();
  const all = rounds(3000, 200_000);
  const clients = 64;
  const client = async (): Promise<void> => {
    for (let i = 0; i < all / clients; i++) {
      const text = request();
      const answer = await send(Buffer.from(random.chance(0.2) ? broken(text) : text, 'latin1'), 200);
      const status = statusOf(answer);
      expect(answer).not.toContain(SECRET);
      if (answer !== '') expect([100, 200, 400, 404, 405, 417, 421, 431]).toContain(status);
      seen.set(status, (seen.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  for (const status of [200, 400, 404, 405, 421]) expect(seen.get(status) ?? 0, `answers ${status}`).toBeGreaterThan(5);
  await servesThePage();
}, 3_600_000);

test('connections that say half of it, or nothing, or never read, keep nobody out', async () => {
  const halves = ['', 'G', 'GET / HTTP/1.1\r\n', `GET / HTTP/1.1\r\nHost: localhost:${port}\r\nX: `];
  const some = rounds(200, 2000);
  for (let i = 0; i < some; i++) {
    const socket = connect(port, '127.0.0.1', () => socket.write(halves[i % halves.length] ?? ''));
    socket.on('error', () => undefined);
    socket.pause();
    open.push(socket);
    if (i % 50 === 0) await servesThePage();
  }
  for (const socket of open.slice(0, some / 2)) socket.resetAndDestroy();
  await servesThePage();
}, 3_600_000);
